"""Markdown to a tree of sections with line numbers: what stands where, not what it means.

Blocks come from a CommonMark parse (``commonmark``). Lines count from 1 in the original text.
Frontmatter is blanked out before the parse, so that its lines still count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from pytest_phase.formats.plan_markdown.aliases import translated
from pytest_phase.formats.plan_markdown.blocks import (
    BOLD_LEVEL,
    Block,
    Head,
    ItemList,
    Paragraph,
    Section,
)
from pytest_phase.formats.plan_markdown.commonmark import adopted, scan
from pytest_phase.formats.plan_markdown.headings import read_heading
from pytest_phase.formats.plan_markdown.inline import leading_bold
from pytest_phase.formats.plan_markdown.labels import bold_line_is_label, holds_tests, split_label

_NOTE = re.compile(r"\s*(?:\*[^*]{1,120}\*|\([^()]{1,120}\))\s*")  # after a bold line's id and name
_LONGEST_LINE = 5_000  # columns are not looked for in longer ones


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A parsed file: its lines (the first is ``lines[0]``) and the root of its sections."""

    lines: tuple[str, ...]
    root: Section

    def column(self, line: int, needle: str) -> int:
        """The column, from 1, where ``needle`` stands in a line; 1 if it does not."""
        if not 0 < line <= len(self.lines) or len(self.lines[line - 1]) > _LONGEST_LINE:
            return 1
        return self.lines[line - 1].find(needle) + 1 or 1


def parse_document(
    text: str, skip: int = 0, labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
) -> Document:
    """Parse Markdown; the first ``skip`` lines (frontmatter) are counted and not read.

    ``labels`` are more words for labels, by the label's key.
    """
    lines = text.split("\n")
    body = [""] * skip + lines[skip:]
    if body[-1] == "":
        body.pop()  # what ends in a line end has no line after it
    return Document(tuple(lines), _sections(scan(translated(body, labels))))


@dataclass(slots=True)
class _Open:
    """A section under construction."""

    level: int
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def close(self) -> Section:
        return Section(
            self.level, self.title, self.line, adopted(self.blocks), tuple(self.sections)
        )


def _sections(blocks: Iterable[Block | Head]) -> Section:
    """Nest headings by their level; blocks before the first one belong to the file."""
    stack = [_Open(0, "", 1)]
    every = list(blocks)
    for block, after in zip_longest(every, every[1:]):
        head = _heading(block, after)
        if head is None:
            stack[-1].blocks.append(block)  # type: ignore[arg-type]
            continue
        _close_down_to(stack, head.level)
        stack.append(_Open(*head))
    _close_down_to(stack, 1)
    return stack[0].close()


def _close_down_to(stack: list[_Open], level: int) -> None:
    while stack[-1].level >= level:
        closed = stack.pop()
        stack[-1].sections.append(closed.close())


def _heading(block: Block | Head, after: Block | Head | None) -> Head | None:
    """The heading a block is: a real one, or a paragraph of one bold line that is no label.

    The list ``after`` a word that is a label too says by its own tests label which it is.
    """
    if isinstance(block, Head):
        return block
    if not isinstance(block, Paragraph) or not block.text.startswith(("**", "__")):
        return None
    if "\n" in block.text:
        return None
    bold = leading_bold(block.text)
    if bold is None or (bold_line_is_label(bold[0]) and not _has_tests(bold[0], after)):
        return None
    if not block.text[bold[1] :].strip(" *_"):
        return Head(BOLD_LEVEL, block.text, block.line)
    if _NOTE.fullmatch(block.text, bold[1]) and read_heading(bold[0]).label:
        return Head(BOLD_LEVEL, block.text[: bold[1]], block.line)
    return None


def _has_tests(bold: str, after: Block | Head | None) -> bool:
    """Whether a bold line has a tests label in the list below it, and is no label for tests."""
    if not isinstance(after, ItemList) or bold.endswith((":", "：")) or holds_tests(bold):
        return False
    labels = (split_label(item.text) for item in after.items)
    return any(label is not None and label.key == "tests" for label in labels)
