"""Sections about the whole plan: reconciliation, checklist, questions, notes (grammar 3.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_phase.core.plan import Item as PlanItem
from pytest_phase.core.plan import TableRow
from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    Item,
    ItemList,
    Paragraph,
    Section,
    Table,
)
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import code_texts, plain
from pytest_phase.formats.plan_markdown.labels import split_label
from pytest_phase.formats.plan_markdown.questions import NO_QUESTION

_TOPICS: dict[str, re.Pattern[str]] = {
    "reconciliation": re.compile(
        r"schema vs|spec vs|spec corrections|\bcorrections\b|discrepanc|\bdrift\b"
        r"|\bdeviations?\b|reconcil",
        re.I,
    ),
    "critical_files": re.compile(
        r"(?:critical|key) files?\b|files? to (?:create|change|modify)|file (?:structure|map)\b",
        re.I,
    ),
    "checklist": re.compile(
        r"verification|checklist|(?:success|acceptance|completion) criteria|\bacceptance\b"
        r"|definition of done|done when|\bgate\b|관문|完了条件|验收",
        re.I,
    ),
    "questions": re.compile(r"open questions?|^questions?\b|to clarify", re.I),
    "notes": re.compile(r"(?:implementation )?notes?$|gotchas?", re.I),
}


@dataclass(slots=True)
class Gathered:
    """What was gathered for the whole plan."""

    reconciliation: list[TableRow]
    critical_files: list[TableRow]
    checklist: list[PlanItem]
    questions: list[PlanItem]
    notes: list[PlanItem]


def gather(root: Section, headings: dict[Section, Heading], taken: Iterable[range]) -> Gathered:
    """Gather the plan's own sections; those on ``taken`` lines belong to a component."""
    gathered = Gathered([], [], [], [], [])
    inside = _Lines(taken)
    _visit(root, headings, "", gathered, inside)
    return gathered


class _Lines:
    """Sorted, disjoint ranges of lines."""

    def __init__(self, ranges: Iterable[range]) -> None:
        self.lines = {line for each in ranges for line in each}

    def __contains__(self, line: int) -> bool:
        return line in self.lines


def _visit(
    section: Section, headings: dict[Section, Heading], topic: str, into: Gathered, inside: _Lines
) -> None:
    heading = headings[section]
    if section.level and not heading.word:
        topic = _topic(heading.name) or topic
    if section.line in inside and section.level:
        return
    for block in section.blocks:
        _take(block, topic, into)
    for child in section.sections:
        _visit(child, headings, topic, into, inside)


def _topic(name: str) -> str:
    return next((topic for topic, pattern in _TOPICS.items() if pattern.search(name)), "")


def _take(block: Block, topic: str, into: Gathered) -> None:
    if isinstance(block, Table):
        _take_table(block, topic, into)
    elif isinstance(block, ItemList) and topic == "critical_files":
        into.critical_files += [TableRow((plain(item.text),), item.line) for item in block.items]
    elif topic in ("checklist", "questions", "notes"):
        items: list[PlanItem] = getattr(into, topic)
        items += [each for each in _items(block) if not _is_no_question(each, topic)]
    elif isinstance(block, (Paragraph, ItemList)):
        _take_labelled(block, into)


def _take_table(table: Table, topic: str, into: Gathered) -> None:
    header = [plain(cell).casefold() for cell in table.header]
    compares = any(cell.startswith("spec") for cell in header) and any(
        "actual" in cell for cell in header
    )
    if compares or topic == "reconciliation":
        into.reconciliation += _rows(table)
    elif topic == "critical_files":
        into.critical_files += _rows(table)


def _rows(table: Table) -> list[TableRow]:
    return [TableRow(tuple(plain(cell) for cell in row.cells), row.line) for row in table.rows]


def _take_labelled(block: Paragraph | ItemList, into: Gathered) -> None:
    """``Open questions:`` as a label outside its own section."""
    items = block.items if isinstance(block, ItemList) else ()
    for item in items:
        label = split_label(item.text)
        if label and label.key == "questions":
            for nested in item.blocks:
                into.questions += [
                    each for each in _items(nested) if not _is_no_question(each, "questions")
                ]


def _is_no_question(item: PlanItem, topic: str) -> bool:
    return topic == "questions" and bool(NO_QUESTION.match(item.text))


def _items(block: Block) -> Iterator[PlanItem]:
    """List items (nested ones too), paragraphs and the commands of fences, as text."""
    match block:
        case ItemList():
            for item in block.items:
                if item.text:
                    yield PlanItem(plain(item.text), item.line, _checked(item), _spans(item.text))
                for nested in item.blocks:
                    yield from _items(nested)
        case Paragraph():
            yield PlanItem(plain(block.text), block.line, spans=_spans(block.text))
        case Fence():
            for number, line in enumerate(block.text.split("\n"), start=block.line + 1):
                if line.strip() and not line.lstrip().startswith("#"):
                    yield PlanItem(line.strip(), number, spans=(line.strip(),))


def _spans(text: str) -> tuple[str, ...]:
    return tuple(code_texts(text))


def _checked(item: Item) -> bool | None:
    return None if not item.mark else item.mark in "xX"
