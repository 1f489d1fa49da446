"""A component's text as a stream of passages: lines, items, fences, rows, with their labels.

All rules for facts (test files, cases, dependencies) read passages, whether the component is
a heading, a list item or a table row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    Html,
    Item,
    ItemList,
    Paragraph,
    Table,
)
from pytest_phase.formats.plan_markdown.columns import roles
from pytest_phase.formats.plan_markdown.headings import Heading, Stage, stage_of
from pytest_phase.formats.plan_markdown.inline import leading_bold, plain
from pytest_phase.formats.plan_markdown.labels import Label, label_key, split_label

PassageKind = Literal["title", "line", "item", "fence", "row", "html"]
_COLUMNS = {"tests": "tests", "cases": "cases", "implementation": "files"}
_ABSENT = frozenset({"", "-", "–", "—", "N/A", "n/a", "None", "none"})
_CLOSED = frozenset(
    {"depends", "blocks", "prerequisites", "status", "lane", "expected", "questions", "notes"}
)  # with a value on their own line, these say nothing of what follows
_INNER_LABEL = re.compile(r"(?<=\s)\*\*(?P<name>[^*\n]{1,40})(?::\*\*|\*\*\s*:)")
_LONGEST_TITLE = 300
TASK = "task"  # the ``info`` of a passage that is an item of coded tasks and writes no test
_MAY_LABEL = re.compile(r"[:：]|\*\*|__").search
_STEP_TITLE = re.compile(r"(?:step|phase)\s*\d+(?:\.\d+)*[a-z]?\s*[:：.)—–-]\s*(?P<name>.+)", re.I)


class Passage(NamedTuple):
    """A piece of text with what governs it.

    ``label`` is the key of the innermost label above or on it (``""``: none), ``outer`` the
    key around that one; ``own`` says that the label stands on this very passage, whose
    ``text`` is then the value. ``depth`` counts list levels below the labelled passage.
    """

    kind: PassageKind
    text: str
    line: int
    label: str = ""
    outer: str = ""
    own: bool = False
    stage: Stage = ""
    depth: int = 0
    info: str = ""
    note: str = ""
    mark: str = ""
    optional: bool = False

    @property
    def labels(self) -> tuple[str, str]:
        """The label's key and the one around it."""
        return (self.label, self.outer)


class Context(NamedTuple):
    """What governs the next passage."""

    label: str = ""
    outer: str = ""
    stage: Stage = ""
    depth: int = 0


def heading_context(heading: Heading) -> Context:
    """What a heading says of the text below it."""
    if heading.kind == "stage" or (heading.kind == "step" and heading.stage):
        return Context(stage=heading.stage)
    if heading.kind in ("struct", "aside", "plain", "number"):
        name = heading.name
        if label_key(name) and heading.kind in ("plain", "number"):
            return Context()  # the name of a component, and no label of what stands below it
        return Context(label_key(name) or label_key(re.split("[:：]", name, maxsplit=1)[0]))
    return Context()


def flatten(
    blocks: Iterable[Block], context: Context, into: list[Passage] | None = None
) -> list[Passage]:
    """Passages of blocks in order, added to ``into``.

    A labelled line governs what follows up to the next label.
    """
    found = [] if into is None else into
    _flatten(blocks, context, found)
    return found


def _flatten(blocks: Iterable[Block], context: Context, into: list[Passage]) -> None:
    base = context
    for block in blocks:
        match block:
            case Paragraph():
                for passage in _lines(block.text, block.line, context):
                    into.append(passage)
                    context = _after(passage, context, base)
            case ItemList():
                for item in block.items:
                    context = _at_item(item, context, base)
                    _item(item, context, into)
            case Fence():
                into.append(_passage("fence", block.text, block.line, context, block.info))
            case Table():
                into.extend(_rows(block, context))
            case Html():
                into.append(_passage("html", block.text, block.line, context))


def _rows(table: Table, context: Context) -> Iterator[Passage]:
    """The cells of a table inside a component, each with its column as the label."""
    found = {role: column for role, column in roles(table).items() if role in _COLUMNS}
    for row in table.rows:
        for role, column in found.items():
            cell = row.cells[column] if column < len(row.cells) else ""
            if plain(cell) not in _ABSENT:
                yield Passage(
                    "row",
                    cell,
                    row.line,
                    _COLUMNS[role],
                    context.label,
                    own=True,
                    stage=context.stage,
                )


