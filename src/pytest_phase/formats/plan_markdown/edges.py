"""The dependencies of all components: labels, diagrams, else the plan's order (grammar 3.8)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pytest_phase.core.plan import Component, Dependency, Origin
from pytest_phase.formats.plan_markdown.dependencies import (
    ADVICE,
    Reference,
    is_none,
    read_references,
)
from pytest_phase.formats.plan_markdown.group_labels import GroupLabels
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import TASK, Passage
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.references import References, Target

_NOT_COMPONENTS = re.compile(
    r"\.(?:md|txt|toml|cfg|json|ya?ml)\b|[<>=~]=|\d+(?:\.\d+)+\+|\b(?:python|pip|docker|node"
    r"|postgres\w*|redis"
    r"|read|install|understand|access|library|package)\b",
    re.I,
)
_LONGEST = 500
_MOST_SUGGESTIONS = 20
_MOST_EDGES = 100_000


@dataclass(slots=True)
class Edges:
    """Dependencies by component position, and whether its labels said anything."""

    references: References
    problems: Problems
    found: dict[int, dict[str, Dependency]] = field(default_factory=dict)
    stated: set[int] = field(default_factory=set)
    suggestions: int = 0
    count: int = 0

    @property
    def nobody(self) -> Target:
        """A target that stands for no component: the one who draws a diagram."""
        return Target(-1, Component("", "", Origin(1, "")))

    def of(self, target: Target) -> tuple[Dependency, ...]:
        """The dependencies of one component."""
        return tuple(self.found.get(target.position, {}).values())

    def add(
        self, target: Target, on: Target, origin: Origin, soft: bool = False, silent: bool = False
    ) -> None:
        """Keep one dependency; a certain one replaces a soft one."""
        if target is on:
            if not soft and not silent:
                self._report_self(target, origin)
            return
        component = on.component
        self._keep(target, component.id, Dependency(component.name, origin, component.id, soft))

    def add_external(self, target: Target, name: str, origin: Origin, report: bool = True) -> None:
        """Keep a dependency on something outside the plan: satisfied."""
        if not name:
            return
        self._keep(target, f"external {name}", Dependency(name, origin))
        if report:
            self.problems.add(
                "PH603",
                "info",
                f'"{name}" is outside the plan: taken as there already',
                origin.line,
                column=origin.column,
            )

    def _keep(self, target: Target, key: str, dependency: Dependency) -> None:
        known = self.found.setdefault(target.position, {})
        if key in known and (dependency.soft or not known[key].soft):
            return
        if self.count < _MOST_EDGES:
            self.count += 1
            known[key] = dependency

    def read_labels(self, target: Target, passages: Iterable[Passage]) -> None:
        """The values of a component's own labels, and the lists below empty ones."""
        for passage in passages:
            if passage.kind not in ("item", "line", "row") or not passage.text.strip():
                continue
            if passage.label not in ("depends", "blocks", "prerequisites"):
                continue
            if not passage.own and passage.kind != "item":
                continue
            if is_none(passage.text):
                self.stated.add(target.position)
            else:
                self._read_value(target, passage)

    def read_group_labels(self, target: Target, group: GroupLabels, first: int) -> None:
        """The labels of a group hold for each of its components, unless one says it has none.

        ``first`` is the position of the group's first component: *all above* ends there.
        """
        if target.position in self.stated and not self.found.get(target.position):
            return
        near = target._replace(position=first, word=group.heading.word, number=group.heading.number)
        for passage in group.passages:
            if not passage.text.strip():
                continue
            if is_none(passage.text):
                self.stated.add(target.position)
            else:
                self._read_value(target, passage, near)

    def read_directive(self, target: Target, names: list[str], line: int) -> None:
        """What a directive's ``after=`` names; it replaces the labels."""
        self.stated.add(target.position)
        for name in names:
            column = self.problems.document.column(line, name)
            origin = Origin(line, "directive", column)
            passage = Passage("item", name, line, label="depends", own=True)
            self._read_names(target, passage, origin)

    def _read_value(
        self,
        target: Target,
        passage: Passage,
        near: Target | None = None,
    ) -> None:
        origin = self.problems.origin(passage, 0, passage.text.split("\n")[0], "depends.label")
        if passage.label == "depends" and passage.info != TASK:  # one task of many says not all
            self.stated.add(target.position)
        self._read_names(target, passage, origin, near)

    def _read_names(
        self,
        target: Target,
        passage: Passage,
        origin: Origin,
        near: Target | None = None,
    ) -> None:
        if self.count >= _MOST_EDGES:
            return
        soft = bool(ADVICE.search(passage.text[:_LONGEST]))
        for reference in read_references(
            passage.text, self.references, near or target, passage.label != "prerequisites"
        ):
            match reference.kind:
                case "component":
                    if passage.label == "prerequisites":
                        self.stated.add(target.position)
                    for other in reference.targets:
                        if near and target.group and other.group == target.group:
                            continue
                        pair = (other, target) if passage.label == "blocks" else (target, other)
                        self.add(*pair, origin, soft)
                        self._report_later(*pair, origin)
                case "external":
                    self.add_external(target, reference.name, origin)
                case "missing":
                    self._report_range(reference, origin)
                case "unresolved":
                    self._report_unresolved(reference, passage, origin)

    def _report_self(self, target: Target, origin: Origin) -> None:
        self.problems.add(
            "PH608",
            "warning",
            f'"{target.component.name}" depends on itself; ignored',
            origin.line,
            column=origin.column,
        )

    def _report_later(self, target: Target, on: Target, origin: Origin) -> None:
        if on.position > target.position and self.count < _MOST_EDGES:
            self.problems.add(
                "PH609",
                "info",
                f'"{target.component.name}" depends on a later component, "{on.component.name}" '
                f"(line {on.component.line})",
                origin.line,
                column=origin.column,
            )

    def _report_range(self, reference: Reference, origin: Origin) -> None:
        self.problems.add(
            "PH602",
            "warning",
            f'range "{reference.name}": an end of it is no component; ignored',
            origin.line,
            "Name both ends as the plan's headings do.",
            origin.column,
        )

    def _report_unresolved(self, reference: Reference, passage: Passage, origin: Origin) -> None:
        name = plain(reference.name)
        loose = passage.label == "prerequisites" or _NOT_COMPONENTS.search(passage.text[:500])
        self.problems.add(
            "PH601",
            "info" if loose else "warning",
            f'depends on "{name}": no such component{self._suggestion(name)}',
            origin.line,
            "" if loose else 'Name a component of the plan, or write "(exists)" after the name.',
            origin.column,
        )

    def _suggestion(self, name: str) -> str:
        self.suggestions += 1
        if self.suggestions > _MOST_SUGGESTIONS:
            return ""
        near = [f'"{each.name}" (line {each.line})' for each in self.references.nearest(name)]
        return f". Did you mean {' or '.join(near)}?" if near else ""


def order_edges(edges: Edges) -> None:
    """Without any stated dependency: those of the plan's order, soft but in a strict one (3.8)."""
    policy = edges.problems.reading.order
    if policy == "none" or edges.stated or any(edges.found.values()):
        return
    strict = policy == "document-strict"
    targets = edges.references.targets
    for before, target in itertools.pairwise(targets):
        origin = Origin(target.component.line, "depends.order", certain=strict)
        edges.add(target, before, origin, soft=not strict)
