"""PH802 in the lane of refactoring: its tests have to stay as they were (design 4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.findings import Finding
from pytest_phase.core.rules.docket import Docket


def edited_while_refactoring(docket: Docket) -> Iterator[Finding]:
    """PH802: its text changed since the refactoring began, which was to change no test."""
    for standing in docket.standings.values():
        if standing.lane != "refactor":
            continue
        for test in standing.known:
            row = standing.evidence.get(test)
            if row is None or row.baseline is None or test not in standing.stale:
                continue
            yield Finding(
                "PH802",
                "error",
                test,
                "its text changed since the refactoring began",
                "Put the old text back; or begin again with the new one: "
                f"pytest --phase-stop={standing.id}, then pytest --phase-start={standing.id}",
                standing.id,
            )
