"""Which headings, items and rows are the plan's components (grammar 3.2, the component decision).

``decide`` walks the sections once, bottom up. Every section answers with the units below it;
a section whose kind makes it a component answers with itself if nothing below it is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pytest_phase.core.plan import Phase
from pytest_phase.formats.plan_markdown.blocks import BOLD_LEVEL, Html, Section
from pytest_phase.formats.plan_markdown.checklists import (
    extends_items,
    has_boxes,
    item_units,
)
from pytest_phase.formats.plan_markdown.coded_tasks import task_list_units
from pytest_phase.formats.plan_markdown.dialects import PATTERN, of_dialect, patterned
from pytest_phase.formats.plan_markdown.directives import has_directive
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.headings import Heading, read_heading
from pytest_phase.formats.plan_markdown.inline import is_struck
from pytest_phase.formats.plan_markdown.labels import label_key
from pytest_phase.formats.plan_markdown.passages import (
    Context,
    Passage,
    flatten,
    heading_context,
)
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.tables import table_units
from pytest_phase.formats.plan_markdown.units import (
    Unit,
    bullet_units,
    claims_tests,
    has_evidence,
    labels_tests,
    names_test,
)
from pytest_phase.formats.plan_markdown.vocabulary import CHANGES, GUIDE

_COMPONENT_WORDS = frozenset({"task", "cycle", "component", "behavior", "work item", "work unit"})
_SAMPLE = re.compile(
    r"examples?\b|.*\btemplate\b|appendix|.*\b(?:criteria|acceptance|verification|checklist"
    r"|questions?|risks?|rollback|changelog|history|review|notes?)\b",
    re.I,
)


class Decision:
    """The decision for one document: its units and its phases."""

    def __init__(
        self, document: Document, problems: Problems, front: Iterable[Passage] = ()
    ) -> None:
        self.document = document
        self.front = list(front)
        self.problems = problems
        self.headings: dict[Section, Heading] = {
            section: _as_part(read_heading(section.title)) for section in document.root.walk()
        }
        if problems.reading.heading_pattern:
            self.headings.update(patterned(document.root, problems.reading.heading_pattern))
        self.units: list[Unit] = []
        self.phases: list[Phase] = []
        self._own: dict[Section, list[Passage]] = {}

    def decide(self) -> None:
        """Fill ``units`` and ``phases``."""
        root = self.document.root
        found = task_list_units(root, self.headings) or self._below(root, ())
        plain = [unit for unit in found if unit.rank == "plain"]
        if self._is_guide(root) or not self._is_family(root, plain):
            found = [unit for unit in found if unit.rank != "plain"]
        found = of_dialect(found, self.problems.reading) or _chosen(found)
        self.units = sorted(found, key=lambda unit: unit.line) or self._whole_file()
        self._place_in_groups()
        self._report_stages()
        self.phases = [
            Phase(heading.number, heading.name, section.line)
            for section, heading in self.headings.items()
            if heading.kind == "group" or heading.dotted_phase
        ]

    def _is_guide(self, root: Section) -> bool:
        """Whether the file's own title says that it is no plan."""
        first = next((each for each in root.walk() if each.level == 1), None)
        return first is not None and bool(GUIDE.search(self.headings[first].name))

    def _whole_file(self) -> list[Unit]:
        """The file as one component, if it claims a test file (R7)."""
        root = self.document.root
        first = next((each for each in root.walk() if each.level == 1), None)
        if self._is_guide(root):
            return []
        if first is not None:
            unit = self._unit(first, "component.file", "plain", ())
        else:
            name = next((each.text for each in self.front if each.kind == "title"), "")
            unit = Unit(name, 1, "component.file", "plain", self.passages(root))
        unit.passages = [*self.front, *unit.passages]
        owns = claims_tests(unit.passages) and labels_tests(unit.passages)
        return [unit] if unit.name and owns and names_test(unit.passages) else []

    def passages(self, section: Section) -> list[Passage]:
        """A section's passages with all that stands below it, stages handed down."""
        found: list[Passage] = []
        self._collect(section, None, found)
        return found

    def _collect(self, section: Section, inherited: Context | None, into: list[Passage]) -> None:
        heading = self.headings[section]
        context = heading_context(heading)
        if inherited is not None and heading.word == "test":
            context = Context("tests", stage="red")
        elif inherited is not None:
            context = Context(
                context.label or (inherited.label if section.level == BOLD_LEVEL else ""),
                inherited.label,
                context.stage or inherited.stage,
            )
        title = Passage("title", section.title, section.line, context.label, stage=context.stage)
        into.append(title)
        flatten(section.blocks, context, into)
        for child in section.sections:
            self._collect(child, context, into)

    def _below(self, section: Section, above: tuple[Section, ...]) -> list[Unit]:
        """The units of a section and all below it."""
        heading = self.headings[section]
        if section.level and is_struck(section.title):
            self._report_struck(section)
            return []
        if section.level and (heading.kind == "stage" or CHANGES.fullmatch(heading.name)):
            return self._tasks_of_stage(section, above)
        inside = (*above, section)
        below = [unit for child in section.sections for unit in self._below(child, inside)]
        if heading.kind == "aside":
            # A heading out of place has the tasks below it by its level alone.
            return [] if _SAMPLE.match(heading.name) else [unit for unit in below if _ided(unit)]
        if _directs(section):
            return [self._unit(section, "component.directive", "id", above)]
        match heading.kind:
            case "component" | "step" if not heading.dotted_phase:
                return self._component(section, below, above)
            case "component" | "group":
                return self._group(section, below, above)
            case _:
                return self._plain(section, below, above)

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
        chosen = heading.word == PATTERN or _extends(heading, inner)
        if any(unit.evidence for unit in inner) and not chosen:
            return inner
        return [self._unit(section, f"component.{heading.word.split(' ')[0]}", "id", above)]

    def _group(self, section: Section, below: list[Unit], above: tuple[Section, ...]) -> list[Unit]:
        """A phase: what stands in it, or itself if it owns tests (a sub-phase: in any case)."""
        heading = self.headings[section]
        below = _without_stages(below)
        own = self._inner(section, (*above, section))
        sure = [
            *(unit for unit in own if unit.rank == "id"),
            *(unit for unit in below if unit.rank != "plain"),
        ]
        if not heading.dotted_phase and not self._is_family(section, below):
            below = []
        inner = sure or [*own, *below]
        if inner:
            default = self._default(section)
            for unit in inner:
                unit.rank = "inner" if unit.rank == "plain" else unit.rank
                unit.default = unit.default or default
            return inner
        if heading.dotted_phase:
            return [self._unit(section, "component.subphase", "id", above)]
        return [self._unit(section, "component.phase", "phase", above)]

    def _is_family(self, section: Section, units: list[Unit]) -> bool:
        """Whether headings without an id are what a section is made of.

        They are if one says so itself; those with tests in sample code alone have to be several,
        and half of all.
        """
        if any(unit.rank != "plain" or labels_tests(unit.passages) for unit in units):
            return True
        parts = [each for each in section.walk() if self._is_part(each) and each is not section]
        owners = [unit for unit in units if names_test(unit.passages)]
        return len(owners) > 1 and 2 * len(owners) >= len(parts)

    def _is_part(self, section: Section) -> bool:
        """Whether a section is a heading without an id that has no other heading below it."""
        kinds = ("number", "plain")
        if self.headings[section].kind not in kinds or section.level == BOLD_LEVEL:
            return False
        return not any(self.headings[child].kind in kinds for child in section.sections)

    def _plain(self, section: Section, below: list[Unit], above: tuple[Section, ...]) -> list[Unit]:
        """A heading without an id: a component only if it owns tests and nothing below it does."""
        heading = self.headings[section]
        tests = [unit for unit in below if unit.word == "test" and heading.number]
        if tests and _extends(heading, tests):
            return [self._unit(section, "component.number", "plain", above)]
        below = _without_stages(below)
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

    def _default(self, section: Section) -> list[Passage]:
        """What a group's own blocks say of tests: it holds for its components that name none."""
        passages = flatten(section.blocks, Context())
        return [
            each for each in passages if each.label == "tests" and each.kind in ("item", "line")
        ]

    def _inner(self, section: Section, groups: tuple[Section, ...]) -> list[Unit]:
        """Bullets and rows of a section's own blocks that are components."""
        units = item_units(section)
        lines = {unit.line for unit in units}
        bullets = [unit for unit in bullet_units(section) if unit.line not in lines]
        units = [*table_units(section, self.problems), *bullets, *units]
        for unit in units:
            unit.groups = groups
        return sorted(units, key=lambda unit: unit.line)

    def _unit(self, section: Section, rule: str, rank: str, above: tuple[Section, ...]) -> Unit:
        heading = self.headings[section]
        passages = self.passages(section)
        unit = Unit(heading.name, section.line, rule, rank, passages, heading, section.level)  # type: ignore[arg-type]
        unit.evidence = has_evidence(passages)
        unit.groups = above
        unit.codes = heading.codes
        return unit

    def _place_in_groups(self) -> None:
        """Give every unit its group's number: the nearest above it, else the last one before it."""
        groups = [
            (section, heading)
            for section, heading in self.headings.items()
            if heading.kind == "group"
        ]
        position = 0
        for unit in self.units:
            while position < len(groups) and groups[position][0].line < unit.line:
                position += 1
            unit.phase = self._phase(unit, groups[position - 1] if position else None)

    def _phase(self, unit: Unit, last: tuple[Section, Heading] | None) -> str | None:
        if unit.heading and (unit.heading.dotted_phase or unit.heading.kind == "group"):
            return unit.heading.number
        for section in reversed(unit.groups):
            if self.headings[section].number:
                return self.headings[section].number
        if last is None or not unit.level or unit.level > last[0].level:
            return None
        if unit.level < last[0].level:
            self._report_inverted(unit, last)
        return last[1].number

    def _report_stages(self) -> None:
        """PH208 for a phase that is a stage of TDD and no phase of the project."""
        for section, heading in self.headings.items():
            if heading.kind == "stage" and heading.word == "phase":
                self.problems.add(
                    "PH208",
                    "info",
                    f'"{heading.label}: {heading.name}" read as a TDD stage, '
                    "not as a project phase",
                    section.line,
                )

    def _report_struck(self, section: Section) -> None:
        self.problems.add(
            "PH705",
            "info",
            f'struck-out "{self.headings[section].name}" skipped',
            section.line,
        )

    def _report_inverted(self, unit: Unit, last: tuple[Section, Heading]) -> None:
        inner = unit.heading.label if unit.heading else unit.name
        self.problems.add(
            "PH205",
            "info",
            f'"{last[1].label}" (h{last[0].level}) contains "{inner}" (h{unit.level}); '
            "grouped by order, not by level",
            last[0].line,
        )


