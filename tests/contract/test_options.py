"""Every option of the contract does what its line says, and its ini twin does the same."""

from __future__ import annotations

import os
from xml.etree import ElementTree

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    component,
    evidence,
    grades,
    one,
    open_shop,
    place,
    refused,
    rows,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

ACTIONS = [
    "--phase-status",
    "--phase-status=json",
    "--phase-component=alpha",
    "--phase-start=alpha",
    "--phase-stop",
    "--phase-stop=alpha",
    "--phase-complete",
    "--phase-complete=alpha",
    "--phase-baseline=before",
    "--phase-gate",
    "--phase-report=report.json",
    "--phase-lint",
    "--phase-explain",
]


# --- the plan ----------------


def _said_of_phases(project: Project, result: pytest.RunResult) -> list[str]:
    """The lines that speak of us, but for the header's list of plugins."""
    lines = [line.replace(str(project.root), "") for line in result.outlines]
    return [each for each in lines if "phase" in each.lower() and not each.startswith("plugins:")]


def test_without_a_plan_nothing_changes(project: Project) -> None:
    """A plan that nobody names is not read: no line, no file, pytest's own outcome."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    before = sorted(project.root.rglob("*"))
    result = project.run("-p", "no:cacheprovider", "--disable-warnings", plan=False)
    assert result.ret == 0
    assert _said_of_phases(project, result) == []
    assert sorted(project.root.rglob("*")) == before


def test_marks_are_registered_without_a_plan(project: Project) -> None:
    """Both marks may be used under --strict-markers in a run without a plan."""
    project.file(
        "test_a.py",
        """
        import pytest

        @pytest.mark.phase_component("alpha")
        @pytest.mark.phase_waive(reason="r")
        def test_a(): pass
        """,
    )
    assert project.run("--strict-markers", plan=False).ret == 0
    markers = project.run("--markers", plan=False).stdout.str()
    assert "@pytest.mark.phase_component(id)" in markers
    assert "@pytest.mark.phase_waive(reason)" in markers


def test_hook_specifications_are_registered_without_a_plan(project: Project) -> None:
    """A conftest may implement our hooks in a run without a plan."""
    project.file(
        "conftest.py",
        """
        def pytest_phase_tag(item, component): pass
        def pytest_phase_grade(item, excinfo, grade): pass
        def pytest_phase_transition(component, before, after): pass
        def pytest_phase_findings(report): pass
        """,
    )
    project.file("test_a.py", "def test_a(): pass\n")
    assert project.run(plan=False).ret == 0


def test_options_stand_in_the_group_phase(project: Project) -> None:
    """--help lists every option below a heading of its own, and every ini key."""
    said = project.run("--help", plan=False).stdout.str()
    for option in (
        *("plan", "no-record", "status", "component", "start", "stop", "complete", "baseline"),
        *("gate", "allow-red", "report", "lint", "explain", "strict", "lock"),
    ):
        assert f"--phase-{option}" in said
    for key in (
        *("phase_plan", "phase_lock", "phase_min_red", "phase_auto_start"),
        "phase_block_on_questions",
    ):
        assert key in said
    assert "\nphase" in said


def test_plan_option_records(project: Project) -> None:
    """--phase-plan switches the plugin on: tests are seen and recorded beside the plan."""
    open_shop(project)
    seen_red(project, "alpha")
    assert grades(project, "alpha") == {"test_alpha": "behaviour"}


def test_plan_may_be_a_word_of_its_own(project: Project) -> None:
    """``--phase-plan PLAN.md`` takes its value without an equals sign."""
    open_shop(project)
    write_test(project, "alpha")
    assert project.run("--phase-plan", "PLAN.md", plan=False).ret == 1
    assert project.lock


def test_ini_names_the_plan(project: Project) -> None:
    """The ini phase_plan is the same as --phase-plan."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    project.run(plan=False)
    assert grades(project, "alpha") == {"test_alpha": "missing"}


def test_ini_plan_is_relative_to_the_ini_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ini's path is found from any folder the run begins in."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    monkeypatch.chdir(project.root / "tests")
    project.run(plan=False)
    assert grades(project, "alpha") == {"test_alpha": "missing"}


