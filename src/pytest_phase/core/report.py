"""The report as values: what status, the gate and every run have to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import NOTHING, Grade, Level, Outcome
from pytest_phase.core.findings import Finding
from pytest_phase.core.order import Order, build_order
from pytest_phase.core.plan import Plan
from pytest_phase.core.replay.story import Table

EvidenceWord = Literal["red", "green", "baseline", "waived", "none", "out-of-turn", "flaky"]


@dataclass(frozen=True, slots=True)
class TestReport:
    """What one run saw of one test, and what the lock holds for it afterwards (design 3.3)."""

    __test__ = False

    id: str
    component: str
    outcome: Outcome
    grade: Grade | None
    evidence: EvidenceWord
    level: Level | None = None
    cases: Mapping[str, Outcome] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Report:
    """The state of a plan.

    ``run`` is None where no test was run, ``replay`` where none was replayed.
    ``plan`` is the plan as read; ``lock`` the lock's path relative to the project root;
    ``command`` how a command of this plan begins (empty: with ``--phase-plan`` and its path).
    """

    plan: Plan
    lock: str
    standings: tuple[Standing, ...]
    in_progress: str | None
    ready: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    run: tuple[TestReport, ...] | None = None
    command: str = ""
    replay: Table | None = None

    @property
    def order(self) -> Order:
        """What is left to build, in the order that the plan's dependencies ask for."""
        completed = (each.id for each in self.standings if each.state == "completed")
        return build_order(self.plan, frozenset(completed))
