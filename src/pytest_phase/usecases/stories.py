"""Record a run, judge it, say where the plan stands, stop a component (design 4.1, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pytest_phase.core import cycle
from pytest_phase.core.evidence import Observation
from pytest_phase.core.ledger import Ledger, NotSaved, resolve
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.recording import Event, Recording
from pytest_phase.core.report import EvidenceWord, Report, TestReport
from pytest_phase.core.rules import Docket
from pytest_phase.core.run import Run, Seen
from pytest_phase.core.transitions import Refusal, refuse_start, refuse_stop
from pytest_phase.settings import Request
from pytest_phase.usecases.project import Project


@dataclass(frozen=True, slots=True)
class Story:
    """What came of a run: the report, what changed, and what was refused or could not be saved.

    ``lifted`` are the tests whose failure ``--phase-allow-red`` forgives.
    """

    report: Report
    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    unsaved: Refusal | None = None
    lifted: frozenset[str] = frozenset()


def status(project: Project) -> Report:
    """Where the plan stands, from plan and lock alone; nothing is run."""
    return _look(project, Seen(), ran=False).report


def observe(project: Project, seen: Seen) -> Story:
    """A run that is read and not recorded (``--phase-no-record``)."""
    return _look(project, seen, ran=True)


def judge(project: Project, seen: Seen) -> Story:
    """The gate: greens and renames count as seen, and nothing is written (design 4.3)."""
    ledger = project.lock.load()
    run = project.fill(seen, ledger)
    recording = project.recording(ledger, run)
    _first(recording)
    return _told(project, recording.result(), run, (), ran=True, gate=True)


def record(project: Project, seen: Seen, request: Request) -> Story:
    """Record a run in the lock, with what the user asked for (design 4.1.7)."""
    told: list[tuple[Ledger, Run, Recording, Refusal | None]] = []

    def change(ledger: Ledger) -> Ledger:
        """What the run makes of the ledger; the lock calls it with every other process kept out."""
        run = project.fill(seen, ledger)
        recording = project.recording(ledger, run)
        refusal = _record(project, recording, request)
        result = recording.result()
        # Only what was observed is worth a write; duplicate rows wait for the next one (3.4).
        new = ledger if refusal or result == resolve(ledger, run.texts) else result
        told[:] = [(result, run, recording, refusal)]
        return new

    unsaved = None
    try:
        project.lock.update(change, project.ids)
    except NotSaved as error:
        # Did it have anything to save? Then nothing of it is lost in silence.
        before = project.lock.load()
        if change(before) != before:
            unsaved = Refusal(_unsaved(told[-1][2].events, error), error.hint)
    result, run, recording, refusal = told[-1]
    if unsaved is not None:
        return replace(_as_it_was(project, run), unsaved=unsaved)
    if refusal is not None:
        return replace(_as_it_was(project, run), refusal=refusal)
    return _told(project, result, run, tuple(recording.events), ran=True)


def stop(project: Project, name: str) -> Refusal | Event:
    """Put a component back to pending; its evidence stays (``--phase-stop``)."""
    told: list[Refusal | Event] = []

    def change(ledger: Ledger) -> Ledger:
        docket = project.docket(*_still(project, ledger), ran=False)
        component = project.plan.find(name) if name else None
        refusal = refuse_stop(docket.standings, component.id if component else None)
        if refusal is not None:
            told[:] = [refusal]
            return ledger
        id = component.id if component else _only_active(docket)
        told[:] = [Event("stopped", id)]
        section = replace(ledger.section(id), started=None, stopped=True)
        return replace(ledger, sections={**ledger.sections, id: section})

    project.lock.update(change, project.ids)
    return told[-1]


def refuse(project: Project, request: Request) -> Refusal | None:
    """Why a request cannot be met whatever the run will show; asked before any test runs."""
    docket = project.docket(*_still(project, project.lock.load()), ran=False)
    if request.action == "start":
        return refuse_start(docket.standings, project.plan.find(request.component).id)  # type: ignore[union-attr]
    if request.action == "complete" and not request.component:
        return _refuse_nameless(docket)
    return None


def in_progress(project: Project) -> str | None:
    """The id of the component in progress, or None."""
    docket = project.docket(*_still(project, project.lock.load()), ran=False)
    current = cycle.in_progress(docket.standings)
    return current.id if current else None


def _unsaved(events: list[Event], error: NotSaved) -> str:
    lost = [f"{each.component} {each.kind}" + _how_many(each.tests) for each in events]
    message = f"{error.path}: {error.message.rstrip('.')}"
    return f"{message}; not saved: {names(lost)}" if lost else message


def _how_many(tests: tuple[str, ...]) -> str:
    return f" ({plural(len(tests), 'test')})" if tests else ""


def _refuse_nameless(docket: Docket) -> Refusal | None:
    several = cycle.busy(docket.standings)
    if cycle.in_progress(docket.standings) is None:
        return Refusal("no component is in progress", "Name the one to complete.")
    if len(several) > 1:
        return Refusal("several components are in progress", "Name the one to complete.")
    return None


def _record(project: Project, recording: Recording, request: Request) -> Refusal | None:
    _first(recording)
    recording.renew_reds()
    refusal: Refusal | None = None
    if request.action == "start":
        refusal = recording.start(_id(project, recording, request))
    elif request.action == "complete":
        refusal = recording.complete(_id(project, recording, request))
    elif request.action == "baseline":
        recording.baseline(request.reason)
    if refusal is None:
        recording.take_turn(automatic=project.settings.auto_start.value)
        recording.see_reds()
        recording.see_uncounted()
    return refusal


def _first(recording: Recording) -> None:
    recording.follow_renames()
    recording.waive()
    recording.keep_known()
    recording.see_greens()


def _id(project: Project, recording: Recording, request: Request) -> str:
    if request.component:
        component = project.plan.find(request.component)
        assert component is not None, "unknown components are refused before the run"
        return component.id
    current = cycle.in_progress(recording.standings())
    assert current is not None, "a nameless request is refused before the run"
    return current.id


def _look(project: Project, seen: Seen, *, ran: bool) -> Story:
    ledger, run = _still(project, project.lock.load(), seen)
    return _told(project, ledger, run, (), ran=ran)


def _still(project: Project, ledger: Ledger, seen: Seen | None = None) -> tuple[Ledger, Run]:
    run = project.fill(seen or Seen(), ledger)
    return resolve(ledger, run.texts), run


def _as_it_was(project: Project, run: Run) -> Story:
    """The story of a run of which nothing was written."""
    return _told(project, resolve(project.lock.load(), run.texts), run, (), ran=True)


def _told(
    project: Project,
    ledger: Ledger,
    run: Run,
    events: tuple[Event, ...],
    *,
    ran: bool,
    gate: bool = False,
) -> Story:
    # Only the gate minds what a run left out: any other run may be as partial as it likes.
    docket = project.docket(ledger, run, ran=gate)
    report = project.report(docket)
    if ran:
        report = replace(report, run=tuple(_tests(docket, events)))
    return Story(report, events, lifted=frozenset(_lifted(docket)))


def _tests(docket: Docket, events: tuple[Event, ...]) -> list[TestReport]:
    late = {test for event in events if event.kind == "out-of-turn" for test in event.tests}
    return [
        TestReport(
            id=test,
            component=seen.component,
            outcome=seen.outcome,
            grade=seen.grade,
            evidence="out-of-turn" if test in late else _evidence(docket, seen),
            cases=seen.cases,
        )
        for test, seen in sorted(docket.run.observations.items())
    ]


def _evidence(docket: Docket, seen: Observation) -> EvidenceWord:
    standing = docket.standings[seen.component]
    row = standing.evidence.get(seen.test)
    if row is None:
        return "none"
    if row.waived is not None:
        return "waived"
    if seen.test in standing.stale:
        return "none"
    words: Mapping[EvidenceWord, bool] = {
        "green": row.green is not None,
        "red": row.red is not None,
        "baseline": row.baseline is not None,
    }
    return next((word for word, held in words.items() if held), "none")


def _lifted(docket: Docket) -> list[str]:
    """The red tests of the component in progress: what ``--phase-allow-red`` lifts."""
    current = cycle.in_progress(docket.standings)
    return sorted(current.red) if current else []


def _only_active(docket: Docket) -> str:
    active = [each for each in docket.standings.values() if each.section.active]
    busy = [each for each in active if each.busy]
    return (busy or active)[0].id