def test_option_goes_before_the_ini(project: Project) -> None:
    """--phase-plan on the command line wins over the ini's plan."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = OTHER.md\n")
    write_test(project, "alpha")
    assert project.run().ret == 1
    assert project.lock


def test_empty_plan_switches_the_ini_off(project: Project) -> None:
    """``--phase-plan=`` makes a run without a plan, whatever the ini says."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_plan = PLAN.md\n")
    write_test(project, "alpha")
    write_source(project, "alpha")
    result = project.run("--phase-plan=", "--disable-warnings", plan=False)
    assert result.ret == 0
    assert not project.lock
    assert _said_of_phases(project, result) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_action_without_a_plan_is_refused(project: Project, action: str) -> None:
    """Any action without a plan exits 4 and says so on stderr: a gate must not pass."""
    project.file("test_a.py", "def test_a(): pass\n")
    result = project.run(action, plan=False)
    refused(result, action.partition("=")[0], "plan")
    assert not (project.root / "report.json").exists()


@pytest.mark.parametrize("action", ["--phase-gate", "--phase-status", "--phase-complete"])
def test_action_with_the_plan_switched_off_is_refused(project: Project, action: str) -> None:
    """An action that goes with an empty --phase-plan has no plan either."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_plan = PLAN.md\n")
    refused(project.run("--phase-plan=", action, plan=False))


# --- recording ----------------


def test_no_record_writes_nothing(project: Project) -> None:
    """--phase-no-record tags and reads, and leaves no lock."""
    open_shop(project)
    write_test(project, "alpha")
    result = project.run("--phase-no-record", "-m", "phase_component(id='alpha')")
    result.assert_outcomes(failed=1)
    assert not project.lock


def test_no_record_leaves_a_lock_as_it_was(project: Project) -> None:
    """--phase-no-record changes no byte of a lock that is there."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    seen_green(project, "alpha", "--phase-no-record")
    assert project.lock == before


@pytest.mark.parametrize("action", ["--phase-start=alpha", "--phase-complete"])
def test_no_record_holds_for_transitions_too(project: Project, action: str) -> None:
    """--phase-no-record writes nothing even where a transition is asked for."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    before = project.lock
    result = project.run("--phase-no-record", action)
    assert "Traceback" not in result.stderr.str()
    assert project.lock == before


def test_lock_option_names_the_lock(project: Project) -> None:
    """--phase-lock puts the lock where it says; nothing is written beside the plan."""
    open_shop(project)
    (project.root / "evidence").mkdir()
    seen_red(project, "alpha", "--phase-lock=evidence/shop.toml")
    assert "red=" in (project.root / "evidence/shop.toml").read_text()
    assert not project.lock
    assert project.status("--phase-lock=evidence/shop.toml")["lock"] == "evidence/shop.toml"


def test_ini_names_the_lock(project: Project) -> None:
    """The ini phase_lock is the same as --phase-lock, and is relative to the ini file."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_lock = shop.lock\n")
    seen_red(project, "alpha")
    assert "red=" in (project.root / "shop.lock").read_text()
    assert not project.lock


def test_lock_stands_beside_the_plan_by_default(project: Project) -> None:
    """The lock has the plan's path with the suffix .lock, in whatever folder it is."""
    open_shop(project)
    (project.root / "docs").mkdir()
    (project.root / "PLAN.md").rename(project.root / "docs/PLAN.md")
    write_test(project, "alpha")
    project.run("--phase-plan=docs/PLAN.md", plan=False)
    assert (project.root / "docs/PLAN.lock").exists()


# --- status ----------------


def test_status_runs_and_collects_nothing(project: Project) -> None:
    """--phase-status prints the report; no test module is imported, nothing is written."""
    open_shop(project)
    project.file("tests/test_alpha.py", "raise SystemExit('imported')\n")
    result = project.run("--phase-status")
    assert result.ret == 0
    assert "Alpha" in result.stdout.str()
    assert "collected" not in result.stdout.str()
    assert not project.lock


@pytest.mark.parametrize("form", ["text", "json", "markdown", "mermaid"])
def test_status_has_four_forms(project: Project, form: str) -> None:
    """--phase-status=FORM prints every component in that form."""
    open_shop(project)
    result = project.run(f"--phase-status={form}")
    assert result.ret == 0
    said = result.stdout.str()
    assert all(name in said for name in ("Alpha", "Beta", "Gamma"))
    assert said.startswith("{") == (form == "json")


