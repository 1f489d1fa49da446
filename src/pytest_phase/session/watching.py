"""Compares what a call did with what is reported of it, where the project has a say in that.

The hooks here are registered last, when every conftest is loaded: around the call they are the
innermost, around the report the outermost. Each report carries what came before it, also from
a worker; whether it says so in the end is seen where it arrives.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters.foreign import is_still, place_of

RAISED = "phase_raised"
"""The attribute of a report that says what its call did, if that was no pass."""


class Watcher:
    """Registered only in a process that runs tests, and only for projects with such hooks."""

    def __init__(self, root: Path, *, protocol: bool) -> None:
        self._root = root
        self._protocol = protocol
        self._causes: dict[str, str] = {}
        self._made: set[str] = set()

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
        """Called for each test function, right around its call."""
        node = pyfuncitem.nodeid
        self._causes.pop(node, None)
        other = self._other(pyfuncitem)
        if other is not None:
            self._causes[node] = f"another function ran in its place ({other})"
        try:
            return (yield)
        except BaseException as error:
            self._causes[node] = f"it raised {type(error).__name__}"
            raise

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Called for each phase of each test, outside of whatever else makes its report."""
        before = call.excinfo
        report = yield
        # What a TestCase raised is put into the call only by those who make the report.
        cause = self._cause(item, call, before or call.excinfo)
        if call.when == "call":
            self._made.add(item.nodeid)
        if cause and report is not None:
            report.__dict__[RAISED] = cause
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called with each report: one of a call that was never made is made up."""
        part = hasattr(report, "context")  # a subtest comes before its test
        if self._protocol and report.when == "call" and not part:
            if report.nodeid not in self._made:
                report.__dict__[RAISED] = "it never ran"
            self._made.discard(report.nodeid)

    def _cause(
        self,
        item: pytest.Item,
        call: pytest.CallInfo[None],
        excinfo: pytest.ExceptionInfo[BaseException] | None,
    ) -> str | None:
        if excinfo is not None:
            return f"it raised {excinfo.typename}"
        if call.when != "call":
            return None
        cause = self._causes.pop(item.nodeid, None)
        # pytest forgets the last exception before each call, and keeps the one that leaves it.
        last = getattr(sys, "last_value", None)
        return f"it raised {type(last).__name__}" if cause is None and last is not None else cause

    def _other(self, item: pytest.Function) -> str | None:
        """Where the function is written that runs in the place of a test's own."""
        owner = getattr(item.parent, "obj", None)
        original = getattr(owner, item.originalname, None)
        if original is None or is_still(_plain(item.obj), _plain(original)):
            return None
        return place_of(_plain(item.obj), self._root)


def _plain(function: Any) -> Any:
    """The function of a method, whichever instance it is bound to."""
    return getattr(function, "__func__", function)
