"""A diagram while it is being read: gathers nodes, edges and complaints, then becomes a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product

from pytest_phase.formats.plan_markdown.diagram_names import Name, key, numbered, read_names
from pytest_phase.formats.plan_markdown.diagram_values import Diagram, Dropped, Edge, Node

MOST_EDGES = 5_000
MOST_FAULTS = 100
KEPT_SHOWN = 3


class Draft:
    """Collects what the rules read, in any order; ``known`` names are never split as lists.

    ``numbers`` are the names that stand behind a number in a list.
    ``flipped``: the drawing's own legend says that its arrows mean "depends on".
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known: Collection[str] = frozenset(key(each) for each in known)
        self.flipped = False
        self.numbers: dict[str, Name] = {}
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str], Edge] = {}
        self._tree: dict[tuple[str, str], Edge] = {}
        self._faults: list[tuple[int, int, str, str]] = []
        self._remarks: list[Dropped] = []

    def names(self, text: str, sentence: bool = False) -> tuple[Name, ...]:
        """The names in a text run, by this diagram's known names."""
        return read_names(text, self.known, sentence)

    def add(self, names: Iterable[Name]) -> list[str]:
        """Keeps the names as nodes and gives their spelling: a repeated name is one node."""
        return [self._spelled(each) for each in names]

    def _spelled(self, name: Name) -> str:
        name = self.numbers.get(name.text, name)
        if name.every:
            return name.text
        seen = self._nodes.setdefault(key(name.text), Node(name.text, name.note, name.external))
        if (name.note and not seen.note) or name.external > seen.external:
            node = Node(seen.name, seen.note or name.note, seen.external or name.external)
            self._nodes[key(name.text)] = node
        return seen.name

    def connect(
        self, sources: Iterable[Name], targets: Iterable[Name], line: int, soft: bool = False
    ) -> bool:
        """Edges from each source to each target; False if there are too many to be meant."""
        sources, targets = tuple(sources), tuple(targets)
        if len(sources) * len(targets) + len(self._edges) > MOST_EDGES:
            return False
        for source, target in product(sources, targets):
            every = source.every or target.every
            edge = Edge(self._spelled(source), self._spelled(target), line, soft, every)
            _keep(self._edges, edge)
        return True

    def group(self, parents: Iterable[Name], children: Iterable[Name], line: int) -> None:
        """Parent and child of a tree without heads; ``all`` has no parts and is part of nothing."""
        for parent, child in product(parents, tuple(children)):
            if len(self._tree) < MOST_EDGES and not (parent.every or child.every):
                _keep(self._tree, Edge(self._spelled(parent), self._spelled(child), line))

    def drop(self, line: int, column: int, why: str, lost: str = "") -> None:
        """Something could not be read: ``column`` counts from 0; ``lost`` is what went with it."""
        self._faults.append((line, column + 1, why, lost))

    def remark(self, line: int, column: int, message: str) -> None:
        """How an edge was read that can be read two ways; ``column`` counts from 0."""
        self._remarks.append(Dropped(line, column + 1, message))

    def diagram(self, kind: str) -> Diagram:
        """The value: nodes in the order of the text, complaints by line and column."""
        if kind == "text":
            self._order_groups()
        return Diagram(
            kind=kind,
            nodes=tuple(self._nodes.values()),
            edges=tuple(self._edges.values()),
            tree=tuple(self._tree.values()),
            dropped=tuple(self._complaints()),
            remarks=tuple(dict.fromkeys(sorted(self._remarks, key=lambda each: each.line))),
        )

    def _order_groups(self) -> None:
        """Numbered groups that follow each other are in that order, softly (example D25)."""
        children = {edge.target for edge in self._tree.values()}
        roots: dict[str, int] = {}
        for each in self._tree.values():
            if each.source not in children:
                roots.setdefault(each.source, each.line)
        for first, second in zip(roots, list(roots)[1:], strict=False):
            one, two = numbered(first), numbered(second)
            if one and two and one[0] == two[0] and one[1] < two[1]:
                _keep(self._edges, Edge(first, second, roots[second], soft=True))

    def _complaints(self) -> Iterator[Dropped]:
        """The faults in order, each place once, with what was kept in spite of them."""
        kept = [f"{edge.source}→{edge.target}" for edge in self._edges.values()]
        more = f" and {len(kept) - KEPT_SHOWN} more" if len(kept) > KEPT_SHOWN else ""
        edges = f". Edges kept: {', '.join(kept[:KEPT_SHOWN])}{more}" if kept else ""
        places: dict[tuple[int, int], tuple[str, str]] = {}
        for line, column, why, lost in sorted(self._faults):
            places.setdefault((line, column), (why, lost))
        for (line, column), (why, lost) in list(places.items())[:MOST_FAULTS]:
            dropped = f". Dropped: {lost}" if lost else ""
            yield Dropped(line, column, f"{why}{edges}{dropped}")


def _keep(edges: dict[tuple[str, str], Edge], edge: Edge) -> None:
    """One edge for each pair; a certain one replaces a soft one."""
    pair = (edge.source, edge.target)
    if pair not in edges or (edges[pair].soft and not edge.soft):
        edges[pair] = edge