def _without_stages(units: list[Unit]) -> list[Unit]:
    """Steps that are the stages of one TDD cycle are parts of what is above them."""
    staged = [unit for unit in units if unit.word == "step" and unit.heading and unit.heading.stage]
    stages = {unit.heading.stage for unit in staged if unit.heading}
    if "red" not in stages or len(stages) < 2:
        return units
    return [unit for unit in units if unit not in staged]


def _directs(section: Section) -> bool:
    """Whether a directive stands in a section's own blocks, or in its title."""
    return has_directive(section.title) or (
        section.level > 0
        and any(isinstance(block, Html) and has_directive(block.text) for block in section.blocks)
    )


def _extends(heading: Heading, units: list[Unit]) -> bool:
    """Whether all units are tests numbered below this heading (``1.2`` and ``Test 1.2.1``)."""
    return bool(heading.number) and all(
        unit.word == "test"
        and unit.heading is not None
        and unit.heading.number.startswith(f"{heading.number}.")
        for unit in units
    )


def _as_part(heading: Heading) -> Heading:
    """A heading whose name is a label (``Test files to update:``) is a part of what is above it."""
    if heading.kind in ("plain", "number") and label_key(heading.name):
        return heading._replace(kind="struct")
    return heading


def _ided(unit: Unit) -> bool:
    """Whether a unit is a heading that a word makes a task, a step or a phase."""
    return unit.level > 0 and bool(unit.word) and unit.rank in ("id", "phase")


