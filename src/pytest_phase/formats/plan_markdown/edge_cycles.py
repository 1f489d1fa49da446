"""Cycles among the dependencies that block (grammar 3.8, PH607)."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.edges import Edges

_MOST_SHOWN = 20


def report_cycles(edges: Edges) -> None:
    """PH607 for each cycle among dependencies that block, with its full path and lines."""
    positions = {each.component.id: each.position for each in edges.references.targets}
    graph = {
        position: [
            positions[each.component]
            for each in known.values()
            if each.component is not None and not each.soft
        ]
        for position, known in edges.found.items()
    }
    for cycle in _cycles(graph):
        _report_cycle(cycle, edges)


def _cycles(graph: dict[int, list[int]]) -> list[list[int]]:
    """One cycle for each back edge of a depth-first walk, nodes in the direction of depending."""
    done: set[int] = set()
    cycles: list[list[int]] = []
    for start in graph:
        path: list[int] = []
        place: dict[int, int] = {}
        stack = [(start, iter(graph[start]))] if start not in done else []
        while stack:
            node, others = stack[-1]
            if node not in place:
                place[node] = len(path)
                path.append(node)
            step = next((each for each in others if each not in done), None)
            if step is None:
                stack.pop()
                path.pop()
                del place[node]
                done.add(node)
            elif step in place:
                cycles.append(path[place[step] :])
            else:
                stack.append((step, iter(graph.get(step, []))))
    return cycles


def _report_cycle(cycle: list[int], edges: Edges) -> None:
    targets = edges.references.targets
    first = cycle.index(min(cycle))
    ordered = [targets[each].component for each in (*cycle[first:], *cycle[:first])]
    shown = [f"{each.name} (line {each.line})" for each in ordered[:_MOST_SHOWN]]
    edges.problems.add(
        "PH607",
        "error",
        f"dependency cycle: {' → '.join(shown)} → {ordered[0].name}",
        ordered[0].line,
        "Remove one of these dependencies.",
    )
