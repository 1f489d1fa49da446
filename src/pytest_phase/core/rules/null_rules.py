"""PH820: what a test asserts, seen before there is any code (design 4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.findings import Finding
from pytest_phase.core.rules.docket import Docket

MESSAGE = "would also pass against an implementation that does nothing"

PIN_DOWN = (
    "Assert what the code returns, changes or raises today; or waive it with "
    '@pytest.mark.phase_waive(reason="…").'
)

ASSERT_MORE = (
    "Assert what the code has to return, change or raise, and see it fail; or waive it with "
    '@pytest.mark.phase_waive(reason="…").'
)


def idle(docket: Docket) -> Iterator[Finding]:
    """PH820: the test would also pass against an implementation that does nothing."""
    for standing, test, row in docket.owing():
        if row.red is not None and row.red.null and test not in standing.stale:
            yield Finding("PH820", "warning", test, MESSAGE, ASSERT_MORE, standing.id)
    for standing in docket.standings.values():
        if standing.lane != "characterization":
            continue
        for test in standing.known:
            born = standing.evidence.get(test)
            if born is None or born.null != "passed" or docket.waived(standing, test):
                continue
            if born.text == docket.run.texts.get(test):
                hint = PIN_DOWN
                yield Finding("PH820", "warning", test, MESSAGE, hint, standing.id)
