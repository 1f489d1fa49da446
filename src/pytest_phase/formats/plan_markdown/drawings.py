"""Which fences are dependency diagrams, and what their edges mean (grammar 3.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    ItemList,
    Paragraph,
    Quote,
    Section,
)
from pytest_phase.formats.plan_markdown.chains import chains
from pytest_phase.formats.plan_markdown.dependencies import read_references
from pytest_phase.formats.plan_markdown.edges import Edges
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.references import Target
from pytest_phase.formats.plan_markdown.vocabulary import ABOUT_ORDER

if TYPE_CHECKING:
    from pytest_phase.formats.plan_markdown.diagrams import Diagram, Edge

_INFOS = frozenset({"", "text", "txt", "ascii", "mermaid", "dot", "graphviz", "plaintext"})
_DRAWN = re.compile(
    r"[→►▶⟶⇒➜←◄◀↓▼↑▲─│┌└├┬┤┐┘┴┼]|[-=]>|<-|\b(?:depends on|needs|requires|blocks|after)\b"
    r"|\b(?:wave|stage|level|batch) \d|flowchart|graph |^\s*[|+`]-",
    re.I | re.M,
)
_LARGEST = 20_000


class Drawing(NamedTuple):
    """A fence that may be a diagram; ``announced``: its heading or the line above says so.

    ``strict``: a line of prose, which counts only if every name in it is known; ``soft``: it
    only suggests an order.
    """

    fence: Fence
    announced: bool
    strict: bool = False
    soft: bool = False


def drawings(root: Section) -> Iterator[Drawing]:
    """The fences of a file that may hold a dependency diagram, and its chains of names."""
    for section in root.walk():
        announced = bool(ABOUT_ORDER.search(plain(section.title))) if section.level else False
        yield from _in_blocks(section.blocks, announced)
    for fence, soft in chains(root):
        yield Drawing(fence, announced=True, strict=True, soft=soft)


def _in_blocks(blocks: Iterable[Block], announced: bool) -> Iterator[Drawing]:
    above = ""
    for block in blocks:
        match block:
            case Paragraph():
                above = block.text
            case Fence() if block.info.split(" ")[0].lower() in _INFOS:
                said = announced or _announces(above)
                if len(block.text) <= _LARGEST and (said or _DRAWN.search(block.text)):
                    yield Drawing(block, said)
            case ItemList():
                for item in block.items:
                    yield from _in_blocks(
                        (Paragraph(item.text, item.line), *item.blocks), announced
                    )
            case Quote():
                yield from _in_blocks(block.blocks, announced)


def _announces(above: str) -> bool:
    last = above.rstrip().rpartition("\n")[2]
    return last.rstrip("*_ ").endswith((":", "：")) and bool(ABOUT_ORDER.search(last[:200]))


def read_drawings(root: Section, edges: Edges) -> None:
    """Add the edges of every diagram to the dependencies; labels win (grammar 3.8)."""
    known: list[str] | None = None
    for drawing in drawings(root):
        # Half of what the reader imports; most plans draw nothing.
        from pytest_phase.formats.plan_markdown.diagrams import read_diagram

        known = _known(edges) if known is None else known
        diagram = read_diagram(drawing.fence.text, drawing.fence.info, known)
        drawn = Drawn(drawing, diagram, _resolved(diagram, edges))
        if (diagram.edges or diagram.tree) and _accepted(drawn, edges):
            _report_dropped(drawn, edges)
            _connect(drawn, edges)


class Drawn(NamedTuple):
    """A diagram that was read, with the components its names mean (external names left out)."""

    drawing: Drawing
    diagram: Diagram
    found: dict[str, tuple[Target, ...]]

    @property
    def edges(self) -> Iterator[tuple[Edge, bool]]:
        """The edges, and whether each is soft; a bare tree counts where the heading says so."""
        for edge in self.diagram.edges:
            yield edge, edge.soft or self.drawing.soft or not self.diagram.complete
        if self.drawing.announced:
            for edge in self.diagram.tree:
                yield edge, True


def _known(edges: Edges) -> list[str]:
    return [
        name
        for target in edges.references.targets
        for name in (target.component.name, *target.component.aliases)
    ]


def _resolved(diagram: Diagram, edges: Edges) -> dict[str, tuple[Target, ...]]:
    names = {node.name for node in diagram.nodes if not node.external}
    return {name: _resolve(name, edges) for name in names}


def _resolve(name: str, edges: Edges) -> tuple[Target, ...]:
    for reference in read_references(name, edges.references, edges.nobody):
        return reference.targets if reference.kind == "component" else ()
    return ()


def _accepted(drawn: Drawn, edges: Edges) -> bool:
    """A diagram is read if it is announced and half of its names are known, or all are."""
    known = sum(1 for targets in drawn.found.values() if targets)
    total = len(drawn.found)
    if known and known == total:
        return True
    if drawn.drawing.strict:
        return False
    if drawn.drawing.announced and known and known * 2 >= total:
        return True
    if drawn.drawing.announced and total and drawn.diagram.kind == "text":
        verb = "is a component" if known == 1 else "are components"
        edges.problems.add(
            "PH604",
            "info",
            f"fenced diagram ignored: {known} of {total} names {verb}",
            drawn.drawing.fence.line,
        )
    return False


def _report_dropped(drawn: Drawn, edges: Edges) -> None:
    """PH606 for what could not be read, and for what can be read in two ways."""
    first = drawn.drawing.fence.line + 1
    for dropped in drawn.diagram.dropped:
        edges.problems.add(
            "PH606",
            "warning",
            dropped.message,
            first + dropped.line,
            'Write "Depends on:" lines instead.',
            dropped.column,
        )
    for remark in drawn.diagram.remarks:
        edges.problems.add(
            "PH606", "info", remark.message, first + remark.line, column=remark.column
        )


def _connect(drawn: Drawn, edges: Edges) -> None:
    """Add each edge source → target as: target depends on source."""
    externals = {node.name for node in drawn.diagram.nodes if node.external}
    for edge, soft in drawn.edges:
        line = drawn.drawing.fence.line + 1 + edge.line
        column = edges.problems.document.column(line, edge.target)
        origin = Origin(line, "depends.diagram", column, not soft)
        for target in _meant(edge.target, edge, drawn, edges):
            sources = _meant(edge.source, edge, drawn, edges)
            if target.position in edges.stated:
                _report_difference(sources, target, edges, origin)
            elif sources:
                for source in sources:
                    edges.add(target, source, origin, soft, silent=edge.every)
            else:
                edges.add_external(target, edge.source, origin, edge.source not in externals)


def _meant(name: str, edge: Edge, drawn: Drawn, edges: Edges) -> tuple[Target, ...]:
    """The components a name means; ``all`` means every one (``edge.every``)."""
    found = drawn.found.get(name, ())
    if found or not edge.every:
        return found
    other = drawn.found.get(edge.source if name == edge.target else edge.target, ())
    targets = edges.references.targets
    if re.search(r"above|previous|prior|before|earlier|preceding", name, re.I) and other:
        return tuple(each for each in targets if each.position < other[0].position)
    return tuple(each for each in targets if each not in other)


def _report_difference(
    sources: tuple[Target, ...], target: Target, edges: Edges, origin: Origin
) -> None:
    """PH605 where a diagram has an edge that the component's own label does not have."""
    known = {each.component for each in edges.of(target)}
    for source in sources:
        if source.component.id not in known and source is not target:
            edges.problems.add(
                "PH605",
                "info",
                f'diagram: "{target.component.name}" depends on "{source.component.name}", '
                "its own label does not say so; the label holds",
                origin.line,
                column=origin.column,
            )
