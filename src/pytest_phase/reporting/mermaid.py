"""The dependency graph as a Mermaid flowchart, with the state of every component."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_phase.core.cycle import Standing
from pytest_phase.core.plan import Dependency
from pytest_phase.core.report import Report
from pytest_phase.reporting.layout import labels, printable

# Colours that keep dark text readable, on a light page and on a dark one.
CLASSES = (
    "classDef pending fill:#eeeeee,stroke:#8c8c8c,color:#1f1f1f",
    "classDef in_progress fill:#fff1b8,stroke:#b58a00,stroke-width:3px,color:#1f1f1f",
    "classDef completed fill:#d3f2d9,stroke:#2f8f46,color:#1f1f1f",
    "classDef external fill:#ffffff,stroke:#8c8c8c,stroke-dasharray:5 5,color:#1f1f1f",
)

# Mermaid ends a label at a quote, and reads HTML, Markdown and `#...;` in it.
_ENTITIES = {ord(each): f"#{ord(each)};" for each in '"#&<>`'}
# It reads `\n` and `$$` after the entities: a space of no width keeps the two signs apart.
_ENTITIES |= {ord(each): f"#{ord(each)};#8203;" for each in "\\$"}


def graph(report: Report) -> str:
    """A flowchart from what is needed to what needs it; ends in a newline.

    Dashed boxes are external, dotted arrows come from the plan's order alone and block
    nothing. The ids of nodes are generated: a name may hold anything.
    """
    called = labels(report.plan)
    nodes = {each.id: f"c{position}" for position, each in enumerate(report.standings, start=1)}
    outside = {name: f"x{position}" for position, name in enumerate(_external(report), start=1)}
    lines = [
        *(_node(nodes[each.id], called[each.id], each) for each in report.standings),
        *(f'{node}["{label(name)}"]:::external' for name, node in outside.items()),
        *_edges(report, nodes, outside),
        *CLASSES,
    ]
    return "\n".join(["flowchart LR", *(f"    {line}" for line in lines)]) + "\n"


def label(text: str) -> str:
    """The text as the inside of a quoted label."""
    return printable(text).translate(_ENTITIES)


def _node(node: str, name: str, standing: Standing) -> str:
    return (
        f'{node}["{label(name)}<br/>{standing.state}<br/>{_counts(standing)}"]:::{standing.state}'
    )


def _counts(standing: Standing) -> str:
    known = len(standing.known)
    if not known:
        return standing.cycle
    return f"red {len(standing.red)}/{known}, green {len(standing.green)}/{known}"


def _external(report: Report) -> list[str]:
    """The names of what is no component, each once, in the plan's order."""
    return list(dict.fromkeys(each.name for _, each in _dependencies(report) if _outside(each)))


def _edges(report: Report, nodes: Mapping[str, str], outside: Mapping[str, str]) -> Iterator[str]:
    seen = set()
    for id, each in _dependencies(report):
        source = outside[each.name] if _outside(each) else nodes.get(each.component or "")
        edge = f"{source} {'-.->' if each.soft else '-->'} {nodes[id]}"
        if source is not None and edge not in seen:
            seen.add(edge)
            yield edge


def _dependencies(report: Report) -> Iterator[tuple[str, Dependency]]:
    for standing in report.standings:
        for each in standing.component.depends_on:
            yield standing.id, each


def _outside(dependency: Dependency) -> bool:
    return dependency.component is None
