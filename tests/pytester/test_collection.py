"""Files that cannot be collected: one of the plan hides nothing, any other is left to pytest."""

from __future__ import annotations

import pytest

from tests.project import Project

PLAN = """
# Plan

## Phase 1: Shop

- **Cart**
  - Tests: `tests/test_cart.py`
  - Implementation: `shop/cart.py`
- **Price**
  - Tests: `tests/test_price.py`
  - Implementation: `shop/price.py`
"""

WAITING = """
import pytest
from shop.cart import Cart

def test_a(): pass

@pytest.mark.parametrize("n", [1, 2])
def test_each(n): pass

class TestCart:
    def test_b(self): pass

    class TestInner:
        def test_c(self): pass
"""
"""A test file whose component is not written yet."""


@pytest.fixture
def shop(project: Project) -> Project:
    """A plan of two components, a package without modules; the second's test passes."""
    project.plan(PLAN)
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("shop/__init__.py", "")
    project.file("tests/test_price.py", "def test_price(): pass\n")
    return project


def _reds(shop: Project, grade: str = "missing") -> list[str]:
    """The names of the tests that the lock holds as red with a grade, in its order."""
    rows = [line.split() for line in shop.lock.splitlines() if f" red={grade}@" in line]
    return [row[1].partition("::")[2] for row in rows]


ALL = ["TestCart::TestInner::test_c", "TestCart::test_b", "test_a", "test_each"]


# Why a file cannot be collected


def test_an_implementation_that_is_missing_is_red(shop: Project) -> None:
    """Each test of the file fails with the import error, and the rest of the run goes on."""
    shop.file("tests/test_cart.py", WAITING)

    result = shop.run("-v")

    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(
        [
            "tests/test_cart.py::TestCart::TestInner::test_c FAILED*",
            "*_ TestCart.TestInner.test_c _*",
            "E   ModuleNotFoundError: No module named 'shop.cart'",
        ]
    )
    assert _reds(shop) == ALL


def test_a_circular_import_of_the_project_is_red(shop: Project) -> None:
    """A name that is not there yet because two modules import each other belongs to the project."""
    shop.file("shop/cart.py", "from shop.price import price\n\nclass Cart: pass\n")
    shop.file("shop/price.py", "from shop.cart import Cart\n\nprice = 1\n")
    shop.file("tests/test_cart.py", WAITING)

    shop.run()

    assert _reds(shop) == ALL


@pytest.mark.parametrize(
    "source",
    [
        "import nobody_wrote_this\n\ndef test_a(): pass\n",
        "nobody_defined_this\n\ndef test_a(): pass\n",
        "assert 0\n\ndef test_a(): pass\n",
        "import sys\nsys.exit(3)\n\ndef test_a(): pass\n",
        'import pytest\npytest.skip("without leave")\n\ndef test_a(): pass\n',
        "def f(): f()\nf()\n\ndef test_a(): pass\n",
        'import pytest\n\n@pytest.mark.parametrize("a, b", [(1,)])\ndef test_a(a, b): pass\n',
        'import pytest\n\n@pytest.mark.parametrize("b", [1])\ndef test_a(): pass\n',
    ],
    ids=[
        *("third party", "name", "assertion", "exit", "skip", "recursion"),
        *("values", "parameter"),
    ],
)
def test_a_broken_test_file_is_no_red(shop: Project, source: str) -> None:
    """What is wrong with the file itself fails its tests, and is not red."""
    shop.file("tests/test_cart.py", source)

    result = shop.run()

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["Cart: 1 test (test_a) failed as broken, which is no red"])
    assert not shop.lock


@pytest.mark.parametrize("source", ["def test_a(:\n", "\0", "# coding: nonsense\n"], ids=repr)
def test_a_file_that_does_not_parse_is_one_item(shop: Project, source: str) -> None:
    """Without tests to read there is one item for the file; it fails and is broken."""
    shop.file("tests/test_cart.py", source)

    result = shop.run()

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["Cart: 1 test (tests/test_cart.py) failed as broken*"])
    assert not shop.lock


@pytest.mark.parametrize(
    "skip",
    ['pytest.skip("not today", allow_module_level=True)', 'pytest.importorskip("nobody_wrote")'],
)
def test_a_file_that_skips_itself_is_skipped(shop: Project, skip: str) -> None:
    """A file that skips itself is what pytest makes of it: skipped, and never red."""
    shop.file("tests/test_cart.py", f"import pytest\n{skip}\n\ndef test_a(): assert 0\n")

    result = shop.run()

    result.assert_outcomes(passed=1, skipped=1)
    assert not shop.lock


def test_a_class_that_cannot_be_collected_hides_nothing(shop: Project) -> None:
    """A wrong parametrization in a class breaks the tests of that class, and no others."""
    shop.file(
        "tests/test_cart.py",
        """
        import pytest

        def test_a(): assert 0

        class TestWrong:
            @pytest.mark.parametrize("x, y", [(1,)])
            def test_x(self, x, y): pass

            def test_y(self): pass

        class TestRight:
            def test_z(self): assert 0
        """,
    )

    result = shop.run()

    result.assert_outcomes(failed=4, passed=1)
    result.stdout.fnmatch_lines(["Cart: 2 tests (*test_x, *test_y) failed as broken, which is*"])
    assert _reds(shop, "behaviour") == ["TestRight::test_z", "test_a"]


