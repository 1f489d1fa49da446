"""What the gate looks at: plan, ledger and run together, and the ways to walk over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pytest_phase.core.cycle import Standing, State
from pytest_phase.core.evidence import Evidence, Grade, Level, Observation
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Plan
from pytest_phase.core.run import Run


@dataclass(frozen=True, slots=True)
class Docket:
    """All that is judged: the plan, the ledger after the run, where each component stands.

    ``run`` is what the run saw; where nothing was run (``ran`` False) only what plan and
    lock say by themselves is judged. ``level`` is what evidence has to reach. ``lock`` is its
    path relative to the project root; ``sums`` whether its rows are held against their sums,
    which ``line`` finds by component and test (``""`` for the start).
    """

    plan: Plan
    lock: str
    ledger: Ledger
    standings: Mapping[str, Standing]
    ownership: Ownership
    run: Run
    ran: bool = True
    minimum: Grade = "missing"
    level: Level = "observed"
    allow_red: bool = False
    strict: bool = False
    sums: bool = True
    line: Callable[[str, str], int | None] = lambda component, test: None

    def saw(self, test: str) -> Observation | None:
        """What the run saw of a test."""
        return self.run.observations.get(test)

    def waived(self, standing: Standing, test: str) -> bool:
        """Whether a waiver stands, in the lock or on the test that ran."""
        row, observation = standing.evidence.get(test), self.run.observations.get(test)
        return any(each is not None and each.waived is not None for each in (row, observation))

    def place(self, standing: Standing) -> str:
        """Where the component stands in the plan: ``PLAN.md:41``."""
        return self.plan.place(standing.component.origin)

    def covers(self, component: str | None) -> bool:
        """Whether a component is judged: only ``--phase-component`` leaves one out."""
        return not self.run.narrowed or component in self.run.narrowed

    def of_state(self, *states: State) -> Iterator[Standing]:
        """The components in one of these states, in the plan's order."""
        return (each for each in self.standings.values() if each.state in states)

    def owing(self) -> Iterator[tuple[Standing, str, Evidence]]:
        """The tests that owe a red: known, in the feature lane, not waived; each with its row."""
        for standing in self.standings.values():
            if standing.lane == "feature":
                rows = standing.evidence
                for test in standing.known:
                    row = rows.get(test) or Evidence(test)
                    if row.waived is None:
                        yield standing, test, row
