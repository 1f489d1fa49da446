"""What the run itself covered: the files, and what was seen of each test, case by case."""

from __future__ import annotations

import os
from collections import defaultdict

import pytest

from pytest_phase.core.evidence import Outcome
from pytest_phase.core.replay.sides import RANK, WHOLE


class Covered:
    """Gathers the reports of one run; paths are absolute until they are asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._root = config.rootpath
        self._outcomes: dict[str, Outcome] = {}
        self._cases: dict[str, tuple[str, str]] = {}
        self._waived: set[tuple[str, str]] = set()
        self.slowest = 0.0

    def note(self, item: pytest.Item) -> None:
        """Keep what a node id stands for, where this process collects."""
        name = getattr(item, "originalname", None) or item.name
        above = item.parent.nodeid.partition("::")[2] if item.parent is not None else ""
        callspec = getattr(item, "callspec", None)
        case = WHOLE if callspec is None else str(callspec.id)
        names = f"{above}::{name}" if above else name
        self._cases[item.nodeid] = (names, case)
        if "phase_waive" in item.keywords:
            self._waived.add((self._path(item.nodeid), names))

    def add(self, report: pytest.TestReport) -> None:
        """Take in one report; the worst of a test's reports is what was seen of it."""
        self.slowest = max(self.slowest, report.duration)
        if report.outcome not in ("passed", "skipped", "failed"):
            self._outcomes.pop(report.nodeid, None)  # a rerun: the last attempt decides
            return
        if (report.skipped and hasattr(report, "context")) or (
            report.passed and report.when != "call"
        ):
            return
        known = self._outcomes.get(report.nodeid, "absent")
        self._outcomes[report.nodeid] = max(known, _outcome(report), key=RANK.index)

    @property
    def files(self) -> tuple[str, ...]:
        """The absolute paths of the files with a test that ran."""
        return tuple(dict.fromkeys(self._path(node) for node in self._outcomes))

    @property
    def run(self) -> dict[tuple[str, str], dict[str, Outcome]]:
        """By absolute path and names of a test: the outcome of each of its cases."""
        found: dict[tuple[str, str], dict[str, Outcome]] = defaultdict(dict)
        for node, outcome in self._outcomes.items():
            names, case = self._cases.get(node) or _split(node)
            found[(self._path(node), names)][case] = outcome
        return dict(found)

    @property
    def waived(self) -> frozenset[tuple[str, str]]:
        """By absolute path and names: the tests with a mark that the gate owes them no red."""
        return frozenset(self._waived)

    def _path(self, node: str) -> str:
        return os.path.abspath(self._root / node.partition("::")[0])


def _split(node: str) -> tuple[str, str]:
    """``a.py::TestA::test_x[a::b]`` → ``TestA::test_x``, ``a::b``; only where no item is known."""
    names = node.partition("::")[2]
    name, bracket, case = names.partition("[")
    return name, case.removesuffix("]") if bracket else WHOLE


def _outcome(report: pytest.TestReport) -> Outcome:
    if hasattr(report, "wasxfail"):
        return "xpassed" if report.passed else "xfailed"
    if report.skipped:
        return "skipped"
    if report.passed or str(report.longrepr).startswith("[XPASS(strict)]"):
        return "passed"
    return "failed" if report.when == "call" else "error"
