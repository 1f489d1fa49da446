"""The few lines after a run: which component, what was seen, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import name_of
from pytest_phase.core.findings import Finding
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.recording import Event, EventKind
from pytest_phase.core.report import Report
from pytest_phase.reporting.layout import excused, labels, listed, printable, wrap
from pytest_phase.reporting.steps import next_step

# What changed, in the order in which it is recorded (design 4.1.7).
_SAID: dict[EventKind, str] = {
    "renamed": "renamed, and its evidence followed",
    "green": "seen green",
    "baseline": "recorded as baseline",
    "completed": "completed",
    "reopened": "open again",
    "started": "started",
    "red": "seen red",
    "renewed": "seen red again with its new text",
    "replayed": "proved red again on the old code",
    "reproduced": "proved red again on its snapshot",
}
_MOST_SURPRISES = 5
# What is worth a line of its own under -q.
_TURNS: tuple[EventKind, ...] = (
    *("completed", "reopened", "started", "baseline"),
    *("replayed", "reproduced"),
)


def after_run(
    report: Report,
    events: tuple[Event, ...],
    width: int = 80,
    *,
    short: bool = False,
    kept: Iterable[str] = (),
) -> list[str]:
    """What the run changed and what to do next; nothing where there is nothing to say.

    ``short`` (under ``-q``) leaves one line for the component in progress, and what was out
    of turn (design 4.1.6). ``kept`` is what there is to say of snapshots.
    """
    if not (report.run or events):
        return []
    changes = _changes(report, events, _TURNS if short else tuple(_SAID))
    rest = [
        *([] if short else _uncounted(report, events)),
        *_standing_lines(report, short=short),
    ]
    return [
        *_fitted(changes, width),
        *_fitted(_asked(report, events), width),
        # What is out of turn is one line, however long: reason and command stay together (4.1.6).
        *_late(report, events),
        *_flaky(report, events),
        *_fitted(rest, width),
        *_fitted(kept, width),
        *_next(report, width),
    ]


def unprobed(tests: tuple[str, ...]) -> str:
    """What to say where the child that tries new reds against nothing told nothing."""
    return f"{plural(len(tests), 'red test')} not tried against code that does nothing; grades stay"


def uncharacterized(tests: tuple[str, ...]) -> str:
    """What to say where the child that runs a characterization told nothing."""
    return f"{plural(len(tests), 'test')} not tried against code that does nothing"


def _fitted(lines: Iterable[str], width: int) -> list[str]:
    return [part for line in lines for part in wrap(line, width, rest="    ")]


def _changes(
    report: Report, events: tuple[Event, ...], kinds: tuple[EventKind, ...]
) -> Iterator[str]:
    called = labels(report.plan)
    for kind in kinds:
        said = _SAID[kind]
        for event in (each for each in events if each.kind == kind):
            name = listed([event.component], called)[0]
            over = f" over {event.detail}, which is not completed" if event.detail else ""
            if not event.tests:
                yield f"{name}: {said}{over}"
            elif kind == "renamed":
                old, new = event.tests
                yield f"{name}: {printable(old)} is now {printable(new)}: {said}"
            else:
                yield f"{name}: {plural(len(event.tests), 'test')} {said}"


def _asked(report: Report, events: tuple[Event, ...]) -> Iterator[str]:
    called = labels(report.plan)
    for event in (each for each in events if each.kind == "asked"):
        name, asked = listed([event.component], called)[0], event.detail.splitlines()
        said = "; ".join(map(printable, asked))
        yield f"{name}: starts with {plural(len(asked), 'open question')}: {said}"


def _late(report: Report, events: tuple[Event, ...]) -> Iterator[str]:
    called = labels(report.plan)
    for event in (each for each in events if each.kind == "out-of-turn"):
        name = listed([event.component], called)[0]
        tests = plural(len(event.tests), "red test")
        yield f"out of turn, not recorded: {tests} of {name}: {event.detail} ({event.hint})"


def _flaky(report: Report, events: tuple[Event, ...]) -> Iterator[str]:
    """Said in one line, with the way out: a test may be unable to run twice and know it."""
    called = labels(report.plan)
    for event in (each for each in events if each.kind == "flaky"):
        name = listed([event.component], called)[0]
        yield (
            f"flaky, not recorded: {_tests(event.tests)} of {name} ended in another way when run "
            "again (a test that cannot run twice: phase_confirm = 1)"
        )


def _uncounted(report: Report, events: tuple[Event, ...]) -> Iterator[str]:
    called = labels(report.plan)
    for event in (each for each in events if each.kind == "uncounted"):
        name = listed([event.component], called)[0]
        yield f"{name}: {_tests(event.tests)} failed as {event.detail}, which is no red"


def _standing_lines(report: Report, *, short: bool) -> Iterator[str]:
    current = next((each for each in report.standings if each.id == report.in_progress), None)
    unproved = [each for each in report.findings if each.code in ("PH801", "PH802", "PH803")]
    if current is not None:
        yield _line(report, current, [each for each in unproved if each.component == current.id])
    if not short:
        others = [each for each in unproved if current is None or each.component != current.id]
        yield from _unproved(others)
        yield from _surprising(report)


def _line(report: Report, standing: Standing, unproved: list[Finding]) -> str:
    name = listed([standing.id], labels(report.plan))[0]
    known = len(standing.known)
    counts = f"red {len(standing.red)}/{known}, green {len(standing.green)}/{known}"
    declared = excused([standing])
    counts = f"{counts}, {declared}" if declared else counts
    never = [each.where for each in unproved if each.code == "PH801"]
    said = f"{name} is in progress: {counts}" if known else f"{name} is in progress: no test yet"
    if never:
        passes = "passes" if len(never) == 1 else "pass"
        said += f"; {len(never)} {passes} without having been red: {_names(never)}"
    for severity, what in (
        ("error", "changed since red"),
        ("warning", "edited since red, no assertion lost"),
    ):
        edited = [e.where for e in unproved if e.code == "PH802" and e.severity == severity]
        if edited:
            said += f"; {len(edited)} {what}: {_names(edited)}"
    idle = [
        each.where
        for each in report.findings
        if each.code == "PH820" and each.component == standing.id
    ]
    if idle:
        passes = "passes" if len(idle) == 1 else "pass"
        said += f"; {len(idle)} {passes} with code that does nothing: {_names(idle)}"
    return said


def _unproved(findings: list[Finding]) -> Iterator[str]:
    by_message: dict[tuple[str, str], list[str]] = {}
    for each in findings:
        by_message.setdefault((each.code, each.message), []).append(each.where)
    for (code, message), tests in by_message.items():
        yield f"{code} {_tests(tuple(tests))}: {message}"


def _surprising(report: Report) -> Iterator[str]:
    """Reds that failed for another reason than the plan expects; a line each, a few at most."""
    found = [each for each in report.findings if each.code == "PH406"]
    for each in found[:_MOST_SURPRISES]:
        yield f"PH406 {printable(name_of(each.where) or each.where)}: {printable(each.message)}"
    if len(found) > _MOST_SURPRISES:
        yield f"PH406 and {plural(len(found) - _MOST_SURPRISES, 'more test')} (--phase-report)"


def _next(report: Report, width: int) -> list[str]:
    step = next_step(report)
    lines = wrap(f"next: {step.text}", width, rest="    ")
    return [*lines, f"    {step.command}"] if step.command else lines


def _tests(tests: tuple[str, ...]) -> str:
    return f"{plural(len(tests), 'test')} ({_names(list(tests))})"


def _names(tests: list[str]) -> str:
    return names([printable(name_of(test) or test) for test in tests])
