"""Coded tasks, spec-kit's ``T001 [P] [US1] …``: which of them make a component (grammar 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.blocks import Item, Section
from pytest_phase.formats.plan_markdown.checklists import CODED_TASK, all_items, is_test_item
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import TASK, Passage
from pytest_phase.formats.plan_markdown.units import Unit, item_passages

_PART = re.compile(
    r"(?:(?:unit|contract|integration|e2e|component) )*tests?(?: \w+)? (?:for|of)\b|tests?\s*[(:]"
    r"|tests?$|(?:core )?implementation\b",
    re.I,
)
_STORY = re.compile(r"\bUS\d+\b|\buser stor(?:y|ies)\b", re.I)
_MAKES_PASS = re.compile(
    r"\b(?:makes?|turns?|gets?)\s+(?P<code>T\d{3,4}[a-z]?)\s+(?:to\s+)?(?:pass|green)", re.I
)
_CODE = r"T\d{3,4}(?:\s*(?:-|–|to)\s*T?\d{3,4})?"
_DEPENDS = re.compile(
    rf"\bdepend(?:s|ing)?(?:\s+on)?\s*:?\s+(?P<codes>{_CODE}(?:\s*(?:,|and|&|\+)\s*{_CODE})*)", re.I
)
_CODES = re.compile(r"T(\d{3,4})(?:\s*(?:-|–|to)\s*T?(\d{3,4}))?", re.I)
_ASIDE = re.compile(r"\s*\((?:makes?|depends)\b[^()]*\)|\s+in\s+\S+/\S+", re.I)
_LEAST_PAIRED = 2  # so many sections with tests and code of their own, and each section is a unit
_LEAST = 3  # so many T001 items make a file a task list of that kind


class Task(NamedTuple):
    """A ``T001`` item: its code, its text without markers, and whether it writes tests."""

    code: str
    item: Item
    writes_tests: bool


def numbered_tasks(section: Section) -> list[Task]:
    """The ``T001 [P] [US1] …`` items of a section's own lists."""
    found: list[Task] = []
    for item in all_items(section.blocks):
        match = CODED_TASK.match(item.text.lstrip("*_` "))
        if match:
            found.append(Task(match["code"], item, is_test_item(match["text"])))
    return found


def _boxed(own: dict[Section, list[Task]]) -> dict[Section, list[Task]]:
    """The tasks with a box; all of them in a file that has no boxes."""
    if not any(task.item.mark for tasks in own.values() for task in tasks):
        return own
    return {section: [task for task in own[section] if task.item.mark] for section in own}


def task_list_units(root: Section, headings: dict[Section, Heading]) -> list[Unit]:
    """One unit for the smallest group that holds both test items and other items."""
    own = _boxed({section: numbered_tasks(section) for section in headings})
    if sum(len(tasks) for tasks in own.values()) < _LEAST:
        return []
    alone = [section for section in own if _stands_alone(headings[section], own[section])]
    if sum(_is_paired(own[section]) for section in alone) < _LEAST_PAIRED:
        alone = []
    grouping = _Grouping(root, own, headings, frozenset(alone), [])
    grouping.pairs()
    grouping.visit(root, ())
    return grouping.units


