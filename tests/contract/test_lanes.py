"""Lanes: what refactoring and characterization owe in the place of a red."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    codes,
    component,
    evidence,
    open_shop,
    place,
    refused,
    rows,
    write_source,
    write_test,
)
from tests.project import Project

GAMMA = "#### Gamma\n"


def _open(project: Project, said: str = "- Lane: refactor") -> None:
    """A shop whose Gamma is in another lane, with its test and its source."""
    open_shop(project, PLAN.replace(GAMMA, f"{GAMMA}{said}\n"))
    write_test(project, "gamma")
    write_source(project, "gamma")


@pytest.mark.parametrize("label", ["Lane", "Kind", "Type"])
@pytest.mark.parametrize(
    ("word", "lane"),
    [
        ("refactor", "refactor"),
        ("Refactoring", "refactor"),
        ("characterization", "characterization"),
        ("Characterisation", "characterization"),
        ("feature", "feature"),
        ("library", "feature"),
    ],
)
def test_the_plan_says_the_lane(project: Project, label: str, word: str, lane: str) -> None:
    """A line of the section says it, under any of three names; another word is no lane."""
    _open(project, f"- **{label}**: {word}")
    assert component(project, "gamma")["lane"] == lane


def test_the_directive_says_the_lane(project: Project) -> None:
    """Where the plan's own words are taken, the directive says it."""
    _open(project, "<!-- phase: lane=characterization -->")
    assert component(project, "gamma")["lane"] == "characterization"


def test_the_lane_is_kept_when_it_starts(project: Project) -> None:
    """The row of the start holds the lane; another one in the plan is PH805 from then on."""
    _open(project)
    assert project.run("--phase-start=gamma").ret == 0
    (start,) = [each for each in rows(project, "gamma") if each.startswith("started")]
    assert start.startswith("started lane=refactor")
    project.plan((project.root / "PLAN.md").read_text().replace("refactor", "characterization"))
    assert ("PH805", "error") in codes(project.report("--phase-gate"))


def test_a_refactoring_keeps_what_passed_before(project: Project) -> None:
    """The start of a refactoring records its passing tests: their text, and the code of then."""
    _open(project)
    project.run("--phase-start=gamma")
    kept = evidence(project, "gamma")["test_gamma"]
    assert "baseline=passed%20before%20the%20refactoring" in kept
    assert " before=" in kept
    assert component(project, "gamma")["tests"]["baseline"] == 1


def test_a_refactoring_that_changes_no_test_completes(project: Project) -> None:
    """Green before, green after, the same tests: completed, and the gate passes."""
    _open(project)
    project.run("--phase-start=gamma")
    write_source(project, "gamma", "def answer():\n    return 6 * 7\n")
    assert project.run("--phase-complete").ret == 0
    assert place(project, "gamma") == ("completed", "green")
    assert project.run("--phase-gate").ret == 0


def test_a_refactoring_that_breaks_a_test_does_not_complete(project: Project) -> None:
    """A test that passed before has to pass after."""
    _open(project)
    project.run("--phase-start=gamma")
    write_source(project, "gamma", WRONG)
    refused(project.run("--phase-complete"), "1 test failing")


def test_a_refactoring_that_changes_its_tests_is_not_green(project: Project) -> None:
    """The tests of a refactoring stay as they were: else nobody knows what was kept."""
    _open(project)
    project.run("--phase-start=gamma")
    project.file("tests/test_gamma.py", "import gamma\n\n\ndef test_gamma():\n    assert gamma\n")
    write_source(project, "gamma", WRONG)
    refused(project.run("--phase-complete"), "changed since the refactoring began")
    assert place(project, "gamma") == ("in_progress", "untested")
    assert ("PH802", "error") in codes(project.report("--phase-gate"))


def test_a_refactoring_that_begins_red_is_not_green(project: Project) -> None:
    """What fails before cannot show that nothing changed; once seen passing it can."""
    _open(project)
    write_source(project, "gamma", WRONG)
    assert project.run("--phase-start=gamma").ret == 1
    assert place(project, "gamma") == ("in_progress", "red")
    write_source(project, "gamma")
    project.run()
    assert place(project, "gamma") == ("in_progress", "green")


def test_a_refactoring_begins_again_with_its_new_tests(project: Project) -> None:
    """One line of the user (stop, start) takes today's tests for those of before."""
    _open(project)
    project.run("--phase-start=gamma")
    project.file("tests/test_gamma.py", "import gamma\n\n\ndef test_gamma():\n    assert gamma\n")
    project.run("--phase-stop=gamma")
    project.run("--phase-start=gamma")
    assert project.run("--phase-complete").ret == 0


def test_a_characterization_is_born_green(project: Project) -> None:
    """A test that says what the code does today owes no red, and may change."""
    _open(project, "- Lane: characterization")
    project.run("--phase-start=gamma")
    assert "baseline" not in project.lock
    project.file("tests/test_gamma.py", "import gamma\n\n\ndef test_gamma():\n    assert gamma\n")
    assert project.run("--phase-complete").ret == 0
    assert project.run("--phase-gate").ret == 0


def test_a_characterization_that_was_seen_failing_has_to_pass(project: Project) -> None:
    """A test that failed says something else than the code does."""
    _open(project, "- Lane: characterization")
    write_source(project, "gamma", WRONG)
    project.run("--phase-start=gamma")
    assert place(project, "gamma") == ("in_progress", "red")


def test_what_was_excused_is_counted_in_every_report(project: Project) -> None:
    """Waivers and baselines: after the run, at the gate, in the status, in the document."""
    _open(project)
    with (project.root / "tests/test_gamma.py").open("a") as file:
        file.write(
            "\n\nimport pytest\n\n"
            '@pytest.mark.phase_waive(reason="asks the printer")\ndef test_prints(): pass\n'
        )
    said = "1 waived, 1 baseline"
    assert said in project.run("--phase-start=gamma").stdout.str()
    gate = project.run("--phase-gate").stdout.str()
    assert said in gate.splitlines()[-2]
    assert "waived 1; baseline 1" in project.run("--phase-status").stdout.str()
    counts = component(project, "gamma")["tests"]
    assert (counts["waived"], counts["baseline"]) == (1, 1)
