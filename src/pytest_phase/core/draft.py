"""The ledger while it changes: rows and states of each component, and where it stands by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pytest_phase.core import cycle, sums
from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import Evidence, Grade
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.core.plan import Component, Plan
from pytest_phase.core.run import Run


class Draft:
    """A ledger with one row for each test, open for changes.

    What does not change stays the same object: that nothing changed is seen at once, and the
    standing of a component is worked out again only when its own rows did.
    """

    def __init__(self, plan: Plan, ledger: Ledger, run: Run, minimum: Grade) -> None:
        self._plan, self._ledger, self._run, self._minimum = plan, ledger, run, minimum
        self._sections = dict(ledger.sections)
        self._rows = {
            id: {test: kept[0] for test, kept in section.tests.items() if kept}
            for id, section in self._sections.items()
        }
        self._open: set[str] = set()
        self._alone: dict[str, Standing] = {}
        self._standings: dict[str, Standing] | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The components that have a section."""
        return tuple(self._sections)

    def rows(self, id: str) -> Mapping[str, Evidence]:
        """The rows of a component by test id."""
        return self._rows.get(id, {})

    def row(self, id: str, test: str) -> Evidence | None:
        """The row of a test, if it has one."""
        return self._rows[id].get(test) if id in self._rows else None

    def section(self, id: str) -> Section:
        """The section of a component: its states hold, its tests may be those of before."""
        return self._sections.get(id, Section())

    def put(self, id: str, row: Evidence) -> None:
        """Give a test its row; new evidence settles that it was forgotten."""
        rows = self._rows.setdefault(id, {})
        if rows.get(row.test) != row:
            rows[row.test] = sums.carried(id, row, rows.get(row.test))
            section = self._sections.setdefault(id, Section())
            if row.test in section.forgotten and row.has_evidence:
                left = {t: kept for t, kept in section.forgotten.items() if t != row.test}
                self._sections[id] = section._replace(forgotten=left)
            self._changed(id)

    def drop(self, id: str, test: str) -> Evidence:
        """Take a test's row out."""
        self._changed(id)
        return self._rows[id].pop(test)

    def move(self, id: str, test: str, to: str) -> None:
        """Give the row of a test to the one that it has become."""
        old = self.drop(id, test)
        self.put(id, replace(old, test=to))
        self._rows[id][to] = sums.carried(id, self._rows[id][to], old)

    def set(self, id: str, section: Section) -> None:
        """Change the states of a component."""
        old = self.section(id).started
        if section.started is not None and section.started != old:
            section = section._replace(started=sums.restarted(id, section.started, old))
        self._sections[id] = section
        self._rows.setdefault(id, {})
        self._changed(id)

    def ledger(self) -> Ledger:
        """The ledger with every change; the very one it began with where there was none."""
        if not self._open:
            return self._ledger
        for id in self._open:
            tests = {test: (row,) for test, row in self._rows[id].items()}
            self._sections[id] = self._sections[id]._replace(tests=tests)
        self._open.clear()
        self._ledger = self._ledger._replace(sections=dict(self._sections))
        return self._ledger

    def standings(self) -> Mapping[str, Standing]:
        """Where every component stands now, in the plan's order."""
        if self._standings is None:
            ledger = self.ledger()
            self._alone = {
                component.id: self._alone.get(component.id)
                or self._stand(component, ledger.section(component.id))
                for component in self._plan.components
            }
            self._standings = cycle.together(self._alone)
        return self._standings

    def _stand(self, component: Component, section: Section) -> Standing:
        known = self._run.known.get(component.id, ())
        run = self._run
        return cycle.alone(component, section, known, run.texts, self._minimum, run.edits)

    def _changed(self, id: str) -> None:
        self._open.add(id)
        self._alone.pop(id, None)
        self._standings = None
