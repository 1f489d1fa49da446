"""What every story works with: a plan that was read, its settings, and the world around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pytest_phase.core.evidence import file_of
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Component, Plan
from pytest_phase.ports import History, Lock, Tests
from pytest_phase.settings import Settings

if TYPE_CHECKING:
    from pytest_phase.core.cycle import Standing
    from pytest_phase.core.findings import Finding
    from pytest_phase.core.ledger import Ledger
    from pytest_phase.core.recording import Recording
    from pytest_phase.core.report import Report
    from pytest_phase.core.rules import Docket
    from pytest_phase.core.run import Run, Seen

# What records and judges is imported by the methods that do: not every run does.


@dataclass(frozen=True)
class Project:
    """A plan at work: what it says, what was asked, and the ports to the world."""

    plan: Plan
    settings: Settings
    lock: Lock
    tests: Tests
    history: History

    @cached_property
    def ownership(self) -> Ownership:
        """Which component owns which test."""
        return Ownership(self.plan)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the plan's components, in order."""
        return tuple(component.id for component in self.plan.components)

    def fill(self, seen: Seen, ledger: Ledger) -> Run:
        """The run, filled up with what it did not look at."""
        from pytest_phase.usecases.gather import fill

        return fill(seen, self.plan, ledger, self.ownership, self.tests)

    def recording(self, ledger: Ledger, run: Run, named: frozenset[str] = frozenset()) -> Recording:
        """A recording of one run over today's rows of the ledger."""
        from pytest_phase.core.ledger import resolve
        from pytest_phase.core.recording import Recording
        from pytest_phase.core.run import World

        digests = _Digests(self)
        outlines = _Outlines(self.tests, run)
        world = World(self.history.head, digests, lambda: digests.hooks(run), outlines)
        today = resolve(ledger, run.texts)
        return Recording(
            self._marked(run),
            today,
            run,
            world,
            self.settings.minimum.value,
            named,
            self.settings.questions.value,
        )

    def docket(
        self,
        ledger: Ledger,
        run: Run,
        *,
        ran: bool,
        sums: bool = False,
        standings: Mapping[str, Standing] | None = None,
    ) -> Docket:
        """All that the gate judges; ``standings`` where they are known already."""
        from pytest_phase.core import cycle
        from pytest_phase.core.rules import Docket

        minimum, plan = self.settings.minimum.value, self._marked(run)
        if standings is None:
            standings = cycle.standings(plan, ledger, run.known, run.texts, minimum, run.edits)
        return Docket(
            plan=plan,
            lock=self.settings.relative(self.settings.lock.value),
            ledger=ledger,
            standings=standings,
            ownership=self.ownership,
            run=run,
            ran=ran,
            minimum=minimum,
            level=self.settings.level.value,
            allow_red=self.settings.allow_red,
            strict=self.settings.strict,
            sums=sums,
            line=self.lock.line,
        )

    def _marked(self, run: Run) -> Plan:
        """The plan with the lanes that marks say."""
        if not run.lanes:
            return self.plan
        from pytest_phase.core.lanes import marked  # few plans leave it to marks

        return marked(self.plan, run.lanes)

    def report(self, docket: Docket, *, judged: bool = True) -> Report:
        """The report of a docket; its findings only where it is to be judged."""
        from pytest_phase.core import cycle, rules
        from pytest_phase.core.report import Report

        standings = docket.standings
        current = cycle.in_progress(standings)
        found: tuple[Finding, ...] = rules.judge(docket) if judged else ()
        spell = self.settings.spell
        return Report(
            plan=self.plan,
            lock=docket.lock,
            standings=tuple(standings.values()),
            in_progress=current.id if current else None,
            ready=tuple(each.id for each in cycle.ready(standings)),
            findings=tuple(each._replace(hint=spell(each.hint)) for each in found),
            command=self.settings.command,
        )


class _Outlines:
    """What tests assert, asked for file by file: each file of tests is read once."""

    def __init__(self, tests: Tests, run: Run) -> None:
        self._tests = tests
        self._run = run
        self._known: dict[str, str | None] = {}

    def __call__(self, test: str) -> str | None:
        if test not in self._known:
            path = file_of(test)
            beside = (each for each in self._run.observations if file_of(each) == path)
            self._known.update(self._tests.outlines({test, *beside}))
        return self._known[test]


class _Digests:
    """The digest of the implementation of a component, computed when first asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, str] = {}

    def hooks(self, run: Run) -> str:
        """The digest of the files with a say in calls and reports, 6 hex digits; "" for none."""
        files = run.tripped.hooks
        return self._project.tests.implementation(list(files))[6:] if files else ""

    def __call__(self, id: str) -> str:
        if id not in self._known:
            component: Component = self._project.plan.by_id[id]
            own = [each.path for each in component.implementation]
            self._known[id] = self._project.tests.implementation(own)
        return self._known[id]
