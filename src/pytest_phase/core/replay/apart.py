"""Tests whose file does not import on the old code: each judged for itself, with stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pytest_phase.core.evidence import FAILURES, PASSES
from pytest_phase.core.grades import worst_grade
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.sides import Seen, Side, worst

TOO = "it passes with stand-ins that do nothing too"


def to_judge_apart(novelty: Mapping[str, Novelty], then: Side, now: Side) -> list[str]:
    """The tests that only the failed import of their file would prove."""
    if then.problem or now.problem or then.foreign or now.foreign:
        return []
    return [
        test
        for test, each in novelty.items()
        if each != "unchanged"
        and test not in then.tests
        and worst(then.cases(test))._replace(why="") == Seen("uncollectable", "missing")
        and worst(now.cases(test)).outcome in PASSES
    ]


def judged_apart(then: Side, now: Side, again: Side, bare: Callable[[str], bool]) -> Side:
    """The old side, with what each test did there once what was missing was stood in for.

    ``bare`` says of a test that it names nothing that was missing: one that passes then passes
    on the old code. One that passes by a stand-in failed for want of what it names.
    """
    if again.problem or again.foreign:
        return then
    found = dict(then.apart)
    for test, cases in again.tests.items():
        failing = [each for each in cases.values() if each.outcome in FAILURES]
        if failing:
            strongest = worst_grade(each.grade for each in failing)
            found[test] = next(each for each in failing if each.grade == strongest)
        elif set(cases) == set(now.cases(test)) and all(
            each.outcome in PASSES for each in cases.values()
        ):
            found[test] = Seen("passed", None, "" if bare(test) else TOO)
    return then._replace(apart=found)
