"""Every drawing of the diagram fixtures again, in a plan whose components have the names in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import read_plan

FIXTURES = Path(__file__).parent / "diagrams"


class Drawing(NamedTuple):
    """A fixture: its text, edges (source, target), names outside, and whether all was read.

    ``soft`` are the edges that are order alone.
    """

    text: str
    edges: frozenset[tuple[str, str]]
    external: frozenset[str]
    complete: bool
    soft: frozenset[tuple[str, str]] = frozenset()

    @property
    def info(self) -> str:
        """The info string that such a fence has."""
        first = self.text.split(maxsplit=1)[0] if self.text.strip() else ""
        return {"digraph": "dot", "flowchart": "mermaid", "graph": "mermaid"}.get(first, "")

    @property
    def names(self) -> list[str]:
        """The names that are components, in the order of the text."""
        ends = {name for edge in self.edges | self.soft for name in edge} - self.external
        return sorted(ends, key=lambda name: (self.text.find(name), name))


def drawings() -> Iterator[tuple[str, Drawing]]:
    """The fixtures that have an edge between names, by title."""
    for path in sorted(FIXTURES.glob("*.txt")):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        for title, text, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
            lines = expected.splitlines()
            if any("(every)" in line or line.startswith("kind: other") for line in lines):
                continue
            outside = next((line for line in lines if line.startswith("external: ")), "external: ")
            edges = frozenset(_edge(line, " → ") for line in lines if " → " in line)
            soft = frozenset(_edge(line, " ~> ") for line in lines if " ~> " in line)
            complete = not any(line.startswith("dropped at") for line in lines)
            external = frozenset(outside.removeprefix("external: ").split(", "))
            if edges:
                yield (
                    f"{path.stem}: {title.strip()}",
                    Drawing(text, edges, external, complete, soft),
                )


def _edge(line: str, arrow: str) -> tuple[str, str]:
    source, _, target = line.strip().partition(arrow)
    return source, target


CASES = dict(drawings())


def planned(drawing: Drawing) -> Plan:
    """A plan with the drawing below a heading about dependencies, and a task for each name."""
    tasks = "".join(f"### Work Unit W{n}: {name}\n" for n, name in enumerate(drawing.names, 1))
    fence = f"```{drawing.info}\n{drawing.text}\n```\n"
    return read_plan(f"# Plan\n\n{tasks}\n## Dependency graph\n\n{fence}", "PLAN.md")


@pytest.mark.parametrize("drawing", CASES.values(), ids=CASES)
def test_a_drawing_makes_dependencies(drawing: Drawing) -> None:
    """Edges between components are dependencies; they block only if all of the drawing was read."""
    plan = planned(drawing)
    names = {each.id: each.name for each in plan.components}
    assert list(names.values()) == drawing.names
    inside = {edge for edge in drawing.edges if not drawing.external.intersection(edge)}
    drawn = {
        (names[need.component], each.name)
        for each in plan.components
        for need in each.depends_on
        if need.component is not None and need.origin.rule == "depends.diagram"
    }
    blocking = {(names[id], each.name) for each in plan.components for id in each.requires}
    # A drawing in which fewer than half of the names are components is ignored.
    assert inside <= drawn or not drawing.complete
    assert blocking == (inside if drawing.complete else set())


def test_the_drawings_are_found() -> None:
    """All forms of the diagrams are tried, the 26 examples of the grammar among them."""
    assert len(CASES) > 80
