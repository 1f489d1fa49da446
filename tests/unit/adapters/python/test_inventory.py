"""The tests of a file, read from its source: the same that pytest collects."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.trees import FILE, Orchard, plant

SAMPLE = {
    "tests/base.py": """
        import unittest
        class Contract:
            def test_first(self): pass
            def test_second(self): pass
            def helper(self): pass
        class TestShared:
            def test_shared(self): pass
        class SwitchedOff:
            __test__ = False
            def test_not(self): pass
        class Case(unittest.TestCase):
            def test_of_the_case(self): pass
        class WithInit:
            def __init__(self): pass
        def test_passed_on(): pass
        """,
    FILE: """
        import sys
        import unittest
        from unittest import TestCase
        import pytest
        from tests.base import Case, Contract, SwitchedOff, TestShared, WithInit, test_passed_on

        def test_one(): pass
        async def test_async(): pass
        def helper(): pass
        def testing_counts_too(): pass
        @pytest.fixture
        def test_fixture(): pass
        @pytest.mark.parametrize("n", [1])
        def test_with_cases(n): pass
        if sys.version_info > (3,):
            def test_in_a_branch(): pass
        else:
            def test_in_another(): pass
        try:
            def test_tried(): pass
        except ImportError:
            pass
        class TestA:
            n = 1
            def test_a(self): pass
            @staticmethod
            def test_static(): pass
            def check(self): pass
            class TestInner:
                def test_inner(self): pass
            class Other:
                def test_other(self): pass
        class TestB(Contract):
            def test_b(self): pass
            def test_second(self): pass
        class TestOff:
            __test__ = False
            def test_off(self): pass
        class TestOffByBase(SwitchedOff):
            def test_off(self): pass
        class TestOnAgain(SwitchedOff):
            __test__ = True
            def test_on(self): pass
        class TestInit:
            def __init__(self): pass
            def test_init(self): pass
        class TestInitByBase(WithInit):
            def test_init(self): pass
        class Case2(Case):
            def test_z(self): pass
            def test_b(self): pass
            test_data = 1
        class Plain(TestCase):
            def runTest(self): pass
        class NotCollected:
            def test_no(self): pass
        test_data = 1
        def test_last(): pass
        """,
}


def test_the_source_tells_what_pytest_collects(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file with everything that decides about collection: the same ids in the same order."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    sample = {path: dedent(content) for path, content in SAMPLE.items()}
    branch = "else:\n    def test_in_another(): pass\n"  # only running tells that it is not run
    sample[FILE] = sample[FILE].replace(branch, "")
    plant(pytester.path, sample)
    pytester.makeini("[pytest]\npythonpath = .\n")
    result = pytester.runpytest_inprocess("--collect-only", "-q", "-W", "ignore", FILE)
    collected = [each.partition("[")[0] for each in result.outlines if each.startswith(FILE)]
    assert len(collected) > 20
    assert Orchard(pytester.path / "copies").tree(sample).listed(FILE) == tuple(collected)


def test_all_branches_are_listed(orchard: Orchard) -> None:
    """Only running the file tells which branch holds, so all of them may."""
    found = orchard.tree(SAMPLE).listed(FILE)
    assert {f"{FILE}::test_in_a_branch", f"{FILE}::test_in_another"} <= set(found)


def test_tests_imported_with_a_star_are_listed(orchard: Orchard) -> None:
    """Pytest collects what stands in a module, wherever it comes from."""
    files = SAMPLE | {FILE: "from tests.base import *\n"}
    assert orchard.tree(files).listed(FILE) == (
        f"{FILE}::TestShared::test_shared",
        f"{FILE}::Case::test_of_the_case",
        f"{FILE}::test_passed_on",
    )


def test_a_module_can_be_switched_off(orchard: Orchard) -> None:
    """``__test__ = False`` in a module holds for all of it."""
    assert orchard.tree("__test__ = False\ndef test_x(): pass\n").listed(FILE) == ()


def test_the_patterns_of_the_ini_are_followed(orchard: Orchard) -> None:
    """Prefixes and globs of ``python_functions`` and ``python_classes``."""
    source = """
        def check_a(): pass
        def a_check(): pass
        def test_x(): pass
        class CartSpec:
            def check_b(self): pass
        """
    root = orchard.root
    plant(root, {FILE: source})
    sources = type(orchard.tree(""))(root, functions=("check", "*_check"), classes=("*Spec",))
    assert sources.listed(FILE) == (
        f"{FILE}::check_a",
        f"{FILE}::a_check",
        f"{FILE}::CartSpec::check_b",
    )


def test_a_file_that_does_not_parse_says_where(orchard: Orchard) -> None:
    """The line and the message of the error, and no tests."""
    found = orchard.tree("def test_x():\n    pass\n\ndef test_y(:\n    pass\n").tests(FILE)
    assert (found.parses, found.tests) == (False, ())
    assert found.error is not None
    assert found.error[0] == 4


def test_a_missing_file_says_so(orchard: Orchard) -> None:
    """A file that is not there has no tests, and a reason."""
    found = orchard.tree("").tests("tests/test_none.py")
    assert (found.parses, found.error) == (False, (1, "No such file or directory"))