def test_bare_status_is_text(project: Project) -> None:
    """--phase-status without a value is --phase-status=text."""
    open_shop(project)
    bare = project.run("--phase-status").stdout.str()
    assert bare == project.run("--phase-status=text").stdout.str()


def test_status_of_an_unknown_form_is_refused(project: Project) -> None:
    """An unknown form exits 4 and names the four."""
    open_shop(project)
    refused(project.run("--phase-status=xml"), "xml", "text", "json", "markdown", "mermaid")


@pytest.mark.parametrize(
    "conftest", ["print('hello')\n", "import no_such_module\n", "raise SystemExit(3)\n", "def :"]
)
def test_status_loads_no_conftest(project: Project, conftest: str) -> None:
    """A conftest that prints or does not import reaches neither stdout nor the exit code."""
    open_shop(project)
    project.file("conftest.py", conftest)
    project.file("tests/conftest.py", conftest)
    assert len(project.status()["components"]) == 3
    assert len(project.status("tests")["components"]) == 3


def test_status_asked_for_by_addopts_loads_no_conftest(project: Project) -> None:
    """Options from the ini's addopts are options like all others."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\naddopts = --phase-status=json\n")
    project.file("conftest.py", "print('hello')\n")
    assert project.run().stdout.str().startswith("{")


def test_status_works_in_a_read_only_checkout(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status opens nothing for writing, and makes no folder."""
    open_shop(project)
    seen_red(project, "alpha", "-p", "no:cacheprovider")

    def forbidden(*args: object, **kwargs: object) -> None:
        raise OSError(30, "Read-only file system")

    for name in ("mkdir", "makedirs", "replace", "rename", "unlink", "remove"):
        monkeypatch.setattr(os, name, forbidden)
    before = project.lock
    assert project.status()["in_progress"] == "alpha"
    assert project.lock == before


@pytest.mark.parametrize("option", ["--phase-status", "--phase-stop", "--phase-complete"])
def test_optional_value_is_taken_only_after_an_equals_sign(project: Project, option: str) -> None:
    """A path after a bare option stays a path."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    write_test(project, "gamma")
    result = project.run(option, "tests/test_alpha.py")
    assert result.ret == 0, result.stderr.str()
    assert "test_gamma" not in result.stdout.str()
    expected = {"--phase-status": "in_progress", "--phase-stop": "pending"}
    assert place(project, "alpha")[0] == expected.get(option, "completed")


# --- components ----------------


def _two(project: Project) -> None:
    open_shop(project)
    for name in ("alpha", "beta", "gamma"):
        write_test(project, name)
        write_source(project, name)


def test_component_option_runs_its_tests_only(project: Project) -> None:
    """--phase-component runs the tests of that component and deselects the others."""
    _two(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    result = project.run("--phase-component", "alpha", "-v")
    result.assert_outcomes(passed=1, deselected=3)
    assert "test_alpha.py::test_alpha" in result.stdout.str()


def test_component_option_may_be_given_again(project: Project) -> None:
    """--phase-component given twice runs the tests of both."""
    _two(project)
    project.run("--phase-component=alpha", "--phase-component=gamma").assert_outcomes(
        passed=2, deselected=1
    )


@pytest.mark.parametrize("name", ["alpha", "Alpha", "ALPHA"])
def test_component_is_named_by_id_or_name_whatever_the_case(project: Project, name: str) -> None:
    """Id and name are both good, case folded."""
    _two(project)
    project.run(f"--phase-component={name}").assert_outcomes(passed=1, deselected=2)


TASKS = """
# Tasks

### Task 2: Read the log

**Files:**
- Create: `src/alpha.py`
- Test: `tests/test_alpha.py`

### Task 3: Straße bauen

