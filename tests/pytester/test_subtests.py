"""Subtests: a test may have failed although the report of its call says that it passed."""

from __future__ import annotations

import importlib.util

import pytest

from tests.project import Project

BUILT_IN = pytest.version_tuple >= (9,)
# Before pytest 9 they come from a plugin of their own.
PLUGINS = () if BUILT_IN else ("pytest_subtests.plugin",)

pytestmark = pytest.mark.skipif(
    not BUILT_IN and importlib.util.find_spec("pytest_subtests") is None,
    reason="pytest has no subtests before 9, and pytest-subtests is not installed",
)

PLAN = """
# Plan

## Phase 1: Shop

- **Cart**
  - Tests: `tests/test_cart.py`
  - Implementation: `cart.py`
"""

TESTS = """
import unittest

import pytest
import cart

def test_each(subtests):
    for n in range(3):
        with subtests.test(n=n):
            assert n in cart.items

def test_first_then_all(subtests):
    with subtests.test("first"):
        assert 0 in cart.items
    assert cart.items

class TestOld(unittest.TestCase):
    def test_each(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertIn(n, cart.items)

def test_one_is_skipped(subtests):
    with subtests.test("now"):
        assert 2 in cart.items
    with subtests.test("elsewhere"):
        pytest.skip("not here")
"""


@pytest.fixture
def shop(project: Project) -> Project:
    """One component; two of the three things its tests look for are there."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("cart.py", "items = [0, 1]\n")
    project.file("tests/test_cart.py", TESTS)
    return project


def _reds(shop: Project) -> set[str]:
    return {row.split()[1].partition("::")[2] for row in shop.lock.splitlines() if " red=" in row}


def _greens(shop: Project) -> set[str]:
    return {row.split()[1].partition("::")[2] for row in shop.lock.splitlines() if " green=" in row}


def test_a_failed_subtest_is_a_failed_test(shop: Project) -> None:
    """One failing subtest makes its test red, in pytest's own and in unittest's form."""
    shop.run(plugins=PLUGINS)

    assert _reds(shop) == {"test_each", "TestOld::test_each", "test_one_is_skipped"}


def test_a_test_is_green_when_all_its_subtests_pass(shop: Project) -> None:
    """Green needs every subtest; one that was skipped says nothing of its test."""
    shop.run(plugins=PLUGINS)
    reds = _reds(shop)
    shop.file("cart.py", "items = [0, 2]\n")

    shop.run(plugins=PLUGINS)
    assert _greens(shop) == {"test_one_is_skipped"}

    shop.file("cart.py", "items = [0, 1, 2]\n")
    shop.run(plugins=PLUGINS)
    assert _greens(shop) == reds


def test_subtests_of_workers_count_the_same(shop: Project) -> None:
    """Reports of subtests that come from workers make the same lock."""
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    shop.run(plugins=PLUGINS)
    alone = shop.lock
    shop.lock_path.unlink()

    shop.run("-n2", plugins=("xdist.plugin", *PLUGINS))

    assert shop.lock == alone


def test_a_rerun_takes_its_subtests_back(shop: Project) -> None:
    """A subtest that failed in an attempt before the last one was not seen red."""
    pytest.importorskip("pytest_rerunfailures", reason="pytest-rerunfailures is not installed")
    if not BUILT_IN:
        pytest.skip("pytest-rerunfailures does not see the subtests of the plugin")
    shop.file(
        "tests/test_cart.py",
        """
        import cart

        def test_flaky(subtests):
            cart.items.append(len(cart.items))
            with subtests.test("often"):
                assert 2 < len(cart.items) - 1
        """,
    )

    result = shop.run("--reruns=2", plugins=(*PLUGINS, "pytest_rerunfailures"))

    assert result.ret == 0
    assert not shop.lock
