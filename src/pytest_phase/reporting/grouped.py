"""Findings in reading order: errors first, and the same judgement of many tests said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from pytest_phase.core.findings import Finding, Severity
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.reporting.layout import labels, listed, printable

SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Group:
    """The findings that differ only in their place.

    ``component`` is what to call their component, empty where they are about the whole run.
    """

    code: str
    severity: Severity
    component: str
    message: str
    hint: str
    places: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is and whose: ``error PH801 in AuditLogger``."""
        return f"{self.severity} {self.code}" + (f" in {self.component}" if self.component else "")


def grouped(findings: Iterable[Finding], plan: Plan) -> list[Group]:
    """The findings by severity, then in the plan's order, then by code."""
    called = labels(plan)
    order = {id: position for position, id in enumerate(plan.by_id)}
    places: dict[tuple[Severity, str | None, str, str, str], list[str]] = {}
    for each in sorted(findings, key=lambda each: _rank(each, order)):
        key = (each.severity, each.component, each.code, each.message, each.hint)
        places.setdefault(key, []).append(printable(each.where))
    return [
        Group(
            code,
            severity,
            listed([component], called)[0] if component else "",
            printable(message),
            printable(hint),
            tuple(dict.fromkeys(found)),
        )
        for (severity, component, code, message, hint), found in places.items()
    ]


def _rank(finding: Finding, order: dict[str, int]) -> tuple[int, int, str]:
    position = order.get(finding.component or "", len(order))
    return SEVERITIES.index(finding.severity), position, finding.code


def tally(findings: Iterable[Finding]) -> str:
    """How many findings of each severity: ``2 errors, 1 warning, 1 info``; empty for none."""
    count = Counter(each.severity for each in findings)
    said = [plural(count[each], each) for each in SEVERITIES[:2] if count[each]]
    return ", ".join([*said, *([f"{count['info']} info"] if count["info"] else [])])