**Files:**
- Create: `src/gamma.py`
- Test: `tests/test_gamma.py`
"""


@pytest.mark.parametrize("name", ["Task 3", "task 3", "straße-bauen", "STRASSE BAUEN"])
def test_component_is_named_by_its_headings_own_id(project: Project, name: str) -> None:
    """``Task 3`` names what its heading calls Task 3, case folded."""
    _two(project)
    project.plan(TASKS)
    result = project.run(f"--phase-component={name}", "-v")
    result.assert_outcomes(passed=1, deselected=2)
    assert "test_gamma" in result.stdout.str()


@pytest.mark.parametrize(
    "option", ["--phase-component", "--phase-start", "--phase-stop", "--phase-complete"]
)
def test_unknown_component_gets_the_nearest(project: Project, option: str) -> None:
    """A name the plan does not know is refused with the nearest one, and nothing is written."""
    _two(project)
    result = project.run(f"{option}=gama")
    refused(result, "gama", "gamma")
    assert not project.lock
    assert "passed" not in result.stdout.str()


def test_component_without_a_test_is_no_success(project: Project) -> None:
    """--phase-component of a component whose tests do not exist yet runs nothing: exit 5."""
    open_shop(project)
    write_test(project, "gamma")
    write_source(project, "gamma")
    result = project.run("--phase-component=alpha")
    assert result.ret == 5, result.stdout.str()


# --- start, stop, complete ----------------


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


# --- baseline ----------------


def test_baseline_owes_no_red(project: Project) -> None:
    """--phase-baseline records what passes now; the gate asks it for no red, and lists it."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    result = project.run("--phase-baseline", "there before the tool was")
    assert result.ret == 0
    assert component(project, "alpha")["tests"]["baseline"] == 1
    document = project.report("--phase-gate")
    assert run_of(document)["test_alpha"]["evidence"] == "baseline"
    (listed,) = [each for each in document["findings"] if each["code"] == "PH830"]
    assert "there before the tool was" in listed["message"]
    assert project.run("--phase-gate").ret == 0


def test_baseline_takes_no_failing_test(project: Project) -> None:
    """A test that fails now is no baseline."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha", WRONG)
    project.run("--phase-baseline=before")
    assert component(project, "alpha")["tests"]["baseline"] == 0


def test_baseline_takes_no_test_outside_the_plan(project: Project) -> None:
    """Tests of no component have no row in the lock."""
    open_shop(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("--phase-baseline=before")
    assert "test_other" not in project.lock


def test_baseline_needs_a_reason(project: Project) -> None:
    """An empty reason is refused."""
    open_shop(project)
    write_test(project, "alpha")
    refused(project.run("--phase-baseline="), "reason")
    assert not project.lock


def test_baseline_leaves_red_as_it_is(project: Project) -> None:
    """A test that has been seen red keeps that evidence."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-baseline=before")
    assert component(project, "alpha")["tests"]["red"] == 1
    assert component(project, "alpha")["tests"]["baseline"] == 0


# --- gate, allow-red, report, strict ----------------


def test_gate_never_writes_the_lock(project: Project) -> None:
    """--phase-gate makes no lock, and changes none."""
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    assert project.run("--phase-gate").ret == 1
    assert not project.lock
    seen_red(project, "alpha")
    before = project.lock
    seen_green(project, "alpha")
    after = project.lock
    project.lock_path.write_text(before)
    assert project.run("--phase-gate").ret == 0
    assert project.lock == before != after


def test_gate_passes_on_whole_evidence(project: Project) -> None:
    """Red, then green: the gate has nothing to say and exits 0."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert project.run("--phase-gate").ret == 0


@pytest.mark.parametrize(
    "action", ["--phase-start=alpha", "--phase-stop", "--phase-stop=alpha", "--phase-complete"]
)
def test_gate_goes_with_no_transition(project: Project, action: str) -> None:
    """The gate combined with start, stop or complete exits 4 and runs nothing."""
    open_shop(project)
    seen_red(project, "alpha")
    before = project.lock
    result = project.run("--phase-gate", action)
    refused(result, "--phase-gate", action.partition("=")[0])
    assert project.lock == before
    assert "1 failed" not in result.stdout.str()


def test_allow_red_lets_planned_red_pass(project: Project) -> None:
    """--phase-allow-red: red tests of the component in progress do not fail the run."""
    open_shop(project)
    seen_red(project, "alpha")
    assert project.run().ret == 1
    assert project.run("--phase-allow-red").ret == 0
    assert project.run("--phase-allow-red", "--phase-gate").ret == 0


def test_allow_red_counts_the_first_red_too(project: Project) -> None:
    """The run that starts a component and sees its first red may pass."""
    open_shop(project)
    write_test(project, "alpha")
    assert project.run("--phase-allow-red").ret == 0
    assert place(project, "alpha") == ("in_progress", "red")


def test_allow_red_lets_no_other_failure_pass(project: Project) -> None:
    """A failure outside the component in progress fails the run."""
    open_shop(project)
    seen_red(project, "alpha")
    project.file("tests/test_other.py", "def test_other(): assert 0\n")
    assert project.run("--phase-allow-red").ret == 1


def test_allow_red_lets_no_broken_test_pass(project: Project) -> None:
    """A test that fails with a grade that does not count is no planned red."""
    open_shop(project)
    seen_red(project, "alpha")
    with (project.root / "tests/test_alpha.py").open("a") as file:
        file.write("\n\ndef test_more(no_such_fixture):\n    pass\n")
    assert project.run("--phase-allow-red").ret == 1


def test_allow_red_lets_no_green_component_turn_red(project: Project) -> None:
    """A test of a completed component that fails is not planned red."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    write_source(project, "alpha", WRONG)
    assert project.run("--phase-allow-red").ret == 1


