"""PH830 and PH831: what was declared and not seen, and what the plan has no say over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pytest_phase.core.findings import Finding
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.rules.docket import Docket


def declared(docket: Docket) -> Iterator[Finding]:
    """PH830: a waiver, a baseline, a start over a dependency or a forgotten test is in use."""
    for id, section in docket.ledger.sections.items():
        for test, row in section.forgotten.items():
            yield _declared(id, test, f"was forgotten: {row.reason}")
    for standing in docket.standings.values():
        for test in standing.waived:
            reason = standing.evidence[test].waived
            yield _declared(standing.id, test, f"is waived: {reason}")
        reasons = defaultdict(list)
        for test in standing.baseline:
            reasons[standing.evidence[test].baseline].append(test)
        for reason, tests in reasons.items():
            said = f"{plural(len(tests), 'test')} counted as baseline: {reason}"
            yield _declared(standing.id, docket.place(standing), said)
        started = standing.section.started
        if started is not None and started.over:
            said = f"was started over {names(started.over)}"
            yield _declared(standing.id, docket.place(standing), said)


def _declared(component: str, where: str, said: str) -> Finding:
    return Finding("PH830", "info", where, said, "Declared, not seen: a reader decides.", component)


def untagged(docket: Docket) -> Iterator[Finding]:
    """PH831: tests of the run that belong to no component."""
    if docket.run.untagged:
        yield Finding(
            "PH831",
            "info",
            docket.plan.path,
            f"{plural(docket.run.untagged, 'test')} of the run in no component",
            "They were left alone; name their files in the plan to have them gated.",
        )
