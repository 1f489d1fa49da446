"""Grades of red: why a test failed, what counts, and what is left alone."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    STUB,
    component,
    evidence,
    grades,
    one,
    open_shop,
    place,
    run_of,
    write_source,
    write_test,
)
from tests.project import Project

BEHAVIOUR = {
    "assertion": "def test_x(): assert alpha.answer() == 1",
    "did not raise": "def test_x():\n    with pytest.raises(ValueError): alpha.answer()",
    "raised something wrong": "def test_x(): alpha.fails()",
    "raised another than expected": (
        "def test_x():\n    with pytest.raises(KeyError): alpha.fails()"
    ),
    "attribute of None": "def test_x(): alpha.nothing().name",
    "attribute of a builtin": "def test_x(): alpha.answer().no_such_method()",
    "key of a dict": "def test_x(): {}['a']",
    "pytest.fail": "def test_x(): pytest.fail('not yet')",
    "exception of the test": "def test_x(): raise RuntimeError('x')",
    "timeout of the component's own": "def test_x(): alpha.times_out()",
}

SOURCE = """
class Thing:
    def method(self): pass

def answer(): return 42
def nothing(): return None
def fails(): raise ValueError("wrong")
def times_out(): raise TimeoutError("too slow")
def later(): raise NotImplementedError
def one(a): return a
"""


def _graded(project: Project, body: str, source: str = SOURCE) -> tuple[str | None, str]:
    """The grade of ``test_x`` in a run, and the evidence the lock holds for it after."""
    one(project, f"import alpha\nimport pytest\n\n{body}\n", source)
    seen = run_of(project.report())["test_x"]
    return seen["grade"], seen["evidence"]


@pytest.mark.parametrize("name", sorted(BEHAVIOUR))
def test_behaviour(project: Project, name: str) -> None:
    """An assertion, a missing raise, a wrong exception, any other one of the body: behaviour."""
    assert _graded(project, BEHAVIOUR[name]) == ("behaviour", "red")


def test_stub(project: Project) -> None:
    """NotImplementedError of the component's own code is a stub."""
    assert _graded(project, "def test_x(): alpha.later()") == ("stub", "red")


def test_not_implemented_in_the_test_is_no_stub(project: Project) -> None:
    """NotImplementedError raised by the test itself is no stub of the component."""
    grade, _ = _graded(project, "def test_x(): raise NotImplementedError")
    assert grade == "behaviour"


MISSING = {
    "attribute of a module": "def test_x(): alpha.no_such_name",
    "attribute of an object": "def test_x(): alpha.Thing().no_such_name",
    "attribute of a class": "def test_x(): alpha.Thing.no_such_name",
    "import in the body": "def test_x(): from alpha import no_such_name",
    "module imported in the body": "def test_x(): import gamma",
    "too many arguments": "def test_x(): alpha.answer(1)",
    "too few arguments": "def test_x(): alpha.one()",
    "unknown keyword": "def test_x(): alpha.answer(fast=True)",
    "signature of a method": "def test_x(): alpha.Thing().method(1)",
    "signature of a class": "def test_x(): alpha.Thing(1)",
    "in a fixture": (
        "@pytest.fixture\ndef thing(): return alpha.no_such_name\n\n\ndef test_x(thing): pass"
    ),
}


@pytest.mark.parametrize("name", sorted(MISSING))
def test_missing(project: Project, name: str) -> None:
    """An import, attribute or signature of the project that does not exist yet is missing."""
    assert _graded(project, MISSING[name]) == ("missing", "red")


