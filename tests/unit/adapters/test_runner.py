"""The child pytest: what it is given, what comes back, and that it is ended."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.adapters.runner import inherited, run_pytest

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
OURS = ["-p", "pytest_phase.plugin", "-p", "no:cacheprovider"]


def test_a_child_has_none_of_the_variables_of_the_run_around_it() -> None:
    """Coverage, xdist and options of the run around it are not the child's."""
    around = {
        "PATH": "/bin",
        "PYTEST_ADDOPTS": "-n 4",
        "PYTEST_XDIST_WORKER": "gw0",
        "COV_CORE_SOURCE": "src",
        "PYTEST_PLUGINS": "own",
    }
    assert inherited(around) == {"PATH": "/bin", "PYTEST_PLUGINS": "own"}


def test_a_child_hands_back_its_exit_code_its_output_and_its_report(tmp_path: Path) -> None:
    """What a child did is known from three things."""
    (tmp_path / "PLAN.md").write_text("# P\n\n### Task 1: A\n\n- Tests: `test_a.py`\n")
    (tmp_path / "test_a.py").write_text("def test_one(): assert False\n")
    child = run_pytest(
        [*OURS, "--phase-plan=PLAN.md", "--phase-no-record"],
        folder=tmp_path,
        report=tmp_path / "report.json",
        limit=60,
        environment=ALONE,
    )
    assert child.code == 1, child.output
    assert "1 failed" in child.output
    assert child.report is not None
    assert [each["id"] for each in child.report["run"]["tests"]] == ["test_a.py::test_one"]


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """A child that hangs costs its limit, and has no exit code and no report."""
    (tmp_path / "PLAN.md").write_text("# P\n\n### Task 1: A\n\n- Tests: `test_a.py`\n")
    (tmp_path / "test_a.py").write_text("import time\ntime.sleep(600)\n")
    child = run_pytest(
        [*OURS, "--phase-plan=PLAN.md", "--phase-no-record"],
        folder=tmp_path,
        report=tmp_path / "report.json",
        limit=1.5,
        environment=ALONE,
    )
    assert (child.code, child.report) == (None, None)
