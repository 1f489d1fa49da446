"""Every finding of the gate, fired by a real run, with its exit code and its JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    codes,
    one,
    open_shop,
    place,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def _gate(project: Project, *args: str) -> tuple[int, dict[str, Any]]:
    """The exit code of the gate, and its document."""
    result = project.run("--phase-gate", "--phase-report=report.json", *args)
    assert "Traceback" not in result.stderr.str()
    assert "INTERNALERROR" not in result.stdout.str()
    return int(result.ret), project.report("--phase-gate", *args)


def _found(document: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [each for each in document["findings"] if each["code"] == code]


def _one(document: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = _found(document, code)
    assert found["message"]
    assert found["hint"]
    return found


def _whole(project: Project, name: str = "alpha", *args: str) -> None:
    """See a component red, then green."""
    seen_red(project, name)
    seen_green(project, name, *args)


# --- PH801 ----------------


def test_801_passed_and_never_red(project: Project) -> None:
    """PH801: tests and code written together: passed in this run, never seen red."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    code, document = _gate(project)
    found = _one(document, "PH801")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


def test_801_passed_before_in_a_recording_run(project: Project) -> None:
    """PH801 stays after any number of runs that record: passing is no evidence."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run()
    project.run()
    assert ("PH801", "error") in codes(_gate(project)[1])


def test_801_is_about_what_passed(project: Project) -> None:
    """A test without red that fails or is skipped is no PH801."""
    one(project, "import pytest\ndef test_a(): assert 0\n@pytest.mark.skip\ndef test_b(): pass\n")
    assert not _found(_gate(project)[1], "PH801")


@pytest.mark.parametrize("lane", ["refactor", "characterization"])
def test_801_only_in_the_feature_lane(project: Project, lane: str) -> None:
    """The other lanes owe no red."""
    listed = "- Tests: `tests/test_gamma"
    open_shop(project, PLAN.replace(listed, f"- Lane: {lane}\n{listed}"))
    write_test(project, "gamma")
    write_source(project, "gamma")
    assert _gate(project)[0] == 0


def test_801_red_recorded_without_a_counting_grade(project: Project) -> None:
    """A broken test that passes later was never seen red."""
    one(project, "def test_x(no_such_fixture): pass\n")
    project.run()
    project.file("tests/test_alpha.py", "def test_x(): pass\n")
    assert ("PH801", "error") in codes(_gate(project)[1])


# --- PH802 ----------------


def test_802_weakened_after_red(project: Project) -> None:
    """PH802: a test weakened after its red is an error."""
    open_shop(project)
    _whole(project)
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "!= 0"))
    code, document = _gate(project)
    found = _one(document, "PH802")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


def test_802_not_for_format_and_comments(project: Project) -> None:
    """Format and comments are no change of the text."""
    open_shop(project)
    _whole(project)
    test = project.root / "tests/test_alpha.py"
    test.write_text("# A comment.\n" + test.read_text().replace(" == 42", "==42  # why"))
    assert _gate(project)[0] == 0


# --- PH803 ----------------


def test_803_green_without_a_change_of_source(project: Project) -> None:
    """PH803: went green though no non-test source changed: error."""
    open_shop(project)
    write_source(project, "alpha")
    project.file("data.txt", "41")
    project.file(
        "tests/test_alpha.py",
        "from pathlib import Path\n\n\ndef test_alpha():\n"
        "    assert Path('data.txt').read_text() == '42'\n",
    )
    project.run()
    project.file("data.txt", "42")
    project.run()
    assert place(project, "alpha")[1] == "green"
    code, document = _gate(project)
    found = _one(document, "PH803")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")


def test_803_comments_and_format_of_the_source_are_no_change(project: Project) -> None:
    """A comment in the source is no change of it."""
    open_shop(project)
    write_source(project, "alpha")
    project.file("data.txt", "41")
    project.file(
        "tests/test_alpha.py",
        "from pathlib import Path\n\n\ndef test_alpha():\n"
        "    assert Path('data.txt').read_text() == '42'\n",
    )
    project.run()
    project.file("data.txt", "42")
    write_source(project, "alpha", "# done\ndef answer():\n\n\n    return (42)\n")
    project.run()
    assert _one(_gate(project)[1], "PH803")["severity"] == "error"


def test_803_something_else_changed(project: Project) -> None:
    """PH803: something changed, but not the component's own files: warning."""
    open_shop(project)
    write_source(project, "alpha", "from other import answer\n")
    write_source(project, "other", WRONG)
    write_test(project, "alpha")
    project.run()
    write_source(project, "other")
    project.run()
    code, document = _gate(project)
    assert code == 0
    assert _one(document, "PH803")["severity"] == "warning"
    assert _gate(project, "--phase-strict")[0] == 1


