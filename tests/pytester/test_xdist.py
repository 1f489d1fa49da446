"""pytest-xdist: workers tag and attach facts, the controller alone records and speaks."""

from __future__ import annotations

import pytest

from tests.project import Project

pytest.importorskip("xdist", reason="pytest-xdist is not installed")

XDIST = ("xdist.plugin",)

PLAN = """
# Plan

## Phase 1: Shop

- **Cart**
  - Tests: `tests/test_cart.py`
  - Implementation: `shop/cart.py`
- **Price**
  - Tests: `tests/test_price.py`
  - Implementation: `shop/price.py`
  - Depends on: Cart
"""

CART_TESTS = """
import unittest

import pytest
from shop.cart import Cart

def test_empty():
    assert Cart().items == []

class TestAdd:
    def test_one(self):
        cart = Cart()
        cart.add(1)
        assert cart.items == [1]

    @pytest.mark.parametrize("n", [0, 1, 2])
    def test_many(self, n):
        cart = Cart()
        for each in range(n):
            cart.add(each)
        assert len(cart.items) == n

class TestOld(unittest.TestCase):
    def test_is_a_list(self):
        self.assertEqual(Cart().items, [])

@pytest.mark.phase_waive(reason="says what Python says")
def test_waived():
    pass

@pytest.mark.xfail
def test_expected():
    assert Cart().total

@pytest.mark.skip
def test_skipped():
    pass
"""

PRICE_TESTS = """
import pytest
from shop.price import price

@pytest.mark.parametrize("a", [1, 2], ids=["one", "two"])
def test_price(a):
    assert price(a) == a

@pytest.mark.phase_component("cart")
def test_marked():
    assert price(1) == 1
"""

STEPS: tuple[dict[str, str], ...] = (
    {"tests/test_cart.py": CART_TESTS, "tests/test_price.py": PRICE_TESTS},
    {"shop/cart.py": "class Cart:\n    items = []\n", "shop/price.py": "def price(a): return 1\n"},
    {
        "shop/cart.py": """
        class Cart:
            def __init__(self):
                self.items = []

            def add(self, item):
                self.items.append(item)
        """
    },
    {"shop/price.py": "def price(a): return a\n"},
)
"""A project as it grows: each step writes files, and the tests are run."""


@pytest.fixture
def shop(project: Project) -> Project:
    """A plan of two components, a package without modules, and a test of no component."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("shop/__init__.py", "")
    project.file("tests/test_other.py", "def test_other(): pass\n")
    return project


def _locks(shop: Project, *runs: tuple[str, ...]) -> list[str]:
    """The lock after each step, run with its own arguments; there is none before the first."""
    shop.lock_path.unlink(missing_ok=True)
    for name in ("cart", "price"):
        (shop.root / f"shop/{name}.py").unlink(missing_ok=True)
    locks = []
    for step, args in zip(STEPS, runs, strict=True):
        for path, text in step.items():
            shop.file(path, text)
        shop.run("-q", *args, plugins=XDIST)
        locks.append(shop.lock)
    return locks


def test_workers_give_the_same_lock_byte_for_byte(shop: Project) -> None:
    """Import errors, classes, cases, unittest, waivers and marks: workers change no byte of it."""
    alone = _locks(shop, *[("-n0",)] * 4)
    spread = [("-n2", f"--dist={how}") for how in ("load", "loadfile", "loadscope", "worksteal")]

    assert " red=" in alone[0]
    assert " green=" in alone[-1]
    assert len(set(alone)) > 2
    assert _locks(shop, *spread) == alone


def test_what_no_worker_can_work_with_is_said_once(shop: Project) -> None:
    """Marks that nobody can work with end a run with workers as they end one without: exit 4."""
    shop.file(
        "tests/test_cart.py",
        """
        import pytest

        @pytest.mark.phase_component("carr")
        @pytest.mark.parametrize("n", [1, 2])
        def test_a(n): pass

        @pytest.mark.phase_waive
        def test_b(): pass
        """,
    )
    expected = [
        'ERROR: tests/test_cart.py::test_a: phase_component("carr") names no component of '
        "PLAN.md. Nearest: cart.",
        "ERROR: tests/test_cart.py::test_b: phase_waive needs a reason, which every report will "
        'show. Write @pytest.mark.phase_waive(reason="…").',
    ]

    for args in ((), ("-n0",), ("-n2",)):
        result = shop.run(*args, plugins=XDIST)

        assert result.ret == 4
        assert list(filter(None, result.stderr.lines)) == expected
        assert "INTERNALERROR" not in result.stdout.str()
        assert not shop.lock


def test_a_crashed_worker_is_no_red(shop: Project) -> None:
    """A test that ends its process is ``infra``; what the others saw is recorded."""
    shop.file(
        "tests/test_cart.py",
        """
        import os

        def test_fails(): assert 0

        def test_crashes(): os._exit(1)
        """,
    )

    result = shop.run("-n2", plugins=XDIST)

    assert result.ret == 1
    assert "test tests/test_cart.py::test_fails text=" in shop.lock
    assert '"test tests/test_cart.py::test_crashes"' in shop.lock
    result.stdout.fnmatch_lines(["*infra*"])


def test_without_a_worker_left_nothing_is_judged(shop: Project) -> None:
    """Where no worker lives to say which tests were whose, the run cannot be judged: exit 4."""
    shop.file(
        "tests/test_cart.py",
        """
        import os

        def test_fails(): assert 0

        def test_crashes(): os._exit(1)
        """,
    )

    for action in ("--phase-gate", "--phase-allow-red"):
        result = shop.run("-n1", "--max-worker-restart=0", action, plugins=XDIST)

        assert result.ret == 4
        assert not shop.lock
        assert result.stderr.str().strip() == (
            "ERROR: PLAN.md: no worker lived to say what it had collected; nothing of this run was "
            "recorded or judged. Run it again, with -n 0 to see what happens."
        )


def test_workers_write_nothing(shop: Project) -> None:
    """A run that records nothing leaves the folder as it was, whoever ran the tests."""
    shop.file("tests/test_cart.py", "def test_a(): assert 0\n")
    shop.file("tests/test_price.py", "def test_b(): pass\n")
    before = sorted(shop.root.rglob("*"))

    shop.run("-n2", "--phase-no-record", "-p", "no:cacheprovider", plugins=XDIST)

    assert sorted(shop.root.rglob("*")) == before


def test_stopping_early_records_what_was_seen(shop: Project) -> None:
    """After ``-x`` the lock holds the reds that were seen, and the tests that were not run."""
    shop.file("tests/test_cart.py", "".join(f"def test_{n}(): assert 0\n" for n in range(8)))
    shop.file("tests/test_price.py", "def test_b(): pass\n")

    shop.run("-n2", "-x", plugins=XDIST)

    rows = [line for line in shop.lock.splitlines() if "test_cart.py::" in line]
    assert len(rows) == 8
    assert 0 < sum(" red=" in row for row in rows) < 8


def test_the_component_reaches_the_junit_report(shop: Project) -> None:
    """The property ``phase_component`` travels from a worker to the JUnit file."""
    shop.file("tests/test_cart.py", "def test_a(): pass\n")
    shop.file("tests/test_price.py", "def test_b(): pass\n")

    shop.run("-n2", "--junitxml=junit.xml", plugins=XDIST)

    xml = (shop.root / "junit.xml").read_text(encoding="utf-8")
    assert '<property name="phase_component" value="cart"' in xml
    assert '<property name="phase_component" value="price"' in xml
