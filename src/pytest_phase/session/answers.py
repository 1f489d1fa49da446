"""What is asked of a plan without running a test: its status, and putting a component back."""

from __future__ import annotations

import shutil
import sys

import pytest

from pytest_phase import wiring
from pytest_phase.core.transitions import Refusal
from pytest_phase.session.options import Asked
from pytest_phase.usecases import stories
from pytest_phase.usecases.project import Project


def answer(asked: Asked) -> int:
    """Print the answer on stdout; the exit code. Raises UsageError (exit 4)."""
    try:
        with wiring.refusing_locks():
            project = wiring.open_project(asked.settings)
            if asked.stop is not None:
                return _stop(project, asked.stop)
            return _status(project, asked.status or "text")
    except wiring.CannotJudge as error:
        raise pytest.UsageError(str(error)) from error


def _status(project: Project, format: str) -> int:
    report = stories.status(project)
    if format == "json":
        from pytest_phase.reporting import document

        text = document.to_json(report)
    elif format == "markdown":
        from pytest_phase.reporting import markdown

        text = markdown.status(report)
    elif format == "mermaid":
        from pytest_phase.reporting import mermaid

        text = mermaid.graph(report)
    else:
        from pytest_phase.reporting import text as plain

        width = shutil.get_terminal_size().columns
        text = "\n".join(plain.status(report, width))
    _write(text)
    return 0


def _stop(project: Project, name: str) -> int:
    if name:
        wiring.find(project.plan, name)
    told = stories.stop(project, name)
    if isinstance(told, Refusal):
        raise wiring.CannotJudge(f"{project.plan.path}: {told.message}. {told.hint}")
    component = project.plan.by_id[told.component]
    _write(
        f"{component.name} is pending again; its evidence stays. "
        f"Next: {project.settings.command} --phase-start={component.id}"
    )
    return 0


def _write(text: str) -> None:
    # Plans are UTF-8 and a terminal may not be: what it cannot show is escaped, not fatal.
    encoding = sys.stdout.encoding or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    sys.stdout.write(safe if safe.endswith("\n") else f"{safe}\n")
