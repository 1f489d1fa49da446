"""The rules of the gate: each looks at one thing and yields findings (design 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_phase.core.findings import Finding, strict
from pytest_phase.core.rules.declared import declared, untagged
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.rules.evidence_rules import edited, lost, never_red, unchanged
from pytest_phase.core.rules.lane_rules import edited_while_refactoring
from pytest_phase.core.rules.null_rules import idle
from pytest_phase.core.rules.plan_rules import unwritten, without_tests
from pytest_phase.core.rules.state_rules import (
    contradiction,
    incomplete,
    nothing_ran,
    still_red,
    too_early,
)
from pytest_phase.core.rules.tripwire_rules import tripped

__all__ = ["RULES", "Docket", "judge"]

RULES: tuple[Callable[[Docket], Iterator[Finding]], ...] = (
    never_red,
    edited,
    edited_while_refactoring,
    unchanged,
    lost,
    contradiction,
    too_early,
    incomplete,
    unwritten,
    without_tests,
    nothing_ran,
    still_red,
    tripped,
    idle,
    declared,
    untagged,
)


def judge(docket: Docket) -> tuple[Finding, ...]:
    """Every finding, by code and place; only ``--phase-component`` narrows the judgement."""
    found = [finding for rule in RULES for finding in rule(docket)]
    if docket.run.narrowed:
        # That nothing ran at all is about the components that were named.
        found = [each for each in found if docket.covers(each.component) or each.code == "PH811"]
    if docket.strict:
        found = [strict(each) for each in found]
    return tuple(sorted(found, key=lambda each: (each.code, each.where, each.message)))
