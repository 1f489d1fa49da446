"""Reds that were run again, as text: what failed again, what did not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pytest_phase.core.reproducing import Reproduced, Result
from pytest_phase.reporting.layout import pad, printable, wrap
from pytest_phase.usecases.reproducing import Again

_ORDER: tuple[Result, ...] = ("reproduced", "passes", "not run")
_MOST = 40  # rows of one result

NONE = "No red is recorded for the tests of this run."
FETCH = "Snapshots that others pushed: git fetch origin '+refs/phase/red/*:refs/phase/origin/*'"


def table(again: Again, width: int = 80) -> list[str]:
    """A row for each red, then the count, then what may help."""
    if not again.tests:
        return [NONE]
    lines = [line for result in _ORDER for line in _rows(again.tests, result, width)]
    counts = _counts(again.tests)
    said = ", ".join(f"{each} {counts[each]}" for each in _ORDER if each in counts)
    missing = any(each.recorded.commit is None for each in again.tests)
    return [*lines, f"phase reproduce: {said}", *([FETCH] if missing else [])]


def _rows(tests: Iterable[Reproduced], result: Result, width: int) -> Iterator[str]:
    found = [each for each in tests if each.result == result]
    for each in found[:_MOST]:
        facts = f"  {pad(result, 10)}  {pad(each.grade or '', 9)}  "
        yield f"{facts}{printable(each.recorded.test)}"
        if each.reason:
            yield from wrap(printable(each.reason), max(width, 60), f"{'':14}")
    if len(found) > _MOST:
        yield f"  {pad(result, 10)}  {'':9}  and {len(found) - _MOST} more"


def _counts(tests: Iterable[Reproduced]) -> Mapping[Result, int]:
    counts: dict[Result, int] = {}
    for each in tests:
        counts[each.result] = counts.get(each.result, 0) + 1
    return counts
