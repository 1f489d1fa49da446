"""A second look: at what would prove something, at what disagrees, and with stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.replay import children
from pytest_phase.adapters.replay.children import Ended, Order
from pytest_phase.adapters.replay.forks import Start
from pytest_phase.adapters.replay.lines import Reader, Stood, stood
from pytest_phase.adapters.source import Sources
from pytest_phase.core.evidence import file_of
from pytest_phase.core.replay.apart import judged_apart, to_judge_apart
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import MOST, confirmed, to_confirm
from pytest_phase.core.replay.settling import Run, disagreeing, settled
from pytest_phase.core.replay.sides import Side

_PATIENCE = 5.0
"""Seconds for one test with stand-ins: it may wait for what never comes."""


class Second(NamedTuple):
    """How to look a second time.

    ``old`` makes an order for the old tree, of its place, the tests (or files) and more words;
    ``new`` makes one for today's. ``run`` and ``red`` are what was recorded (see settling).
    """

    old: Callable[[str, Sequence[str], Sequence[str]], Order]
    new: Callable[[str, Sequence[str], Sequence[str]], Order]
    run: Run
    red: frozenset[str]
    reader: Reader
    sources: Sources
    together: bool
    limit: float
    tell: Callable[[str], None]
    start: Start


def look(
    second: Second, novelty: Mapping[str, Novelty], then: Side, now: Side
) -> tuple[Side, Side]:
    """Both sides, with what only another run of some of their tests could tell."""
    if then.problem or now.problem:
        return then, now
    odd = disagreeing(novelty, then, now, second.run, second.red)
    doubtful = list(dict.fromkeys([*to_confirm(novelty, then, now), *odd]))
    alone = to_judge_apart(novelty, then, now)
    orders = {
        "again": second.old("old.again", doubtful, ()) if doubtful else None,
        "today": second.new("new.again", odd, ()) if odd else None,
        "apart": _order(second, alone) if alone else None,
    }
    wanted = {name: order for name, order in orders.items() if order is not None}
    ended = dict(zip(wanted, _run(second, list(wanted.values())), strict=True))
    if "again" in ended:
        then = confirmed(then, _read(second, ended["again"]))
    if "today" in ended:
        now = settled(then, now, _read(second, ended["today"]), second.run)
    if "apart" in ended:
        given = ended["apart"]
        then = judged_apart(then, now, _read(second, given), _bare(second, given.seen))
    return then, now


def _run(second: Second, orders: list[Order]) -> list[Ended]:
    """Two at once where there are cores for two."""
    ended: list[Ended] = []
    for start in range(0, len(orders), 2):
        ended += children.run(
            orders[start : start + 2],
            together=second.together,
            limit=second.limit,
            tell=second.tell,
            start=second.start,
        )
    return ended


def _order(second: Second, alone: Sequence[str]) -> Order:
    """With stand-ins. A test that no source defines may not be there at all: then the files."""
    defined = all(second.sources.words(each) is not None for each in alone)
    files = tuple(dict.fromkeys(map(file_of, alone)))
    asked = alone if defined and len(alone) <= MOST else files
    order = second.old("old.apart", asked, ("-p", "phase_nothing"))
    return order._replace(
        tests=tuple(second.sources.side()), wanted=files, seconds=min(order.seconds, _PATIENCE)
    )


def _read(second: Second, ended: Ended) -> Side:
    return second.reader.read(ended.seen, ended.problem)


def _bare(second: Second, seen: Path) -> Callable[[str], bool]:
    """Says of a test whether it certainly needs nothing that was stood in for."""
    given: Stood = stood(seen)

    def bare(test: str) -> bool:
        words = second.sources.words(test)
        untouched = not given.beyond and test not in given.touched
        return untouched and words is not None and words.isdisjoint(given.names)

    return bare
