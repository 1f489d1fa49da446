"""What a Markdown file is made of: blocks with their lines, nested in sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_phase.formats.plan_markdown.cells import Row

BOLD_LEVEL = 7  # a line that is bold as a whole stands below every real heading


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """Text of one or more lines, inline Markdown as written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A list item: its first paragraph, its box (``""`` without one) and what is nested in it."""

    text: str
    line: int
    blocks: tuple[Block, ...] = ()
    mark: str = ""
    optional: bool = False
    number: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ItemList:
    """A bullet or numbered list."""

    items: tuple[Item, ...]
    line: int
    ordered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table; rows keep the cells as written, also those beyond the header's."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Fence:
    """A fenced or indented code block; ``line`` is that of the opening fence."""

    text: str
    info: str
    line: int
    end: int
    closed: bool = True
    mark: str = "```"


@dataclass(frozen=True, slots=True, eq=False)
class Html:
    """Raw HTML: comments, directives, tags."""

    text: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
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
