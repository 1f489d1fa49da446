"""Async tests: what a plugin runs is seen like any other test, what none runs is broken."""

from __future__ import annotations

import re

import pytest

from tests.project import Project

PLAN = """
# Plan

## Phase 1: Shop

- **Cart**
  - Tests: `tests/test_cart.py`
  - Implementation: `cart.py`
"""

PYTEST_ASYNCIO = """
import pytest, pytest_asyncio
import cart

@pytest_asyncio.fixture
async def items():
    yield cart.Items()

@pytest.mark.asyncio
async def test_full(items):
    assert await items.count() == 1

class TestCart:
    @pytest.mark.asyncio
    @pytest.mark.parametrize("n", [1, 2])
    async def test_each(self, items, n):
        assert n in items.all
"""

ANYIO = (
    PYTEST_ASYNCIO.replace(", pytest_asyncio", "")
    .replace("pytest_asyncio.fixture", "pytest.fixture")
    .replace("mark.asyncio", "mark.anyio")
    .replace("async def items()", "async def items(anyio_backend)")
    + """
@pytest.fixture
def anyio_backend(): return "asyncio"
"""
)

AUTO = re.sub(r" *@pytest.mark.asyncio\n", "", PYTEST_ASYNCIO).replace(
    "pytest_asyncio.fixture", "pytest.fixture"
)

EMPTY = """
class Items:
    all = [2]

    async def count(self):
        raise NotImplementedError
"""

FULL = EMPTY.replace("[2]", "[1, 2]").replace("raise NotImplementedError", "return 1")

WAYS = [
    pytest.param("pytest_asyncio", PYTEST_ASYNCIO, ("-o", "asyncio_mode=strict"), id="strict"),
    pytest.param("pytest_asyncio", AUTO, ("-o", "asyncio_mode=auto"), id="auto"),
    pytest.param("anyio", ANYIO, (), id="anyio"),
]
MODULES = {"pytest_asyncio": "pytest_asyncio.plugin", "anyio": "anyio.pytest_plugin"}


@pytest.fixture
def shop(project: Project) -> Project:
    """One component, whose implementation is not written yet."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("cart.py", EMPTY)
    return project


@pytest.mark.parametrize(("plugin", "tests", "args"), WAYS)
def test_an_async_test_is_seen_red_and_green(
    shop: Project, plugin: str, tests: str, args: tuple[str, ...]
) -> None:
    """A coroutine with an async fixture has its red, of the right grade, and its green."""
    pytest.importorskip(plugin, reason=f"{plugin} is not installed")
    shop.file("tests/test_cart.py", tests)

    # A process of its own: a plugin of event loops leaves them behind.
    shop.run(*args, plugins=(MODULES[plugin],), subprocess=True)
    assert "::test_full text=" in shop.lock
    assert " red=stub@" in shop.lock
    assert " red=behaviour@" in shop.lock
    assert " red-cases=1" in shop.lock
    shop.file("cart.py", FULL)
    shop.run(*args, plugins=(MODULES[plugin],), subprocess=True)

    assert shop.lock.count(" green=") == 2


def test_a_coroutine_that_nothing_runs_is_broken(shop: Project) -> None:
    """Without a plugin pytest fails an async test; that says nothing of the implementation."""
    shop.file("tests/test_cart.py", "async def test_a(): assert 0\n")

    result = shop.run()

    assert not shop.lock
    if pytest.version_tuple < (8, 4):
        result.assert_outcomes(skipped=1)  # as it was before
    else:
        result.assert_outcomes(failed=1)
        result.stdout.fnmatch_lines(["Cart: 1 test (test_a) failed as broken, which is no red"])


def test_an_async_test_of_unittest_is_seen(shop: Project) -> None:
    """``unittest`` runs its own coroutines, and they are seen red and green."""
    shop.file(
        "tests/test_cart.py",
        """
        import unittest
        import cart

        class TestCart(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                self.items = cart.Items()

            async def test_full(self):
                self.assertEqual(await self.items.count(), 1)
        """,
    )

    shop.run(subprocess=True)
    assert " red=stub@" in shop.lock

    shop.file("cart.py", FULL)
    shop.run(subprocess=True)
    assert " green=" in shop.lock
