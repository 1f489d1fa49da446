"""What follows from both sides of a replay, test by test. In doubt it is inconclusive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pytest_phase.core.cycle import counts
from pytest_phase.core.evidence import FAILURES, NOTHING, PASSES, Grade, Outcome
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import FLAKY
from pytest_phase.core.replay.sides import ABSENT, WHOLE, Seen, Side, worst

Verdict = Literal[
    "proved", "not-discriminating", "still-failing", "broke", "inconclusive", "unchanged"
]
Both = tuple[Outcome, Outcome]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One test on both sides: ``then`` on the old implementation, ``now`` on today's.

    ``cases`` only for a test with parameters. ``reason`` says in words what a verdict alone
    does not; empty where there is nothing to say.
    """

    test: str
    then: Outcome
    now: Outcome
    verdict: Verdict
    grade: Grade | None = None
    new: bool = False
    changed: bool = False
    reason: str = ""
    cases: Mapping[str, Both] = field(default_factory=dict)
    component: str | None = None


def judge(
    test: str,
    novelty: Novelty,
    then: Side,
    now: Side,
    minimum: Grade = "missing",
    run: Mapping[str, Outcome] = NOTHING,
) -> Replayed:
    """The verdict of one test. ``run`` is what the run itself saw of it, case by case."""
    old, new = _cases(then, now, test)
    before, today = worst(old), worst(new)
    verdict, reason = _verdict(novelty, old, new, _doubt(then, now, test, new, run))
    grade = _grade(old, new)
    if verdict == "proved" and before.outcome == "uncollectable" and test in then.apart:
        verdict, grade, reason = _of_apart(then.apart[test], before)
    if verdict == "proved" and not counts(grade, minimum):
        verdict, reason = "inconclusive", _uncounted(grade, old, minimum)
    return Replayed(
        test=test,
        then=before.outcome,
        now=today.outcome,
        verdict=verdict,
        grade=grade if before.outcome in FAILURES else None,
        new=novelty == "new",
        changed=novelty in ("changed", "data"),
        reason=reason,
        cases=_both(old, new),
    )


def _cases(then: Side, now: Side, test: str) -> tuple[Mapping[str, Seen], Mapping[str, Seen]]:
    """Both sides by case: a file that did not import stands for all cases of the other side."""
    old, new = then.cases(test), now.cases(test)
    if set(old) == {WHOLE} and WHOLE not in new and new:
        old = dict.fromkeys(new, old[WHOLE])
    if set(new) == {WHOLE} and WHOLE not in old and old:
        new = dict.fromkeys(old, new[WHOLE])
    return _aligned(old, new), new