@pytest.mark.parametrize("gate", [(), ("--phase-gate",)])
def test_report_is_written_as_one_document(project: Project, gate: tuple[str, ...]) -> None:
    """--phase-report writes what the run saw, with the gate and without."""
    open_shop(project)
    seen_red(project, "alpha")
    project.run("--phase-report", "out.json", *gate)
    assert (project.root / "out.json").exists()
    document = project.report(*gate)
    assert run_of(document)["test_alpha"]["outcome"] == "failed"


def test_strict_makes_warnings_errors(project: Project) -> None:
    """With --phase-strict the gate's warnings fail the run."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`"))
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert project.run("--phase-gate").ret == 0
    assert project.run("--phase-gate", "--phase-strict").ret == 1


# --- ini keys ----------------


@pytest.mark.parametrize(
    ("weakest", "counted"),
    [
        (None, {"missing", "stub", "behaviour"}),
        ("missing", {"missing", "stub", "behaviour"}),
        ("stub", {"stub", "behaviour"}),
        ("behaviour", {"behaviour"}),
    ],
)
def test_weakest_red_is_set_by_ini(
    project: Project, weakest: str | None, counted: set[str]
) -> None:
    """phase_min_red is the weakest grade that counts; missing unless it says otherwise."""
    one(
        project,
        """
        import alpha
        def test_missing(): alpha.nothing_yet()
        def test_stub(): alpha.answer()
        def test_behaviour(): assert 1 == 2
        """,
        "def answer():\n    raise NotImplementedError\n",
    )
    if weakest:
        project.file("pytest.ini", f"[pytest]\npythonpath = src\nphase_min_red = {weakest}\n")
    project.run()
    found = grades(project, "alpha")
    assert set(found.values()) == counted
    assert all(name == f"test_{grade}" for name, grade in found.items())


def test_unknown_weakest_red_is_refused(project: Project) -> None:
    """A value phase_min_red does not know exits 4 and names the three."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_min_red = infra\n")
    refused(project.run(), "phase_min_red", "missing", "stub", "behaviour")


@pytest.mark.parametrize(("value", "state"), [("true", "in_progress"), ("false", "pending")])
def test_auto_start_is_set_by_ini(project: Project, value: str, state: str) -> None:
    """With phase_auto_start off, a red test starts nothing and is out of turn."""
    open_shop(project)
    project.file("pytest.ini", f"[pytest]\npythonpath = src\nphase_auto_start = {value}\n")
    write_test(project, "alpha")
    project.run()
    assert place(project, "alpha")[0] == state


