"""Components as checklist items: spec-kit, Kiro, OpenSpec, Conductor, milestones (grammar 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.formats.plan_markdown.blocks import Block, Item, ItemList, Section
from pytest_phase.formats.plan_markdown.headings import Heading, read_heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens
from pytest_phase.formats.plan_markdown.units import Unit, has_evidence, item_passages, names_test
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS, WRITES_TESTS

CODED_TASK = re.compile(
    r"(?P<code>T\d{3,4}[a-z]?)\b[:.]?\s*(?P<marks>(?:\[[^\[\]]{1,20}\]\s*)*)(?P<text>.*)", re.S
)
_CONDUCTOR = re.compile(
    r"(?:Task|任务|任務|タスク|작업|Tarea|Tarefa|Aufgabe|Tâche)(?:\s+(?P<number>\d+(?:\.\d+)*))?\s*[:：]\s*(?P<name>\S.*)",
    re.I | re.S,
)
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)*)[.)]?\s+(?P<name>\S.*)", re.S)
_NOT_WORK = re.compile(
    r"(?:run (?:all )?(?:the )?tests?\b|checkpoint\b|conductor - "
    r"|ensure all tests)",
    re.I,
)
_HASH = re.compile(r"\s*(?:[(\[]?\b[0-9a-f]{7,40}\b[)\]]?|\[checkpoint:[^\]]*\])\s*$")


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


def extends_items(section: Section, number: str) -> bool:
    """Whether a section's own boxes are numbered below its heading (``## 2.``, ``2.1``)."""
    lists = [block for block in section.blocks if isinstance(block, ItemList)]
    boxes = [item for block in lists for item in block.items if item.mark]
    return bool(boxes) and all(plain(item.text[:20]).startswith(f"{number}.") for item in boxes)


def has_boxes(section: Section) -> bool:
    """Whether a section's own lists have boxes."""
    return any(item.mark for item in all_items(section.blocks))


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
        if not item.mark or _CONDUCTOR.match(plain(first)) or CODED_TASK.match(first):
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


def all_items(blocks: Iterable[Block]) -> Iterator[Item]:
    """The items of all lists, those nested in items too."""
    for block in blocks:
        if isinstance(block, ItemList):
            for item in block.items:
                yield item
                yield from all_items(item.blocks)