def _aligned(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> Mapping[str, Seen]:
    """The old cases by today's ids: as many that no id tells apart (the time in it) go by order."""
    left, wanted = (
        [each for each in old if each not in new],
        [each for each in new if each not in old],
    )
    if not left or len(left) != len(wanted):
        return old
    renamed = dict(zip(left, wanted, strict=True))
    return {renamed.get(case, case): seen for case, seen in old.items()}


def _doubt(
    then: Side, now: Side, test: str, new: Mapping[str, Seen], run: Mapping[str, Outcome]
) -> str:
    """Why nothing can be said of a test whatever was seen of it; empty where there is no doubt."""
    if now.problem:
        return f"today's side says nothing: {now.problem}"
    if then.problem:
        return f"the old side says nothing: {then.problem}"
    for side, called in ((then, "the old side"), (now, "today's side")):
        if side.foreign:
            name, file = min(side.foreign.items())
            return f"{called} loaded {name} from {file}, which is not its tree"
    return disagrees(new, run)


def disagrees(new: Mapping[str, Seen], run: Mapping[str, Outcome]) -> str:
    """Why today's side is not believed; empty where it is.

    Green is judged on what the run itself covered: it has to have seen the same.
    """
    for case, outcome in run.items():
        seen, grade, why = new.get(case, ABSENT)
        if grade == "infra" and why == FLAKY:
            return f"this run and its copies disagree: {why}"
        if outcome in PASSES and seen in FAILURES:
            return "passes in this run, and fails when its file runs alone in a copy of the tree"
        if outcome in FAILURES and seen in PASSES:
            return "fails in this run, and passes when its file runs alone in a copy of the tree"
    return ""


def _verdict(
    novelty: Novelty, old: Mapping[str, Seen], new: Mapping[str, Seen], doubt: str
) -> tuple[Verdict, str]:
    before, today = worst(old), worst(new)
    if novelty == "unchanged":
        return _of_unchanged(before, today, doubt)
    if doubt:
        return "inconclusive", doubt
    if today.outcome in FAILURES:
        return _of_failing(before, today)
    if today.outcome not in PASSES:
        found = _of_partly(old, new) or ("inconclusive", _not_run(today, "today"))
    else:
        found = _of_passing(old, new)
    return ("unchanged", "") if novelty == "data" and found[0] != "proved" else found


def _of_unchanged(before: Seen, today: Seen, doubt: str) -> tuple[Verdict, str]:
    """An unchanged test is never proved; that it broke is worth saying."""
    if not doubt and before.outcome in PASSES and today.outcome in FAILURES:
        return "broke", ""
    if before.outcome in FAILURES and today.outcome in PASSES:
        return "unchanged", f"it fails on the old code, and is not new: {before.why}".rstrip(": ")
    return "unchanged", ""


def _of_failing(before: Seen, today: Seen) -> tuple[Verdict, str]:
    if today.outcome == "xfailed":
        return "still-failing", "it is expected to fail"
    if before.outcome in PASSES:
        return "broke", today.why
    if before.outcome in FAILURES:
        return "still-failing", today.why
    return "inconclusive", f"it fails today, and {_not_run(before, 'on the old code')}"


def _of_passing(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> tuple[Verdict, str]:
    """Every case that ran today passes: what did the same cases do on the old code?"""
    shared = {case: old[case] for case in new if case in old}
    failing = [seen for seen in shared.values() if seen.outcome in FAILURES]
    if failing:
        return "proved", ""
    if set(old) != set(new):
        if not shared:
            return "inconclusive", _not_run(worst(old), "on the old code")
        return "inconclusive", "its cases are not the same on both sides"
    if all(seen.outcome in PASSES for seen in shared.values()):
        return "not-discriminating", ""
    return "inconclusive", _not_run(worst(old), "on the old code")


def _of_apart(seen: Seen, file: Seen) -> tuple[Verdict, Grade | None, str]:
    """Only its file failed on the old code: what did the test do with stand-ins in place?

    The missing name is a red of any test that needs it, whatever a stand-in makes of it.
    """
    if seen.outcome in PASSES and not seen.why:
        reason = f"it needs nothing of what its file could not import there ({file.why})"
        return "not-discriminating", file.grade, reason
    grade = seen.grade if seen.grade in ("behaviour", "stub") else file.grade
    return "proved", grade, seen.why if seen.outcome in PASSES else ""


def _of_partly(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> tuple[Verdict, str] | None:
    """Some cases are skipped today; those that pass can still be judged."""
    passing = {case: seen for case, seen in new.items() if seen.outcome in PASSES}
    if not passing:
        return None
    verdict, reason = _of_passing({case: old[case] for case in passing if case in old}, passing)
    return verdict, reason or "some of its cases are skipped today"


def _not_run(seen: Seen, where: str) -> str:
    if seen.outcome == "absent" and seen.why:
        return seen.why
    said = {
        "skipped": f"it is skipped {where}",
        "absent": f"it was not collected {where}",
    }.get(seen.outcome, f"it {seen.outcome} {where}")
    return f"{said}: {seen.why}" if seen.why else said


def _grade(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> Grade | None:
    """The grade of the failures on the old side that today's pass turns: the strongest of them."""
    order: tuple[Grade, ...] = ("behaviour", "stub", "missing", "infra", "broken")
    turned = [
        seen.grade
        for case, seen in old.items()
        if seen.outcome in FAILURES and new.get(case, ABSENT).outcome in PASSES
    ] or [seen.grade for seen in old.values() if seen.outcome in FAILURES]
    return next((grade for grade in order if grade in turned), None)


def _uncounted(grade: Grade | None, old: Mapping[str, Seen], minimum: Grade) -> str:
    why = next((seen.why for seen in old.values() if seen.grade == grade and seen.why), "")
    said = {
        "broken": "broken on the old code, and that is no red",
        "infra": "its failure on the old code does not count",
    }.get(grade or "", f"its red is only {grade} (phase_min_red = {minimum})")
    return f"{said}: {why}" if why else said


def _both(old: Mapping[str, Seen], new: Mapping[str, Seen]) -> dict[str, Both]:
    cases = dict.fromkeys([*new, *old])
    return {
        case: (old.get(case, ABSENT).outcome, new.get(case, ABSENT).outcome)
        for case in cases
        if case != WHOLE
    }


def tally(replayed: Collection[Replayed]) -> dict[Verdict, int]:
    """How many tests have each verdict."""
    found: dict[Verdict, int] = {}
    for each in replayed:
        found[each.verdict] = found.get(each.verdict, 0) + 1
    return found
