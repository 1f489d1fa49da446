"""A second look at what turns red or green: the test runs again, alone, right after itself.

In the process that ran it, with its fixtures set up anew (those of the session apart), and
without being counted or shown. What ends in another way then is flaky, and not recorded.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

import pytest

from pytest_phase.core.evidence import FAILURES, PASSES, Observation, Outcome
from pytest_phase.session.collected import Collected
from pytest_phase.session.facts import Facts
from pytest_phase.session.observing import Reports
from pytest_phase.session.standins import UncollectableTest
from pytest_phase.usecases.project import Project
from pytest_phase.usecases.turning import Turning


class SecondLook:
    """Registered in a process that runs tests, from when something may turn.

    ``waiting`` are the tests that a pass would turn green.
    """

    def __init__(
        self, project: Project, collected: Collected, facts: Facts, waiting: frozenset[str]
    ) -> None:
        self._facts = facts
        self._times = project.settings.confirm.value
        self._turning = Turning(project)
        self._collected = collected
        self._waiting = waiting
        self._item: pytest.Item | None = None
        self._next: pytest.Item | None = None
        self._reports = Reports()
        self._again = False
        # What another plugin tried several times: each attempt is over for itself.
        self._retried: set[str] = set()

    def failed(self, item: pytest.Item) -> None:
        """Called with a test that failed, by whoever made its report."""
        if not self._again and self._item is not item:
            # Its teardown may be over: then nobody says which test is the next one.
            self._item, self._next = item, None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Called for each test, the last time that the next one is named."""
        if not self._again:
            self._item, self._next = item, nextitem

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each phase of each test, and by plugins that try it several times."""
        if report.outcome not in ("passed", "skipped", "failed"):
            self._retried.add(report.nodeid)
        if report.outcome != "passed":
            self._facts.complete(report)
        self._reports.add(report)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Called when a test is over, while the warnings and options of its run still hold."""
        item, reports = self._item, self._reports
        self._item, self._reports = None, Reports()
        if item is None or item.nodeid != nodeid or isinstance(item, UncollectableTest):
            return  # what could not be imported fails in the same way for as long as this lasts
        first = reports.outcome(nodeid)
        if first is None or not self._turns(item, first, reports):
            return
        # Who tried it before did so until it passed, or as often as it failed.
        retried = nodeid in self._retried
        if not (first in FAILURES if retried else self._repeats(item, first)):
            self._collected.flaky.add(nodeid)

    def _turns(self, item: pytest.Item, outcome: Outcome, reports: Reports) -> bool:
        tag, test = self._collected.tags.get(item.nodeid), self._collected.test(item.nodeid)
        if tag is None or tag.integration or (outcome in PASSES and test not in self._waiting):
            return False
        grade = reports.grade(item.nodeid)
        return self._turning.turns(Observation(test, tag.component, outcome, grade))

    def _repeats(self, item: pytest.Item, first: Outcome) -> bool:
        """Whether it ends in the same way each time; it is not run again once it did not."""
        ends = PASSES if first in PASSES else FAILURES
        self._again = True
        try:
            return all(
                run_again(item, self._next).outcome(item.nodeid) in ends
                for _ in range(self._times - 1)
            )
        finally:
            self._again = False


def run_again(item: pytest.Item, nextitem: pytest.Item | None) -> Reports:
    """Run a test that is over once more, by pytest's own hooks; nobody is told of its reports."""
    reports, hook = Reports(), item.config.hook
    if hasattr(hook, "pytest_timeout_cancel_timer"):
        hook.pytest_timeout_cancel_timer(item=item)  # it is set for one run
    with _unheard(item.session, reports), warnings.catch_warnings(record=True):
        _take_down(item)
        if hasattr(item, "_initrequest"):  # what pytest and those who rerun tests do themselves
            item._initrequest()
        if _phase(item, "setup", reports, lambda: item.ihook.pytest_runtest_setup(item=item)):
            _phase(item, "call", reports, lambda: item.ihook.pytest_runtest_call(item=item))
        _phase(
            item,
            "teardown",
            reports,
            lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=nextitem),
        )
        if hasattr(item, "_request"):
            item._request, item.funcargs = False, None  # type: ignore[attr-defined]
    return reports


def _phase(
    item: pytest.Item,
    when: Literal["setup", "call", "teardown"],
    reports: Reports,
    run: Callable[[], Any],
) -> bool:
    """One phase of a test, and its report; whether it passed."""
    call = pytest.CallInfo.from_call(run, when, reraise=(pytest.exit.Exception, KeyboardInterrupt))
    report: pytest.TestReport = item.ihook.pytest_runtest_makereport(item=item, call=call)
    reports.add(report)
    return report.outcome == "passed"


def _take_down(item: pytest.Item) -> None:
    """Take down the fixtures of class, module and package, so that the test sets up its own."""
    state = getattr(item.session, "_setupstate", None)
    if state is not None:
        # Who cannot take down what other tests still share says so at its own end.
        with suppress(Exception, pytest.fail.Exception, pytest.skip.Exception):
            state.teardown_exact(item.session)


@contextmanager
def _unheard(session: pytest.Session, reports: Reports) -> Iterator[None]:
    """Keeps from everybody what subtests report by themselves."""
    original = session.gethookproxy
    session.gethookproxy = lambda path: _Unheard(original(path), reports)  # type: ignore[method-assign,assignment,return-value]
    try:
        yield
    finally:
        del session.gethookproxy


class _Unheard:
    """The hooks of pytest, but for those that tell of a report."""

    def __init__(self, hooks: Any, reports: Reports) -> None:
        self._hooks, self._reports = hooks, reports

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hooks, name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.add(report)

    def pytest_exception_interact(self, **arguments: Any) -> None:
        """Nobody debugs a second look."""
