"""The rules of the gate: each looks at one thing and yields findings (design 4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pytest_phase.core.cycle import Standing, busy, counts
from pytest_phase.core.evidence import Evidence, Grade, Observation, file_of
from pytest_phase.core.findings import Finding, strict
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.ownership import Ownership
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.plan import Plan
from pytest_phase.core.run import Run


@dataclass(frozen=True, slots=True)
class Docket:
    """All that is judged: the plan, the ledger after the run, where each component stands.

    ``run`` is what the run saw; where nothing was run (``ran`` False) only what plan and
    lock say by themselves is judged.
    """

    plan: Plan
    lock: str
    ledger: Ledger
    standings: Mapping[str, Standing]
    ownership: Ownership
    run: Run
    ran: bool = True
    minimum: Grade = "missing"
    allow_red: bool = False
    strict: bool = False

    def saw(self, test: str) -> Observation | None:
        """What the run saw of a test."""
        return self.run.observations.get(test)

    def place(self, standing: Standing) -> str:
        """Where the component stands in the plan: ``PLAN.md:41``."""
        return f"{self.plan.path}:{standing.component.line}"


def judge(docket: Docket) -> tuple[Finding, ...]:
    """Every finding, by code and place; only ``--phase-component`` narrows the judgement."""
    found = [finding for rule in RULES for finding in rule(docket)]
    if docket.run.narrowed:
        found = [each for each in found if each.component in docket.run.narrowed]
    if docket.strict:
        found = [strict(each) for each in found]
    return tuple(sorted(found, key=lambda each: (each.code, each.where, each.message)))


def never_red(docket: Docket) -> Iterator[Finding]:
    """PH801: passed in this run, and was never seen red."""
    for standing, test, row in _feature_tests(docket):
        observation = docket.saw(test)
        if observation is None or not observation.passed or observation.waived is not None:
            continue
        why = _why_unproved(standing, test, row, docket.minimum)
        if why:
            yield Finding(
                "PH801",
                "error",
                test,
                why,
                "Take the code away, see it fail, and put the code back; or waive it with "
                '@pytest.mark.phase_waive(reason="…").',
                standing.id,
            )


def _why_unproved(standing: Standing, test: str, row: Evidence, minimum: Grade) -> str | None:
    if row.red is not None:
        if counts(row.red.grade, minimum):
            return None
        return f"passes, and was seen red only as {row.red.grade} (phase_min_red = {minimum})"
    if row.baseline is not None:
        if test in standing.stale:
            return "passes, and its text changed since it was recorded as baseline"
        return None
    return "passes, and was never seen red"


def edited(docket: Docket) -> Iterator[Finding]:
    """PH802: its text changed since it was seen red."""
    for standing, test, row in _feature_tests(docket):
        if row.red is not None and test in standing.stale and row.waived is None:
            yield Finding(
                "PH802",
                "error",
                test,
                "its text changed since it was seen red",
                "See the new text fail (take the code away and run it), or put the old text back.",
                standing.id,
            )


def unchanged(docket: Docket) -> Iterator[Finding]:
    """PH803: went green though no non-test source changed, or not the component's own files."""
    for standing, test, row in _feature_tests(docket):
        if row.red is None or row.green is None or test in standing.stale:
            continue
        before, after = row.red.implementation, row.green
        if before[:6] == after[:6]:
            message, severity = "went green though no source outside the tests changed", "error"
        elif standing.component.implementation and before[6:] == after[6:]:
            files = names([each.path for each in standing.component.implementation])
            message, severity = f"went green though {files} did not change", "warning"
        else:
            continue
        yield Finding(
            "PH803",
            "error" if severity == "error" else "warning",
            test,
            message,
            "Its red came from something else: see it fail again for want of the code, or waive it.",
            standing.id,
        )


def gone(docket: Docket) -> Iterator[Finding]:
    """PH804: has evidence, and is gone, skipped, or dropped from its component."""
    for standing in docket.standings.values():
        for test, row in standing.evidence.items():
            if not row.empty:
                yield from _gone(docket, standing, test, row)


