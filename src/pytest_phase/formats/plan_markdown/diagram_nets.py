"""A net: lines that hang together, the texts at their ends, and which of these are sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pytest_phase.formats.plan_markdown.diagram_pieces import E, Head, Line, N, S, Text, W


@dataclass(frozen=True, slots=True)
class Touch:
    """A plain end of a net at a text; ``side`` is where the text lies, seen from the line."""

    text: Text
    side: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """An end that leads nowhere, or to more than one place. ``open`` is the side left open."""

    row: int
    column: int
    reason: str
    open: int = 0


@dataclass(slots=True, eq=False)
class Net:
    """Lines and heads that hang together, the texts they touch, and the ends that fail."""

    lines: list[Line] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    targets: list[tuple[Head, Text]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def unclear_ends(net: Net) -> list[Touch]:
    """The plain ends that may be sources or forgotten targets: those on a side heads point to.

    All ends on one side are alike, so they are the sources. An end at a text below is one
    only where the arrows point up.
    """
    sides = {touch.side for touch in net.touches}
    if len(sides) < 2 or len(texts(net.touches)) < 2:
        return []
    heads = {head.points for head in net.heads}
    clear = {side for side in (N, E, W) if side not in heads}
    if N in heads and S not in heads:
        clear.add(S)
    unclear = [touch for touch in net.touches if touch.side not in clear]
    below = [touch for touch in unclear if touch.side == S]
    return below or unclear


def pointed_at_twice(net: Net) -> Text | None:
    """A text that two heads of one net point at from above or below: two names, one run."""
    places: dict[Text, int] = {}
    for head, text in net.targets:
        upright = head.points in (N, S) and not text.boxed
        if upright and places.setdefault(text, head.column) != head.column:
            return text
    return None


def ends(touches: Iterable[Touch], side: int) -> list[Touch]:
    """The plain ends whose text lies on one of the sides."""
    return [touch for touch in touches if touch.side & side]


def texts(touches: Iterable[Touch], side: int = N | E | S | W) -> list[Text]:
    """The texts at the plain ends, each once."""
    return list(dict.fromkeys(touch.text for touch in ends(touches, side)))


def is_dotted(net: Net, head: Head) -> bool:
    """Whether the arrow to a head is dotted: anywhere if it is the only one, else in its row."""
    rows = {head.row} if len(net.heads) > 1 else {line.row for line in net.lines}
    return head.dotted or any(line.dotted for line in net.lines if line.row in rows)
