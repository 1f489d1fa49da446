"""What a drawn diagram says, as values: the names in it, its edges, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A name in a diagram, without its notes: ``Store (exists)`` is ``Store``, external.

    ``external`` says that the diagram calls it done: ``(exists)``, ``(existing)``,
    ``(done)``, ``(completed)``, ``✅``.
    """

    name: str
    note: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """``target`` depends on ``source``; ``line`` counts from 0 within the fence.

    ``soft``: order alone, a dotted line, or ``(optional)``. ``every``: one of the two names
    is no name but a word as written (``all``, ``all above``) that stands for every other
    component, or for every one before.
    """

    source: str
    target: str
    line: int
    soft: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A place in the drawing and what is to be said of it (plan grammar 3.11, PH606).

    The message is the sentence alone, without ``diagram:`` before it and the hint after it.
    ``line`` counts from 0 within the fence, ``column`` from 1 in display columns.
    """

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A fence read as a diagram.

    ``kind`` is ``text``, ``mermaid``, ``dot``, ``directory`` (a tree of files: no edges),
    ``gantt`` and the like (mermaid's own word: no edges), or ``other`` (not a diagram's
    fence). ``tree`` holds parent and child of a tree drawn without heads: a grouping, and
    dependencies only under a heading that says so. ``remarks`` tell how an edge was read
    where its drawing can be read two ways; nothing was dropped for them.
    """

    kind: str = "text"
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    tree: tuple[Edge, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    remarks: tuple[Dropped, ...] = ()

    @property
    def complete(self) -> bool:
        """Nothing was dropped; only then may the diagram alone block anything (4.2, rule 10)."""
        return not self.dropped

    @property
    def isolated(self) -> tuple[Node, ...]:
        """The nodes without any edge, in the order of the text."""
        used = {name for edge in self.edges for name in (edge.source, edge.target)}
        return tuple(node for node in self.nodes if node.name not in used)
