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


def _mark(project: Project, mark: str, name: str = "gamma") -> None:
    """The test of a component, with a mark on it."""
    project.file(
        f"tests/test_{name}.py",
        f"import pytest\nimport {name}\n\n\n@pytest.mark.{mark}\n"
        f"def test_{name}():\n    assert {name}.answer() == 42\n",
    )


REFACTOR = 'phase_component("Gamma", lane="refactor")'


@pytest.mark.parametrize("place", ["function", "class", "module"])
def test_a_mark_says_the_lane(project: Project, place: str) -> None:
    """Where the plan says none: on a test, its class or its module; the start keeps it."""
    open_shop(project)
    write_source(project, "gamma")
    body = "def test_gamma({}):\n{}    assert gamma.answer() == 42\n"
    project.file(
        "tests/test_gamma.py",
        "import pytest\nimport gamma\n\n\n"
        + {
            "function": f"@pytest.mark.{REFACTOR}\n" + body.format("", ""),
            "class": f"@pytest.mark.{REFACTOR}\nclass TestGamma:\n    "
            + body.format("self", "    "),
            "module": f"pytestmark = pytest.mark.{REFACTOR}\n\n\n" + body.format("", ""),
        }[place],
    )
    assert component(project, "gamma")["lane"] == "refactor"
    assert project.run("--phase-start=gamma").ret == 0
    assert any(each.startswith("started lane=refactor") for each in rows(project, "gamma"))
    assert "baseline" in project.lock
    assert project.run("--phase-complete").ret == 0
    assert project.run("--phase-gate").ret == 0


def test_a_mark_with_a_lane_is_a_mark_like_others(project: Project) -> None:
    """``-m`` and JUnit know the component as before."""
    open_shop(project)
    write_source(project, "gamma")
    _mark(project, REFACTOR)
    write_source(project, "alpha")
    write_test(project, "alpha")
    run = project.run("-m", "phase_component(id='gamma')", "--junit-xml=junit.xml")
    run.assert_outcomes(passed=1, deselected=1)
    xml = (project.root / "junit.xml").read_text()
    assert '<property name="phase_component" value="gamma"' in xml


@pytest.mark.parametrize(
    ("said", "mark", "message"),
    [
        (
            "- Lane: feature",
            REFACTOR,
            'phase_component says lane="refactor", and PLAN.md:12 says that Gamma is in the '
            "lane feature. Say it in one place.",
        ),
        (
            "",
            REFACTOR + '\n@pytest.mark.phase_component("Gamma", lane="characterization")',
            'marks say two lanes of Gamma: "characterization", and "refactor". '
            "A component has one: say which.",
        ),
        (
            "",
            'phase_component("Gamma", lane="rework")',
            'phase_component has lane="rework", which is none. '
            "Write one of feature, refactor, characterization.",
        ),
    ],
)
def test_marks_that_contradict_are_refused(
    project: Project, said: str, mark: str, message: str
) -> None:
    """One clear error before anything runs; the status finds it too (PH805)."""
    _open(project, said)
    _mark(project, mark)
    run = project.run()
    assert run.ret == 4
    assert f"ERROR: tests/test_gamma.py::test_gamma: {message}" in run.stderr.str()
    found = project.status()["findings"]
    assert [each["message"] for each in found if each["code"] == "PH805"] == [
        message.rpartition(". ")[0]
    ]


def test_a_lane_of_marks_that_changed_is_found(project: Project) -> None:
    """The start keeps it: PH805 when the mark says another, also in a run that left it out."""
    open_shop(project)
    write_source(project, "gamma")
    _mark(project, REFACTOR)
    write_source(project, "alpha")
    write_test(project, "alpha")
    project.run("--phase-start=gamma")
    assert ("PH805", "error") not in codes(project.report("--phase-gate", "tests/test_alpha.py"))
    _mark(project, REFACTOR.replace("refactor", "characterization"))
    for arguments in ([], ["tests/test_alpha.py"]):
        assert ("PH805", "error") in codes(project.report("--phase-gate", *arguments))