# --- PH804 ----------------


def _two(project: Project) -> None:
    one(
        project,
        """
        import alpha, pytest
        def test_a(): assert alpha.answer() == 42
        def test_b(): assert alpha.answer() == 42
        """,
        WRONG,
    )
    project.run()
    write_source(project, "alpha")
    project.run()
    assert place(project, "alpha")[1] == "green"


def _rewrite(project: Project, old: str, new: str) -> None:
    test = project.root / "tests/test_alpha.py"
    assert old in test.read_text()
    test.write_text(test.read_text().replace(old, new))


def test_804_function_gone(project: Project) -> None:
    """PH804: a test with evidence that is deleted is an error."""
    _two(project)
    _rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    code, document = _gate(project)
    found = _one(document, "PH804")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_b"
    assert "pytest-phase forget" in found["hint"]


def test_804_function_gone_in_a_recording_run_too(project: Project) -> None:
    """A run that records does not forget a deleted test."""
    _two(project)
    _rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    project.run()
    assert ("PH804", "error") in codes(_gate(project)[1])


def test_804_red_test_deleted(project: Project) -> None:
    """A red test that is deleted instead of made green is found."""
    open_shop(project)
    seen_red(project, "alpha")
    project.file("tests/test_alpha.py", "def test_other(): pass\n")
    code, document = _gate(project)
    assert code == 1
    assert _one(document, "PH804")["where"] == "tests/test_alpha.py::test_alpha"


def test_804_whole_file_gone(project: Project) -> None:
    """A deleted file takes its tests with it: an error for each."""
    _two(project)
    (project.root / "tests/test_alpha.py").unlink()
    write_test(project, "gamma")
    code, document = _gate(project)
    assert code == 1
    assert len(_found(document, "PH804")) == 2


def test_804_skipped(project: Project) -> None:
    """A test with evidence that is skipped by a mark is an error."""
    _two(project)
    _rewrite(project, "def test_b", "@pytest.mark.skip\ndef test_b")
    code, document = _gate(project)
    assert code == 1
    assert _one(document, "PH804")["severity"] == "error"


def test_804_skipped_by_a_condition(project: Project) -> None:
    """Skipped by a condition, with whole evidence for today's text: warning."""
    _two(project)
    _rewrite(project, "def test_b", "@pytest.mark.skipif('1', reason='r')\ndef test_b")
    code, document = _gate(project)
    assert code == 0
    assert _one(document, "PH804")["severity"] == "warning"


def test_804_skipped_by_a_condition_while_red(project: Project) -> None:
    """Skipped by a condition with a red alone is an error."""
    open_shop(project)
    seen_red(project, "alpha")
    _rewrite(project, "def test", "import pytest\n@pytest.mark.skipif('1', reason='r')\ndef test")
    code, document = _gate(project)
    assert code == 1
    assert ("PH804", "error") in codes(document)


def test_804_dropped_from_its_component(project: Project) -> None:
    """A test that a mark moves into another component is missed by the first."""
    _two(project)
    _rewrite(project, "def test_b", "@pytest.mark.phase_component('gamma')\ndef test_b")
    code, document = _gate(project)
    assert code == 1
    assert ("PH804", "error") in codes(document)


def test_804_forget_settles_it(project: Project) -> None:
    """Forgetting with a reason settles it, and is listed."""
    _two(project)
    _rewrite(project, "def test_b(): assert alpha.answer() == 42\n", "")
    done = project.command("forget", "tests/test_alpha.py::test_b", "--reason", "merged into a")
    if done.ret == 4:  # the command has to be told which plan
        done = project.command(
            *("forget", "tests/test_alpha.py::test_b", "--reason", "merged into a"),
            *("--plan", "PLAN.md"),
        )
    assert done.ret == 0, done.stderr.str()
    code, document = _gate(project)
    assert code == 0
    assert "merged into a" in _one(document, "PH830")["message"]


# --- PH805 ----------------


def test_805_lane_changed_after_the_start(project: Project) -> None:
    """PH805: the lane of a started component was changed in the plan."""
    open_shop(project)
    _whole(project, "gamma")
    listed = "- Tests: `tests/test_gamma"
    project.plan(PLAN.replace(listed, f"- Lane: refactor\n{listed}"))
    code, document = _gate(project)
    assert code == 1
    found = _one(document, "PH805")
    assert (found["severity"], found["component"]) == ("error", "gamma")


