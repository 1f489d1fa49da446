"""``--phase-replay``: what a run covered is run again on the old implementation (design 2)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase import wiring
from pytest_phase.adapters.places import find_root
from pytest_phase.adapters.replay import importing
from pytest_phase.adapters.replay.base import NoBase
from pytest_phase.adapters.replay.stage import Ask, no_digests, replay
from pytest_phase.adapters.source import Sources
from pytest_phase.core.evidence import Outcome, file_of
from pytest_phase.core.findings import Finding
from pytest_phase.core.report import Report
from pytest_phase.reporting import replay as table
from pytest_phase.session.covered import Covered
from pytest_phase.session.options import conventions
from pytest_phase.session.sides import own_bases, owners, reds, test_paths
from pytest_phase.session.words import words_for_children
from pytest_phase.usecases.project import Project
from pytest_phase.usecases.replaying import Owner, Told, doubts, from_own_base, proofs, tell

OK, FAILED, CANNOT_JUDGE, NOTHING_RAN = 0, 1, 4, 5

_INCONCLUSIVE = ("fail", "pass")

_LEAST_SECONDS = 30.0
"""One test may take that long on either side, and ten times the slowest test of this run."""


def begin(config: pytest.Config) -> None:
    """Register the hooks of a replay, with a plan or without one. Raises UsageError (exit 4)."""
    if config.getini("phase_inconclusive") not in _INCONCLUSIVE:
        raise pytest.UsageError(
            f'phase_inconclusive = "{config.getini("phase_inconclusive")}": no such choice. '
            f"Choose one of {', '.join(_INCONCLUSIVE)}."
        )
    controller: Any = config.pluginmanager.get_plugin("phase-controller")
    replayer = Replayer(config, controller.project if controller else None)
    config.pluginmanager.register(replayer, "phase-replayer")


class Replayer:
    """Registered in the controller; after the run it replays what the run covered."""

    def __init__(self, config: pytest.Config, project: Project | None) -> None:
        self._config = config
        self._project = project
        self.covered = Covered(config)
        # Before any conftest or test adds to it.
        self._on_path = {os.path.realpath(each or os.curdir) for each in sys.path}
        self.told: Told | None = None
        self._problem: str | None = None

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each report, in this process also for those of workers."""
        self.covered.add(report)

    @pytest.hookimpl
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Called for each test, where this process collects."""
        self.covered.note(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(
        self, session: pytest.Session, exitstatus: int
    ) -> Generator[None, None, None]:
        """Called at the end: replay before anybody judges, settle the exit code after them."""
        if exitstatus in (OK, FAILED):
            try:
                with wiring.refusing_locks():
                    self.told = self._replay()
                if self._project is not None:
                    controller: Any = self._config.pluginmanager.get_plugin("phase-controller")
                    controller.prove(proofs(self.told), self.told.fresh)
            except wiring.CannotJudge as error:
                self._problem = str(error)
        yield
        session.exitstatus = self._exit(int(session.exitstatus))
        if self._project is None:
            self._write()

    @pytest.hookimpl
    def pytest_phase_findings(self, report: Report) -> list[Finding]:
        """Called with a plan, before the report is printed or judged: PH840."""
        return list(self.told.findings) if self.told is not None else []

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called when pytest prints its summary: the table."""
        if self.told is None or self._config.getoption("verbose", 0) < -1:
            return
        width = terminalreporter._tw.fullwidth
        terminalreporter.ensure_newline()
        terminalreporter.section("phase replay", sep="-")
        for line in [*table.table(self.told, width), *self._findings(width)]:
            terminalreporter.write_line(line)

    @pytest.hookimpl
    def pytest_unconfigure(self) -> None:
        """Called last: why nothing was replayed, on stderr."""
        if self._problem is not None:
            sys.stderr.write(f"ERROR: --phase-replay: {self._problem}\n")

    # Parts

    def _replay(self) -> Told:
        try:
            ask = self.ask()
            told = self._tell(ask)
            if told.compared.kept and told.doubted:
                # This run saw something else than a run before: neither is believed untried.
                told = self._tell(ask._replace(anew=True))
            return self._from_own_bases(ask, told)
        except NoBase as error:
            raise wiring.CannotJudge(str(error)) from error

    def _tell(self, ask: Ask) -> Told:
        compared = replay(ask, os.environ, self.progress)
        minimum: Any = self._config.getini("phase_min_red")
        owner = self._owners()
        planned = self._project is not None
        return tell(compared, self.tests(ask.top), minimum, owner, planned=planned)

    def _from_own_bases(self, ask: Ask, told: Told) -> Told:
        """Each component that owes red once more, from the commit that was kept at its start."""
        starts = own_bases(self._project)
        bases: dict[str, dict[str, set[str]]] = {}
        for each in told.tests:
            base = starts.get(each.component or "", "")
            if each.verdict == "proved" and base and not told.compared.base.startswith(base):
                files = bases.setdefault(base, {}).setdefault(each.component or "", set())
                files.add(file_of(each.test))
        for base, components in bases.items():
            paths = sorted(set().union(*components.values()))
            try:
                own = self._tell(ask._replace(named=base, files=tuple(paths)))
            except NoBase:
                continue  # squashed or rebased away: no finding (design 4.1.8)
            told = from_own_base(told, own, components, base)
        return told

    def ask(self) -> Ask:
        """What is to be run again of this run. Raises NoBase outside git."""
        config = self._config
        top = find_root(config.rootpath)
        if top is None:
            raise NoBase(f"{config.rootpath} is in no git repository: there is no earlier code.")
        workers = _workers(config)
        return Ask(
            top=top,
            rootdir=_relative(top, config.rootpath),
            folder=_relative(top, config.invocation_params.dir),
            named=config.option.phase_replay,
            files=tuple(_relative(top, Path(each)) for each in self.covered.files),
            words=tuple(words_for_children(config)),
            loaded=importing.loaded(),
            on_path=os.path.realpath(config.invocation_params.dir) in self._on_path,
            sources=self._sources(top),
            digests=self._digests if self._project is not None else no_digests,
            together=_cores() >= 2 * workers,
            keep=not config.option.phase_gate,  # the gate believes nothing that was left behind
            seconds=_LEAST_SECONDS + 10 * self.covered.slowest,
            run=self.tests(top),
            red=reds(self._project),
        )

    def test_paths(self, top: Path | None = None) -> tuple[str, ...]:
        """Files and folders of the test side beyond what their names tell, from the git top."""
        top = top or find_root(self._config.rootpath) or self._config.rootpath
        return test_paths(self._config, self._project, top, conventions(self._config, top))

    def _digests(self, tree: Path, tests: Iterable[str]) -> dict[str, str]:
        """What the components of tests are in another tree; nothing without a plan."""
        if self._project is None:
            return {}
        owner = owners(self._project)
        components = {owner(test).component for test in tests}
        return wiring.digests(self._project, tree, sorted(filter(None, components)))

    def _sources(self, top: Path) -> Callable[[Path], Sources]:
        """Makes the reader of a tree: what is a test there is decided as in the work tree."""
        names = conventions(self._config, top)
        paths = self.test_paths(top)

        def make(tree: Path) -> Sources:
            return Sources(
                tree, paths, functions=names.functions, classes=names.classes, files=names.files
            )

        return make

    def tests(self, top: Path) -> dict[str, dict[str, Outcome]]:
        """What the run itself saw, by test id and case."""
        return {
            f"{_relative(top, Path(path))}::{names}": cases
            for (path, names), cases in self.covered.run.items()
        }

    def _owners(self) -> Callable[[str], Owner]:
        """Whose a test is: without a plan nobody's; excused where a mark of this run says so."""
        known = owners(self._project) if self._project is not None else lambda test: Owner()
        top = find_root(self._config.rootpath) or self._config.rootpath

        def owner(test: str) -> Owner:
            path, _, names = test.partition("::")
            waived = (str(top / path), names) in self.covered.waived
            return known(test)._replace(excused=True) if waived else known(test)

        return owner

    def progress(self, said: str) -> None:
        """Say how far a long run has come."""
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and self._config.getoption("verbose", 0) >= 0:
            reporter.ensure_newline()
            reporter.write_line(f"replaying: {said}")

    def _exit(self, status: int) -> int:
        """Exit 1 for findings; 4 where nothing could be judged, or the gate is left in doubt.

        Precedence as everywhere (design 3.2): 3 and 2 stay, then 4, 1, 5, 0.
        """
        if status not in (OK, FAILED, NOTHING_RAN):
            return status
        if self._problem is not None:
            return CANNOT_JUDGE
        if self.told is None:
            return status
        if self._doubtful(self.told):
            return CANNOT_JUDGE
        return FAILED if self.told.errors else status

    def _doubtful(self, told: Told) -> bool:
        if not self._config.option.phase_gate:
            return bool(told.undecided) and not told.judged
        if self._config.getini("phase_inconclusive") == "pass":
            return False
        strict = bool(self._config.option.phase_strict)
        return bool(doubts(told, self._owners(), strict=strict, warned=self._warned()))

    def _warned(self) -> set[str]:
        """The tests that were skipped by a condition, and have whole evidence: PH804 says so."""
        controller: Any = self._config.pluginmanager.get_plugin("phase-controller")
        found = controller.findings if controller else ()
        return {each.where for each in found if (each.code, each.severity) == ("PH804", "warning")}

    def _findings(self, width: int) -> Iterator[str]:
        """What was found; the gate prints it among all that it found."""
        if self.told is None or self._config.option.phase_gate:
            return
        from pytest_phase.core.plan import Plan
        from pytest_phase.reporting import text

        plan = self._project.plan if self._project is not None else Plan(path="")
        yield from text.findings(self.told.findings, plan, width)

    def _write(self) -> None:
        name = self._config.option.phase_report
        if not name or self.told is None:
            return
        from pytest_phase.reporting import document

        path = Path(self._config.invocation_params.dir, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                document.replay_to_json(self.told.table, self.told.findings), encoding="utf-8"
            )
        except OSError as error:
            self._problem = f"{path}: the report could not be written ({error.strerror})."


def _relative(top: Path, path: Path) -> str:
    relative = os.path.relpath(path, top).replace(os.sep, "/")
    return "" if relative == "." else relative


def _workers(config: pytest.Config) -> int:
    """How many processes each side takes: those of pytest-xdist, else one."""
    specs: list[object] = config.getoption("tx", None) or []
    return max(1, len(specs))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
