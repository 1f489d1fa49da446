"""Whether what was just seen of a test would turn it red or green (design 4.1.3)."""

from __future__ import annotations

from functools import cached_property

from pytest_phase.core import judgements
from pytest_phase.core.cycle import in_progress
from pytest_phase.core.evidence import Observation
from pytest_phase.core.ledger import Ledger, LockError, resolve
from pytest_phase.core.run import Seen
from pytest_phase.usecases.project import Project


class Turning:
    """The lock as it was when the run began, read when it is first asked; nothing is written."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def turns(self, seen: Observation) -> bool:
        """Whether recording would give the test a red or a green, were it its only case."""
        text = self._project.tests.texts([seen.test])[seen.test]
        rows = self._ledger.section(seen.component).tests.get(seen.test, ())
        section = resolve(self._ledger, {seen.test: text}).section(seen.component)
        row = next(iter(section.tests[seen.test]), None) if rows else None
        if seen.passed:
            waits = row is not None and row.red is not None and row.green is None
            return waits and row is not None and row.text == text
        minimum = self._project.settings.minimum.value
        if self._project.settings.gate or not seen.failed:
            return False
        if judgements.is_renewed_red(row, seen, text, minimum):
            return True
        fresh = judgements.is_fresh_red(row, seen, text, minimum)
        return fresh and self._current in (None, seen.component)

    @cached_property
    def _ledger(self) -> Ledger:
        try:
            return self._project.lock.load()
        except LockError:
            return Ledger()  # the end of the run says what is wrong with it

    @cached_property
    def _current(self) -> str | None:
        """The one component that collects first reds; None where any may begin."""
        settings = self._project.settings
        if settings.request.action == "start":
            component = self._project.plan.find(settings.request.component)
            return component.id if component else None
        run = self._project.fill(Seen(), self._ledger)
        today = resolve(self._ledger, run.texts)
        current = in_progress(self._project.docket(today, run, ran=False).standings)
        return current.id if current is not None and current.busy else None
