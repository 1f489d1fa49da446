"""What a Markdown file is made of: blocks with their lines, nested in sections.

Blocks are named tuples: a plan of one megabyte has some hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.cells import Row

BOLD_LEVEL = 7  # a line that is bold as a whole stands below every real heading


class Paragraph(NamedTuple):
    """Text of one or more lines, inline Markdown as written."""

    text: str
    line: int


class Head(NamedTuple):
    """A heading before it has its section."""

    level: int
    title: str
    line: int


class Item(NamedTuple):
    """A list item: its first paragraph, its box (``""`` without one) and what is nested in it."""

    text: str
    line: int
    blocks: tuple[Block, ...] = ()
    mark: str = ""
    optional: bool = False
    number: str = ""


class ItemList(NamedTuple):
    """A bullet or numbered list."""

    items: tuple[Item, ...]
    line: int
    ordered: bool = False


class Table(NamedTuple):
    """A table; rows keep the cells as written, also those beyond the header's."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int


class Fence(NamedTuple):
    """A fenced or indented code block; ``line`` is that of the opening fence."""

    text: str
    info: str
    line: int
    end: int
    closed: bool = True
    mark: str = "```"


class Html(NamedTuple):
    """Raw HTML: comments, directives, tags."""

    text: str
    line: int


class Quote(NamedTuple):
    """A block quote."""

    blocks: tuple[Block, ...]
    line: int


Block = Paragraph | ItemList | Table | Fence | Html | Quote


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A heading with what follows it; level 0 is the file, 7 a bold line that acts as a heading."""

    level: int
    title: str
    line: int
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in the order of the file."""
        stack = [self]
        while stack:
            section = stack.pop()
            yield section
            stack.extend(reversed(section.sections))
