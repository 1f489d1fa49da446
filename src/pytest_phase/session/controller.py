"""The controller: gathers the reports of a run, has them recorded or judged, and says so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_phase import wiring
from pytest_phase.adapters.importing import undisturbed
from pytest_phase.session import repetition
from pytest_phase.session.facts import Facts
from pytest_phase.session.lookout import Lookout
from pytest_phase.session.observing import Reports
from pytest_phase.session.options import Asked
from pytest_phase.session.repetition import Repetition
from pytest_phase.session.tagging import Tagger
from pytest_phase.usecases.project import Project

if TYPE_CHECKING:
    from pytest_phase.core.findings import Finding
    from pytest_phase.core.levels import Proof
    from pytest_phase.core.run import Seen
    from pytest_phase.usecases.stories import Story

# What records, judges and reports is imported by the methods that do: a run of which all is
# said already (``repetition``) does none of it.

_PRETENDING = {"setupplan": "--setup-plan", "setuponly": "--setup-only"}

_TRANSITIONS = {
    "started": ("pending", "in_progress"),
    "reopened": ("completed", "in_progress"),
    "completed": ("in_progress", "completed"),
}

OK, FAILED, INTERRUPTED, INTERNAL, CANNOT_JUDGE, NOTHING_RAN = 0, 1, 2, 3, 4, 5


class Controller:
    """Registered in the one process that records; workers send it what they saw."""

    def __init__(
        self,
        config: pytest.Config,
        project: Project,
        tagger: Tagger,
        facts: Facts,
        lookout: Lookout,
        asked: Asked,
    ) -> None:
        self._config = config
        self._project = project
        self._tagger = tagger
        self._facts = facts
        self._lookout = lookout
        self._asked = asked
        self._reports = Reports()
        self._session: pytest.Session | None = None
        self._story: Story | None = None
        self._kept: list[str] = []
        self._proofs: list[Proof] = []
        self._fresh: frozenset[str] | None = None
        self._notes: list[str] = []
        self._repetition: Repetition | None = None
        self._said: list[str] | None = None
        self._problem: str | None = None
        self._status = OK
        self._uncollected = 0
        self._handed_over = False

    @property
    def project(self) -> Project:
        """The plan at work, for who runs beside it."""
        return self._project

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found; empty before the end of the session, and where nothing was judged."""
        return self._story.report.findings if self._story is not None else ()

    def prove(self, proofs: Iterable[Proof], fresh: frozenset[str] | None = None) -> None:
        """Take in reds that were proved again after the run, before it is recorded or judged.

        ``fresh`` are the tests that are new or changed, where a replay has looked for them.
        """
        self._proofs += proofs
        self._fresh = self._fresh if fresh is None else fresh

    # Hooks

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called for each phase of each test, in this process also for those of workers."""
        if report.outcome != "passed":
            self._facts.complete(report)
        self._reports.add(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Called by pytest-xdist when a worker is done: it hands over what it collected."""
        output = getattr(node, "workeroutput", {})
        if "phase" in output:
            self._tagger.collected.add(output["phase"])
            self._handed_over = True

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Called for each collector: one that failed fails the run for another reason than red."""
        self._uncollected += report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Called at the end, before the summary: record or judge, and settle the exit code."""
        if exitstatus in (INTERNAL, CANNOT_JUDGE):
            return
        self._session, self._status = session, exitstatus
        try:
            self._refuse()
            if exitstatus == OK and self._is_said():
                return
            with wiring.refusing_locks(), undisturbed():
                self._story = self._with_others(self._tell())
        except wiring.CannotJudge as error:
            self._problem = str(error)
        session.exitstatus = self._status = self._exit(exitstatus, session.testsfailed)
        if self._story is not None:
            self._kept = self._keep(self._story)
            written = self._publish(self._story)
            if not written and session.exitstatus in (OK, NOTHING_RAN):
                session.exitstatus = CANNOT_JUDGE

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Called when pytest prints its summary: a few lines of ours."""
        lines, quiet = self._said or [], self._asked.quiet
        if self._story is not None:
            lines = self._lines(self._story, terminalreporter._tw.fullwidth)
        if quiet > 1:
            return
        if lines and not quiet:
            terminalreporter.ensure_newline()
            terminalreporter.section("phase", sep="-")
        for line in lines:
            terminalreporter.write_line(line)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Called last, with every line ended: what could not be judged or saved, on stderr.

        GitHub sees an annotation only where it begins a line.
        """
        if self._session is not None and self._project.settings.gate:
            # What the gate found stands, whatever a hook set after it.
            passes = self._session.exitstatus in (OK, NOTHING_RAN)
            if passes and self._status in (FAILED, CANNOT_JUDGE):
                self._session.exitstatus = self._status
        if self._problem is not None:
            sys.stderr.write(f"ERROR: {self._problem}\n")
        if self._story is not None and self._project.settings.gate:
            self._annotate(self._story)

    # Parts

    def _is_said(self) -> bool:
        """Whether it is known what is said of a run like this, and that it records nothing."""
        told = self._reports.told(self._tagger.collected)
        if told is not None and not self._proofs:
            tripped = self._lookout.tripped(self._reports.lies)
            with wiring.refusing_locks():
                self._repetition = repetition.of(
                    self._config, self._project, self._tagger.collected, (told, tripped)
                )
        self._said = self._repetition.said() if self._repetition is not None else None
        return self._said is not None

    def _lines(self, story: Story, width: int) -> list[str]:
        """What is said of a run that was recorded or judged."""
        from pytest_phase.reporting import summary, text

        if self._project.settings.gate:
            return text.gate(story.report, width, failed=self._status == FAILED)
        kept = [*self._notes, *self._kept]
        short = self._asked.quiet > 0
        lines = summary.after_run(story.report, story.events, width, short=short, kept=kept)
        if self._repetition is not None:
            self._repetition.keep(story, lines)
        return lines

    def _keep(self, story: Story) -> list[str]:
        """Keep in git what new reds were seen on; what there is to say of it."""
        new = any(event.kind in ("red", "renewed") for event in story.events)
        if not new or story.unsaved is not None or not self._project.settings.snapshots.value:
            return []
        # A run that sees no new red does not import any of it.
        from pytest_phase.reporting import snapshots
        from pytest_phase.usecases.keeping import keep

        store = wiring.snapshots(self._project.settings.root)
        kept = keep(story.report, story.events, store)
        return list(snapshots.told(kept, short=self._asked.quiet > 0))

    def _refuse(self) -> None:
        """Raise CannotJudge for marks that say nothing, or a worker that says nothing."""
        if self._tagger.collected.problems:
            raise wiring.CannotJudge("\nERROR: ".join(self._tagger.collected.problems))
        spread = self._config.getoption("dist", "no") != "no"
        if spread and self._reports.any and not self._handed_over:
            raise wiring.CannotJudge(
                f"{self._project.plan.path}: no worker lived to say what it had collected; nothing "
                "of this run was recorded or judged. Run it again, with -n 0 to see what happens."
            )

    def _refuse_pretence(self) -> None:
        """Raise CannotJudge where pytest reports tests as passed that it does not call."""
        for name, option in _PRETENDING.items():
            if getattr(self._config.option, name, False):
                raise wiring.CannotJudge(
                    f"{self._project.plan.path}: {option} calls no test, so nothing was judged. "
                    "Take it out of the command, and of addopts in the pytest configuration."
                )

    def _with_others(self, story: Story) -> Story:
        replayer: Any = self._config.pluginmanager.get_plugin("phase-replayer")
        if replayer is not None and replayer.told is not None:
            story = replace(story, report=replace(story.report, replay=replayer.told.table))
        found = self._config.hook.pytest_phase_findings(report=story.report)
        added = tuple(finding for several in found for finding in several or ())
        if not added:
            return story
        report = replace(story.report, findings=story.report.findings + added)
        return replace(story, report=report)

    def _exit(self, status: int, failed: int) -> int:
        """The exit code (design 3.2): 3 and 2 stay, then 4, 1, 5, 0.

        ``failed`` is how many failures pytest counted, with those that others added.
        """
        story = self._story
        if status == INTERRUPTED:
            return status
        if story is None or story.refusal is not None:
            return CANNOT_JUDGE
        if story.unsaved is not None and status != FAILED:
            return CANNOT_JUDGE
        if self._project.settings.gate and any(
            finding.severity == "error" for finding in story.report.findings
        ):
            return FAILED
        # Who counts more failures than there were reports fails the run for a reason of its
        # own: pytest-cov does, where too little is covered.
        ours = failed <= self._reports.failures
        lifted = self._project.settings.allow_red and ours and self._only_red(story)
        return OK if status == FAILED and lifted else status

    def _only_red(self, story: Story) -> bool:
        collected, failing = self._tagger.collected, self._reports.failing
        tests = {collected.test(node) for node in failing}
        known = collected.tags.keys() >= failing
        return known and not self._uncollected and tests <= story.lifted

    def _publish(self, story: Story) -> bool:
        """Everything but the terminal: other plugins, the report file, GitHub's summary.

        Whether the report that was asked for could be written.
        """
        problem = story.refusal or story.unsaved
        if problem is not None:
            hint = self._project.settings.spell(problem.hint)
            self._problem = f"{self._project.plan.path}: {problem.message}. {hint}"
        for event in story.events if story.unsaved is None else ():
            if event.kind in _TRANSITIONS:
                before, after = _TRANSITIONS[event.kind]
                self._config.hook.pytest_phase_transition(
                    component=event.component, before=before, after=after
                )
        settings = self._project.settings
        page = os.environ.get("GITHUB_STEP_SUMMARY")
        if settings.gate and page:
            from pytest_phase.reporting import markdown

            self._write(Path(page), markdown.status(story.report), "a")
        if settings.report is None:
            return True
        from pytest_phase.reporting import document

        return self._write(settings.report, document.to_json(story.report), "w")

    def _annotate(self, story: Story) -> None:
        if os.environ.get("GITHUB_ACTIONS") == "true":
            from pytest_phase.reporting import github

            for line in github.commands(story.report.findings, self._project.plan.path):
                sys.stdout.write(f"{line}\n")

    def _write(self, path: Path, content: str, mode: str) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open(mode, encoding="utf-8") as file:
                file.write(content)
        except OSError as error:
            problem = f"{path}: the report could not be written ({error.strerror})."
            self._problem = "\nERROR: ".join(filter(None, (self._problem, problem)))
            return False
        return True

    def _tell(self) -> Story:
        from pytest_phase.usecases import stories

        settings = self._project.settings
        narrowed = frozenset(wiring.find(self._project.plan, c).id for c in settings.components)
        tripped = self._lookout.tripped(self._reports.lies)
        seen = self._reports.seen(self._tagger.collected, narrowed, tripped)
        if settings.gate:
            self._refuse_pretence()
            seen = replace(seen, fresh=self._fresh)
            return stories.judge(self._project, seen, self._proofs)
        if settings.record and repetition.is_real(self._config):
            if settings.null_probe.value and self._status != INTERRUPTED:
                seen = self._probed(seen) if self._reports.missing else seen
                seen = self._characterized(seen) if self._characterizes() else seen
            return stories.record(self._project, seen, settings.request, self._proofs)
        return stories.observe(self._project, seen)

    def _characterizes(self) -> bool:
        """Whether a component may be in the lane of characterization, by plan or marks."""
        marks = self._tagger.collected.lanes.values()
        lanes = (each.lane for each in self._project.plan.components)
        return "characterization" in lanes or any("characterization" in said for said in marks)

    def _characterized(self, seen: Seen) -> Seen:
        """What was seen, with what tests that were born green say of code that does nothing."""
        from pytest_phase.session.characterized import tried

        seen, notes = tried(self._config, self._project, seen)
        self._notes += notes
        return seen

    def _probed(self, seen: Seen) -> Seen:
        """What was seen, with what new reds say of an implementation that does nothing."""
        # Most runs see no new red for want of a name, and import none of it.
        from pytest_phase.reporting import summary
        from pytest_phase.session import null_probe
        from pytest_phase.usecases.null_probe import candidates, weighed

        settings = self._project.settings
        tests = candidates(self._project, seen, settings.request)
        if not tests:
            return seen
        told = null_probe.run(self._config, settings, tests)
        if not told:
            self._notes.append(summary.unprobed(tests))
        return weighed(seen, told or {})
