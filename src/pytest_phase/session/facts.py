"""What a failure or a skip means, put on its report: in each process that runs tests."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

# What tells why a test failed is imported before any test: one may have taken the files away.
from pytest_phase.adapters.failure import FailureReader
from pytest_phase.core.evidence import Grade
from pytest_phase.core.grades import Moment, grade
from pytest_phase.session.collected import Collected
from pytest_phase.session.standins import UncollectableTest
from pytest_phase.usecases.project import Project


class Facts:
    """Gives each failure of a tagged test its grade, and each skip its kind."""

    def __init__(self, config: pytest.Config, project: Project, collected: Collected) -> None:
        self.on_failure: Callable[[pytest.Item], None] | None = None
        self._config = config
        self._project = project
        self._collected = collected
        self._tags = collected.tags
        self._failures = FailureReader(project.settings.root, project.plan, project.tests)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Called after setup, call and teardown."""
        report = yield
        if report.outcome != "passed" and item.nodeid in self._tags:
            report.__dict__.update(self._of(item, call, report))
            if self.on_failure is not None and "phase_grade" in report.__dict__:
                self.on_failure(item)
        return report

    def grade_of_collection(self, error: BaseException) -> Grade:
        """The grade of an error that kept a file from being collected."""
        return grade(self._failures.read(error, "collect"))

    def _of(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> dict[str, Any]:
        if isinstance(item, UncollectableTest) and not report.skipped:
            return {"phase_grade": item.why.grade, "phase_uncollectable": True}
        if report.skipped and not hasattr(report, "wasxfail"):
            return {"phase_conditional": not self._skipped_as_written(item)}
        if call.excinfo is None:
            return {}
        if call.excinfo.errisinstance(pytest.xfail.Exception):
            # Not run, or given up by pytest.xfail(); but unittest hides a real failure behind it.
            return {"phase_grade": "behaviour"} if _is_expected_by_unittest(item) else {}
        moment: Moment = report.when
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


def _listed(marks: Any) -> list[Any]:
    return list(marks) if isinstance(marks, list | tuple) else [marks]


def _is_expected_by_unittest(item: pytest.Item) -> bool:
    """Whether ``unittest.expectedFailure`` stands on a test or its class."""
    owners = (getattr(item, "obj", None), getattr(item, "cls", None))
    return any(getattr(owner, "__unittest_expecting_failure__", False) for owner in owners)
