"""The gate of an attempt or of honest work: alone, and with a replay from where the work began."""

from __future__ import annotations

import json

import pytest

from tests.cheats.attempts import Attempt
from tests.cheats.honest import Work
from tests.contract.shop import WRONG
from tests.project import Project


def begin(project: Project) -> str:
    """The commit that the work began on: its code is there, and wrong."""
    project.file("pytest.ini", "[pytest]\npythonpath = src\n")
    project.file("src/alpha.py", WRONG)
    return project.commit()


def gate(project: Project, each: Attempt | Work, *more: str) -> pytest.RunResult:
    """Run the gate as the attempt has it; ``errors`` knows what was found."""
    words = ("--phase-gate", "--phase-report=.gate.json", *more, *each.args)
    if "no:pytest_phase.plugin" not in words:
        return project.run(*words, subprocess=isinstance(each, Attempt) and each.fresh)
    with pytest.MonkeyPatch.context() as patch:
        # As it is installed: named by nobody, and loaded after the command line was looked at.
        patch.setenv("PYTEST_PLUGINS", "pytest_phase.plugin")
        return project.pytester.runpytest_subprocess("--phase-plan=PLAN.md", *words, timeout=120)


def errors(project: Project) -> set[str]:
    """The codes of what the gate found, of severity error; nothing where it judged nothing."""
    report = project.root / ".gate.json"
    if not report.exists():
        return set()
    found = json.loads(report.read_text(encoding="utf-8"))["findings"]
    return {each["code"] for each in found if each["severity"] == "error"}


def said(result: pytest.RunResult) -> str:
    """All that a run printed."""
    return result.stdout.str() + result.stderr.str()
