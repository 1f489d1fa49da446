"""The exit codes of the contract and their precedence: 3 and 2 stay, then 4, 1, 5, 0."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    open_shop,
    place,
    refused,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_failing_tests_exit_1(project: Project) -> None:
    """Tests that fail end the run with pytest's own 1."""
    open_shop(project)
    write_test(project, "alpha")
    assert project.run().ret == 1


def test_passing_tests_exit_0(project: Project) -> None:
    """A run without the gate judges nothing: born green is still 0."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run().ret == 0


def test_finding_of_the_gate_exits_1(project: Project) -> None:
    """All tests pass, and the gate found an error: 1."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run("--phase-gate").ret == 1


def test_nothing_collected_exits_5(project: Project) -> None:
    """A plan changes nothing about a run without tests: 5."""
    open_shop(project)
    assert project.run().ret == 5


def test_gate_that_saw_no_test_of_the_plan_exits_1(project: Project) -> None:
    """The gate's finding (1) goes before "nothing collected" (5)."""
    open_shop(project)
    project.run("--phase-start=alpha")
    assert project.run("--phase-gate").ret == 1


def test_refusal_goes_before_failing_tests(project: Project) -> None:
    """4 goes before 1: a refused completion whose tests fail exits 4."""
    open_shop(project)
    seen_red(project, "alpha")
    refused(project.run("--phase-complete"))


def test_error_of_the_plan_goes_before_failing_tests(project: Project) -> None:
    """A plan that cannot be judged exits 4, and no test of it runs."""
    open_shop(project, PLAN + "\n#### Alpha Two\n- Depends on: Beta\n")
    project.plan(PLAN.replace("- Implementation: `src/alpha.py`", "- Depends on: Beta"))
    write_test(project, "alpha")
    refused(project.run(), "PLAN.md:")
    assert not project.lock


def test_interrupted_stays_2(project: Project) -> None:
    """A run that is interrupted exits 2, whatever there would be to refuse or to find."""
    open_shop(project)
    project.file("tests/test_alpha.py", "import pytest\ndef test_x(): pytest.exit('stop')\n")
    assert project.run().ret == 2
    assert project.run("--phase-gate").ret == 2
    assert project.run("--phase-complete=alpha").ret == 2


def test_interrupted_run_keeps_what_it_saw(project: Project) -> None:
    """What was seen before the interruption is recorded."""
    open_shop(project)
    project.file(
        "tests/test_alpha.py",
        "import pytest\ndef test_one(): assert 0\ndef test_two(): pytest.exit('stop')\n",
    )
    assert project.run().ret == 2
    assert place(project, "alpha") == ("in_progress", "red")


def test_internal_error_stays_3(project: Project) -> None:
    """An internal error exits 3, and the gate makes nothing else of it."""
    open_shop(project)
    write_test(project, "alpha")
    project.file("conftest.py", "def pytest_runtest_setup(item): pass\n")
    project.file(
        "conftest.py", "def pytest_runtest_logreport(report): raise RuntimeError('broken')\n"
    )
    assert project.run().ret == 3
    assert project.run("--phase-gate").ret == 3


def test_wrong_arguments_stay_4(project: Project) -> None:
    """The usage errors of pytest stay as they are, and nothing is recorded."""
    open_shop(project)
    assert project.run("--no-such-option").ret == 4
    assert project.run("tests/no_such_file.py").ret == 4
    assert not project.lock


def test_collection_error_outside_the_plan_stays_2(project: Project) -> None:
    """A file outside the plan that cannot be collected interrupts the run as ever."""
    open_shop(project)
    project.file("tests/test_other.py", "import no_such_module\n")
    assert project.run().ret == 2


def test_gate_with_a_failing_test_of_no_component(project: Project) -> None:
    """A gate that found nothing leaves the tests' own outcome: 1."""
    open_shop(project)
    project.file("tests/test_other.py", "def test_other(): assert 0\n")
    assert project.run("--phase-gate").ret == 1


@pytest.mark.parametrize("quiet", ["-q", "-qq", "-qqq"])
def test_quiet_changes_no_exit_code(project: Project, quiet: str) -> None:
    """Quiet is about words: the gate still fails."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run("--phase-gate", quiet).ret == 1
    refused(project.run("--phase-complete", quiet))


def test_message_says_what_where_and_what_next(project: Project) -> None:
    """A refusal on stderr has the place in the plan or its file, and what to do instead."""
    open_shop(project)
    seen_red(project, "alpha")
    said = project.run("--phase-start=gamma").stderr.str()
    assert "PLAN.md" in said
    assert "--phase-complete" in said
    assert "--phase-stop=alpha" in said


def test_maxfail_and_exitfirst_keep_their_code(project: Project) -> None:
    """-x stops the run early; it is still 1, and what was seen is recorded."""
    open_shop(project)
    write_test(project, "alpha")
    write_test(project, "gamma")
    assert project.run("-x").ret == 1
    assert place(project, "alpha") == ("in_progress", "red")


def test_collect_only_records_nothing(project: Project) -> None:
    """--collect-only runs no test, so there is nothing to record: 0."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run("--collect-only").ret == 0
    assert not project.lock


def test_gate_of_a_collect_only_run_does_not_pass_started_work(project: Project) -> None:
    """A gate that ran no test has nothing to stand on: 1."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert project.run("--phase-gate", "--collect-only").ret == 1
