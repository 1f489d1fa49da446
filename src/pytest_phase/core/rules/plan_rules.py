"""PH808 and PH809: what the plan asks for, and is not there."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.findings import Finding
from pytest_phase.core.rules.docket import Docket


def unwritten(docket: Docket) -> Iterator[Finding]:
    """PH808: a listed case has no test; an error once the component is completed."""
    for standing in docket.of_state("in_progress", "completed"):
        places = {case.name: case.origin for case in reversed(standing.component.cases)}
        for name in standing.unwritten:
            yield Finding(
                "PH808",
                "error" if standing.state == "completed" else "warning",
                docket.plan.place(places[name]),
                f"the listed case {name} has no test",
                "Write it, or take it out of the plan.",
                standing.id,
            )


def without_tests(docket: Docket) -> Iterator[Finding]:
    """PH809: a component without any test file cannot be gated."""
    for standing in docket.standings.values():
        if standing.ungated:
            yield Finding(
                "PH809",
                "warning",
                docket.place(standing),
                f'component "{standing.component.name}" names no test file; it cannot be gated',
                "Add a line such as: - Tests: `tests/test_….py`",
                standing.id,
            )