def _chosen(found: list[Unit]) -> list[Unit]:
    """The first family of rules that yields a component with tests (grammar 3.2, R1 to R6).

    Without a test anywhere: the first family that has several members.
    """
    words = {unit.word for unit in found if unit.rank == "id" and unit.evidence}
    words |= _families(found)
    phases = [unit for unit in found if unit.rank == "phase"]
    boxes = [unit for unit in found if unit.rank == "boxes"]
    ided = [
        unit for unit in found if unit.rank == "inner" or (unit.rank == "id" and unit.word in words)
    ]
    if ided:
        numbered = any(unit.rule == "component.item" and not unit.word for unit in ided)
        more = [unit for unit in boxes if numbered and not unit.level]
        return [*ided, *more, *(unit for unit in phases if unit.evidence)]
    if any(unit.evidence for unit in phases):
        kinds = {(unit.word, unit.level) for unit in phases if unit.evidence}
        return [unit for unit in phases if (unit.word, unit.level) in kinds]
    plain = [unit for unit in found if unit.rank == "plain"]
    if len(phases) > len(plain):
        plain = []
    if plain:
        return [*plain, *(unit for unit in boxes if unit.level)]
    sections = [unit for unit in boxes if unit.level]
    others = [unit for unit in found if unit.rank == "id"]
    families = (others, _one_word(phases), sections, [unit for unit in boxes if not unit.level])
    return next((family for family in families if len(family) > 1), others)


def _one_word(phases: list[Unit]) -> list[Unit]:
    """The phases of the word that most of them have, those with a separator after the id first."""
    words = Counter(unit.word for unit in phases if unit.heading and unit.heading.separated)
    words = words or Counter(unit.word for unit in phases)
    most = max(words.values(), default=0)
    return [unit for unit in phases if words[unit.word] == most]


def _families(found: list[Unit]) -> set[str]:
    """The words that can only mean components, where several headings have them."""
    words = Counter(unit.word for unit in found if unit.rank == "id")
    return {word for word, count in words.items() if count > 1 and word in _COMPONENT_WORDS}
