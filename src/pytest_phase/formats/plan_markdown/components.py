"""Which headings, items and rows are the plan's components (grammar 3.2, the component decision).

``decide`` walks the sections once, bottom up. Every section answers with the units below it;
a section whose kind makes it a component answers with itself if nothing below it is one.
"""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.core.plan import Phase
from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.checklists import (
    extends_items,
    has_boxes,
    item_units,
)
from pytest_phase.formats.plan_markdown.choosing import chosen
from pytest_phase.formats.plan_markdown.coded_tasks import task_list_units
from pytest_phase.formats.plan_markdown.dialects import PATTERN, of_dialect, patterned
from pytest_phase.formats.plan_markdown.directives import directs
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.families import (
    as_part,
    extends,
    group_default,
    is_family,
    kept_aside,
    without_repeats,
    without_stages,
)
from pytest_phase.formats.plan_markdown.grouping import phases_of, place_in_groups
from pytest_phase.formats.plan_markdown.heading_units import heading_unit, is_guide, whole_file
from pytest_phase.formats.plan_markdown.headings import Heading, read_heading
from pytest_phase.formats.plan_markdown.inline import is_struck
from pytest_phase.formats.plan_markdown.label_names import called_by_labels
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.rivals import settle_rivals
from pytest_phase.formats.plan_markdown.shape_reports import (
    LeftOut,
    report_left_out,
    report_stages,
    report_struck,
)
from pytest_phase.formats.plan_markdown.tables import table_units
from pytest_phase.formats.plan_markdown.units import (
    Rank,
    Unit,
    bullet_units,
    claims_tests,
    labels_work,
)
from pytest_phase.formats.plan_markdown.vocabulary import CHANGES

# Kinds of headings that may be components without tests beside such with tests, and their rules.
_BESIDE = {"plain": "component.heading", "number": "component.number"}