def _passage(kind: PassageKind, text: str, line: int, context: Context, info: str = "") -> Passage:
    label, outer, stage, depth = context
    return Passage(kind, text, line, label, outer, False, stage, depth, info)


def _lines(text: str, line: int, context: Context, item: Item | None = None) -> list[Passage]:
    """A paragraph split where a line begins with a label; other lines continue the one above."""
    if not _MAY_LABEL(text):
        return [_labelled(text, line, None, context, item)]
    if "\n" not in text and text.count("**") <= 2:  # most texts
        return [_labelled(text, line, split_label(text), context, item)]
    found: list[Passage] = []
    pending: list[str] = []
    label: Label | None = None
    start = line
    for physical, number in _pieces(text, line):
        own = split_label(physical)
        if own is not None and pending:
            found.append(_labelled("\n".join(pending), start, label, context, item))
            pending, item = [], None
        if not pending:
            start, label = number, own
        pending.append(physical)
    found.append(_labelled("\n".join(pending), start, label, context, item))
    return found


def _pieces(text: str, line: int) -> Iterator[tuple[str, int]]:
    """Physical lines, those with several bold labels cut before each of them."""
    for number, physical in enumerate(text.split("\n"), start=line):
        start = 0
        if physical.count("**") > 2:
            for match in _INNER_LABEL.finditer(physical, 1):
                if label_key(match["name"]) and match.start("name") - 2 > start:
                    yield physical[start : match.start("name") - 2].rstrip(" |·;,"), number
                    start = match.start("name") - 2
        yield physical[start:], number


def _labelled(
    text: str, line: int, label: Label | None, context: Context, item: Item | None
) -> Passage:
    """One passage of a paragraph; ``item`` is the list item that it begins."""
    kind: PassageKind = "item" if item else "line"
    mark, optional = (item.mark, item.optional) if item else ("", False)
    above, outer, stage, depth = context
    if label is None:
        stage = _step_stage(text) or stage
        return Passage(kind, text, line, above, outer, False, stage, depth, "", "", mark, optional)
    return Passage(
        kind,
        text[label.end :],
        line,
        label.key or "other",
        above,
        True,
        _label_stage(label) or stage,
        depth,
        label.name,
        label.note,
        mark,
        optional,
    )


def _label_stage(label: Label) -> Stage:
    if label.key in ("red", "green", "refactor"):
        return label.key  # type: ignore[return-value]
    if label.key:
        return ""
    return _step_stage(label.name)


def _step_stage(text: str) -> Stage:
    """The stage that a step's title puts on what follows: ``**Step 1: Write the test**``."""
    if text.startswith(("**", "__")):
        bold = leading_bold(text.split("\n", 1)[0][:_LONGEST_TITLE])
        title = bold[0] if bold else ""
    elif text[:5].lower() in ("step ", "phase"):
        title = plain(text[:_LONGEST_TITLE])
    else:
        return ""
    match = _STEP_TITLE.match(title)
    return stage_of(match["name"] if match else title) if title else ""


def _after(passage: Passage, context: Context, base: Context) -> Context:
    """What governs the blocks after a paragraph: its label, or the label around it again."""
    if passage.own and passage.label in _CLOSED and passage.text.strip():
        return base._replace(stage=context.stage)
    if passage.own:
        return context._replace(label=passage.label, outer=base.label, stage=passage.stage)
    if passage.stage != context.stage:
        return base._replace(stage=passage.stage)
    return context


def _at_item(item: Item, context: Context, base: Context) -> Context:
    """A step's title ends the label above it, and its stage holds until the next one."""
    stage = _step_stage(item.text)
    return base._replace(stage=stage) if stage else context


def _item(item: Item, context: Context, into: list[Passage]) -> None:
    for passage in _lines(item.text, item.line, context, item):
        into.append(passage)
    if item.blocks:
        last = into[-1]
        depth = 1 if last.own else context.depth + 1
        _flatten(item.blocks, Context(last.label, last.outer, last.stage, depth), into)