def _gone(docket: Docket, standing: Standing, test: str, row: Evidence) -> Iterator[Finding]:
    observation = docket.saw(test)
    if test in standing.known:
        if observation is not None and observation.outcome == "skipped":
            yield _skipped(standing, test, observation)
        return
    if file_of(test) in docket.run.settled and _still_claimed(docket, standing, test):
        yield Finding(
            "PH804",
            "error",
            test,
            "has evidence, and is gone from its component",
            f'Bring it back, or: pytest-phase forget "{test}" --reason "…"',
            standing.id,
        )


def _still_claimed(docket: Docket, standing: Standing, test: str) -> bool:
    path = file_of(test)
    claimed = any(_covers(file.path, path) for file in standing.component.test_files)
    return claimed or path not in docket.run.settled or not docket.ownership.claims(path)


def _covers(claim: str, path: str) -> bool:
    return path == claim or (claim.endswith("/") and path.startswith(claim))


def _skipped(standing: Standing, test: str, observation: Observation) -> Finding:
    proved = test in standing.green or test in standing.baseline
    conditional = observation.conditional and proved
    return Finding(
        "PH804",
        "warning" if conditional else "error",
        test,
        "has evidence, and was skipped" + (" by a condition" if conditional else ""),
        "Run it where its condition holds."
        if conditional
        else f'Take the skip away, or: pytest-phase forget "{test}" --reason "…"',
        standing.id,
    )


def contradiction(docket: Docket) -> Iterator[Finding]:
    """PH805: the lock contradicts itself or its plan."""
    several = busy(docket.standings)
    if len(several) > 1:
        listed = names([each.component.name for each in several])
        yield Finding(
            "PH805",
            "error",
            docket.lock,
            f"{listed} are in progress at once, and not green",
            f"Put one back: --phase-stop={several[-1].id}",
            several[-1].id,
        )
    yield from _dropped_components(docket)
    for standing in docket.standings.values():
        yield from _changed_lane(docket, standing)
        yield from _dropped_files(docket, standing)


def _dropped_components(docket: Docket) -> Iterator[Finding]:
    for id, section in docket.ledger.sections.items():
        kept = [test for test, rows in section.tests.items() if any(not row.empty for row in rows)]
        if id not in docket.standings and (kept or section.started or section.completed):
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
    started = standing.section.started
    if started is not None and started.lane != standing.component.lane:
        yield Finding(
            "PH805",
            "error",
            docket.place(standing),
            f"its lane was {started.lane} when it started, and is {standing.component.lane} now",
            f"Put the lane back to {started.lane} in the plan.",
            standing.id,
        )


def _dropped_files(docket: Docket, standing: Standing) -> Iterator[Finding]:
    lost = defaultdict(list)
    for test, row in standing.evidence.items():
        settled = file_of(test) in docket.run.settled
        known = test in standing.known or _still_claimed(docket, standing, test)
        if not row.empty and settled and not known:
            lost[file_of(test)].append(test)
    for path, tests in lost.items():
        yield Finding(
            "PH805",
            "error",
            docket.place(standing),
            f"{path} has evidence ({plural(len(tests), 'test')}) "
            "and does not belong to the component any more",
            "Put the file back into the component's section of the plan.",
            standing.id,
        )


def too_early(docket: Docket) -> Iterator[Finding]:
    """PH806: started, not by an explicit start, before what it depends on was completed."""
    for standing in docket.standings.values():
        started = standing.section.started
        early = [id for id in standing.blocked_by if started and id not in started.over]
        if early:
            yield Finding(
                "PH806",
                "error",
                docket.place(standing),
                f"was started before {names(early)} was completed",
                f"Complete {early[0]} first, or say it is meant: --phase-stop={standing.id}, "
                f"then --phase-start={standing.id}.",
                standing.id,
            )


def incomplete(docket: Docket) -> Iterator[Finding]:
    """PH807: completed, but a test fails or was not run."""
    if not docket.ran:
        return
    for standing in _of_state(docket, "completed"):
        for test in standing.known:
            observation = docket.saw(test)
            if observation is None or observation.failed:
                said = "was not run" if observation is None else "fails"
                yield Finding(
                    "PH807",
                    "error",
                    test,
                    f"{standing.component.name} is completed, and this test {said}",
                    "Run the whole suite." if observation is None else "Make it pass.",
                    standing.id,
                )