class _Grouping(NamedTuple):
    """Sections with the tasks of their own, and the units that they become.

    Sections inside phases are units of their own (``alone``) where some of them pair tests with
    what they test; parts of one are not: ``Tests for …``, anything inside a user story.
    """

    root: Section
    own: dict[Section, list[Task]]
    headings: dict[Section, Heading]
    alone: frozenset[Section]
    units: list[Unit]

    def visit(self, section: Section, above: tuple[Section, ...]) -> list[Task]:
        """Add the units of a section; the tasks that are left for the group above."""
        left = list(self.own[section])
        for child in section.sections:
            left += self.visit(child, (*above, section))
        closes = self.headings[section].kind == "group" or section.level <= 2
        if not left or not section.level or not (closes or section in self.alone):
            return left
        unit = _task_unit(section, self.headings[section], left)
        unit.groups = above
        self.units.append(unit)
        return []

    def pairs(self) -> None:
        """Take out the tasks that name the test they make pass; each pair is a unit."""
        tests = {task.code: task for tasks in self.own.values() for task in tasks}
        paired: dict[str, list[Task]] = {}
        for tasks in self.own.values():
            for task in tasks:
                code = _made_to_pass(task)
                if code in tests and code != task.code and tests[code].writes_tests:
                    paired.setdefault(code, [tests[code]]).append(task)
        taken = {task.code for tasks in paired.values() for task in tasks}
        places = {task.code: section for section in self.own for task in self.own[section]}
        for code, tasks in paired.items():
            self.units.append(_pair_unit(tasks, self._above(places[code])))
        for section, tasks in self.own.items():
            self.own[section] = [task for task in tasks if task.code not in taken]

    def _above(self, section: Section) -> tuple[Section, ...]:
        """The sections from the file down to a section, itself the last."""
        return next((path for path in _paths(self.root, ()) if path[-1] is section), ())


def _stands_alone(heading: Heading, tasks: list[Task]) -> bool:
    if _PART.match(heading.name) or _STORY.search(heading.name):
        return False
    return bool(tasks) and not any(_STORY.search(task.item.text[:80]) for task in tasks)


def _is_paired(tasks: list[Task]) -> bool:
    return len({task.writes_tests for task in tasks}) == 2


def _paths(section: Section, above: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    path = (*above, section)
    yield path
    for child in section.sections:
        yield from _paths(child, path)


def _made_to_pass(task: Task) -> str:
    """The code of the test that a task says it makes pass."""
    match = _MAKES_PASS.search(task.item.text)
    return match["code"] if match else ""


def _pair_unit(tasks: list[Task], groups: tuple[Section, ...]) -> Unit:
    """A test item with the tasks that make it pass, called by the first of these."""
    match = CODED_TASK.match(tasks[1].item.text.lstrip("*_` "))
    name = _ASIDE.sub("", plain((match["text"] if match else "").split("\n", 1)[0]))
    code = tasks[0].code
    heading = Heading("component", name.strip(" .:"), "task", code, code)
    unit = Unit(heading.name, tasks[0].item.line, "component.pair", "id", _passages(tasks), heading)
    unit.codes = tuple(task.code for task in tasks)
    unit.evidence, unit.groups = True, groups
    return unit


def _task_unit(section: Section, heading: Heading, tasks: list[Task]) -> Unit:
    unit = Unit(
        heading.name,
        section.line,
        "component.tasks",
        "id",
        _passages(tasks),
        heading,
        section.level,
    )
    unit.evidence = any(task.writes_tests for task in tasks)
    unit.codes = tuple(task.code for task in tasks)
    return unit


def _passages(tasks: list[Task]) -> list[Passage]:
    codes = frozenset(task.code for task in tasks)
    return [passage for task in tasks for passage in _task_passages(task, codes)]


def _task_passages(task: Task, codes: frozenset[str]) -> Iterator[Passage]:
    """The passages of a task by its role, and what it needs besides those of its own unit."""
    for passage in item_passages(task.item):
        if passage.own:
            yield passage
        elif task.writes_tests:
            yield passage._replace(stage="red")
        else:
            yield passage._replace(label="implementation", own=True, info=TASK)
    needed = [code for code in _needed(task.item.text) if code not in codes]
    if needed:
        yield Passage(
            "item", ", ".join(needed), task.item.line, label="depends", own=True, info=TASK
        )


def _needed(text: str) -> Iterator[str]:
    """The codes that a text says it depends on; a range by its numbers."""
    for match in _DEPENDS.finditer(text):
        for first, last in _CODES.findall(match["codes"]):
            start, end = int(first), int(last or first)
            width = len(first)
            yield from (f"T{number:0{width}d}" for number in range(start, min(end, start + 99) + 1))
