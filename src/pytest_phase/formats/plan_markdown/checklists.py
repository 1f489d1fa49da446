"""Components as checklist items: spec-kit, Kiro, OpenSpec, Conductor, milestones (grammar 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.blocks import Block, Item, ItemList, Section
from pytest_phase.formats.plan_markdown.headings import Heading, read_heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import TASK, Passage
from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens
from pytest_phase.formats.plan_markdown.units import Unit, has_evidence, item_passages, names_test
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS, WRITES_TESTS

_NUMBERED_TASK = re.compile(
    r"(?P<code>T\d{3,4}[a-z]?)\b[:.]?\s*(?P<marks>(?:\[[^\[\]]{1,20}\]\s*)*)(?P<text>.*)", re.S
)
_CONDUCTOR = re.compile(
    r"Task(?:\s+(?P<number>\d+(?:\.\d+)*))?\s*[:：]\s*(?P<name>\S.*)", re.I | re.S
)
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)*)[.)]?\s+(?P<name>\S.*)", re.S)
_PART = re.compile(
    r"(?:(?:unit|contract|integration|e2e|component) )*tests?(?: \w+)? (?:for|of)\b|tests?\s*[(:]"
    r"|tests?$|(?:core )?implementation\b",
    re.I,
)
_NOT_WORK = re.compile(
    r"(?:run (?:all )?(?:the )?tests?\b|checkpoint\b|conductor - user manual verification"
    r"|ensure all tests)",
    re.I,
)
_STORY = re.compile(r"\bUS\d+\b|\buser stor(?:y|ies)\b", re.I)
_HASH = re.compile(r"\s*(?:[(\[]?\b[0-9a-f]{7,40}\b[)\]]?|\[checkpoint:[^\]]*\])\s*$")
_LEAST_PAIRED = 2  # so many sections with tests and code of their own, and each section is a unit
_LEAST = 3  # so many T001 items make a file a task list of that kind


class Task(NamedTuple):
    """A ``T001`` item: its code, its text without markers, and whether it writes tests."""

    code: str
    item: Item
    writes_tests: bool


def is_test_item(text: str) -> bool:
    """Whether a task line writes tests: it names a test file, or begins by saying so.

    One that only runs tests, or makes room for them, writes none.
    """
    if RUNS_TESTS.match(text):
        return False
    paths = (token.path for token in path_tokens(text))
    return any("/" in path and is_test_path(path) for path in paths) or bool(
        WRITES_TESTS.match(plain(text[:200]))
    )


def numbered_tasks(section: Section) -> list[Task]:
    """The ``T001 [P] [US1] …`` items of a section's own lists."""
    found: list[Task] = []
    for item in _items(section.blocks):
        match = _NUMBERED_TASK.match(item.text.lstrip("*_` "))
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
    grouping = _Grouping(own, headings, frozenset(alone), [])
    grouping.visit(root, ())
    return grouping.units


class _Grouping(NamedTuple):
    """Sections with the tasks of their own, and the units that they become.

    Sections inside phases are units of their own (``alone``) where some of them pair tests with
    what they test; parts of one are not: ``Tests for …``, anything inside a user story.
    """

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


def _stands_alone(heading: Heading, tasks: list[Task]) -> bool:
    if _PART.match(heading.name) or _STORY.search(heading.name):
        return False
    return bool(tasks) and not any(_STORY.search(task.item.text[:80]) for task in tasks)


def _is_paired(tasks: list[Task]) -> bool:
    return len({task.writes_tests for task in tasks}) == 2


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
            yield passage._replace(label="implementation", own=True, info=TASK)


def extends_items(section: Section, number: str) -> bool:
    """Whether a section's own boxes are numbered below its heading (``## 2.``, ``2.1``)."""
    lists = [block for block in section.blocks if isinstance(block, ItemList)]
    boxes = [item for block in lists for item in block.items if item.mark]
    return bool(boxes) and all(plain(item.text[:20]).startswith(f"{number}.") for item in boxes)


def has_boxes(section: Section) -> bool:
    """Whether a section's own lists have boxes."""
    return any(item.mark for item in _items(section.blocks))


def item_units(section: Section) -> list[Unit]:
    """Checklist items that are components by their own id (Conductor, Kiro, milestones)."""
    lists = [block for block in section.blocks if isinstance(block, ItemList)]
    items = _by_number([item for block in lists for item in block.items])
    return [*_conductor_units(items), *_numbered_units(items), *_coded_units(items)]


def _by_number(items: list[Item]) -> list[Item]:
    """Items of one level, ``1.1`` and ``1.2`` nested below the ``1.`` before them."""
    nested: list[Item] = []
    parent = ""
    children: list[Item] = []
    for item in items:
        match = _NUMBER.match(_numbered_text(item)) if item.mark else None
        number = match["number"] if match else ""
        if parent and number.startswith(f"{parent}."):
            children.append(item)
            continue
        _nest(nested, children)
        nested.append(item)
        parent = number
    _nest(nested, children)
    return nested


def _nest(items: list[Item], children: list[Item]) -> None:
    if children:
        inner = ItemList(tuple(children), children[0].line)
        items[-1] = items[-1]._replace(blocks=(*items[-1].blocks, inner))
        children.clear()


def _conductor_units(items: Iterable[Item]) -> Iterator[Unit]:
    for item in items:
        match = _CONDUCTOR.match(plain(item.text)) if item.mark else None
        if match and not _NOT_WORK.match(match["name"]):
            heading = Heading("component", _name(match["name"]), "task", match["number"] or "")
            yield _unit(item, heading, "component.item")


def _numbered_units(items: list[Item]) -> Iterator[Unit]:
    """Numbered boxes, the outermost; in a list without a test item not for sure."""
    parents = [item for item in items if item.mark and _number(item)]
    tested = any(is_test_item(child.text) for item in parents for child in _children(item))
    for item in parents:
        match = _NUMBER.match(_numbered_text(item))
        if match and not _NOT_WORK.match(match["name"]):
            heading = Heading(
                "component", _name(match["name"]), "", match["number"], match["number"]
            )
            unit = _unit(item, heading, "component.item")
            if not tested:
                unit.rank = "boxes"
            yield unit


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
    says = bool(WRITES_TESTS.match(heading.name))
    passages = [
        passage._replace(stage="red") if _writes_tests(passage, says) else passage
        for passage in item_passages(item)
    ]
    unit = Unit(heading.name, item.line, rule, "id", passages, heading)
    unit.evidence = has_evidence(passages) or names_test(passages)
    return unit


def _writes_tests(passage: Passage, says: bool) -> bool:
    """Whether an item writes tests; below one that ``says`` so, a file's name is enough."""
    if passage.kind != "item" or passage.own:
        return False
    if is_test_item(passage.text):
        return True
    named = path_tokens(passage.text[:200]) if says else ()
    return bool(named) and is_test_path(named[0].path) and named[0].offset < 2


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
