"""Which component depends on which: labels, sentences, diagrams, else the order (grammar 3.8)."""

from __future__ import annotations

from pytest_phase.core.plan import Component, Dependency
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.components import Decision
from pytest_phase.formats.plan_markdown.drafts import Draft
from pytest_phase.formats.plan_markdown.drawings import read_drawings
from pytest_phase.formats.plan_markdown.edge_cycles import report_cycles
from pytest_phase.formats.plan_markdown.edges import Edges, order_edges
from pytest_phase.formats.plan_markdown.group_labels import Groups
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.references import References, Target, group_numbers
from pytest_phase.formats.plan_markdown.statements import read_statements
from pytest_phase.formats.plan_markdown.units import Unit


def connected(
    components: tuple[Component, ...], drafts: list[Draft], decision: Decision, problems: Problems
) -> tuple[Component, ...]:
    """The components with their dependencies: labels, sentences, diagrams, else the order."""
    targets = [
        _target(position, component, draft.unit)
        for position, (component, draft) in enumerate(zip(components, drafts, strict=True))
    ]
    groups = Groups(decision.headings)
    edges = Edges(References(targets, group_numbers(groups.numbers), groups.ids), problems)
    firsts: dict[Section, int] = {}
    for target, draft in zip(targets, drafts, strict=True):
        after = draft.directive.list("after") if draft.directive else None
        if after is not None and draft.directive:
            edges.read_directive(target, after, draft.directive.line)
            continue
        edges.read_labels(target, draft.unit.passages)
        if draft.unit.rows and target.position not in edges.stated:
            edges.read_labels(target, draft.unit.rows)
        for group in groups.above(draft.unit.groups):
            first = firsts.setdefault(group.section, target.position)
            edges.read_group_labels(target, group, first)
    if targets:
        read_statements(decision.document.root, edges)
        read_drawings(decision.document.root, edges)
    order_edges(edges)
    report_cycles(edges)
    optional = frozenset(
        component.id
        for component, draft in zip(components, drafts, strict=True)
        if draft.unit.optional
    )
    return tuple(
        component._replace(depends_on=_softened(edges.of(target), optional))
        for component, target in zip(components, targets, strict=True)
    )


def _softened(
    dependencies: tuple[Dependency, ...], optional: frozenset[str]
) -> tuple[Dependency, ...]:
    """Nothing has to wait for a component that is optional (grammar 3.3)."""
    if not optional:
        return dependencies
    return tuple(
        each._replace(soft=True) if each.component in optional else each for each in dependencies
    )


def _target(position: int, component: Component, unit: Unit) -> Target:
    heading = unit.heading
    return Target(
        position,
        component,
        heading.word if heading else "",
        heading.number if heading else "",
        unit.phase or "",
    )
