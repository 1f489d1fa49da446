"""Hooks that pytest-phase offers to other plugins and conftest files.

They are registered always and called only in a run with a plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_phase.core.evidence import Grade
    from pytest_phase.core.findings import Finding
    from pytest_phase.core.plan import Plan
    from pytest_phase.core.report import Report


@pytest.hookspec(firstresult=True)
def pytest_phase_read_plan(text: str, path: str) -> Plan | None:
    """Read a plan in a dialect of your own; None leaves it to the next plugin and our reader.

    Called once wherever pytest reads a plan of one file: in a run (in each worker too), for
    ``--phase-status``, ``--phase-lint`` and ``--phase-explain``. The commands of ``pytest-phase``
    load no plugin. ``text`` is the file with its line ends as they are, ``path`` the file from
    the project root. Return a ``pytest_phase.core.plan.Plan``: its components with unique ids,
    each fact with the line it came from, and problems as its diagnostics. To add to our reader
    rather than to replace it, change what ``pytest_phase.formats.plan_markdown.read_plan(text,
    path)`` returns, with its ``_replace``.
    """


@pytest.hookspec(firstresult=True)
def pytest_phase_tag(item: pytest.Item, component: str | None) -> str | None:
    """Say which component a test belongs to; None leaves it to the next plugin and the plan.

    Called for every collected test function, in the process that collects (each worker under
    pytest-xdist), before any deselection. ``component`` is the id the plan or the test's own
    mark gives, or None. Return the id, name or alias of a component of the plan.
    """


@pytest.hookspec(firstresult=True)
def pytest_phase_grade(
    item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException], grade: Grade
) -> Grade | None:
    """Say why a test failed; None keeps the grade that was found.

    Called for each failing phase (setup, call, teardown) of a test of the plan, right after
    it, in the process that ran it.
    """


def pytest_phase_transition(component: str, before: str, after: str) -> None:
    """A component changed its state: ``pending``, ``in_progress`` or ``completed``.

    Called in the controller, at the end of the run, after the lock was saved.
    """


def pytest_phase_findings(report: Report) -> list[Finding]:  # type: ignore[empty-body]
    """Add findings of your own to a run's report.

    Called in the controller at the end of a run, before anything is printed; with
    ``--phase-gate`` a finding of severity ``error`` fails the run. Use codes that do not
    begin with ``PH``.
    """
