"""A project at work in memory: write tests and code, run, ask; every answer is a story's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_phase.core.evidence import Observation, Outcome, file_of, name_of
from pytest_phase.core.ledger import Section
from pytest_phase.core.plan import Component
from pytest_phase.core.report import Report
from pytest_phase.core.run import Seen
from pytest_phase.settings import Action, Request
from pytest_phase.usecases import stories
from pytest_phase.usecases.project import Project
from pytest_phase.usecases.stories import Story
from tests.fakes.builders import A_TEXT, BEFORE, a_project, an_observation, failing
from tests.fakes.ports import FakeHistory, FakeLock, FakeTests

Result = Outcome | Observation


class Work:
    """A plan, its tests and its lock, and one run after the other.

    ``settings`` change how each run is set up; see ``a_project``.
    """

    def __init__(
        self, *components: Component, lock: FakeLock | None = None, **settings: Any
    ) -> None:
        self.components = components
        self.settings = settings
        self.lock = lock or FakeLock()
        self.tests = FakeTests(code=BEFORE[:6])
        self.history = FakeHistory()

    @property
    def project(self) -> Project:
        """The project as one process sees it."""
        return a_project(
            *self.components,
            lock=self.lock,
            tests=self.tests,
            history=self.history,
            **self.settings,
        )

    def write(self, *tests: str, text: str | None = A_TEXT) -> None:
        """Write tests, or write them anew."""
        self.tests.written.update(dict.fromkeys(tests, text))

    def remove(self, *tests: str) -> None:
        """Take tests out of their files; a file without tests is gone."""
        for test in tests:
            del self.tests.written[test]

    def change_code(self, digest: str = "88bb02") -> None:
        """Change the source outside the tests, and the components' own files."""
        self.tests.code = digest
        paths = [each.path for one in self.project.plan.components for each in one.implementation]
        self.tests.own = dict.fromkeys(paths, digest)

    def seen(
        self,
        results: Mapping[str, Result],
        *,
        files: Iterable[str] | None = None,
        **changes: Any,
    ) -> Seen:
        """What pytest reports of these tests, with every file collected, or only ``files``."""
        written = self.tests.written
        collected: dict[str, list[str]] = {}
        whole = {file_of(test) for test in written} if files is None else set(files)
        for test in written:
            if file_of(test) in whole and (owner := self._owner(test)):
                collected.setdefault(owner, []).append(test)
        observed = (self._observation(test, result) for test, result in results.items())
        return Seen(
            observations={each.test: each for each in observed},
            collected={id: tuple(tests) for id, tests in collected.items()},
            whole=frozenset(whole),
            **changes,
        )

    def run(
        self,
        results: Mapping[str, Result] | None = None,
        action: Action = "run",
        component: str = "",
        reason: str = "",
        **changes: Any,
    ) -> Story:
        """Run these tests, with every file collected, and record what was seen."""
        request = Request(action, component, reason)
        return stories.record(self.project, self.seen(results or {}, **changes), request)

    def red(self, *tests: str, **changes: Any) -> Story:
        """Run these tests, and see each fail."""
        return self.run(dict.fromkeys(tests, "failed"), **changes)

    def green(self, *tests: str, **changes: Any) -> Story:
        """Run these tests, and see each pass."""
        return self.run(dict.fromkeys(tests, "passed"), **changes)

    def gate(self, results: Mapping[str, Result] | None = None, **changes: Any) -> Report:
        """Judge a run of these tests."""
        return stories.judge(self.project, self.seen(results or {}, **changes)).report

    def status(self) -> Report:
        """What the status says."""
        return stories.status(self.project)

    def section(self, id: str) -> Section:
        """What the lock holds of a component."""
        return self.lock.load().section(id)

    def _owner(self, test: str) -> str | None:
        return self.project.ownership.owner(file_of(test), name_of(test))

    def _observation(self, test: str, result: Result) -> Observation:
        if isinstance(result, Observation):
            return result._replace(test=test, component=self._owner(test) or "")
        made = failing if result in ("failed", "error", "xfailed") else an_observation
        return made(test, self._owner(test) or "", outcome=result)