def test_an_unknown_fixture_breaks_its_test_alone(shop: Project) -> None:
    """The other tests of the file are seen as ever."""
    shop.file("tests/test_cart.py", "def test_a(nobody): pass\n\ndef test_b(): assert 0\n")

    result = shop.run()

    result.assert_outcomes(failed=1, passed=1, errors=1)
    assert _reds(shop, "behaviour") == ["test_b"]


# What is read of such a file


def test_marks_count_though_the_file_cannot_be_imported(shop: Project) -> None:
    """Skipped tests are skipped and never red; a test marked for a component is that one's."""
    shop.file(
        "tests/test_cart.py",
        """
        import unittest
        import pytest
        from shop.cart import Cart

        @pytest.mark.skip(reason="later")
        def test_later(): pass

        @pytest.mark.skip
        class TestAll:
            def test_none(self): pass

        class TestOld(unittest.TestCase):
            @unittest.skip("old")
            def test_old(self): pass

        @pytest.mark.phase_component("price")
        def test_price(): pass

        def test_a(): pass
        """,
    )

    result = shop.run("--phase-start=price")

    result.assert_outcomes(failed=1, passed=1)
    assert _reds(shop) == ["test_price"]
    shop.run("--phase-stop")
    result = shop.run("--phase-start=cart")
    result.assert_outcomes(failed=1, skipped=3)
    assert _reds(shop) == ["test_a", "test_price"]


def test_generated_tests_are_read_by_their_function(shop: Project) -> None:
    """Parameters of ``pytest_generate_tests`` are not known before the import, the function is."""
    shop.file(
        "tests/test_cart.py",
        """
        import shop.cart

        def pytest_generate_tests(metafunc):
            metafunc.parametrize("n", [1, 2])

        def test_n(n): assert n in shop.cart.items
        """,
    )
    shop.run()
    assert _reds(shop) == ["test_n"]

    shop.file("shop/cart.py", "items = [1]\n")
    shop.run()
    assert " green=" not in shop.lock
    shop.file("shop/cart.py", "items = [1, 2]\n")
    shop.run()
    assert " green=" in shop.lock


def test_conventions_of_the_project_are_followed(shop: Project) -> None:
    """``python_classes`` and ``python_functions`` say what is a test, imported or not."""
    shop.file(
        "pytest.ini",
        """
        [pytest]
        pythonpath = .
        python_classes = Describe*
        python_functions = it_*
        """,
    )
    shop.file(
        "tests/test_cart.py",
        """
        from shop.cart import Cart

        def it_is(): assert Cart

        class DescribeCart:
            def it_has(self): assert Cart

        def test_nothing(): assert 0
        """,
    )
    shop.run()
    assert _reds(shop) == ["DescribeCart::it_has", "it_is"]

    shop.file("shop/cart.py", "Cart = 1\n")
    shop.run()
    assert shop.lock.count(" green=") == 2


# Named on the command line


@pytest.mark.parametrize(
    ("names", "red"),
    [
        ("test_a", ["test_a"]),
        ("test_each", ["test_each"]),
        ("test_each[2]", ["test_each"]),
        ("test_each[a::b]", ["test_each"]),
        ("TestCart", ["TestCart::TestInner::test_c", "TestCart::test_b"]),
        ("TestCart::test_b", ["TestCart::test_b"]),
        ("TestCart::TestInner::test_c", ["TestCart::TestInner::test_c"]),
    ],
)
def test_a_test_that_is_named_is_found(shop: Project, names: str, red: list[str]) -> None:
    """No node id of a file that cannot be imported ends in "not found"."""
    shop.file("tests/test_cart.py", WAITING)

    result = shop.run(f"tests/test_cart.py::{names}")

    assert result.ret == 1
    assert _reds(shop) == red


@pytest.mark.parametrize("names", ["test_nobody", "TestCart::test_nobody", "TestNobody::test_a"])
def test_a_test_that_is_not_there_is_no_red(shop: Project, names: str) -> None:
    """A name that the source does not hold fails with its file, and leaves nothing in the lock."""
    shop.file("tests/test_cart.py", WAITING)

    result = shop.run(f"tests/test_cart.py::{names}")

    result.assert_outcomes(failed=1)
    assert not shop.lock


