"""Reds that failed for another reason than the plan expects (PH406): shown, and never enforced.

Registered for a plan that says what a red is to say (``Expected: FAIL with "…"``), and for no
other: only a failing test of such a component is looked at.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from pytest_phase.core.cycle import Standing
from pytest_phase.core.expected import Failed, surprise
from pytest_phase.core.findings import Finding
from pytest_phase.core.plan import Plan
from pytest_phase.core.report import Report
from pytest_phase.session.collected import Collected
from pytest_phase.session.standins import UncollectableTest


class Surprises:
    """Compares in the process that ran the test, and tells in the one that reports."""

    def __init__(self, plan: Plan, collected: Collected) -> None:
        self._plan = plan
        self._collected = collected
        self._expected = {each.id: each.expected for each in plan.components if each.expected}
        self._found: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Called for each phase of each test, outside of what gives the report its grade."""
        report = yield
        if report.failed and call.excinfo is not None:
            said = self._compare(item, call.excinfo.value, report)
            if said:
                report.phase_surprise = said
        return report

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called in the controller for each phase of each test: the first surprise of a test."""
        said = getattr(report, "phase_surprise", None)
        if said:
            self._found.setdefault(self._collected.test(report.nodeid), said)

    @pytest.hookimpl
    def pytest_phase_findings(self, report: Report) -> list[Finding]:
        """Called at the end: what is still on its way to its first green."""
        if not self._found:
            return []
        standings = {test: each for each in report.standings for test in each.known}
        return [
            Finding(
                "PH406",
                "info",
                test,
                said,
                "Look at the failure: it may not be the one that shows what is missing.",
                standings[test].id,
            )
            for test, said in sorted(self._found.items())
            if test in standings and _is_open(standings[test], test)
        ]

    def _compare(
        self, item: pytest.Item, error: BaseException, report: pytest.TestReport
    ) -> str | None:
        """What to say of a failure that is not the one expected."""
        tag = self._collected.tags.get(item.nodeid)
        expected = self._expected.get(tag.component) if tag else None
        if not expected:
            return None
        cause = item.why.cause if isinstance(item, UncollectableTest) else error
        seen = Failed(cause, getattr(report, "phase_grade", "infra"), str(report.longrepr))
        found = surprise(expected, self._collected.test(item.nodeid), seen)
        if found is None:
            return None
        told, instead = found
        return (
            f"failed with {told}; the plan ({self._plan.place(instead.origin)}) expects "
            f'"{instead.text}"'
        )


def _is_open(standing: Standing, test: str) -> bool:
    row = standing.evidence.get(test)
    return standing.state != "completed" and (row is None or row.green is None)
