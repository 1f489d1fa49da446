"""A red that would prove something is looked at twice: flaky tests prove nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_phase.core.evidence import COUNTING, FAILURES, PASSES
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.sides import Seen, Side, worst

MOST = 50
"""More tests than that do not fail by chance, and take long."""


FLAKY = "it fails once and passes once"


def to_confirm(novelty: Mapping[str, Novelty], then: Side, now: Side) -> list[str]:
    """The tests that would be proved by a failure of their own on the old side."""
    found = [
        test
        for test, each in novelty.items()
        if each != "unchanged"
        and test in then.tests
        and worst(then.cases(test)).outcome in FAILURES
        and worst(then.cases(test)).grade in COUNTING
        and worst(now.cases(test)).outcome in PASSES
    ]
    return found if len(found) <= MOST else []


def confirmed(then: Side, again: Side) -> Side:
    """The old side, where what failed once and passed once counts for nothing."""
    tests = {test: dict(cases) for test, cases in then.tests.items()}
    for test, cases in again.tests.items():
        for case, seen in cases.items():
            first = tests.get(test, {}).get(case)
            if first is None:
                continue
            if first.outcome in FAILURES and seen.outcome in PASSES:
                tests[test][case] = Seen(first.outcome, "infra", FLAKY)
            elif first.outcome in PASSES and seen.outcome in FAILURES:
                tests[test][case] = Seen(seen.outcome, "infra", FLAKY)
    return then._replace(tests=tests)