def test_805_component_dropped_from_the_plan(project: Project) -> None:
    """PH805: a component with evidence left the plan."""
    open_shop(project)
    _whole(project, "gamma")
    project.plan(PLAN.replace("#### Gamma", "#### Delta").replace("test_gamma", "test_delta"))
    code, document = _gate(project)
    assert code == 1
    assert ("PH805", "error") in codes(document)


def test_805_test_file_dropped_from_the_plan(project: Project) -> None:
    """PH805: a test file with evidence was taken out of its component."""
    open_shop(project)
    _whole(project, "gamma")
    project.plan(PLAN.replace("tests/test_gamma.py", "tests/test_delta.py"))
    code, document = _gate(project)
    assert code == 1
    assert ("PH805", "error") in codes(document)


# --- PH806 ----------------


def test_806_started_too_early(project: Project) -> None:
    """PH806: started, not by an explicit start, before what it depends on was completed."""
    open_shop(project, PLAN.replace("- Depends on: Alpha", ""))
    _whole(project, "beta")
    project.plan(PLAN)
    code, document = _gate(project)
    found = _one(document, "PH806")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "beta")


# --- PH807 ----------------


def test_807_completed_and_fails(project: Project) -> None:
    """PH807: a test of a completed component fails."""
    open_shop(project)
    _whole(project, "alpha", "--phase-complete")
    write_source(project, "alpha", WRONG)
    code, document = _gate(project)
    found = _one(document, "PH807")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")
    assert found["where"] == "tests/test_alpha.py::test_alpha"


@pytest.mark.parametrize(
    "left_out",
    [
        ("tests/test_gamma.py",),
        ("-k", "gamma"),
        ("-m", "not phase_component(id='alpha')"),
        ("--deselect", "tests/test_alpha.py"),
        ("--ignore", "tests/test_alpha.py"),
    ],
)
def test_807_completed_and_not_run(project: Project, left_out: tuple[str, ...]) -> None:
    """What arguments, -k or -m left out is left out of nothing."""
    open_shop(project)
    _whole(project, "alpha", "--phase-complete")
    _whole(project, "gamma")
    code, document = _gate(project, *left_out)
    assert code == 1
    assert _one(document, "PH807")["component"] == "alpha"


