"""PH805 to PH807, PH811, PH812: whether the states are true, of the lock and in this run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pytest_phase.core import lanes
from pytest_phase.core.cycle import Standing, busy, reopened
from pytest_phase.core.evidence import FAILURES, Outcome, file_of
from pytest_phase.core.findings import Finding
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.rules.evidence_rules import is_dropped
from pytest_phase.core.transitions import integration

WHOLE_SUITE = "Run the whole suite."
FLAKY = "Make it end in one way; one that cannot run twice needs phase_confirm = 1."


def contradiction(docket: Docket) -> Iterator[Finding]:
    """PH805: the lock contradicts itself or its plan."""
    yield from _several_in_progress(docket)
    yield from _dropped_components(docket)
    for standing in docket.standings.values():
        yield from _changed_lane(docket, standing)
        yield from _dropped_files(docket, standing)


def _several_in_progress(docket: Docket) -> Iterator[Finding]:
    several = busy(docket.standings)
    if len(several) < 2:
        return
    listed = names([each.component.name for each in several])
    # It is about each of them; where the judgement is narrowed, about the one that was named.
    about = next((each for each in reversed(several) if docket.covers(each.id)), several[-1])
    yield Finding(
        "PH805",
        "error",
        docket.lock,
        f"{listed} are in progress at once, and not green",
        f"Put one back: pytest --phase-stop={about.id}",
        about.id,
    )


def _dropped_components(docket: Docket) -> Iterator[Finding]:
    for id, section in docket.ledger.sections.items():
        if id in docket.standings:
            continue
        kept = [test for test, rows in section.tests.items() if any(r.has_evidence for r in rows)]
        if kept:
            yield Finding(
                "PH805",
                "error",
                docket.lock,
                f"component {id} has evidence ({plural(len(kept), 'test')}) "
                "and is not in the plan any more",
                "Put it back into the plan under its name, or forget its tests: "
                'pytest-phase forget TEST --reason "…"',
                id,
            )


def _changed_lane(docket: Docket, standing: Standing) -> Iterator[Finding]:
    said = docket.run.lanes.get(standing.id, {})
    wrong = lanes.contradiction(docket.plan, standing.component, said)
    if wrong is not None:
        yield Finding("PH805", "error", wrong.test, wrong.message, wrong.hint, standing.id)
        return
    started = standing.section.started
    if started is not None and started.lane != standing.component.lane:
        place = "marks of its tests" if said else "plan"
        yield Finding(
            "PH805",
            "error",
            docket.place(standing),
            f"its lane was {started.lane} when it started, and is {standing.component.lane} now",
            f"Put the lane back to {started.lane} in the {place}.",
            standing.id,
        )


def _dropped_files(docket: Docket, standing: Standing) -> Iterator[Finding]:
    dropped: dict[str, list[str]] = defaultdict(list)
    for test in standing.lost:
        if file_of(test) in docket.run.settled and is_dropped(docket, standing, test):
            dropped[file_of(test)].append(test)
    for path, tests in dropped.items():
        yield Finding(
            "PH805",
            "error",
            docket.place(standing),
            f"{path} has evidence ({plural(len(tests), 'test')}) and is not in the plan any more",
            "Put the file back into the component's section of the plan, or forget its tests: "
            'pytest-phase forget TEST --reason "…"',
            standing.id,
        )


def too_early(docket: Docket) -> Iterator[Finding]:
    """PH806: started, not by an explicit start, before what it depends on was completed."""
    for standing in docket.standings.values():
        started = standing.section.started
        if started is None:
            continue
        early = [
            id
            for id in standing.blocked_by
            # What was completed and is open again had been completed in time (4.1.5).
            if id not in started.over and not reopened(docket.ledger.section(id))
        ]
        called = [docket.standings[id].component.name for id in early]
        if early:
            yield Finding(
                "PH806",
                "error",
                docket.place(standing),
                f"was started before {names(called)} was completed",
                f"Complete {called[0]} first, or say it is meant: "
                f"pytest --phase-stop={standing.id}, then pytest --phase-start={standing.id}",
                standing.id,
            )


def incomplete(docket: Docket) -> Iterator[Finding]:
    """PH807: completed, but a test fails or was not run."""
    if not docket.ran:
        return
    for standing in docket.of_state("completed"):
        for test in standing.known:
            observation = docket.saw(test)
            if observation is None:
                yield _incomplete(standing, test, "absent")
            elif observation.failed and not docket.waived(standing, test):
                yield _incomplete(standing, test, observation.outcome)
        for test, outcome in integration(standing, docket.run):
            if outcome in FAILURES or outcome == "absent":
                yield _incomplete(standing, test, outcome)


def _incomplete(standing: Standing, test: str, outcome: Outcome) -> Finding:
    said, hint = ("was not run", WHOLE_SUITE) if outcome == "absent" else ("fails", "Make it pass.")
    message = f"{standing.component.name} is completed, and this test {said}"
    return Finding("PH807", "error", test, message, hint, standing.id)


def nothing_ran(docket: Docket) -> Iterator[Finding]:
    """PH811: no test ran although the plan has started components."""
    started = [
        each.component.name
        for each in docket.of_state("in_progress", "completed")
        if docket.covers(each.id)
    ]
    if docket.ran and started and not docket.run.ran:
        yield Finding(
            "PH811",
            "error",
            docket.plan.path,
            f"no test of the plan ran, although work has started on {names(started)}",
            "Run the gate with the whole suite: pytest --phase-gate",
        )


def still_red(docket: Docket) -> Iterator[Finding]:
    """PH812: in progress, seen red, and still fails, xfails, or was not run."""
    if not docket.ran:
        return
    for standing in docket.of_state("in_progress"):
        for test in standing.known:
            row = standing.evidence.get(test)
            if row is None or row.red is None:
                continue
            observation = docket.saw(test)
            if observation is None:
                yield _still_red(standing, test, "was not run", WHOLE_SUITE)
            elif observation.failed and not (docket.allow_red or docket.waived(standing, test)):
                xfails = observation.outcome == "xfailed"
                said = "is still expected to fail" if xfails else "fails"
                hint = "Make it pass; a branch with planned red passes with --phase-allow-red."
                yield _still_red(standing, test, said, hint)
            elif observation.flaky and row.green is None:
                yield _still_red(standing, test, "passes only sometimes", FLAKY)


def _still_red(standing: Standing, test: str, said: str, hint: str) -> Finding:
    message = f"{standing.component.name} is in progress, and this red test {said}"
    return Finding("PH812", "error", test, message, hint, standing.id)
