"""Which pieces of a drawing touch: lines joined into nets, and the texts at their ends (4.2)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_phase.formats.plan_markdown.diagram_sheet import (
    ALL,
    OPPOSITE,
    STEP,
    E,
    Head,
    Line,
    N,
    Piece,
    S,
    Sheet,
    Text,
    W,
    Wall,
    gap,
)

TREE_REACH = 4
WORDS = {N: "above it", S: "below it", E: "to its right", W: "to its left"}


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


@dataclass(frozen=True, slots=True)
class _End:
    """Where one arm leads: a piece, or none and the reason."""

    piece: Piece | None = None
    reason: str = "nothing"
    blocked: bool = False


NOTHING = _End()


def nets_of(sheet: Sheet) -> list[Net]:
    """The nets of a drawing, in the order of their first piece."""
    return _Joints(sheet).nets()


class _Joints:
    """Follows every arm once; pieces that join get the same net (a disjoint-set forest)."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.leader: dict[Piece, Piece] = {}
        self.found: list[tuple[Piece, Touch | Fault | Text]] = []
        self.entered: dict[tuple[Piece, int], Line] = {}
        self.joined_aside: set[Line] = set()
        self.lacking: list[tuple[Line, Fault]] = []
        self.leads = [_lead(row) for row in sheet.rows]
        self.parents = _parents(sheet, self.leads)

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
        for piece, fact in self.found:
            _put(nets[self._find(piece)], piece, fact)
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
        lacking: list[tuple[int, _End]] = []
        reached = 0
        for side in (N, E, S, W):
            if not line.arms & side:
                continue
            end = self._beside(line, side) if side in (E, W) else self._beyond(line, side)
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

    def _beside(self, line: Line, side: int) -> _End:
        """Where a horizontal arm leads."""
        other = self.sheet.beside(line, line.row, side)
        if other is None:
            return NOTHING
        apart = gap(line, other)
        if isinstance(other, Text):
            loose = line.char == "+" and not (side == E and self._leads(line) and apart <= 1)
            return NOTHING if loose else _End(other)
        if apart > 1 or (apart and line.char == "+"):
            return NOTHING
        if isinstance(other, Head):
            return _End(other) if other.tail == OPPOSITE[side] else _End(None, "a head", True)
        if isinstance(other, Line):
            return self._beside_line(line, other, side, apart)
        return _End(None, f'"{other.char}"', True)

    def _beside_line(self, line: Line, other: Line, side: int, apart: int) -> _End:
        """A line meets a line: face to face, or from the side on an upright one."""
        if other.arms & OPPOSITE[side]:
            return _End(other)
        upright = other.arms & (N | S) == N | S
        if apart or not upright:
            return _End(None, f'"{other.char}"', True) if line.char != "+" else NOTHING
        beyond = self.sheet.beside(other, line.row, side)
        crosses = isinstance(beyond, Line | Head) and gap(other, beyond) == 0
        if crosses and other.arms == N | S and not other.ascii:
            return _End(None, "a crossing without a joint", True)
        self.joined_aside.add(other)
        return _End(other)

    def _beyond(self, line: Line, side: int) -> _End:
        """Where a vertical arm leads: straight on, else one column off if that is unique."""
        row = line.row + STEP[side][0]
        straight = self.sheet.grid.get((row, line.column))
        end = self._straight(line, side, straight)
        if end is None:
            end = self._aside(row, line, side)
        tree = side == N and self._is_branch(line)
        if tree and end.piece is None:
            return self._parent(line) or end
        if tree and end.piece and self._is_twig(end.piece, line):
            return self._parent(line) or _End(None, "a branch or a parent", True)
        return end

    def _straight(self, line: Line, side: int, other: Piece | None) -> _End | None:
        """The end in the cell straight on; None where it is not for this line to join."""
        if isinstance(other, Text):
            return self._on_text(line, side, other)
        if isinstance(other, Wall):
            return _End(None, f'"{other.char}"', True)
        if isinstance(other, Head):
            if other.tail == OPPOSITE[side]:
                return _End(other)
            hangs = side == N and other.points in (E, W)
            return _End(other) if hangs else _End(None, "a head", True)
        if other is None:
            return None
        if other.arms & OPPOSITE[side]:
            return _End(other)
        if other.arms & (E | W) != E | W:
            return None
        self.entered[other, side] = line
        return _End(other) if side == N else _End(None, "a line that does not join it", True)

    def _on_text(self, line: Line, side: int, text: Text) -> _End:
        """A vertical arm on a text: the bar of a tee stops there only at the top of a tree."""
        if line.char == "+":
            return _End(text) if side == N and self._leads(line) else NOTHING
        bar = line.arms & (N | S) == N | S and line.arms & (E | W)
        if bar and (side == S or line.arms & W):
            return _End(None, f'"{_short(text)}"', True)
        return _End(text)

    def _aside(self, row: int, piece: Line | Head, side: int) -> _End:
        """The one piece a column to the left or right that faces ``piece`` and no other."""
        bar = isinstance(piece, Line) and piece.arms & (E | W)
        plain = bar and isinstance(piece, Line) and piece.arms & (N | S) == N | S
        found: list[Piece] = []
        for column in (piece.column - 1, piece.column + 1):
            other = self.sheet.grid.get((row, column))
            if isinstance(other, Text):
                found += [] if plain and side == S else [other]
            elif side == N and _is_shaft(other):
                found.append(other)
            elif isinstance(other, Line | Head) and _faces(other, OPPOSITE[side]):
                taken = self.sheet.grid.get((piece.row, column))
                if not (isinstance(taken, Line | Head) and _faces(taken, side)):
                    found.append(other)
        if len(found) == 1:
            return _End(found[0])
        return _End(None, "more than one end") if found else NOTHING

    # Trees.

    def _leads(self, piece: Piece) -> bool:
        """Whether a piece is the first of its row, upright lines aside."""
        return self.leads[piece.row] is piece

    def _is_branch(self, line: Line) -> bool:
        return bool(line.arms & E) and (line.arms != ALL or line.char == "+") and self._leads(line)

    def _is_twig(self, piece: Piece, line: Line) -> bool:
        """Whether ``piece`` is the arrow of a branch further left: then ``line`` is its child.

        One column further left is no indentation, but a join that is one off.
        """
        lead = self.leads[piece.row]
        shaft = isinstance(piece, Head) or (isinstance(piece, Line) and piece.arms == E | W)
        return (
            shaft
            and isinstance(lead, Line)
            and lead.column + 1 < line.column
            and self._is_branch(lead)
            and self._own_arrow(lead, piece)
        )

    def _own_arrow(self, lead: Line, piece: Piece) -> bool:
        """Whether no text stands between a branch and a piece of its row."""
        row = self.sheet.rows[lead.row]
        between = row[row.index(lead) : row.index(piece)]
        return not any(isinstance(each, Text) for each in between)

    def _parent(self, branch: Line | Head) -> _End | None:
        """The node a branch of a tree belongs to, by indentation (rule 6).

        None where the row above is a branch whose bar should go on and does not: then this
        one may as well be its neighbour, a few columns off.
        """
        row = self.parents[branch.row]
        lead = self.leads[row] if row is not None else None
        if row is None or lead is None:
            return None
        if lead.column == branch.column and isinstance(lead, Line):
            return _End(lead) if lead.arms & S else None
        if isinstance(lead, Line) and lead.arms & S and not self._goes_down(lead):
            return None
        reach = range(branch.column, branch.column + TREE_REACH + 1)
        texts = [
            each
            for each in self.sheet.rows[row]
            if isinstance(each, Text)
            and (each.column in reach or each.column <= branch.column < each.end)
        ]
        return _End(texts[0]) if len(texts) == 1 else None

    def _goes_down(self, line: Line) -> bool:
        below = self.sheet.grid.get((line.row + 1, line.column))
        return isinstance(below, Line) and bool(below.arms & N)

    # Heads.

    def _follow_head(self, head: Head) -> None:
        """Takes a head to what it points at, and back to where it comes from."""
        target = self._from_head(head, head.points)
        if isinstance(target.piece, Text):
            self.found.append((head, target.piece))
        elif isinstance(target.piece, Head) and target.piece.points == head.points:
            self._join(head, target.piece)
        else:
            reason = _pointed(target)
            self.found.append((head, Fault(head.row, head.column, f'"{head.char}" {reason}')))
        self._follow_tail(head)

    def _follow_tail(self, head: Head) -> None:
        tail = self._from_head(head, head.tail)
        if isinstance(tail.piece, Line) and not _faces(tail.piece, OPPOSITE[head.tail]):
            self.joined_aside.add(tail.piece)
        if isinstance(tail.piece, Text):
            self.found.append((head, Touch(tail.piece, head.tail, head.row, head.column)))
        elif isinstance(tail.piece, Line) or (
            isinstance(tail.piece, Head) and (tail.piece.points == head.points or head.tail == N)
        ):
            self._join(head, tail.piece)
        else:
            reason = f'"{head.char}" has nothing {WORDS[head.tail]}'
            self.found.append((head, Fault(head.row, head.column, reason, head.tail)))

    def _from_head(self, head: Head, side: int) -> _End:
        if side in (E, W):
            other = self.sheet.beside(head, head.row, side)
            near = other is not None and (isinstance(other, Text) or gap(head, other) <= 1)
            if isinstance(other, Line) and gap(head, other) and not _faces(other, OPPOSITE[side]):
                near = False
            return _End(other) if near else NOTHING
        row = head.row + STEP[side][0]
        if 0 <= row < len(self.sheet.rows) and not self.sheet.rows[row]:
            return self._over_blank(head, row + STEP[side][0])
        other = self.sheet.grid.get((row, head.column))
        if other is not None and not (isinstance(other, Line) and not self._hangs(other, side)):
            return _End(other)
        end = self._aside(row, head, side)
        if end.piece is None and head.char in "↳⤷":
            return self._parent(head) or end
        return end if end.piece else self._alone(head, row)

    def _hangs(self, line: Line, side: int) -> bool:
        return _faces(line, OPPOSITE[side]) or line.arms & (E | W) == E | W

    def _over_blank(self, head: Head, row: int) -> _End:
        """A head may stand between blank lines (only texts are looked for beyond one)."""
        other = self.sheet.grid.get((row, head.column))
        return _End(other) if isinstance(other, Text) else self._alone(head, row)

    def _alone(self, head: Head, row: int) -> _End:
        """A head alone on its line goes with a text alone on the next, whatever its column."""
        if 0 <= row < len(self.sheet.rows) and len(self.sheet.rows[head.row]) == 1:
            pieces = self.sheet.rows[row]
            if len(pieces) == 1 and isinstance(pieces[0], Text):
                return _End(pieces[0])
        return NOTHING

    def _allow_corners(self) -> None:
        """An upright line that another joins from the side may end there, as a corner does."""
        for line, fault in self.lacking:
            if line not in self.joined_aside:
                self.found.append((line, fault))

    def _refuse_crossings(self) -> None:
        """A shaft reached from above and from below may be crossed or joined: not to be told."""
        for (piece, side), line in self.entered.items():
            if side == N and (piece, S) in self.entered:
                reason = f'"{line.char}" crosses a line without a joint'
                self.found.append((line, Fault(line.row, line.column, reason)))


