"""What a failure or a skip means, put on its report: in each process that runs tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

# What tells why a test failed is imported before any test: one may have taken the files away.
from pytest_phase.adapters.failure import FailureReader
from pytest_phase.core.evidence import Grade
from pytest_phase.core.grades import Moment, grade
from pytest_phase.session.collected import Collected
from pytest_phase.session.standins import UncollectableTest
from pytest_phase.usecases.project import Project

_FACTS = frozenset({"phase_grade", "phase_conditional"})


class Facts:
    """Gives each failure of a tagged test its grade, and each skip its kind."""

    def __init__(self, config: pytest.Config, project: Project, collected: Collected) -> None:
        self.on_failure: Callable[[pytest.Item], None] | None = None
        self._config = config
        self._project = project
        self._collected = collected
        self._tags = collected.tags
        self._failures = FailureReader(project.settings.root, project.plan, project.tests)
        # Who makes a report of a call: pytest's own.
        self._maker: Any = config.pluginmanager.get_plugin("runner")
        # The latest of each phase: who tries tests again logs all three when all are over.
        self._latest: dict[str, tuple[pytest.Item, pytest.CallInfo[None]]] = {}

    @pytest.hookimpl
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport | None:
        """Called after setup, call and teardown; the report of a failure is made here.

        A wrapper would cost each of ten thousand tests that pass three times as much. It is
        here already that a failure gets its facts, and not where it is logged: other plugins
        log it in another process.
        """
        self._latest[call.when] = item, call
        if call.excinfo is None or item.nodeid not in self._tags:
            return None
        report: pytest.TestReport = self._maker.pytest_runtest_makereport(item=item, call=call)
        self._add(item, call, report)
        return report

    def complete(self, report: pytest.TestReport) -> None:
        """Add the facts of what a plugin made no pass of, after its report was made."""
        if report.when not in self._latest or not _FACTS.isdisjoint(report.__dict__):
            return
        item, call = self._latest[report.when]
        if item.nodeid == report.nodeid and item.nodeid in self._tags:
            self._add(item, call, report)

    def grade_of_collection(self, error: BaseException) -> Grade:
        """The grade of an error that kept a file from being collected."""
        return grade(self._failures.read(error, "collect"))

    def _add(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> None:
        facts = self._of(item, call, report)
        report.__dict__.update(facts)
        if self.on_failure is not None and "phase_grade" in facts:
            self.on_failure(item)

    def _of(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> dict[str, Any]:
        if report.skipped and not hasattr(report, "wasxfail"):
            return {"phase_conditional": not self._skipped_as_written(item)}
        if call.excinfo is None:
            return {}
        if call.excinfo.errisinstance(pytest.xfail.Exception):
            # Not run, or given up by pytest.xfail(); but unittest hides a real failure behind it.
            return {"phase_grade": "behaviour"} if _is_expected_by_unittest(item) else {}
        if isinstance(item, UncollectableTest):
            return {"phase_grade": item.why.grade, "phase_uncollectable": True}
        moment: Moment = call.when
        found = grade(self._failures.read(call.excinfo.value, moment))
        other = self._config.hook.pytest_phase_grade(item=item, excinfo=call.excinfo, grade=found)
        return {"phase_grade": other or found}

    def _skipped_as_written(self, item: pytest.Item) -> bool:
        """Whether a skip stands on the test, its class or its module, under no condition.

        One that a hook put there (``--runslow``) came from a condition, as far as can be told;
        unittest's are told apart by the source alone.
        """
        owners = [getattr(item, name, None) for name in ("obj", "cls", "module")]
        marks = [mark for owner in owners for mark in _listed(getattr(owner, "pytestmark", ()))]
        marks += getattr(getattr(item, "callspec", None), "marks", ())
        if any(getattr(mark, "name", "") == "skip" for mark in marks):
            return True
        if isinstance(item, UncollectableTest):
            return item.get_closest_marker("skip") is not None
        if not any(getattr(owner, "__unittest_skip__", False) for owner in owners):
            return False
        test = self._collected.test(item.nodeid)
        return any(mark.name == "skip" for mark in self._project.tests.marks(test))


class Completion:
    """Registered in workers: what they send to the controller says all there is to say."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each report, before it is sent."""
        if report.outcome != "passed":
            self._facts.complete(report)


def _listed(marks: Any) -> list[Any]:
    return list(marks) if isinstance(marks, list | tuple) else [marks]


def _is_expected_by_unittest(item: pytest.Item) -> bool:
    """Whether ``unittest.expectedFailure`` stands on a test or its class."""
    owners = (getattr(item, "obj", None), getattr(item, "cls", None))
    return any(getattr(owner, "__unittest_expecting_failure__", False) for owner in owners)