def test_unknown_auto_start_is_refused(project: Project) -> None:
    """A value phase_auto_start does not know exits 4 without a traceback."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\nphase_auto_start = perhaps\n")
    refused(project.run(), "phase_auto_start")


# --- tags ----------------


def test_mark_expression_selects_a_component(project: Project) -> None:
    """Every tagged test carries phase_component(id=...), and -m finds it."""
    _two(project)
    result = project.run("-m", "phase_component(id='gamma')", "-v")
    result.assert_outcomes(passed=1, deselected=2)
    assert "test_gamma" in result.stdout.str()


def test_mark_expression_finds_tests_of_any_component(project: Project) -> None:
    """A test of no component carries no mark."""
    _two(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("-m", "not phase_component").assert_outcomes(passed=1, deselected=3)


@pytest.mark.parametrize("arguments", ['"gamma"', 'id="gamma"', '"Gamma"'])
def test_written_mark_overrides_the_plan(project: Project, arguments: str) -> None:
    """A test marked with a component belongs to it, whatever the plan says of its file."""
    one(
        project,
        f"""
        import pytest

        @pytest.mark.phase_component({arguments})
        def test_alpha(): assert 0
        """,
    )
    project.run("--phase-start=gamma")
    assert grades(project, "gamma") == {"test_alpha": "behaviour"}
    assert rows(project, "alpha") == []
    project.run("-m", "phase_component(id='gamma')").assert_outcomes(failed=1)
    project.run("-m", "phase_component(id='alpha')").assert_outcomes(deselected=1)


def test_written_mark_on_class_and_module(project: Project) -> None:
    """The mark counts for each test of a class or a module."""
    open_shop(project)
    project.file(
        "tests/test_free.py",
        """
        import pytest
        pytestmark = pytest.mark.phase_component("alpha")

        @pytest.mark.phase_component("gamma")
        class TestIt:
            def test_c(self): pass

        def test_m(): pass
        """,
    )
    run = run_of(project.report())
    assert run["TestIt::test_c"]["component"] == "gamma"
    assert run["test_m"]["component"] == "alpha"


def test_mark_of_an_unknown_component_is_refused(project: Project) -> None:
    """A mark with a name the plan does not know exits 4 with the nearest one."""
    one(
        project,
        """
        import pytest

        @pytest.mark.phase_component("gama")
        def test_alpha(): pass
        """,
    )
    refused(project.run(), "gama", "gamma")
    assert not project.lock


def test_junit_holds_the_component(project: Project) -> None:
    """JUnit XML has the property phase_component for every tagged test, and for no other."""
    _two(project)
    project.file("tests/test_other.py", "def test_other(): pass\n")
    project.run("--junitxml=junit.xml", plugins=())
    tree = ElementTree.parse(project.root / "junit.xml")
    found = {
        case.get("name"): [(each.get("name"), each.get("value")) for each in case.iter("property")]
        for case in tree.iter("testcase")
    }
    assert found["test_alpha"] == [("phase_component", "alpha")]
    assert found["test_beta"] == [("phase_component", "beta")]
    assert found["test_other"] == []


WAIVED = {
    "function": """
        import pytest

        @pytest.mark.phase_waive(reason="a reason to read")
        def test_alpha(): pass
        """,
    "class": """
        import pytest

        @pytest.mark.phase_waive(reason="a reason to read")
        class TestIt:
            def test_alpha(self): pass
            def test_two(self): pass
        """,
    "module": """
        import pytest
        pytestmark = pytest.mark.phase_waive(reason="a reason to read")

        def test_alpha(): pass
        def test_two(): pass
        """,
    "list": """
        import pytest
        pytestmark = [pytest.mark.phase_waive(reason="a reason to read")]

        def test_alpha(): pass
        """,
}


@pytest.mark.parametrize("where", sorted(WAIVED))
def test_waiver_lifts_the_red(project: Project, where: str) -> None:
    """phase_waive on a function, class or module: no red is owed, and the reason is listed."""
    one(project, WAIVED[where])
    document = project.report("--phase-gate")
    assert {each["evidence"] for each in document["run"]["tests"]} == {"waived"}
    listed = [each for each in document["findings"] if each["code"] == "PH830"]
    assert listed
    assert all("a reason to read" in each["message"] for each in listed)
    assert project.run("--phase-gate").ret == 0


def test_waiver_needs_a_reason(project: Project) -> None:
    """A waiver without a reason is refused: exit 4, and the test is named."""
    one(
        project,
        """
        import pytest

        @pytest.mark.phase_waive
        def test_alpha(): pass
        """,
    )
    refused(project.run(), "reason", "test_alpha")


def test_waived_tests_are_counted(project: Project) -> None:
    """The status counts the waived tests of a component."""
    one(project, WAIVED["module"])
    project.run()
    assert component(project, "alpha")["tests"]["waived"] == 2