@pytest.mark.parametrize(
    ("args", "red"),
    [
        (("-k", "test_b or test_price"), ["TestCart::test_b"]),
        (("-k", "TestInner"), ["TestCart::TestInner::test_c"]),
        (("-m", "phase_component(id='cart')"), ALL),
        (("--phase-component=cart",), ALL),
        (("--deselect=tests/test_cart.py::TestCart",), ["test_a", "test_each"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_selections_find_the_tests_of_the_source(
    shop: Project, args: tuple[str, ...], red: list[str]
) -> None:
    """``-k``, ``-m`` and ``--deselect`` choose among stand-ins as among tests; all are known."""
    shop.file("tests/test_cart.py", WAITING)

    shop.run(*args)

    assert _reds(shop) == red
    assert all(f"::{name}" in shop.lock for name in ALL)


# Beyond a component's own files


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 2),
        (("tests/test_other.py",), 2),
        (("tests/test_other.py::test_other",), 4),
        (("--continue-on-collection-errors",), 1),
        (("-k", "test_price"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_files_outside_the_plan_are_left_to_pytest(
    shop: Project, args: tuple[str, ...], code: int
) -> None:
    """A broken file that the plan does not name ends a run as it does without a plan."""
    shop.file("tests/test_other.py", "import nobody_wrote_this\n\ndef test_other(): pass\n")

    with_plan = shop.run("-p", "no:cacheprovider", *args)
    without = shop.run("-p", "no:cacheprovider", *args, plan=False)

    assert with_plan.ret == without.ret == code
    assert with_plan.parseoutcomes() == without.parseoutcomes()
    assert with_plan.stderr.str() == without.stderr.str()


def test_integration_tests_hide_nothing(shop: Project) -> None:
    """A folder of integration tests that cannot be imported yet fails, and the run goes on."""
    shop.plan(PLAN.replace("  - Implementation: `shop/cart.py`", "  - Integration tests: `e2e/`"))
    shop.file("tests/test_cart.py", "def test_a(): assert 0\n")
    shop.file("e2e/test_all.py", "import shop.cart\n\ndef test_all(): pass\n")

    shop.run().assert_outcomes(failed=2, passed=1)
    assert _reds(shop, "behaviour") == ["test_a"]


def test_integration_tests_run_for_every_component_that_names_them(shop: Project) -> None:
    """A file that two components name is run when either of them is to be completed."""
    shop.plan(
        PLAN.replace("- **Price**", "  - Integration tests: `e2e/`\n- **Price**")
        + "  - Integration tests: `e2e/test_all.py`\n"
    )
    shop.file("shop/cart.py", "items = []\n")
    shop.file("tests/test_cart.py", "from shop import cart\n\ndef test_a(): assert cart.items\n")
    shop.file("e2e/test_all.py", "def test_all(): pass\n")
    shop.run()
    shop.file("shop/cart.py", "items = [1]\n")

    result = shop.run("--phase-complete")

    assert result.ret == 0
    assert '"completed"' in shop.lock


def test_integration_tests_run_after_the_component(shop: Project) -> None:
    """They exercise what its own tests have shown to work, so they come last, wherever they are."""
    shop.plan(PLAN.replace("- **Price**", "  - Integration tests: `e2e/`\n- **Price**"))
    shop.file("tests/test_cart.py", "def test_a(): pass\n")
    shop.file("e2e/test_all.py", "def test_all(): pass\n")

    lines = shop.run("--phase-component=cart", "-v").outlines

    order = [line.split()[0] for line in lines if "PASSED" in line]
    assert order == ["tests/test_cart.py::test_a", "e2e/test_all.py::test_all"]


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_two_files_of_one_name(shop: Project, mode: str) -> None:
    """Where two files share a name the second is broken, unless the import mode can do it."""
    shop.plan(PLAN.replace("tests/test_price.py", "more/test_cart.py"))
    (shop.root / "tests/test_price.py").unlink()
    shop.file("tests/test_cart.py", "def test_a(): assert 0\n")
    shop.file("more/test_cart.py", "def test_b(): assert 0\n")

    result = shop.run(f"--import-mode={mode}", "--phase-start=cart", "tests", "more")
    both = shop.run(f"--import-mode={mode}", "tests", "more")

    assert result.ret == both.ret == 1
    assert _reds(shop, "behaviour") == ["test_a"]
    expected = "*import file mismatch*" if mode == "prepend" else "out of turn, not recorded: 1*"
    both.stdout.fnmatch_lines([expected])


def test_the_deepest_claim_of_a_folder_wins(shop: Project) -> None:
    """A component may claim a folder, and another one a file or a folder below it."""
    shop.plan(
        """
        # Plan

        ## Phase 1: Audit

        - **Audit**
          - Tests: `tests/audit/`
        - **Writer**
          - Tests: `tests/audit/writer/`
        - **Format**
          - Tests: `tests/audit/writer/test_format.py`
        """
    )
    shop.file("tests/audit/test_log.py", "def test_log(): assert 0\n")
    shop.file("tests/audit/deep/test_old.py", "import audit\n\ndef test_old(): pass\n")
    shop.file("tests/audit/writer/test_writer.py", "def test_writer(): assert 0\n")
    shop.file("tests/audit/writer/test_format.py", "def test_format(): assert 0\n")

    document = shop.report()

    owners = {each["id"].partition("::")[2]: each["component"] for each in document["run"]["tests"]}
    assert owners == {
        "test_log": "audit",
        "test_old": "audit",
        "test_writer": "writer",
        "test_format": "format",
    }
