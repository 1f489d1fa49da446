"""The old side once more: for what would prove something, and for files it could not import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.replay import children
from pytest_phase.adapters.replay.children import Ended, Order
from pytest_phase.adapters.replay.lines import Reader, Stood, stood
from pytest_phase.adapters.source import Sources
from pytest_phase.core.evidence import file_of
from pytest_phase.core.replay.apart import judged_apart, to_judge_apart
from pytest_phase.core.replay.comparing import Novelty
from pytest_phase.core.replay.confirming import MOST, confirmed, to_confirm
from pytest_phase.core.replay.sides import Side

_PATIENCE = 5.0
"""Seconds for one test with stand-ins: it may wait for what never comes."""


class Second(NamedTuple):
    """How to look a second time.

    ``order`` makes an order for the old tree: its place, the tests (or files), more words.
    """

    order: Callable[[str, Sequence[str], Sequence[str]], Order]
    reader: Reader
    sources: Sources
    together: bool
    limit: float
    tell: Callable[[str], None]


def look(second: Second, novelty: Mapping[str, Novelty], then: Side, now: Side) -> Side:
    """The old side, with what only another run of some of its tests could tell."""
    doubtful = [] if then.problem else to_confirm(novelty, then, now)
    alone = to_judge_apart(novelty, then, now)
    orders = []
    if doubtful:
        orders.append(second.order("old.again", doubtful, ()))
    if alone:
        orders.append(_order(second, alone))
    if not orders:
        return then
    ended = children.run(orders, together=second.together, limit=second.limit, tell=second.tell)
    if doubtful:
        then = confirmed(then, _read(second, ended[0]))
    if alone:
        then = judged_apart(then, now, _read(second, ended[-1]), _bare(second, ended[-1].seen))
    return then


def _order(second: Second, alone: Sequence[str]) -> Order:
    """With stand-ins. A test that no source defines may not be there at all: then the files."""
    defined = all(second.sources.words(each) is not None for each in alone)
    files = tuple(dict.fromkeys(map(file_of, alone)))
    asked = alone if defined and len(alone) <= MOST else files
    order = second.order("old.apart", asked, ("-p", "phase_nothing"))
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
