"""``--phase-start``, ``--phase-stop`` and ``--phase-complete``."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    evidence,
    open_shop,
    place,
    refused,
    rows,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def test_start_is_the_red_step(project: Project) -> None:
    """--phase-start puts the component in progress and runs its tests only."""
    open_shop(project)
    write_test(project, "alpha")
    write_test(project, "gamma")
    result = project.run("--phase-start", "gamma", "-v")
    assert result.ret == 1
    result.assert_outcomes(failed=1, deselected=1)
    assert place(project, "gamma") == ("in_progress", "red")
    assert place(project, "alpha") == ("pending", "untested")


def test_start_without_a_test_file_names_what_to_write(project: Project) -> None:
    """With no test file yet: starts, saves, names the files to write, exits 5."""
    open_shop(project)
    result = project.run("--phase-start=alpha")
    assert result.ret == 5
    assert "tests/test_alpha.py" in result.stdout.str()
    assert place(project, "alpha")[0] == "in_progress"
    assert rows(project, "alpha") == ["started lane=feature"]


def test_start_without_a_test_file_runs_no_other_test(project: Project) -> None:
    """Tests of other components stay out of the RED step: the exit code is 5 all the same."""
    open_shop(project)
    write_test(project, "gamma")
    result = project.run("--phase-start=alpha")
    assert result.ret == 5
    result.assert_outcomes(deselected=1)


def test_start_again_is_no_error(project: Project) -> None:
    """Starting what is in progress already runs its tests again."""
    open_shop(project)
    seen_red(project, "alpha", "--phase-start=alpha")
    before = project.lock
    assert project.run("--phase-start=alpha").ret == 1
    assert project.lock == before


def test_start_while_another_is_not_green_is_refused(project: Project) -> None:
    """The refusal names --phase-stop and --phase-complete, and nothing changes."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    refused(project.run("--phase-start=gamma"), "Alpha", "--phase-stop", "--phase-complete")
    assert project.lock == before


def test_start_completes_a_green_one(project: Project) -> None:
    """Starting the next component completes the one in progress, if its evidence is whole."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert place(project, "alpha") == ("in_progress", "green")
    write_test(project, "beta")
    assert project.run("--phase-start=beta").ret == 1
    assert place(project, "alpha") == ("completed", "green")
    assert place(project, "beta") == ("in_progress", "red")


@pytest.mark.parametrize("option", ["--phase-stop", "--phase-stop=alpha", "--phase-stop=ALPHA"])
def test_stop_keeps_the_evidence(project: Project, option: str) -> None:
    """--phase-stop puts a component back to pending; its evidence stays."""
    open_shop(project)
    seen_red(project, "alpha")
    before = evidence(project, "alpha")
    result = project.run(option)
    assert result.ret == 0
    assert place(project, "alpha") == ("pending", "red")
    assert evidence(project, "alpha") == before
    assert any(row.startswith("stopped") for row in rows(project, "alpha"))


def test_stopped_component_can_start_again(project: Project) -> None:
    """What was stopped is started again with its old evidence."""
    open_shop(project)
    seen_red(project, "alpha")
    project.run("--phase-stop")
    project.run("--phase-start=alpha")
    assert place(project, "alpha") == ("in_progress", "red")
    seen_green(project, "alpha")
    assert place(project, "alpha") == ("in_progress", "green")


def test_stop_with_nothing_in_progress_is_refused(project: Project) -> None:
    """A stop that has nothing to stop exits 4 and writes nothing."""
    open_shop(project)
    refused(project.run("--phase-stop"))
    assert not project.lock


def test_stop_of_a_pending_component_is_refused(project: Project) -> None:
    """Only a component in progress can be stopped."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    refused(project.run("--phase-stop=gamma"), "Gamma")
    assert project.lock == before


@pytest.mark.parametrize("option", ["--phase-complete", "--phase-complete=Alpha"])
def test_complete_with_whole_evidence(project: Project, option: str) -> None:
    """--phase-complete runs the component's tests and completes it."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    write_test(project, "gamma")
    result = project.run(option)
    assert result.ret == 0, result.stdout.str() + result.stderr.str()
    result.assert_outcomes(passed=1, deselected=1)
    assert place(project, "alpha") == ("completed", "green")


def test_complete_with_a_failing_test_is_refused(project: Project) -> None:
    """A component whose test still fails is not completed; what is missing is said on stderr."""
    open_shop(project)
    seen_red(project, "alpha")
    result = project.run("--phase-complete")
    refused(result, "Alpha")
    assert place(project, "alpha") == ("in_progress", "red")


def test_complete_with_a_test_never_seen_red_is_refused(project: Project) -> None:
    """A claim completes nothing: a test without red keeps its component in progress."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    with (project.root / "tests/test_alpha.py").open("a") as file:
        file.write("\n\ndef test_more():\n    assert alpha.answer() > 0\n")
    refused(project.run("--phase-complete"), "test_more")
    assert place(project, "alpha")[0] == "in_progress"


def test_complete_with_a_listed_case_unwritten_is_refused(project: Project) -> None:
    """Every listed case that names a function has to be written first."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`"))
    seen_red(project, "alpha")
    write_source(project, "alpha")
    refused(project.run("--phase-complete"), "test_more")
    assert place(project, "alpha") == ("in_progress", "green")


def test_complete_with_nothing_in_progress_is_refused(project: Project) -> None:
    """--phase-complete without a name needs a component in progress."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    refused(project.run("--phase-complete"))
    assert place(project, "alpha")[0] == "pending"


def test_complete_judges_what_a_deselection_left_out(project: Project) -> None:
    """A -k that leaves a red test out does not complete a component."""
    open_shop(project)
    seen_red(project, "alpha")
    with (project.root / "tests/test_alpha.py").open("a") as file:
        file.write("\n\ndef test_more():\n    assert alpha.answer() == 42\n")
    project.run()
    write_source(project, "alpha")
    result = project.run("--phase-complete", "-k", "test_alpha and not test_more")
    assert place(project, "alpha")[0] == "in_progress", result.stdout.str()
    assert result.ret == 4


def test_start_and_complete_together_are_refused(project: Project) -> None:
    """Two transitions in one run are refused before any test runs."""
    open_shop(project)
    write_test(project, "alpha")
    refused(project.run("--phase-start=alpha", "--phase-complete=alpha"))
    assert not project.lock


@pytest.mark.parametrize("printing", ["--phase-status=json", "--phase-lint", "--phase-explain"])
@pytest.mark.parametrize("other", ["--phase-gate", "--phase-stop", "--phase-start=alpha"])
def test_what_prints_goes_with_nothing_that_acts(
    project: Project, printing: str, other: str
) -> None:
    """A gate beside a status would not be judged, and must not pass: exit 4, nothing happens."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    refused(project.run(printing, other), printing.partition("=")[0], other.partition("=")[0])
    assert project.lock == before


def test_start_needs_a_name(project: Project) -> None:
    """An empty name, as from a variable that is not set, starts nothing."""
    open_shop(project)
    seen_red(project, "alpha")
    refused(project.run("--phase-start="), "--phase-start")
