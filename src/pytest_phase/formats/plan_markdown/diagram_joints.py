"""Which pieces of a drawing touch: lines joined into nets, and the texts at their ends (4.2)."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.diagram_ends import End, Ends
from pytest_phase.formats.plan_markdown.diagram_nets import Fault, Net, Touch
from pytest_phase.formats.plan_markdown.diagram_pieces import (
    ALL,
    OPPOSITE,
    E,
    Head,
    Line,
    N,
    Piece,
    S,
    Sheet,
    Text,
    W,
    faces,
)

WORDS = {N: "above it", S: "below it", E: "to its right", W: "to its left"}


def nets_of(sheet: Sheet) -> list[Net]:
    """The nets of a drawing, in the order of their first piece."""
    return _Joints(sheet).nets()


class _Joints:
    """Follows every arm once; pieces that join get the same net (a disjoint-set forest)."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.leader: dict[Piece, Piece] = {}
        self.found: list[tuple[Piece, Touch | Fault | Text]] = []
        self.lacking: list[tuple[Line, Fault]] = []
        self.ends = Ends(sheet)

    def nets(self) -> list[Net]:
        pieces = [p for row in self.sheet.rows for p in row if isinstance(p, Line | Head)]
        for piece in pieces:
            if isinstance(piece, Line):
                self._follow_line(piece)
            else:
                self._follow_head(piece)
        self._refuse_crossings()
        self._allow_corners()
        nets: dict[Piece, Net] = {}
        for piece in pieces:
            net = nets.setdefault(self._find(piece), Net())
            if isinstance(piece, Line):
                net.lines.append(piece)
            else:
                net.heads.append(piece)
        for end, fact in self.found:
            _put(nets[self._find(end)], end, fact)
        return list(nets.values())

    # The forest.

    def _find(self, piece: Piece) -> Piece:
        root = piece
        while (above := self.leader.get(root, root)) is not root:
            root = above
        while self.leader.get(piece, piece) is not root:
            self.leader[piece], piece = root, self.leader.get(piece, piece)
        return root

    def _join(self, one: Piece, other: Piece) -> None:
        first, second = self._find(one), self._find(other)
        if first is not second:
            self.leader[second] = first

    # Lines.

    def _follow_line(self, line: Line) -> None:
        """Takes every arm of a cell to its end; a tee may lack one end of its bar (D1, D4)."""
        lacking: list[tuple[int, End]] = []
        reached = 0
        for side in (N, E, S, W):
            if not line.arms & side:
                continue
            end = self.ends.beside(line, side) if side in (E, W) else self.ends.beyond(line, side)
            if end.piece is None:
                lacking.append((side, end))
                continue
            reached += 1
            self._reach(line, side, end.piece)
        for side, end in lacking:
            if end.blocked or not _may_lack(line, side, reached):
                reason = f'"{line.char}" has {end.reason} {WORDS[side]}'
                fault = Fault(line.row, line.column, reason, side)
                if reached == 1 and line.arms == N | S and not end.blocked:
                    self.lacking.append((line, fault))
                else:
                    self.found.append((line, fault))

    def _reach(self, line: Line, side: int, piece: Piece) -> None:
        if isinstance(piece, Text):
            self.found.append((line, Touch(piece, side, line.row, line.column)))
        else:
            self._join(line, piece)

    # Heads.

    def _follow_head(self, head: Head) -> None:
        """Takes a head to what it points at, and back to where it comes from."""
        target = self.ends.from_head(head, head.points)
        if isinstance(target.piece, Text):
            self.found.append((head, target.piece))
        elif isinstance(target.piece, Head) and target.piece.points == head.points:
            self._join(head, target.piece)
        else:
            reason = _pointed(target)
            self.found.append((head, Fault(head.row, head.column, f'"{head.char}" {reason}')))
        self._follow_tail(head)

    def _follow_tail(self, head: Head) -> None:
        tail = self.ends.from_head(head, head.tail)
        if isinstance(tail.piece, Line) and not faces(tail.piece, OPPOSITE[head.tail]):
            self.ends.joined_aside.add(tail.piece)
        if isinstance(tail.piece, Text):
            self.found.append((head, Touch(tail.piece, head.tail, head.row, head.column)))
        elif isinstance(tail.piece, Line) or (
            isinstance(tail.piece, Head) and (tail.piece.points == head.points or head.tail == N)
        ):
            self._join(head, tail.piece)
        else:
            reason = f'"{head.char}" has nothing {WORDS[head.tail]}'
            self.found.append((head, Fault(head.row, head.column, reason, head.tail)))

    def _allow_corners(self) -> None:
        """An upright line that another joins from the side may end there, as a corner does."""
        for line, fault in self.lacking:
            if line not in self.ends.joined_aside:
                self.found.append((line, fault))

    def _refuse_crossings(self) -> None:
        """A shaft reached from above and from below may be crossed or joined: not to be told."""
        for (piece, side), line in self.ends.entered.items():
            if side == N and (piece, S) in self.ends.entered:
                reason = f'"{line.char}" crosses a line without a joint'
                self.found.append((line, Fault(line.row, line.column, reason)))


def _put(net: Net, piece: Piece, fact: Touch | Fault | Text) -> None:
    if isinstance(fact, Touch):
        net.touches.append(fact)
    elif isinstance(fact, Fault):
        net.faults.append(fact)
    elif isinstance(piece, Head):
        net.targets.append((piece, fact))


def _may_lack(line: Line, side: int, reached: int) -> bool:
    """Whether an end may be missing: of a ``+`` with two others, or of the bar of a tee."""
    if line.char == "+":
        return reached >= 2
    stem = {ALL ^ N: S, ALL ^ S: N, ALL ^ E: W, ALL ^ W: E}.get(line.arms, 0)
    arms = line.arms.bit_count()
    return arms >= 3 and side != stem and reached == arms - 1


def _pointed(end: End) -> str:
    if end.piece is None:
        return "points at nothing"
    return "ends on a line"
