"""Record a run, judge it, say where the plan stands, stop a component (design 4.1, 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pytest_phase.core import cycle
from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Grade, Observation
from pytest_phase.core.ledger import Ledger, NotSaved, resolve
from pytest_phase.core.levels import Proof, of_test, only_observed
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.recording import Recording
from pytest_phase.core.report import EvidenceWord, Report, TestReport
from pytest_phase.core.rules import Docket
from pytest_phase.core.run import Run, Seen
from pytest_phase.core.transitions import Refusal, refuse_nameless, refuse_start, refuse_stop
from pytest_phase.settings import Request, Setting
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


def judge(project: Project, seen: Seen, proofs: Iterable[Proof] = ()) -> Story:
    """The gate: greens and renames count as seen, and nothing is written (design 4.3).

    ``proofs`` are the reds that this run has proved again: a red of the lock gets its level by
    them, and not by what the lock says. They stand in for none that the lock lacks.
    """
    proofs = tuple(proofs)
    ledger = only_observed(project.lock.load())
    run = project.fill(seen, ledger)
    if proofs:
        run = replace(run, replayed=frozenset(p.test for p in proofs if p.level == "replayed"))
    recording = project.recording(ledger, run)
    _first(recording)
    recording.prove(proofs, earn=False)
    return _recorded(project, recording, (), gate=True)


def record(project: Project, seen: Seen, request: Request, proofs: Iterable[Proof] = ()) -> Story:
    """Record a run in the lock, with what the user asked for (design 4.1.7)."""
    proofs = tuple(proofs)
    told: list[tuple[Recording, Refusal | None]] = []

    def change(ledger: Ledger) -> Ledger:
        """What the run makes of the ledger; the lock calls it with every other process kept out."""
        run = project.fill(seen, ledger)
        recording = project.recording(ledger, run, _named(project, request))
        refusal = _record(project, recording, request, proofs)
        told[:] = [(recording, refusal)]
        # Only what was observed is worth a write; duplicate rows wait for the next one (3.4).
        # A refusal takes back nothing of it: what was seen was seen (4.1.3).
        new = recording.result() != recording.ledger
        return recording.result() if new else ledger

    unsaved = None
    try:
        project.lock.update(change, project.ids)
    except NotSaved as error:
        # Did it have anything to save? Then nothing of it is lost in silence.
        before = project.lock.load()
        if change(before) != before:
            unsaved = Refusal(_unsaved(told[-1][0].events, error), error.hint)
    recording, refusal = told[-1]
    if unsaved is not None:
        story = _as_it_was(project, recording.run)
        return replace(story, refusal=refusal, unsaved=unsaved)
    return replace(_recorded(project, recording, tuple(recording.events)), refusal=refusal)


def foresee(project: Project, seen: Seen, request: Request) -> tuple[Event, ...]:
    """What recording this run would change, were any missing name a red; nothing is written."""
    weakest: Setting[Grade] = Setting("missing")
    project = replace(project, settings=project.settings._replace(minimum=weakest))
    ledger = project.lock.load()
    named = _named(project, request)
    recording = project.recording(ledger, project.fill(seen, ledger), named)
    _record(project, recording, request, ())
    return tuple(recording.events)


def stop(project: Project, name: str) -> Refusal | Event:
    """Put a component back to pending; its evidence stays (``--phase-stop``)."""
    told: list[Refusal | Event] = []

    def change(ledger: Ledger) -> Ledger:
        """The ledger with the component put back; the one it was where that is refused."""
        standings = project.docket(*_still(project, ledger), ran=False).standings
        component = project.plan.find(name) if name else cycle.in_progress(standings)
        refusal = refuse_stop(standings, component.id if name and component else None)
        if refusal is not None or component is None:
            told[:] = [refusal or _unknown(project, name)]
            return ledger
        told[:] = [Event("stopped", component.id)]
        section = ledger.section(component.id)._replace(started=None, stopped=True)
        return ledger._replace(sections={**ledger.sections, component.id: section})

    project.lock.update(change, project.ids)
    return told[-1]


def refuse(project: Project, request: Request) -> Refusal | None:
    """Why a request cannot be met whatever the run will show; asked before any test runs."""
    component = project.plan.find(request.component)
    if request.component and component is None:
        return _unknown(project, request.component)
    if request.action not in ("start", "complete"):
        return None
    standings = project.docket(*_still(project, project.lock.load()), ran=False).standings
    if component is None:
        return refuse_nameless(standings, request.action)
    return refuse_start(standings, component.id) if request.action == "start" else None


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


def _unknown(project: Project, name: str) -> Refusal:
    nearest = ", ".join(project.plan.nearest(name))
    return Refusal(f'no component is called "{name}"', f"Nearest: {nearest}.")


def _record(
    project: Project, recording: Recording, request: Request, proofs: Iterable[Proof]
) -> Refusal | None:
    """The rules in their order (design 4.1.7): greens, completion, the next start, its reds."""
    named = _component(project, recording, request)
    if isinstance(named, Refusal):
        return named
    _first(recording)
    recording.prove(proofs)
    recording.renew_reds()
    refusal: Refusal | None = None
    if request.action == "start":
        refusal = recording.start(named)
        if refusal is None:
            recording.keep_before(named)
    elif request.action == "complete":
        refusal = recording.complete(named)
    elif request.action == "baseline":
        recording.baseline(request.reason)
    recording.settle()
    recording.keep_nulls()
    recording.take_turn(automatic=project.settings.auto_start.value)
    recording.see_reds()
    recording.see_uncounted()
    return refusal


def _first(recording: Recording) -> None:
    recording.follow_renames()
    recording.waive()
    recording.keep_known()
    recording.see_greens()


def _named(project: Project, request: Request) -> frozenset[str]:
    """The component that was asked for by name."""
    component = project.plan.find(request.component) if request.component else None
    return frozenset({component.id} if component else ())


def _component(project: Project, recording: Recording, request: Request) -> str | Refusal:
    """The id of the component to start or complete, before this run changes anything; or ""."""
    if request.action not in ("start", "complete"):
        return ""
    if request.component:
        component = project.plan.find(request.component)
        return component.id if component else _unknown(project, request.component)
    standings = recording.standings()
    current = cycle.in_progress(standings)
    refusal = refuse_nameless(standings, request.action)
    return refusal or (current.id if current else "")


def _look(project: Project, seen: Seen, *, ran: bool) -> Story:
    ledger, run = _still(project, project.lock.load(), seen)
    return _told(project, ledger, run, ran=ran)


def _still(project: Project, ledger: Ledger, seen: Seen | None = None) -> tuple[Ledger, Run]:
    run = project.fill(seen or Seen(), ledger)
    return resolve(ledger, run.texts), run


def _as_it_was(project: Project, run: Run) -> Story:
    """The story of a run of which nothing was written."""
    return _told(project, resolve(project.lock.load(), run.texts), run, ran=True)


def _recorded(
    project: Project, recording: Recording, events: tuple[Event, ...], *, gate: bool = False
) -> Story:
    """The story of what was recorded, or, at the gate, would have been."""
    # Only the gate minds what a run left out: any other run may be as partial as it likes.
    docket = project.docket(
        recording.result(),
        recording.run,
        ran=gate,
        sums=gate,
        standings=recording.standings(),
    )
    return _story(project, docket, events, ran=True)


def _told(project: Project, ledger: Ledger, run: Run, *, ran: bool) -> Story:
    """The story of a ledger that stays as it is."""
    return _story(project, project.docket(ledger, run, ran=False, sums=not ran), (), ran=ran)


def _story(project: Project, docket: Docket, events: tuple[Event, ...], *, ran: bool) -> Story:
    report = project.report(docket)
    if ran:
        report = replace(report, run=tuple(_tests(docket, events)))
    spelled = (replace(each, hint=project.settings.spell(each.hint)) for each in events)
    return Story(report, tuple(spelled), lifted=frozenset(_lifted(docket)))


def _tests(docket: Docket, events: tuple[Event, ...]) -> list[TestReport]:
    late = {test for event in events if event.kind == "out-of-turn" for test in event.tests}
    observations = docket.run.observations
    return [
        TestReport(
            id=test,
            component=(seen := observations[test]).component,
            outcome=seen.outcome,
            grade=seen.grade,
            evidence="out-of-turn" if test in late else _word(docket, seen),
            level=of_test(docket.standings[seen.component], test),
            cases=seen.cases,
        )
        for test in sorted(observations)
    ]


def _word(docket: Docket, seen: Observation) -> EvidenceWord:
    word = _evidence(docket, seen)
    unrecorded = word == "none" or (word == "red" and seen.passing)
    return "flaky" if seen.flaky and unrecorded else word


def _evidence(docket: Docket, seen: Observation) -> EvidenceWord:
    standing = docket.standings[seen.component]
    row = standing.evidence.get(seen.test)
    if row is None:
        return "none"
    if row.waived is not None:
        return "waived"
    if seen.test in standing.lapsed:
        return "none"
    if row.red is not None:
        return "red" if row.green is None else "green"
    return "none" if row.baseline is None else "baseline"


def _lifted(docket: Docket) -> list[str]:
    """The red tests of the component in progress: what ``--phase-allow-red`` lifts."""
    current = cycle.in_progress(docket.standings)
    return sorted(current.red) if current else []