class Decision:
    """The decision for one document: its units and its phases."""

    def __init__(
        self, document: Document, problems: Problems, front: Iterable[Passage] = ()
    ) -> None:
        self.document = document
        self.front = list(front)
        self.problems = problems
        self.headings: dict[Section, Heading] = {
            section: as_part(read_heading(section.title)) for section in document.root.walk()
        }
        self.headings.update(list(called_by_labels(document.root, self.headings)))
        if problems.reading.heading_pattern:
            self.headings.update(patterned(document.root, problems.reading.heading_pattern))
        self.units: list[Unit] = []
        self.rows: list[Unit] = []
        self.left_out: list[LeftOut] = []
        self.aside: set[int] = set()
        self.phases: list[Phase] = []

    def decide(self) -> None:
        """Fill ``units`` and ``phases``."""
        root = self.document.root
        found = task_list_units(root, self.headings) or self._below(root, ())
        found = without_repeats(found, self.aside)
        plain = [unit for unit in found if unit.rank == "plain"]
        if is_guide(root, self.headings) or not is_family(root, plain, self.headings):
            found = [unit for unit in found if unit.rank != "plain"]
        found = of_dialect(found, self.problems.reading) or chosen(found)
        found = settle_rivals(sorted(found, key=_line), sorted(self.rows, key=_line), self.problems)
        self.units = found or whole_file(root, self.headings, self.front)
        place_in_groups(self.units, self.headings, self.problems)
        report_stages(self.headings, self.problems)
        report_left_out(self.left_out, self.units, self.problems)
        self.phases = phases_of(self.headings)

    def _below(self, section: Section, above: tuple[Section, ...]) -> list[Unit]:
        """The units of a section and all below it."""
        heading = self.headings[section]
        if section.level and is_struck(section.title):
            report_struck(section, self.headings[section], self.problems)
            return []
        if section.level and (heading.kind == "stage" or CHANGES.fullmatch(heading.name)):
            return self._tasks_of_stage(section, above)
        inside = (*above, section)
        below = [unit for child in section.sections for unit in self._below(child, inside)]
        if directs(section):
            return [self._unit(section, "component.directive", "id", above)]
        if heading.kind == "aside":
            return self._aside(section, below)
        match heading.kind:
            case "component" | "step" if not heading.dotted_phase:
                return self._component(section, below, above)
            case "component" | "group":
                return self._group(section, below, above)
            case _:
                return self._plain(section, below, above)

    def _aside(self, section: Section, below: list[Unit]) -> list[Unit]:
        """What stands below a section about the plan: what a directive makes a component.

        A heading out of place has the tasks below it by its level alone; they count too.
        """
        heading = self.headings[section]
        kept = kept_aside(heading, below)
        self.aside.update(each.line for each in kept)
        self.left_out += [(section, heading, each) for each in below if each not in kept]
        return kept

    def _tasks_of_stage(self, section: Section, above: tuple[Section, ...]) -> list[Unit]:
        """The ``Task:`` items of a phase that is called after a stage (*Phase 2: Refactoring*)."""
        if self.headings[section].word != "phase":
            return []
        return [unit for unit in self._inner(section, (*above, section)) if unit.word == "task"]

    def _component(
        self, section: Section, below: list[Unit], above: tuple[Section, ...]
    ) -> list[Unit]:
        """An id'd heading: itself, unless id'd headings of another kind below it are components."""
        heading = self.headings[section]
        inner = [unit for unit in below if unit.rank == "id" and unit.word not in ("step", "test")]
        chosen = heading.word == PATTERN or extends(heading, inner)
        if any(unit.evidence for unit in inner) and not chosen:
            return inner
        return [self._unit(section, f"component.{heading.word.split(' ')[0]}", "id", above)]

    def _group(self, section: Section, below: list[Unit], above: tuple[Section, ...]) -> list[Unit]:
        """A phase: what stands in it, or itself if it owns tests (a sub-phase: in any case)."""
        heading = self.headings[section]
        below = without_stages(below)
        own = self._inner(section, (*above, section))
        sure = [
            *(unit for unit in own if unit.rank == "id"),
            *(unit for unit in below if unit.rank != "plain"),
        ]
        if not heading.dotted_phase and not is_family(section, below, self.headings):
            below = []
        inner = sure or [*own, *below]
        if inner:
            inner = [*inner, *self._beside(section, inner, above)]
            default = group_default(section, inner)
            for unit in inner:
                unit.rank = "inner" if unit.rank == "plain" else unit.rank
                unit.default = unit.default or default
            return inner
        if heading.dotted_phase:
            return [self._unit(section, "component.subphase", "id", above)]
        return [self._unit(section, "component.phase", "phase", above)]

    def _plain(self, section: Section, below: list[Unit], above: tuple[Section, ...]) -> list[Unit]:
        """A heading without an id: a component only if it owns tests and nothing below it does."""
        heading = self.headings[section]
        tests = [unit for unit in below if unit.word == "test" and heading.number]
        if tests and extends(heading, tests):
            return [self._unit(section, "component.number", "plain", above)]
        below = without_stages(below)
        own = self._inner(section, (*above, section))
        for unit in own:
            unit.rank = unit.rank if unit.rank in ("id", "boxes") else "plain"
        if heading.number and has_boxes(section):
            own = [unit for unit in own if unit.rank != "boxes"]
        numbered = bool(heading.number) and extends_items(section, heading.number)
        struct = heading.kind in ("struct", "stage") and not numbered
        if own or below or not section.level or struct:
            return [*own, *below]
        rule = "component.number" if heading.number else "component.heading"
        unit = self._unit(section, rule, "plain", above)
        if heading.number and has_boxes(section):
            unit.rank = unit.rank if unit.evidence else "boxes"
            return [unit]
        if not heading.number:
            unit.evidence = claims_tests(unit.passages)
        return [unit] if unit.evidence else []

    def _beside(
        self, section: Section, units: list[Unit], above: tuple[Section, ...]
    ) -> list[Unit]:
        """Headings without tests beside such that are components, with labels of their own."""
        lines = {unit.line for unit in units}
        found: list[Unit] = []
        for child in section.sections:
            kind = self.headings[child].kind
            if child.line in lines or is_struck(child.title) or kind not in _BESIDE:
                continue
            peers = [
                each
                for each in units
                if (each.level, each.rule) == (child.level, _BESIDE[kind]) and each.rank != "boxes"
            ]
            unit = self._unit(child, _BESIDE[kind], "plain", (*above, section))
            if len(peers) > 1 if kind == "number" else peers and labels_work(unit.passages):
                found.append(unit)
        return found

    def _inner(self, section: Section, groups: tuple[Section, ...]) -> list[Unit]:
        """Bullets and rows of a section's own blocks that are components."""
        units = item_units(section)
        lines = {unit.line for unit in units}
        heading = self.headings[section]
        grouped = heading.kind == "group" or heading.dotted_phase
        bullets = [unit for unit in bullet_units(section, grouped) if unit.line not in lines]
        rows = table_units(section, self.problems)
        self.rows += rows
        units = [*rows, *bullets, *units]
        for unit in units:
            unit.groups = groups
        return sorted(units, key=_line)

    def _unit(self, section: Section, rule: str, rank: Rank, above: tuple[Section, ...]) -> Unit:
        return heading_unit(section, self.headings, rule, rank, above)


def _line(unit: Unit) -> int:
    return unit.line
