"""Tests and components that are gone: PH804 to PH806."""

from __future__ import annotations

from tests.contract.gating import all_of, gated, red_then_green, rewrite, the_one, two_tests
from tests.contract.shop import (
    PLAN,
    codes,
    open_shop,
    seen_red,
    write_test,
)
from tests.project import Project


def test_804_function_gone(project: Project) -> None:
    """PH804: a test with evidence that is deleted is an error."""
    two_tests(project)
    rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    code, document = gated(project)
    found = the_one(document, "PH804")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_b"
    assert "pytest-phase forget" in found["hint"]


def test_804_function_gone_in_a_recording_run_too(project: Project) -> None:
    """A run that records does not forget a deleted test."""
    two_tests(project)
    rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    project.run()
    assert ("PH804", "error") in codes(gated(project)[1])


def test_804_red_test_deleted(project: Project) -> None:
    """A red test that is deleted instead of made green is found."""
    open_shop(project)
    seen_red(project, "alpha")
    project.file("tests/test_alpha.py", "def test_other(): pass\n")
    code, document = gated(project)
    assert code == 1
    assert the_one(document, "PH804")["where"] == "tests/test_alpha.py::test_alpha"


def test_804_whole_file_gone(project: Project) -> None:
    """A deleted file takes its tests with it: an error for each."""
    two_tests(project)
    (project.root / "tests/test_alpha.py").unlink()
    write_test(project, "gamma")
    code, document = gated(project)
    assert code == 1
    assert len(all_of(document, "PH804")) == 2


def test_804_skipped(project: Project) -> None:
    """A test with evidence that is skipped by a mark is an error."""
    two_tests(project)
    rewrite(project, "def test_b", "@pytest.mark.skip\ndef test_b")
    code, document = gated(project)
    assert code == 1
    assert the_one(document, "PH804")["severity"] == "error"


def test_804_skipped_by_a_condition(project: Project) -> None:
    """Skipped by a condition, with whole evidence for today's text: warning."""
    two_tests(project)
    rewrite(project, "def test_b", "@pytest.mark.skipif('1', reason='r')\ndef test_b")
    code, document = gated(project)
    assert code == 0
    assert the_one(document, "PH804")["severity"] == "warning"


def test_804_skipped_by_a_condition_while_red(project: Project) -> None:
    """Skipped by a condition with a red alone is an error."""
    open_shop(project)
    seen_red(project, "alpha")
    rewrite(project, "def test", "import pytest\n@pytest.mark.skipif('1', reason='r')\ndef test")
    code, document = gated(project)
    assert code == 1
    assert ("PH804", "error") in codes(document)


def test_804_dropped_from_its_component(project: Project) -> None:
    """A test that a mark moves into another component is missed by the first."""
    two_tests(project)
    rewrite(project, "def test_b", "@pytest.mark.phase_component('gamma')\ndef test_b")
    code, document = gated(project)
    assert code == 1
    assert ("PH804", "error") in codes(document)


def test_804_forget_settles_it(project: Project) -> None:
    """Forgetting with a reason settles it, and is listed."""
    two_tests(project)
    rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    done = project.command("forget", "tests/test_alpha.py::test_b", "--reason", "merged into a")
    if done.ret == 4:  # the command has to be told which plan
        done = project.command(
            *("forget", "tests/test_alpha.py::test_b", "--reason", "merged into a"),
            *("--plan", "PLAN.md"),
        )
    assert done.ret == 0, done.stderr.str()
    code, document = gated(project)
    assert code == 0
    assert "merged into a" in the_one(document, "PH830")["message"]


def test_805_lane_changed_after_the_start(project: Project) -> None:
    """PH805: the lane of a started component was changed in the plan."""
    open_shop(project)
    red_then_green(project, "gamma")
    listed = "- Tests: `tests/test_gamma"
    project.plan(PLAN.replace(listed, f"- Lane: refactor\n{listed}"))
    code, document = gated(project)
    assert code == 1
    found = the_one(document, "PH805")
    assert (found["severity"], found["component"]) == ("error", "gamma")


def test_805_component_dropped_from_the_plan(project: Project) -> None:
    """PH805: a component with evidence left the plan."""
    open_shop(project)
    red_then_green(project, "gamma")
    project.plan(PLAN.replace("#### Gamma", "#### Delta").replace("test_gamma", "test_delta"))
    code, document = gated(project)
    assert code == 1
    assert ("PH805", "error") in codes(document)


def test_805_test_file_dropped_from_the_plan(project: Project) -> None:
    """PH805: a test file with evidence was taken out of its component."""
    open_shop(project)
    red_then_green(project, "gamma")
    project.plan(PLAN.replace("tests/test_gamma.py", "tests/test_delta.py"))
    code, document = gated(project)
    assert code == 1
    assert ("PH805", "error") in codes(document)


def test_806_started_too_early(project: Project) -> None:
    """PH806: started, not by an explicit start, before what it depends on was completed."""
    open_shop(project, PLAN.replace("- Depends on: Alpha", ""))
    red_then_green(project, "beta")
    project.plan(PLAN)
    code, document = gated(project)
    found = the_one(document, "PH806")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "beta")