def _put(net: Net, piece: Piece, fact: Touch | Fault | Text) -> None:
    if isinstance(fact, Touch):
        net.touches.append(fact)
    elif isinstance(fact, Fault):
        net.faults.append(fact)
    elif isinstance(piece, Head):
        net.targets.append((piece, fact))


def _faces(piece: Line | Head, side: int) -> bool:
    """Whether a piece reaches out to ``side``: an arm, or the tail of a head."""
    return bool(piece.arms & side) if isinstance(piece, Line) else piece.tail == side


def _is_shaft(piece: Piece | None) -> bool:
    """Whether a branch may hang from a piece: a plain shaft or the head of one."""
    if isinstance(piece, Head):
        return piece.points in (E, W)
    return isinstance(piece, Line) and piece.arms == E | W


def _may_lack(line: Line, side: int, reached: int) -> bool:
    """Whether an end may be missing: of a ``+`` with two others, or of the bar of a tee."""
    if line.char == "+":
        return reached >= 2
    stem = {ALL ^ N: S, ALL ^ S: N, ALL ^ E: W, ALL ^ W: E}.get(line.arms, 0)
    arms = line.arms.bit_count()
    return arms >= 3 and side != stem and reached == arms - 1


def _lead(row: list[Piece]) -> Piece | None:
    """The first piece of a row that is no upright line."""
    for piece in row:
        if not (isinstance(piece, Line) and piece.arms == N | S):
            return piece
    return None


def _parents(sheet: Sheet, leads: list[Piece | None]) -> list[int | None]:
    """For each row the nearest row above that is indented no deeper, down from a blank row."""
    open_rows: list[tuple[int, int]] = []
    parents: list[int | None] = []
    for row, lead in enumerate(leads):
        if lead is None:
            parents.append(None)
            open_rows = open_rows if sheet.rows[row] else []
            continue
        while open_rows and open_rows[-1][1] > lead.column:
            open_rows.pop()
        parent = open_rows[-1][0] if open_rows else None
        if open_rows and open_rows[-1][1] == lead.column:
            sibling = leads[open_rows.pop()[0]]
            last = isinstance(sibling, Line) and not sibling.arms & S
            parent = parents[sibling.row] if last and sibling else parent
        parents.append(parent)
        open_rows.append((row, lead.column))
    return parents


def _pointed(end: _End) -> str:
    if end.piece is None:
        return "points at nothing"
    return "ends on a line"


def _short(text: Text) -> str:
    return text.text if len(text.text) <= 30 else f"{text.text[:29]}…"
