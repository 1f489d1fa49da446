"""Where a side disagrees with what was recorded, both sides run a test a second time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pytest_phase.core.evidence import FAILURES, NOTHING, PASSES, Outcome
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import FLAKY, MOST
from pytest_phase.core.replay.sides import Seen, Side, worst
from pytest_phase.core.replay.verdicts import disagrees

Run = Mapping[str, Mapping[str, Outcome]]


def disagreeing(
    novelty: Mapping[str, Novelty], then: Side, now: Side, run: Run, red: Collection[str]
) -> list[str]:
    """The tests to run again on both sides.

    ``run`` is what this run saw of them, case by case; ``red`` are those that the lock has a
    red of: the old side has to fail them.
    """
    found = [
        test
        for test, each in novelty.items()
        if each != "unchanged"
        and test in now.tests
        and (
            disagrees(now.tests[test], run.get(test, NOTHING))
            or (test in red and worst(then.cases(test)).outcome in PASSES)
        )
    ]
    return found if len(found) <= MOST else []


def settled(then: Side, now: Side, again: Side, run: Run) -> Side:
    """Today's side, where a case that failed and passed is what the run says, or flaky.

    Two passes of three are a pass where the one failure has nothing to do with the old code's:
    what fails there for the same reason may do so by the same chance.
    """
    tests = {test: dict(cases) for test, cases in now.tests.items()}
    for test, cases in again.tests.items():
        old = {each.why for each in then.cases(test).values() if each.outcome in FAILURES}
        for case, seen in cases.items():
            first = tests.get(test, {}).get(case)
            if first is None or not _differ(first, seen):
                continue
            failure = first if first.outcome in FAILURES else seen
            passed = run.get(test, NOTHING).get(case) in PASSES and failure.why not in old
            tests[test][case] = Seen("passed") if passed else Seen("failed", "infra", FLAKY)
    return now._replace(tests=tests)


def _differ(first: Seen, then: Seen) -> bool:
    outcomes = (first.outcome, then.outcome)
    return any(each in FAILURES for each in outcomes) and any(each in PASSES for each in outcomes)
