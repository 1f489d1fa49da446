"""Tripwires: what the runner saw against what reached the end, and who had a say in it (PH810)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.shop import (
    WRONG,
    evidence,
    one,
    open_shop,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

REWRITES = {
    "a wrapper of the report": """
        import pytest
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(item, call):
            report = yield
            report.outcome = "passed"
            return report
    """,
    "a wrapper around all others": """
        import pytest
        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_runtest_makereport(item, call):
            report = yield
            report.outcome, report.longrepr = "passed", None
            return report
    """,
    "a call that forgets its exception": """
        import pytest
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_makereport(item, call):
            call.excinfo = None
    """,
    "a report of its own": """
        import pytest
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_makereport(item, call):
            return pytest.TestReport(item.nodeid, item.location, {}, "passed", None, call.when)
    """,
    "a report that is changed on its way": """
        import pytest
        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_logreport(report):
            report.outcome = "passed"
    """,
    "a call whose exception is swallowed": """
        import pytest
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_call(item):
            try:
                yield
            except BaseException:
                pass
    """,
    "a function whose exception is swallowed": """
        import pytest
        @pytest.hookimpl(wrapper=True)
        def pytest_pyfunc_call(pyfuncitem):
            try:
                return (yield)
            except BaseException:
                return True
    """,
    "a function that is swapped": """
        def pytest_collection_modifyitems(items):
            for item in items:
                item.obj = lambda: None
    """,
    "a protocol that reports and runs nothing": """
        import pytest
        def pytest_runtest_protocol(item, nextitem):
            for when in ("setup", "call", "teardown"):
                report = pytest.TestReport(item.nodeid, item.location, {}, "passed", None, when)
                item.ihook.pytest_runtest_logreport(report=report)
            return True
    """,
}


def _found(document: dict[str, Any], severity: str) -> list[dict[str, Any]]:
    every = [each for each in document["findings"] if each["code"] == "PH810"]
    return [each for each in every if each["severity"] == severity]


def _broken_after_green(project: Project) -> None:
    """Alpha is red, green and completed, and then its source is broken."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    write_source(project, "alpha", WRONG)


@pytest.mark.parametrize("how", sorted(REWRITES))
@pytest.mark.parametrize("place", ["conftest.py", "tests/conftest.py"])
def test_a_pass_that_was_none_is_an_error(project: Project, how: str, place: str) -> None:
    """A conftest that turns a failure into a pass fails the gate, however it does it."""
    _broken_after_green(project)
    project.file(place, REWRITES[how].replace("\n        ", "\n"))
    result = project.run("--phase-gate", "--phase-report=report.json")
    assert result.ret == 1, result.stdout.str()
    document = project.report("--phase-gate")
    (lie,) = _found(document, "error")
    assert lie["where"] == "tests/test_alpha.py::test_alpha"
    assert lie["component"] == "alpha"
    assert place in lie["hint"]
    assert [each["where"] for each in _found(document, "info")] == [place]


def test_a_function_of_pytest_that_was_replaced_is_named(project: Project) -> None:
    """Code of the project in the place of what calls a test stands among its hooks."""
    _broken_after_green(project)
    project.file("conftest.py", "import pytest\n\npytest.Function.runtest = lambda self: None\n")
    result = project.run("--phase-gate", subprocess=True)
    result.stdout.fnmatch_lines(["info PH810: has a say in what is run *: pytest.Function.runtest"])


def test_workers_tell_too(project: Project) -> None:
    """Under pytest-xdist the facts travel with the reports."""
    pytest.importorskip("xdist")
    _broken_after_green(project)
    project.file(
        "tests/conftest.py", REWRITES["a wrapper of the report"].replace("\n        ", "\n")
    )
    result = project.run("--phase-gate", "-n1", plugins=["xdist.plugin"], subprocess=True)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["error PH810 in Alpha: was reported as passed, though it raised *"]
    )
    result.stdout.fnmatch_lines(["info PH810: has a say in what is run and reported: *"])


RECIPES = {
    "rep_call": """
        import pytest
        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_runtest_makereport(item, call):
            report = yield
            setattr(item, "rep_" + report.when, report)
            return report

        @pytest.fixture(autouse=True)
        def screenshot(request):
            yield
            if request.node.rep_call.failed:
                print("a screenshot")
    """,
    "durations in the name of the report": """
        def pytest_runtest_logreport(report):
            report.sections.append(("took", str(report.duration)))
    """,
    "slow tests skipped": """
        import pytest
        def pytest_collection_modifyitems(items):
            for item in items:
                if "slow" in item.keywords:
                    item.add_marker(pytest.mark.skip)
    """,
    "tests in an order of its own": """
        def pytest_collection_modifyitems(items):
            items.reverse()
    """,
    "functions that are tried again": """
        import functools
        def pytest_collection_modifyitems(items):
            for item in items:
                item.obj = _again(item.obj)

        def _again(function):
            @functools.wraps(function)
            def twice(*args, **kwargs):
                try:
                    return function(*args, **kwargs)
                except AssertionError:
                    return function(*args, **kwargs)
            return twice
    """,
    "coroutines run by hand": """
        import asyncio, inspect
        def pytest_pyfunc_call(pyfuncitem):
            if inspect.iscoroutinefunction(pyfuncitem.obj):
                asyncio.run(pyfuncitem.obj())
                return True
    """,
}