def unwritten(docket: Docket) -> Iterator[Finding]:
    """PH808: a listed case has no test."""
    for standing in _started(docket):
        origins = {case.name: case.origin for case in standing.component.cases}
        for name in standing.unwritten:
            yield Finding(
                "PH808",
                "error" if standing.state == "completed" else "warning",
                f"{docket.plan.path}:{origins[name].line}",
                f"the listed case {name} has no test",
                "Write it, or take it out of the plan.",
                standing.id,
            )


def without_tests(docket: Docket) -> Iterator[Finding]:
    """PH809: a component without any test file cannot be gated."""
    for standing in docket.standings.values():
        if not standing.component.test_files and not standing.known:
            yield Finding(
                "PH809",
                "warning",
                docket.place(standing),
                f'component "{standing.component.name}" names no test file; it cannot be gated',
                "Add a line such as: - Tests: `tests/test_….py`",
                standing.id,
            )


def nothing_ran(docket: Docket) -> Iterator[Finding]:
    """PH811: no test ran although the plan has started components."""
    started = [each.component.name for each in _started(docket)]
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
    for standing in _of_state(docket, "in_progress"):
        for test in standing.known:
            row = standing.evidence.get(test)
            observation = docket.saw(test)
            if row is None or row.red is None:
                continue
            if observation is None:
                said = "was not run"
            elif observation.failed and not docket.allow_red:
                said = "is still expected to fail" if observation.outcome == "xfailed" else "fails"
            else:
                continue
            yield Finding(
                "PH812",
                "error",
                test,
                f"{standing.component.name} is in progress, and this red test {said}",
                "Make it pass; a branch with planned red passes with --phase-allow-red."
                if observation
                else "Run the whole suite.",
                standing.id,
            )


def declared(docket: Docket) -> Iterator[Finding]:
    """PH830: a waiver, a baseline or a start over a dependency is in use."""
    for standing in docket.standings.values():
        for test in standing.waived:
            reason = standing.evidence[test].waived
            yield _declared(standing, test, f"is waived: {reason}")
        reasons = defaultdict(list)
        for test in standing.baseline:
            reasons[standing.evidence[test].baseline].append(test)
        for reason, tests in reasons.items():
            said = f"{plural(len(tests), 'test')} counted as baseline: {reason}"
            yield _declared(standing, docket.place(standing), said)
        started = standing.section.started
        if started is not None and started.over:
            said = f"was started over {names(started.over)}"
            yield _declared(standing, docket.place(standing), said)


def _declared(standing: Standing, where: str, said: str) -> Finding:
    return Finding("PH830", "info", where, said, "Declared, not seen: a reader decides.", standing.id)


def untagged(docket: Docket) -> Iterator[Finding]:
    """PH831: tests of the run that belong to no component."""
    if docket.run.untagged:
        yield Finding(
            "PH831",
            "info",
            docket.plan.path,
            f"{plural(docket.run.untagged, 'test')} of the run in no component",
            "They were left alone; name their files in the plan to have them gated.",
        )


def _feature_tests(docket: Docket) -> Iterator[tuple[Standing, str, Evidence]]:
    for standing in docket.standings.values():
        if standing.lane == "feature":
            for test in standing.known:
                yield standing, test, standing.evidence.get(test, Evidence(test))


def _started(docket: Docket) -> list[Standing]:
    return [each for each in docket.standings.values() if each.state != "pending"]


def _of_state(docket: Docket, state: str) -> list[Standing]:
    return [each for each in docket.standings.values() if each.state == state]


RULES: tuple[Callable[[Docket], Iterator[Finding]], ...] = (
    never_red,
    edited,
    unchanged,
    gone,
    contradiction,
    too_early,
    incomplete,
    unwritten,
    without_tests,
    nothing_ran,
    still_red,
    declared,
    untagged,
)