BROKEN = {
    "name in the test file": "def test_x(): no_such_name",
    "unknown fixture": "def test_x(no_such_fixture): pass",
    "third-party import in the body": "def test_x(): import no_such_library",
    "stdlib import in the body": "def test_x(): from os import no_such_name",
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_broken(project: Project, name: str) -> None:
    """What is wrong with the test itself does not count: broken, and no evidence."""
    assert _graded(project, BROKEN[name]) == ("broken", "none")
    assert component(project, "alpha")["tests"]["red"] == 0


def test_name_error_of_the_component_is_behaviour_or_missing(project: Project) -> None:
    """A NameError inside the component's code is no fault of the test."""
    grade, kept = _graded(project, "def test_x(): alpha.f()", "def f(): return no_such_name\n")
    assert grade in ("behaviour", "missing")
    assert kept == "red"


def test_wrong_parametrization_is_broken(project: Project) -> None:
    """A parametrization that does not fit its function hides nothing and is no red."""
    body = "@pytest.mark.parametrize('a', [1])\ndef test_x(b): pass\n\n\ndef test_y(): assert 0"
    one(project, f"import pytest\n\n{body}\n")
    write_test(project, "gamma")
    seen = run_of(project.report())
    assert seen["test_gamma"]["outcome"] == "uncollectable"
    assert {each["grade"] for name, each in seen.items() if "test_x" in name} <= {"broken"}
    assert "test_x" not in grades(project, "alpha")


def test_error_in_conftest_fixture_is_broken(project: Project) -> None:
    """An error of a conftest's own is no red of the component."""
    project.file(
        "tests/conftest.py",
        "import pytest\n\n\n@pytest.fixture\ndef thing():\n    raise ValueError('x')\n",
    )
    assert _graded(project, "def test_x(thing): pass") == ("broken", "none")


INFRA = {
    "memory": "def test_x(): raise MemoryError",
    "timeout": "def test_x(): raise TimeoutError",
    "network": "def test_x(): raise ConnectionRefusedError",
    "pytest-timeout": "def test_x(): pytest.fail('Timeout (>1.0s) from pytest-timeout.')",
}


@pytest.mark.parametrize("name", sorted(INFRA))
def test_infra(project: Project, name: str) -> None:
    """Timeout, memory and network do not count: infra."""
    assert _graded(project, INFRA[name]) == ("infra", "none")


# --- when it fails ----------------


def test_setup_error_is_red(project: Project) -> None:
    """A failure in a fixture of the test file counts."""
    body = (
        "@pytest.fixture\ndef thing():\n    assert alpha.answer() == 1\n\n\ndef test_x(thing): pass"
    )
    assert _graded(project, body) == ("behaviour", "red")


def test_teardown_error_is_red(project: Project) -> None:
    """A failure after the test counts, though its call passed."""
    body = (
        "@pytest.fixture\ndef thing():\n    yield\n    assert alpha.answer() == 1\n\n\n"
        "def test_x(thing): pass"
    )
    assert _graded(project, body) == ("behaviour", "red")


@pytest.mark.parametrize("strict", [True, False])
def test_expected_failure_is_red(project: Project, strict: bool) -> None:
    """An xfail that fails is red, strict or not; the run passes."""
    one(
        project,
        f"""
        import alpha, pytest

        @pytest.mark.xfail(strict={strict})
        def test_x(): assert alpha.answer() == 42
        """,
        STUB,
    )
    assert project.run().ret == 0
    assert grades(project, "alpha") == {"test_x": "stub"}


def test_unexpected_pass_after_red_is_green(project: Project) -> None:
    """An xpass is a pass; marks are no part of the text."""
    body = "import alpha, pytest\n\n{}def test_x(): assert alpha.answer() == 42\n"
    one(project, body.format("@pytest.mark.xfail\n"), STUB)
    project.run()
    write_source(project, "alpha")
    project.run()
    assert place(project, "alpha")[1] == "green"
    project.file("tests/test_alpha.py", body.format(""))
    assert component(project, "alpha")["tests"]["stale"] == 0


SKIPS = {
    "mark": "@pytest.mark.skip\ndef test_x(): assert 0",
    "condition": "@pytest.mark.skipif(True, reason='r')\ndef test_x(): assert 0",
    "call": "def test_x(): pytest.skip('r')",
    "module": "pytest.skip('r', allow_module_level=True)\n\n\ndef test_x(): assert 0",
    "importorskip": "pytest.importorskip('no_such_module')\n\n\ndef test_x(): assert 0",
    "no run": "@pytest.mark.xfail(run=False)\ndef test_x(): assert 0",
    "xfail that skips": "@pytest.mark.xfail\ndef test_x(): pytest.skip('r')",
}


@pytest.mark.parametrize("name", sorted(SKIPS))
def test_skip_is_never_red(project: Project, name: str) -> None:
    """A skipped test was not seen failing, whatever skipped it."""
    one(project, f"import pytest\n\n{SKIPS[name]}\n")
    assert project.run().ret in (0, 5)
    assert place(project, "alpha") == ("pending", "untested")
    assert not project.lock


def test_skip_after_red_is_no_green(project: Project) -> None:
    """A red test that is skipped afterwards is not green."""
    one(project, "def test_x(): assert 0\n")
    project.run()
    project.file(
        "tests/test_alpha.py", "import pytest\n@pytest.mark.skip\ndef test_x(): assert 0\n"
    )
    project.run()
    assert component(project, "alpha")["tests"]["green"] == 0


# --- kinds of tests ----------------


def test_unittest_class(project: Project) -> None:
    """Methods of a TestCase are tests: red by assertion, by setUp, and by a subtest; then green."""
    one(
        project,
        """
        import unittest
        import alpha

        class TestIt(unittest.TestCase):
            def test_plain(self): self.assertEqual(alpha.answer(), 42)

        class TestSetUp(unittest.TestCase):
            def setUp(self): self.assertEqual(alpha.answer(), 42)
            def test_setup(self): pass
        """,
        "def answer():\n    return 41\n",
    )
    project.run()
    assert grades(project, "alpha") == {"test_plain": "behaviour", "test_setup": "behaviour"}
    write_source(project, "alpha")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_unittest_skip_is_never_red(project: Project) -> None:
    """A skip of unittest is a skip."""
    one(
        project,
        """
        import unittest

        class TestIt(unittest.TestCase):
            @unittest.skip("r")
            def test_mark(self): assert 0
            def test_call(self): self.skipTest("r")
        """,
    )
    project.run()
    assert place(project, "alpha") == ("pending", "untested")


def test_unittest_expected_failure_is_red(project: Project) -> None:
    """An expectedFailure of unittest is a failure that was expected."""
    one(
        project,
        """
        import unittest
        import alpha

        class TestIt(unittest.TestCase):
            @unittest.expectedFailure
            def test_x(self): self.assertEqual(alpha.answer(), 1)
        """,
    )
    assert project.run().ret == 0
    assert grades(project, "alpha") == {"test_x": "behaviour"}


def test_async_unittest_class(project: Project) -> None:
    """IsolatedAsyncioTestCase is red and green like any other."""
    one(
        project,
        """
        import unittest
        import alpha

        class TestIt(unittest.IsolatedAsyncioTestCase):
            async def test_x(self): self.assertEqual(alpha.answer(), 42)
        """,
        STUB,
    )
    project.run()
    assert grades(project, "alpha") == {"test_x": "stub"}
    write_source(project, "alpha")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_unittest_subtest_that_fails_is_red(project: Project) -> None:
    """A test is failed although its last report says passed: all its reports are read."""
    if tuple(map(int, pytest.__version__.split(".")[:1])) < (9,):
        pytest.skip("subtests came with pytest 9")
    one(
        project,
        """
        import unittest
        import alpha

        class TestIt(unittest.TestCase):
            def test_x(self):
                for n in (41, 42):
                    with self.subTest(n=n): self.assertEqual(alpha.answer(), n)

        def test_y(subtests):
            for n in (41, 42):
                with subtests.test(n=n): assert alpha.answer() == n
        """,
    )
    assert project.run().ret == 1
    assert grades(project, "alpha") == {"test_x": "behaviour", "test_y": "behaviour"}
    write_source(project, "alpha", "class A:\n    def __eq__(s, o): return True\nanswer = A\n")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_doctests_are_left_alone(project: Project) -> None:
    """A doctest in a file of the plan belongs to no component and collects no evidence."""
    one(
        project,
        '''
        def add():
            """Add.

            >>> add()
            3
            """

        def test_x(): pass
        ''',
    )
    project.run("--doctest-modules", "tests")
    assert not project.lock
    assert set(run_of(project.report("--doctest-modules", "tests"))) == {"test_x"}


def test_parametrized_cases_are_one_test(project: Project) -> None:
    """Cases are kept under their function; the row has no parameter id."""
    one(
        project,
        """
        import alpha, pytest

        @pytest.mark.parametrize("n", [1, 2])
        @pytest.mark.parametrize("s", ["a::b", "c [d]"])
        def test_x(n, s): assert alpha.answer() == 42
        """,
        STUB,
    )
    project.run()
    assert set(evidence(project, "alpha")) == {"test_x"}
    write_source(project, "alpha")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_one_failing_case_makes_a_test_red(project: Project) -> None:
    """A test is red when one of its cases fails, and green when all pass."""
    one(
        project,
        """
        import alpha, pytest

        @pytest.mark.parametrize("n", [41, 42])
        def test_x(n): assert n in alpha.answers
        """,
        "answers = [41]\n",
    )
    project.run()
    assert grades(project, "alpha") == {"test_x": "behaviour"}
    write_source(project, "alpha", "answers = [42]\n")
    project.run()
    assert component(project, "alpha")["tests"]["green"] == 0
    write_source(project, "alpha", "answers = [41, 42]\n")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_one_passing_case_is_no_green(project: Project) -> None:
    """Running only one of the red cases leaves the test red."""
    one(
        project,
        """
        import alpha, pytest

        @pytest.mark.parametrize("n", [1, 2], ids=["one", "two"])
        def test_x(n): assert alpha.answer() == 42
        """,
        STUB,
    )
    project.run()
    write_source(project, "alpha")
    project.run("tests/test_alpha.py::test_x[one]")
    assert component(project, "alpha")["tests"]["green"] == 0


# --- files that cannot be imported ----------------


def _unimportable(project: Project) -> None:
    open_shop(project)
    project.file(
        "tests/test_alpha.py",
        """
        import pytest
        from alpha import answer

        def test_one(): assert answer() == 42

        class TestMore:
            def test_two(self): assert answer()

            class TestDeep:
                def test_three(self): assert answer()

        @pytest.mark.parametrize("n", [1, 2])
        def test_four(n): assert answer()
        """,
    )
    write_test(project, "gamma")
    write_source(project, "gamma")
    project.file("tests/test_other.py", "def test_other(): pass\n")


def test_unimportable_file_hides_nothing(project: Project) -> None:
    """Other files still run, and each test of the source fails with the import error."""
    _unimportable(project)
    result = project.run("-v")
    assert result.ret == 1
    result.assert_outcomes(passed=2, failed=4)
    result.stdout.fnmatch_lines(["*No module named 'alpha'*"])
    assert set(grades(project, "alpha").values()) == {"missing"}
    assert set(evidence(project, "alpha")) == {"test_one", "test_two", "test_three", "test_four"}


def test_unimportable_file_then_green(project: Project) -> None:
    """Once it can be imported its tests pass, and are green for the same ids."""
    _unimportable(project)
    project.run()
    before = set(evidence(project, "alpha"))
    write_source(project, "alpha")
    project.run()
    assert set(evidence(project, "alpha")) == before
    assert place(project, "alpha") == ("in_progress", "green")


@pytest.mark.parametrize(
    ("node", "failed"),
    [
        ("tests/test_alpha.py::test_one", 1),
        ("tests/test_alpha.py::TestMore", 2),
        ("tests/test_alpha.py::TestMore::test_two", 1),
        ("tests/test_alpha.py::TestMore::TestDeep::test_three", 1),
        ("tests/test_alpha.py", 4),
    ],
)
def test_node_id_inside_an_unimportable_file(project: Project, node: str, failed: int) -> None:
    """A node id inside a file that cannot be imported is found."""
    _unimportable(project)
    result = project.run(node)
    assert result.ret == 1
    result.assert_outcomes(failed=failed)


def test_keyword_inside_an_unimportable_file(project: Project) -> None:
    """-k selects among the tests of a file that cannot be imported."""
    _unimportable(project)
    project.run("-k", "test_two or test_other").assert_outcomes(passed=1, failed=1, deselected=4)


def test_junit_of_an_unimportable_file(project: Project) -> None:
    """JUnit XML holds each test of a file that cannot be imported, with its component."""
    _unimportable(project)
    project.run("--junitxml=junit.xml")
    text = (project.root / "junit.xml").read_text(encoding="utf-8")
    assert 'name="test_one"' in text
    assert 'name="test_three"' in text
    assert 'name="phase_component" value="alpha"' in text
    assert "No module named" in text


def test_component_option_on_an_unimportable_file(project: Project) -> None:
    """--phase-component and -m select stand-ins like all other tests."""
    _unimportable(project)
    project.run("--phase-component=alpha").assert_outcomes(failed=4, deselected=2)
    project.run("-m", "phase_component(id='alpha')").assert_outcomes(failed=4, deselected=2)


def test_third_party_import_is_broken(project: Project) -> None:
    """A library that is not installed is no red: broken, not recorded."""
    one(project, "import no_such_library\n\n\ndef test_x(): pass\n")
    seen = run_of(project.report())["test_x"]
    assert (seen["outcome"], seen["grade"], seen["evidence"]) == ("uncollectable", "broken", "none")
    assert not project.lock


def test_name_of_the_plan_is_missing(project: Project) -> None:
    """A module the plan names belongs to the project, though no file of it exists."""
    open_shop(project, PLAN.replace("src/alpha.py", "src/audit/logger.py"))
    project.file("tests/test_alpha.py", "from audit.logger import Log\n\n\ndef test_x(): pass\n")
    assert run_of(project.report())["test_x"]["grade"] == "missing"


def test_error_of_the_component_at_import(project: Project) -> None:
    """A component that raises while it is imported is behaviour, stub or missing: it counts."""
    one(project, "import alpha\n\n\ndef test_x(): pass\n", "raise NotImplementedError\n")
    assert run_of(project.report())["test_x"]["grade"] == "stub"
    project.lock_path.unlink()
    write_source(project, "alpha", "1 / 0\n")
    assert run_of(project.report())["test_x"]["grade"] == "behaviour"


def test_syntax_error_is_one_item_for_the_file(project: Project) -> None:
    """A test file that does not parse is one broken item, and other files run."""
    one(project, "def test_one(:\n    pass\n")
    write_test(project, "gamma")
    write_source(project, "gamma")
    result = project.run()
    result.assert_outcomes(passed=1, failed=1)
    document = project.report()
    (seen,) = [each for each in document["run"]["tests"] if each["component"] == "alpha"]
    assert seen["id"] == "tests/test_alpha.py"
    assert (seen["outcome"], seen["grade"]) == ("uncollectable", "broken")
    assert not project.lock


def test_syntax_error_in_the_source_is_no_broken_test(project: Project) -> None:
    """A component that does not parse is not the test's fault; its tests are still listed."""
    one(project, "import alpha\n\n\ndef test_x(): pass\n", "def answer(:\n")
    assert set(run_of(project.report())) == {"test_x"}


def test_files_outside_the_plan_keep_pytests_way(project: Project) -> None:
    """A file of no component that cannot be imported is pytest's own error."""
    open_shop(project)
    project.file("tests/test_other.py", "import alpha\n\n\ndef test_other(): pass\n")
    result = project.run()
    assert result.ret == 2
    result.assert_outcomes(errors=1)


def test_conftest_that_does_not_import_is_pytests_own_error(project: Project) -> None:
    """A conftest that cannot be imported ends the run as ever, and nothing is recorded."""
    open_shop(project)
    write_test(project, "alpha")
    project.file("tests/conftest.py", "import no_such_library\n")
    assert project.run().ret in (2, 4)
    assert not project.lock


SOFT = """
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" and "soft" in item.name:
        try:
            raise AssertionError("soft")
        except AssertionError as error:
            call.excinfo = pytest.ExceptionInfo.from_exception(error)
        report.outcome, report.longrepr = "failed", "soft"
    return report
"""


@pytest.mark.parametrize(
    ("words", "plugin"),
    [((), None), (("-n1",), "xdist.plugin"), (("--reruns=1",), "pytest_rerunfailures")],
)
def test_what_a_plugin_makes_a_failure_of_afterwards_has_its_grade(
    project: Project, words: tuple[str, ...], plugin: str | None
) -> None:
    """Assertions that are counted while a test goes on, and fail it when it is over."""
    if plugin is not None:
        pytest.importorskip(plugin)
    one(project, "def test_soft(): pass\n\ndef test_b(): assert 0\n")
    project.file("conftest.py", SOFT)
    plugins = [plugin] if plugin is not None else []
    result = project.run(*words, plugins=plugins, subprocess=bool(plugins))
    assert result.parseoutcomes()["failed"] == 2
    assert grades(project, "alpha") == {"test_soft": "behaviour", "test_b": "behaviour"}
