"""The blocks of a text, from a real CommonMark parse (markdown-it-py).

Only blocks are parsed: what stands inside a line is read by the rules that need it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    fence,
    heading,
    hr,
    html_block,
    lheading,
    list_block,
    table,
)
from markdown_it.token import Token

from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    Head,
    Html,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Table,
)
from pytest_phase.formats.plan_markdown.cells import split_rows

_UNDERLINE = re.compile(r"[\s>]*(?:=+|-+)\s*")
_BOX = re.compile(r"\[(?P<mark>[ xX~\-/>!?]|RF|[RGI])\](?P<star>\*?)(?=\s|$)\s*")


Rule = Callable[[StateBlock, int, int, bool], bool]

# The rules that most lines have nothing to do with: what they begin with, what they interrupt.
_GUARDED: dict[str, tuple[Rule, str, str]] = {
    "fence": (fence, "`~", "paragraph reference blockquote list"),
    "blockquote": (blockquote, ">", "paragraph reference blockquote list"),
    "list": (list_block, "-+*0123456789", "paragraph reference blockquote"),
    "html_block": (html_block, "<", "paragraph reference blockquote"),
    "heading": (heading, "#", "paragraph reference blockquote"),
}


def scan(lines: Sequence[str]) -> Iterator[Block | Head]:
    """The blocks and headings of these lines (the first is line 1), in their order."""
    parser = _parser()
    parser.block.ruler.at("lheading", _underlined(lines), {"alt": []})
    tokens = parser.parse("\n".join(lines))
    return _Blocks(tokens, lines).top()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    parser.block.ruler.disable("reference")
    parser.block.ruler.at("table", _table_rule, {"alt": ["paragraph", "reference"]})
    for name, (rule, first, interrupts) in _GUARDED.items():
        parser.block.ruler.at(name, _guarded(rule, first), {"alt": interrupts.split()})
    parser.block.ruler.at("hr", _hr_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return parser


def _guarded(rule: Rule, first: str) -> Rule:
    """A rule of the parser, asked only where a line begins with a sign that it can begin with."""

    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in first and rule(state, start, end, silent)

    return asked


def _underlined(lines: Sequence[str]) -> Rule:
    """The rule for underlined headings, asked only where an underline follows in the same run.

    A run is of lines that are not blank: no heading goes over a blank line.
    """
    places: list[int] = []
    starts: list[int] = []
    start = 0
    for number, line in enumerate(lines):
        if not line.strip(" \t"):
            start = number + 1
        elif _UNDERLINE.fullmatch(line):
            places.append(number)
            starts.append(start)

    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        following = bisect_right(places, start)
        if following == len(places) or starts[following] > start:
            return False
        return lheading(state, start, end, silent)

    return asked


def _hr_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A rule between sections, asked only where a line does not begin like an item."""
    at = state.bMarks[start] + state.tShift[start]
    return not state.src[at : at + 3].strip("*-_ \t") and hr(state, start, end, silent)


def _table_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table by its first two lines; its rows are not split here, which took a fifth of the time.

    A row ends the table where the parser's own rule would say so.
    """
    place = len(state.tokens)
    if start + 2 > end or not table(state, start, start + 2, silent):
        return False
    if silent:
        return True
    outside, state.parentType = state.parentType, "table"
    ends = state.md.block.ruler.getRules("blockquote")
    line = start + 2
    while line < end and state.sCount[line] >= state.blkIndent and not state.isEmpty(line):
        if state.is_code_block(line) or any(rule(state, line, end, True) for rule in ends):
            break
        line += 1
    state.parentType = outside
    state.tokens[place].map = [start, line]
    state.line = line
    return True


class _Blocks:
    """Walks the parser's flat token list and builds blocks."""

    def __init__(self, tokens: list[Token], lines: Sequence[str]) -> None:
        self.tokens = tokens
        self.lines = lines
        self.index = 0

    def top(self) -> Iterator[Block | Head]:
        """Blocks of the file, and its headings."""
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            if token.type == "heading_open":
                title = self.tokens[self.index + 1].content
                self.index += 3
                yield Head(int(token.tag[1]), title, _line(token))
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
                return Quote(self._until("blockquote_close"), _line(token))
        return None

    def _until(self, closing: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self.index < len(self.tokens) and self.tokens[self.index].type != closing:
            block = self._block()
            if block is not None:
                blocks.append(block)
        self.index += 1
        return adopted(blocks)

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
        header, rows = split_rows(list(self.lines[start:end]), start + 1)
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


def _item(token: Token, blocks: tuple[Block, ...]) -> Item:
    text, rest = "", blocks
    if blocks and isinstance(blocks[0], Paragraph):
        text, rest = blocks[0].text, blocks[1:]
    box = _BOX.match(text)
    if box is None:
        return Item(text, _line(token), rest, number=token.info)
    return Item(text[box.end() :], _line(token), rest, box["mark"], bool(box["star"]), token.info)


def adopted(blocks: Iterable[Block | Head]) -> tuple[Block, ...]:
    """The blocks with bullets that stand unindented right below a numbered item nested in it."""
    found: list[Block] = []
    children: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if type(block) is ItemList and type(last) is ItemList and last.ordered > block.ordered:
            children.append(block)
        else:
            _adopt(found, children)
            found.append(block)  # type: ignore[arg-type]
    _adopt(found, children)
    return tuple(found)


def _adopt(found: list[Block], children: list[Block]) -> None:
    """Nest lists in the last item of the list before them."""
    owner = found[-1] if children else None
    if isinstance(owner, ItemList):
        last = owner.items[-1]
        last = last._replace(blocks=(*last.blocks, *children))
        found[-1] = owner._replace(items=(*owner.items[:-1], last))
        children.clear()
