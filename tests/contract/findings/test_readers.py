"""What is for a reader to judge (PH830, PH831), and where findings are read."""

from __future__ import annotations

import pytest

from tests.contract.gating import TWO_CASES, all_of, gated, red_then_green, the_one
from tests.contract.shop import (
    open_shop,
    write_source,
    write_test,
)
from tests.project import Project


def test_830_lists_what_was_declared(project: Project) -> None:
    """PH830: a waiver, a baseline and a start over a dependency are listed with their reason."""
    open_shop(project)
    project.file("tests/test_gamma.py", "def test_gamma(): pass\n")
    project.run("--phase-baseline=there before the tool")
    project.file(
        "tests/test_beta.py",
        "import pytest\n@pytest.mark.phase_waive(reason='cannot fail')\ndef test_beta(): pass\n",
    )
    project.run("--phase-start=beta")
    code, document = gated(project)
    assert code == 0
    found = all_of(document, "PH830")
    assert {each["severity"] for each in found} == {"info"}
    said = " ".join(each["message"] for each in found)
    assert "there before the tool" in said
    assert "cannot fail" in said
    assert "alpha" in said.casefold()
    assert len(found) == 3


def test_831_counts_tests_of_no_component(project: Project) -> None:
    """PH831: n tests of the run belong to no component: info."""
    open_shop(project)
    project.file("tests/test_other.py", "def test_a(): pass\n\n\ndef test_b(): pass\n")
    code, document = gated(project)
    found = the_one(document, "PH831")
    assert code == 0
    assert (found["severity"], found["component"]) == ("info", None)
    assert "2 tests" in found["message"]


def test_findings_are_printed(project: Project) -> None:
    """The gate prints code, place, message and hint of each finding."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    found = the_one(gated(project)[1], "PH801")
    said = project.run("--phase-gate").stdout.str()
    for word in ("PH801", found["where"], found["message"], "hint:"):
        assert word in said


def test_strict_makes_every_warning_an_error(project: Project) -> None:
    """With --phase-strict the document says error where it said warning."""
    open_shop(project, TWO_CASES)
    red_then_green(project)
    code, document = gated(project, "--phase-strict")
    assert code == 1
    assert the_one(document, "PH808")["severity"] == "error"


def test_github_gets_annotations_and_a_summary(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In GitHub Actions the gate writes annotations to stdout and a page to the summary."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    page = project.root / "summary.md"
    page.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    result = project.run("--phase-gate")
    (line,) = [each for each in result.outlines if each.startswith("::error")]
    assert "PH801" in line
    assert page.read_text().startswith("before\n")
    assert "PH801" in page.read_text()


def test_hook_adds_findings(project: Project) -> None:
    """A finding of another plugin counts like ours."""
    open_shop(project)
    red_then_green(project)
    project.file(
        "conftest.py",
        """
        from pytest_phase.core.findings import Finding

        def pytest_phase_findings(report):
            return [Finding("TEAM1", "error", "PLAN.md:1", "not signed", "Sign it.", None)]
        """,
    )
    code, document = gated(project)
    assert code == 1
    assert the_one(document, "TEAM1")["message"] == "not signed"


def test_hooks_are_called(project: Project) -> None:
    """Other plugins may tag, grade, and hear of transitions."""
    open_shop(project)
    project.file(
        "conftest.py",
        """
        def pytest_phase_tag(item, component):
            return "gamma" if item.name == "test_moved" else None

        def pytest_phase_grade(item, excinfo, grade):
            return "infra" if "flaky server" in str(excinfo.value) else None

        def pytest_phase_transition(component, before, after):
            with open("heard.txt", "a") as file:
                file.write(f"{component} {before} {after}\\n")
        """,
    )
    project.file(
        "tests/test_alpha.py",
        """
        def test_a(): assert 0
        def test_b(): raise ValueError("flaky server")
        def test_moved(): pass
        """,
    )
    document = project.report()
    seen = {each["id"].rpartition("::")[2]: each for each in document["run"]["tests"]}
    assert seen["test_moved"]["component"] == "gamma"
    assert (seen["test_b"]["grade"], seen["test_b"]["evidence"]) == ("infra", "none")
    assert (project.root / "heard.txt").read_text() == "alpha pending in_progress\n"