def test_807_last_failed_leaves_nothing_out(project: Project) -> None:
    """--lf leaves nothing out of the judgement."""
    open_shop(project)
    _whole(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    code, document = _gate(project, "--lf", "--phase-allow-red")
    assert code == 1
    assert _one(document, "PH807")["component"] == "alpha"


def test_last_failed_hides_no_test_of_a_file(project: Project) -> None:
    """Under --lf pytest collects the failing tests of a file alone: the others are known still."""
    _two(project)
    project.file("src/alpha.py", WRONG + "def more():\n    return 1\n")
    _rewrite(project, "def test_a(): assert alpha.answer()", "def test_a(): assert 6 * 7")
    project.run()  # test_b fails alone, and is the one that failed last
    before = project.lock
    project.run("--lf")
    assert project.lock == before
    found = codes(_gate(project, "--lf")[1])
    assert "PH804" not in {code for code, _ in found}


def test_only_the_component_option_narrows_the_judgement(project: Project) -> None:
    """--phase-component leaves the other components out."""
    open_shop(project)
    _whole(project, "alpha", "--phase-complete")
    _whole(project, "gamma")
    write_source(project, "alpha", WRONG)
    assert _gate(project, "--phase-component=gamma")[0] == 0
    assert _gate(project, "--phase-component=alpha")[0] == 1


# --- PH808, PH809 ----------------

TWO_CASES = PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`")


def test_808_listed_case_without_a_test(project: Project) -> None:
    """PH808: a warning with the case's line."""
    open_shop(project, TWO_CASES)
    _whole(project)
    code, document = _gate(project)
    found = _one(document, "PH808")
    assert code == 0
    assert (found["severity"], found["component"]) == ("warning", "alpha")
    line = TWO_CASES.lstrip("\n").splitlines().index("  - `test_more`") + 1
    assert found["where"] == f"PLAN.md:{line}"
    assert "test_more" in found["message"]


def test_808_is_an_error_once_completed(project: Project) -> None:
    """PH808: an error once its component is completed."""
    open_shop(project)
    _whole(project, "alpha", "--phase-complete")
    project.plan(TWO_CASES)
    code, document = _gate(project)
    assert code == 1
    assert _one(document, "PH808")["severity"] == "error"


def test_809_component_without_a_test_file(project: Project) -> None:
    """PH809: a component that names no test file cannot be gated: warning."""
    project.plan(
        "# Tasks\n\n### Task 1: Alpha\n\n**Files:**\n- Test: `tests/test_alpha.py`\n\n"
        "### Task 2: Delta\n\n**Files:**\n- Create: `src/delta.py`\n"
    )
    code, document = _gate(project)
    found = _one(document, "PH809")
    assert code in (0, 5)
    assert (found["severity"], found["component"]) == ("warning", "delta")
    assert found["where"].startswith("PLAN.md:")


# --- PH811, PH812 ----------------


@pytest.mark.parametrize("left_out", [("tests/test_other.py",), ("-k", "other")])
def test_811_no_test_ran(project: Project, left_out: tuple[str, ...]) -> None:
    """PH811: no test of the plan ran although it has started components."""
    open_shop(project)
    _whole(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    code, document = _gate(project, *left_out)
    assert code == 1
    assert _one(document, "PH811")["severity"] == "error"


def test_811_not_before_anything_started(project: Project) -> None:
    """A plan nobody has begun with has nothing to run."""
    open_shop(project)
    assert not _found(_gate(project)[1], "PH811")


def test_812_still_fails(project: Project) -> None:
    """PH812: in progress, seen red, and still fails: error."""
    open_shop(project)
    seen_red(project, "alpha")
    code, document = _gate(project)
    found = _one(document, "PH812")
    assert code == 1
    assert (found["severity"], found["component"]) == ("error", "alpha")


def test_812_still_expected_to_fail(project: Project) -> None:
    """PH812: an xfail is no way to pass the gate with a red test."""
    open_shop(project)
    seen_red(project, "alpha")
    _rewrite(project, "def test", "import pytest\n@pytest.mark.xfail\ndef test")
    code, document = _gate(project)
    assert code == 1
    assert ("PH812", "error") in codes(document)


def test_812_not_run(project: Project) -> None:
    """PH812: a red test that was not run is found, also with --phase-allow-red."""
    one(
        project,
        """
        import alpha
        def test_a(): assert alpha.answer() == 42
        def test_b(): assert alpha.answer() == 42
        """,
        WRONG,
    )
    project.run()
    write_source(project, "alpha")
    project.run("-k", "test_b")
    for args in ((), ("--phase-allow-red",)):
        code, document = _gate(project, "-k", "test_b", *args)
        assert code == 1
        assert _found(document, "PH812")[0]["where"].endswith("::test_a")


def test_812_is_lifted_for_tests_that_ran(project: Project) -> None:
    """--phase-allow-red lifts PH812 for what ran and failed."""
    open_shop(project)
    seen_red(project, "alpha")
    code, document = _gate(project, "--phase-allow-red")
    assert code == 0
    assert not _found(document, "PH812")


# --- PH830, PH831 ----------------


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
    code, document = _gate(project)
    assert code == 0
    found = _found(document, "PH830")
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
    code, document = _gate(project)
    found = _one(document, "PH831")
    assert code == 0
    assert (found["severity"], found["component"]) == ("info", None)
    assert "2 tests" in found["message"]


# --- who reads it ----------------


def test_findings_are_printed(project: Project) -> None:
    """The gate prints code, place, message and hint of each finding."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    found = _one(_gate(project)[1], "PH801")
    said = project.run("--phase-gate").stdout.str()
    for word in ("PH801", found["where"], found["message"], "hint:"):
        assert word in said


def test_strict_makes_every_warning_an_error(project: Project) -> None:
    """With --phase-strict the document says error where it said warning."""
    open_shop(project, TWO_CASES)
    _whole(project)
    code, document = _gate(project, "--phase-strict")
    assert code == 1
    assert _one(document, "PH808")["severity"] == "error"


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
    _whole(project)
    project.file(
        "conftest.py",
        """
        from pytest_phase.core.findings import Finding

        def pytest_phase_findings(report):
            return [Finding("TEAM1", "error", "PLAN.md:1", "not signed", "Sign it.", None)]
        """,
    )
    code, document = _gate(project)
    assert code == 1
    assert _one(document, "TEAM1")["message"] == "not signed"


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
