"""``--phase-reproduce``: after the run its recorded reds are run again on their snapshots.

With ``--phase-replay`` only edited tests are, as they were when red, on today's code (PH841).
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from typing import Any

import pytest

from pytest_phase import wiring
from pytest_phase.adapters.replay.base import NoBase
from pytest_phase.adapters.replay.recorded import Wanted, run_again
from pytest_phase.core.findings import Finding
from pytest_phase.core.report import Report
from pytest_phase.core.snapshot import NotKept
from pytest_phase.reporting import reproduced, text
from pytest_phase.session.controller import Controller
from pytest_phase.session.replaying import Replayer
from pytest_phase.usecases.reproducing import Again, recorded, tell, wanted

OK, FAILED, CANNOT_JUDGE = 0, 1, 4


def begin(config: pytest.Config) -> None:
    """Register the hooks; the controller of the run is there."""
    controller: Any = config.pluginmanager.get_plugin("phase-controller")
    config.pluginmanager.register(Reproducer(config, controller), "phase-reproducer")


class Reproducer:
    """Registered beside the controller: it hands over what was proved before that records."""

    def __init__(self, config: pytest.Config, controller: Controller) -> None:
        self._config = config
        self._controller = controller
        # It knows how to run something of this run again; its own hooks are not called.
        self._replayer = Replayer(config, controller.project)
        self._asked = config.option.phase_reproduce is not None
        self._again: Again | None = None
        self._problem: str | None = None

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each report, in this process also for those of workers."""
        self._replayer.covered.add(report)

    @pytest.hookimpl
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Called for each test, where this process collects."""
        self._replayer.covered.note(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(
        self, session: pytest.Session, exitstatus: int
    ) -> Generator[None, None, None]:
        """Called at the end: run the reds again before anybody records or judges."""
        if exitstatus in (OK, FAILED):
            try:
                with wiring.refusing_locks():
                    self._again = self._run_again()
                self._controller.prove(self._again.proofs)
            except (NoBase, NotKept, wiring.CannotJudge) as error:
                if self._asked:
                    self._problem = str(error).rstrip(".")
        yield
        session.exitstatus = self._exit(int(session.exitstatus))

    @pytest.hookimpl
    def pytest_phase_findings(self, report: Report) -> list[Finding]:
        """Called before the report is printed or judged: PH840 and PH841."""
        return list(self._again.findings) if self._again is not None else []

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called when pytest prints its summary: the table."""
        if self._again is None or self._config.getoption("verbose", 0) < -1:
            return
        if not (self._asked or self._again.findings):
            return
        terminalreporter.ensure_newline()
        terminalreporter.section("phase reproduce", sep="-")
        width = terminalreporter._tw.fullwidth
        table = reproduced.table(self._again, width) if self._asked else []
        for line in [*table, *self._findings(width)]:
            terminalreporter.write_line(line)

    @pytest.hookimpl
    def pytest_unconfigure(self) -> None:
        """Called last: why nothing was run again, on stderr."""
        if self._problem is not None:
            sys.stderr.write(f"ERROR: --phase-reproduce: {self._problem}.\n")

    # Parts

    def _findings(self, width: int) -> list[str]:
        """What was found; the gate prints it among all that it found."""
        project, again = self._controller.project, self._again
        if again is None or project.settings.gate:
            return []
        return text.findings(again.findings, project.plan, width)

    def _run_again(self) -> Again:
        project = self._controller.project
        ask = self._replayer.ask()
        outcomes = self._replayer.tests(ask.top)
        reds = recorded(project, outcomes, wiring.snapshots(project.settings.root).all())
        if not self._asked:
            reds = [each for each in reds if each.stale]
        kept = [Wanted(commit, files, self._asked) for commit, files in wanted(reds).items()]
        sides = run_again(ask, kept, self._replayer.progress) if kept else {}
        then = {commit: each.then for commit, each in sides.items() if each.then is not None}
        today = {commit: each.today for commit, each in sides.items() if each.today is not None}
        return tell(reds, then, today, outcomes)

    def _exit(self, status: int) -> int:
        """Exit 4 where nothing could be judged, 1 for findings (design 3.2)."""
        if status not in (OK, FAILED):
            return status
        if not self._asked:
            return FAILED if self._again is not None and self._again.errors else status
        if self._again is None or (self._again.tests and not self._again.judged):
            return CANNOT_JUDGE
        return FAILED if self._again.errors else status
