"""Markdown to a tree of sections with line numbers: what stands where, not what it means.

Blocks come from a real CommonMark parse (markdown-it-py). Lines count from 1 in the original
text. Frontmatter is blanked out before the parse, so that its lines still count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pytest_phase.formats.plan_markdown.blocks import (
    BOLD_LEVEL,
    Block,
    Fence,
    Html,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Table,
)
from pytest_phase.formats.plan_markdown.cells import split_rows
from pytest_phase.formats.plan_markdown.inline import leading_bold
from pytest_phase.formats.plan_markdown.labels import bold_line_is_label

_LONGEST_LINE = 5_000  # columns are not looked for in longer ones
_BOX = re.compile(r"\[(?P<mark>[ xX~\-/>!?]|RF|[RGI])\](?P<star>\*?)(?=\s|$)\s*")


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


def parse_document(text: str, skip: int = 0) -> Document:
    """Parse Markdown; the first ``skip`` lines (frontmatter) are counted and not read."""
    lines = text.split("\n")
    body = "\n".join([""] * skip + lines[skip:])
    tokens = _markdown().parse(body)
    return Document(tuple(lines), _sections(_Blocks(tokens, lines)))


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.core.ruler.disable(["inline", "text_join"])
    markdown.block.ruler.disable("reference")
    return markdown


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
            self.level, self.title, self.line, tuple(_adopt(self.blocks)), tuple(self.sections)
        )


def _sections(blocks: _Blocks) -> Section:
    """Nest headings by their level; blocks before the first one belong to the file."""
    stack = [_Open(0, "", 1)]
    for block in blocks.top():
        head = _heading(block)
        if head is None:
            if not isinstance(block, _Open):
                stack[-1].blocks.append(block)
            continue
        _close_down_to(stack, head.level)
        stack.append(head)
    _close_down_to(stack, 1)
    return stack[0].close()


def _close_down_to(stack: list[_Open], level: int) -> None:
    while stack[-1].level >= level:
        closed = stack.pop()
        stack[-1].sections.append(closed.close())


def _heading(block: Block | _Open) -> _Open | None:
    """The heading a block is: a real one, or a paragraph of one bold line that is no label."""
    if isinstance(block, _Open):
        return block
    if not isinstance(block, Paragraph) or "\n" in block.text:
        return None
    bold = leading_bold(block.text)
    if bold is None or block.text[bold[1] :].strip(" *_") or bold_line_is_label(bold[0]):
        return None
    return _Open(BOLD_LEVEL, block.text, block.line)


def _adopt(blocks: list[Block]) -> list[Block]:
    """Bullets that stand unindented right below a numbered item are nested in it."""
    adopted: list[Block] = []
    last: Block | None = None
    for block in blocks:
        if type(block) is ItemList and type(last) is ItemList and last.ordered > block.ordered:
            owner = replace(last.items[-1], blocks=(*last.items[-1].blocks, block))
            adopted[-1] = last = replace(last, items=(*last.items[:-1], owner))
        else:
            adopted.append(block)
            last = block
    return adopted


class _Blocks:
    """Walks the parser's flat token list and builds blocks."""

    def __init__(self, tokens: list[Token], lines: list[str]) -> None:
        self.tokens = tokens
        self.lines = lines
        self.index = 0

    def top(self) -> Iterator[Block | _Open]:
        """Blocks of the file, and its headings."""
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.type == "heading_open":
                title = self.tokens[self.index + 1].content
                self.index += 3
                yield _Open(int(token.tag[1]), title, _line(token))
                continue
            block = self._block()
            if block is not None:
                yield block

    def _block(self) -> Block | None:
        token = self.tokens[self.index]
        self.index += 1
        match token.type:
            case "paragraph_open" | "heading_open":
                content = self.tokens[self.index].content
                self.index += 2
                return Paragraph(content, _line(token))
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "table_open":
                return self._table(token)
            case "fence" | "code_block":
                return self._fence(token)
            case "html_block":
                return Html(token.content, _line(token))
            case "blockquote_open":
                return Quote(tuple(self._until("blockquote_close")), _line(token))
        return None

    def _until(self, closing: str) -> list[Block]:
        blocks: list[Block] = []
        while self.index < len(self.tokens) and self.tokens[self.index].type != closing:
            block = self._block()
            if block is not None:
                blocks.append(block)
        self.index += 1
        return _adopt(blocks)

    def _list(self, opening: Token) -> ItemList:
        closing = opening.type.replace("open", "close")
        items: list[Item] = []
        while self.index < len(self.tokens) and self.tokens[self.index].type != closing:
            token = self.tokens[self.index]
            self.index += 1
            items.append(_item(token, self._until("list_item_close")))
        self.index += 1
        return ItemList(tuple(items), _line(opening), opening.type.startswith("ordered"))

    def _table(self, opening: Token) -> Table:
        start, end = opening.map or (0, 0)
        while self.tokens[self.index].type != "table_close":
            self.index += 1
        self.index += 1
        header, rows = split_rows(self.lines[start:end], start + 1)
        return Table(header, rows, start + 1)

    def _fence(self, token: Token) -> Fence:
        start, end = token.map or (0, 0)
        last = self.lines[end - 1].strip(" \t>") if token.type == "fence" else ""
        closed = token.type != "fence" or (
            end - start > 1 and len(last) >= len(token.markup) and not last.strip(token.markup[0])
        )
        return Fence(token.content, token.info.strip(), start + 1, end, closed, token.markup)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _item(token: Token, blocks: list[Block]) -> Item:
    text, rest = "", blocks
    if blocks and isinstance(blocks[0], Paragraph):
        text, rest = blocks[0].text, blocks[1:]
    number = token.info if token.info else ""
    box = _BOX.match(text)
    if box is None:
        return Item(text, _line(token), tuple(rest), number=number)
    return Item(
        text[box.end() :], _line(token), tuple(rest), box["mark"], bool(box["star"]), number
    )
