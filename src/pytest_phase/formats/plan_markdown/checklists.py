"""Components as checklist items: spec-kit, Kiro, OpenSpec, Conductor, milestones (grammar 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.blocks import Block, Item, ItemList, Section
from pytest_phase.formats.plan_markdown.headings import Heading, read_heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens
from pytest_phase.formats.plan_markdown.units import Unit, has_evidence, item_passages, names_test

_NUMBERED_TASK = re.compile(
    r"(?P<code>T\d{3,4}[a-z]?)\b[:.]?\s*(?P<marks>(?:\[[^\[\]]{1,20}\]\s*)*)(?P<text>.*)", re.S
)
_CONDUCTOR = re.compile(
    r"Task(?:\s+(?P<number>\d+(?:\.\d+)*))?\s*[:：]\s*(?P<name>\S.*)", re.I | re.S
)
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)*)[.)]?\s+(?P<name>\S.*)", re.S)
_TEST_WORDS = re.compile(
    r"(?:\W*(?:write|add|create|implement|extend|develop)\b.{0,80}?\btests?\b"
    r"|\W*(?:contract|integration|unit|e2e|property|property-based|regression|failing) tests?\b)",
    re.I,
)
_NOT_WORK = re.compile(
    r"(?:run (?:all )?(?:the )?tests?\b|checkpoint\b|conductor - user manual verification"
    r"|ensure all tests)",
    re.I,
)
_HASH = re.compile(r"\s*(?:[(\[]?\b[0-9a-f]{7,40}\b[)\]]?|\[checkpoint:[^\]]*\])\s*$")
_LEAST = 3  # so many T001 items make a file a task list of that kind


class Task(NamedTuple):
    """A ``T001`` item: its code, its text without markers, and whether it writes tests."""

    code: str
    item: Item
    writes_tests: bool


def is_test_item(text: str) -> bool:
    """Whether a task line writes tests: it names a test file, or begins by saying so."""
    return any(is_test_path(token.path) for token in path_tokens(text)) or bool(
        _TEST_WORDS.match(plain(text[:200]))
    )


def numbered_tasks(section: Section) -> list[Task]:
    """The ``T001 [P] [US1] …`` items of a section's own lists."""
    found: list[Task] = []
    for item in _items(section.blocks):
        match = _NUMBERED_TASK.match(item.text.lstrip("*_` "))
        if match:
            found.append(Task(match["code"], item, is_test_item(match["text"])))
    return found


def task_list_units(root: Section, headings: dict[Section, Heading]) -> list[Unit]:
    """One unit for the smallest group that holds both test items and other items."""
    own = {section: numbered_tasks(section) for section in headings}
    if sum(len(tasks) for tasks in own.values()) < _LEAST:
        return []
    units: list[Unit] = []
    _group_tasks(root, own, headings, units)
    return units


def _group_tasks(
    section: Section,
    own: dict[Section, list[Task]],
    headings: dict[Section, Heading],
    units: list[Unit],
) -> list[Task]:
    """Adds the units of a section; returns the tasks that are left for the group above."""
    left = list(own[section])
    for child in section.sections:
        left += _group_tasks(child, own, headings, units)
    tests = any(task.writes_tests for task in left)
    others = any(not task.writes_tests for task in left)
    closes = headings[section].kind == "group" or section.level <= 2
    if not left or not section.level or not (closes or (tests and others)):
        return left
    units.append(_task_unit(section, headings[section], left))
    return []


def _task_unit(section: Section, heading: Heading, tasks: list[Task]) -> Unit:
    passages = [passage for task in tasks for passage in _task_passages(task)]
    unit = Unit(
        heading.name, section.line, "component.tasks", "id", passages, heading, section.level
    )
    unit.evidence = any(task.writes_tests for task in tasks)
    unit.codes = tuple(task.code for task in tasks)
    return unit


def _task_passages(task: Task) -> Iterator[Passage]:
    for passage in item_passages(task.item):
        if passage.own:
            yield passage
        elif task.writes_tests:
            yield passage._replace(stage="red")
        else:
            yield passage._replace(label="implementation", own=True)


def item_units(section: Section) -> list[Unit]:
    """Checklist items that are components by their own id (Conductor, Kiro, milestones)."""
    lists = [block for block in section.blocks if isinstance(block, ItemList)]
    items = [item for block in lists for item in block.items]
    return [*_conductor_units(items), *_numbered_units(items), *_coded_units(items)]


def _conductor_units(items: Iterable[Item]) -> Iterator[Unit]:
    for item in items:
        match = _CONDUCTOR.match(plain(item.text)) if item.mark else None
        if match and not _NOT_WORK.match(match["name"]):
            heading = Heading("component", _name(match["name"]), "task", match["number"] or "")
            yield _unit(item, heading, "component.item")


def _numbered_units(items: list[Item]) -> Iterator[Unit]:
    """Numbered boxes with boxes nested in them: the parents, if any child writes tests."""
    parents = [item for item in items if item.mark and _number(item) and _children(item)]
    if not any(is_test_item(child.text) for item in parents for child in _children(item)):
        return
    for item in parents:
        match = _NUMBER.match(_numbered_text(item))
        if match and not _NOT_WORK.match(match["name"]):
            heading = Heading(
                "component", _name(match["name"]), "", match["number"], match["number"]
            )
            yield _unit(item, heading, "component.item")


def _coded_units(items: Iterable[Item]) -> Iterator[Unit]:
    """Boxes that begin with an id (``M1: Name``, ``**Task 1.2: Name**``)."""
    for item in items:
        first = item.text.split("\n", 1)[0]
        if not item.mark or _CONDUCTOR.match(plain(first)) or _NUMBERED_TASK.match(first):
            continue
        heading = read_heading(first)
        if heading.kind == "component" and heading.label:
            yield _unit(item, heading._replace(name=_name(heading.name)), "component.item")


def _unit(item: Item, heading: Heading, rule: str) -> Unit:
    passages = [
        passage._replace(stage="red")
        if passage.kind == "item" and not passage.own and is_test_item(passage.text)
        else passage
        for passage in item_passages(item)
    ]
    unit = Unit(heading.name, item.line, rule, "id", passages, heading)
    unit.evidence = has_evidence(passages) or names_test(passages)
    return unit


def _name(text: str) -> str:
    """A task's name: its first sentence or line, without a commit hash or what it is about."""
    name = _HASH.sub("", text.split("\n", 1)[0])
    for separator in (" — ", " – ", " - "):
        name = name.partition(separator)[0]
    return name.strip(" .:`")


def _number(item: Item) -> bool:
    return bool(_NUMBER.match(_numbered_text(item)))


def _numbered_text(item: Item) -> str:
    return plain(item.text.split("\n", 1)[0])


def _children(item: Item) -> list[Item]:
    return [
        child
        for block in item.blocks
        if isinstance(block, ItemList)
        for child in block.items
        if child.mark
    ]


def _items(blocks: Iterable[Block]) -> Iterator[Item]:
    for block in blocks:
        if isinstance(block, ItemList):
            for item in block.items:
                yield item
                yield from _items(item.blocks)