HONEST = """
import alpha, pytest, unittest

class TestOfClass:
    def test_method(self): assert alpha.answer() == 42
    @staticmethod
    def test_static(): assert alpha.answer() == 42
    @classmethod
    def test_class(cls): assert alpha.answer() == 42

class TestCase(unittest.TestCase):
    def test_case(self): self.assertEqual(alpha.answer(), 42)

@pytest.mark.parametrize("n", [42])
def test_cases(n): assert alpha.answer() == n

async def test_soon(): assert alpha.answer() == 42

def test_alpha(): assert alpha.answer() == 42

@pytest.mark.xfail
def test_expected(): assert alpha.answer() == 41
"""


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_common_recipes_are_information(project: Project, name: str) -> None:
    """What projects do in their conftest every day is named, and is no error."""
    project.file("tests/conftest.py", RECIPES[name].replace("\n        ", "\n"))
    tests = HONEST
    if name != "coroutines run by hand":
        tests = tests.replace("async ", "")
    one(project, tests, WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    document = project.report("--phase-gate")
    assert not _found(document, "error")
    assert [each["where"] for each in _found(document, "info")] == ["tests/conftest.py"]


def test_reruns_are_no_lie(project: Project) -> None:
    """The last attempt of a test that is tried again decides; what failed before is no lie."""
    pytest.importorskip("pytest_rerunfailures")
    project.file("tests/conftest.py", RECIPES["rep_call"].replace("\n        ", "\n"))
    one(project, "import alpha\ndef test_x(): assert alpha.answer() == 42\n", WRONG)
    project.run()
    write_source(
        project,
        "alpha",
        "seen = []\ndef answer():\n    seen.append(1)\n    return 40 + len(seen)\n",
    )
    result = project.run(
        "--phase-gate", "--reruns=3", plugins=["pytest_rerunfailures"], subprocess=True
    )
    assert "PH810 in Alpha" not in result.stdout.str()


def test_no_hook_of_the_project_no_word(project: Project) -> None:
    """A project without such hooks hears nothing, and no row says anything of them."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    document = project.report("--phase-gate")
    assert not _found(document, "error") + _found(document, "info")
    assert "hooks=" not in project.lock


def test_hooks_are_kept_with_the_evidence(project: Project) -> None:
    """A row says which hooks had a say in its red, and in its green where they are others."""
    recipe = RECIPES["rep_call"].replace("\n        ", "\n")
    open_shop(project)
    project.file("conftest.py", recipe)
    seen_red(project, "alpha")
    assert " hooks=" in evidence(project, "alpha")["test_alpha"]
    seen_green(project, "alpha")
    assert "," not in evidence(project, "alpha")["test_alpha"].partition("hooks=")[2]


def test_hooks_that_changed_since_red_are_named(project: Project) -> None:
    """A conftest that was given a say between red and green is named, also when it is gone."""
    open_shop(project)
    seen_red(project, "alpha")
    project.file("conftest.py", "def pytest_runtest_logreport(report): pass\n")
    seen_green(project, "alpha")
    (project.root / "conftest.py").unlink()
    (found,) = _found(project.report("--phase-gate"), "info")
    assert found["where"] == "tests/test_alpha.py::test_alpha"
    assert found["message"] == "the hooks that have a say in reports changed between red and green"


def test_tests_taken_out_by_code_are_named(project: Project) -> None:
    """What a conftest drops counts as not run, and the cause is named."""
    _broken_after_green(project)
    project.file(
        "tests/conftest.py", "def pytest_collection_modifyitems(items):\n    items.clear()\n"
    )
    document = project.report("--phase-gate")
    messages = {each["message"] for each in _found(document, "info")}
    assert "was collected, and taken out of the run by code" in messages
    assert ("PH807", "error") in {(e["code"], e["severity"]) for e in document["findings"]}


@pytest.mark.parametrize("args", [("-k", "nothing"), ("--phase-component=gamma",)])
def test_what_the_user_left_out_is_no_tripwire(project: Project, args: tuple[str, ...]) -> None:
    """Tests that options leave out were left out by whoever typed them."""
    open_shop(project)
    project.file("conftest.py", "def pytest_collection_modifyitems(items): pass\n")
    write_test(project, "alpha")
    write_source(project, "alpha")
    result = project.run("--phase-report=report.json", "--phase-gate", *args)
    assert "taken out of the run by code" not in result.stdout.str()


# --- runs that do not finish ----------------


@pytest.mark.parametrize("where", ["test", "conftest"])
def test_os_exit_cannot_pass_the_gate(project: Project, where: str) -> None:
    """A process that ends itself before it is judged has not passed: 4, and the place on stderr."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    line = "import os; os._exit(0)\n"
    if where == "test":
        project.file("tests/test_other.py", f"def test_other():\n    {line}")
    else:
        project.file("conftest.py", line)
    result = project.run("--phase-gate", subprocess=True)
    assert result.ret == 4
    place = "tests/test_other.py:2" if where == "test" else "conftest.py:1"
    assert f"os._exit(0) at {place} ended the run before it was judged" in result.stderr.str()


def test_os_exit_of_a_child_is_its_own_matter(project: Project) -> None:
    """A forked child leaves by os._exit, as it should."""
    if not hasattr(__import__("os"), "fork"):
        pytest.skip("no fork here")
    body = """
    import os, alpha
    def test_x():
        pid = os.fork()
        if not pid:
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
        assert alpha.answer() == 42
    """
    one(project, body, WRONG)
    project.run(subprocess=True)
    write_source(project, "alpha")
    project.run(subprocess=True)
    assert project.run("--phase-gate", subprocess=True).ret == 0


def test_sys_exit_in_a_conftest_cannot_pass_the_gate(project: Project) -> None:
    """A conftest that leaves while it is imported leaves nothing judged: 4."""
    open_shop(project)
    project.file("conftest.py", "import sys; sys.exit(0)\n")
    result = project.run("--phase-gate", subprocess=True)
    assert result.ret == 4
    assert "conftest" in result.stderr.str()


@pytest.mark.parametrize("where", ["tests/conftest.py", "tests/test_zeta.py"])
def test_pytest_exit_cannot_pass_the_gate(project: Project, where: str) -> None:
    """pytest.exit with a code of its own ends the run, and the gate says where."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    body = "import pytest\n\ndef test_x(): pytest.exit('done', returncode=0)\n"
    if "conftest" in where:
        body = "import pytest\n\ndef pytest_runtest_setup(): pytest.exit('done', returncode=0)\n"
    project.file(where, body)
    result = project.run("--phase-gate", "tests")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["error PH810: pytest.exit ended the run before its last test", f"*{where}:3"]
    )


def test_no_hook_lowers_the_exit_code_of_the_gate(project: Project) -> None:
    """What the gate found stands, whatever sets the session's exit code after it."""
    _broken_after_green(project)
    project.file(
        "conftest.py",
        "import pytest\n\n@pytest.hookimpl(trylast=True)\n"
        "def pytest_sessionfinish(session): session.exitstatus = 0\n",
    )
    assert project.run("--phase-gate").ret == 1


@pytest.mark.parametrize("option", ["--setup-only", "--setup-plan"])
def test_tests_that_are_only_set_up_are_not_judged(project: Project, option: str) -> None:
    """Where pytest reports as passed what it never called there is nothing to judge: 4."""
    _broken_after_green(project)
    result = project.run("--phase-gate", option)
    assert result.ret == 4
    assert f"{option} calls no test" in result.stderr.str()


# --- the lock ----------------


def test_a_row_that_was_changed_by_hand_is_an_error(project: Project) -> None:
    """A word that was changed in the lock fails the gate, with the line; status says it too."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    project.lock_path.write_text(project.lock.replace("red=behaviour", "red=stub"))
    document = project.report("--phase-gate")
    (found,) = _found(document, "error")
    assert found["where"] == "PLAN.lock:7"
    assert found["component"] == "alpha"
    assert project.run("--phase-gate").ret == 1
    assert _found(project.status(), "error")


def test_a_wrong_row_stays_wrong_until_its_evidence_is_renewed(project: Project) -> None:
    """No run mends a row that was changed by hand; a new red does."""
    open_shop(project)
    seen_red(project, "alpha")
    project.lock_path.write_text(project.lock.replace("red=behaviour", "red=stub"))
    seen_green(project, "alpha")
    assert _found(project.status(), "error")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 6 * 7"))
    write_source(project, "alpha", WRONG)
    project.run()
    assert not _found(project.status(), "error")


def test_a_row_by_hand_is_valid_and_named(project: Project) -> None:
    """A row without a sum counts as ever; the gate says that there is one."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    row = evidence(project, "alpha")["test_alpha"]
    project.lock_path.write_text(project.lock.replace(row, row.partition(" sum=")[0]))
    assert project.run("--phase-gate").ret == 0
    (found,) = _found(project.report("--phase-gate"), "info")
    assert found["where"] == "PLAN.lock"


def test_a_moved_row_is_an_error(project: Project) -> None:
    """A row of one test cannot be given to another, nor to another component."""
    open_shop(project)
    seen_red(project, "alpha")
    project.lock_path.write_text(project.lock.replace("::test_alpha", "::test_other"))
    assert _found(project.status(), "error")
