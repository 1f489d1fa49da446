"""What is asked of a plan without running a test: its status, and putting a component back."""

from __future__ import annotations

import shutil
import sys

import pytest

from pytest_phase import wiring
from pytest_phase.adapters.importing import undisturbed
from pytest_phase.adapters.python.files import without_collector
from pytest_phase.core.phrases import plural
from pytest_phase.core.transitions import Refusal
from pytest_phase.reporting import explain, text
from pytest_phase.session.options import Asked
from pytest_phase.usecases import stories
from pytest_phase.usecases.project import Project


@undisturbed()
def answer(asked: Asked) -> int:
    """Print the answer on stdout; the exit code. Raises UsageError (exit 4)."""
    try:
        if asked.lint or asked.explain:
            return _explain(asked) if asked.explain else _lint(asked)
        with wiring.refusing_locks(), without_collector():
            project = wiring.open_project(asked.settings)
            if asked.stop is not None:
                return _stop(project, asked.stop)
            return _status(project, asked.status or "text")
    except wiring.CannotJudge as error:
        raise pytest.UsageError(str(error)) from error


def _lint(asked: Asked) -> int:
    from pytest_phase import exploring

    found = exploring.lint(asked.settings)
    if found.plan.diagnostics:
        _write("\n".join(text.diagnostics(found.plan)))
    if found.lock_problem is not None:
        raise wiring.CannotJudge(found.lock_problem)
    if not found.plan.diagnostics:
        components = plural(len(found.plan.components), "component")
        _write(f"{found.plan.path}: {components}, nothing to report")
    return found.exit_code


def _explain(asked: Asked) -> int:
    plan = wiring.read(asked.settings)
    others = tuple(each for each in plan.diagnostics if each.severity != "error")
    told = [*explain.explain(plan), *text.diagnostics(plan._replace(diagnostics=others))]
    if told:
        _write("\n".join(told))
    # The facts help to see what is wrong; a plan with an error is none all the same (3.2).
    if plan.errors:
        raise wiring.CannotJudge("\n".join(each.at(plan.path) for each in plan.errors))
    return 0


def _status(project: Project, format: str) -> int:
    report = stories.status(project)
    if format == "json":
        from pytest_phase.reporting import document

        said = document.to_json(report)
    elif format == "markdown":
        from pytest_phase.reporting import markdown

        said = markdown.status(report)
    elif format == "mermaid":
        from pytest_phase.reporting import mermaid

        said = mermaid.graph(report)
    else:
        width = shutil.get_terminal_size().columns
        said = "\n".join(text.status(report, width))
    _write(said)
    return 0


def _stop(project: Project, name: str) -> int:
    if name:
        wiring.find(project.plan, name)
    told = stories.stop(project, name)
    if isinstance(told, Refusal):
        hint = project.settings.spell(told.hint)
        raise wiring.CannotJudge(f"{project.plan.path}: {told.message}. {hint}")
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
