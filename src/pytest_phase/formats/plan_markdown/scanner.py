"""CommonMark's block structure, read in one pass over the lines (with the tables of GitHub).

The algorithm is that of the CommonMark specification, appendix A: each line is first matched
against the open containers, may then open new ones, and what is left of it goes to a leaf
block. Inline Markdown is left as it is written. Linear in the text, at a bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pytest_phase.formats.plan_markdown.block_starts import (
    BLANK,
    closes,
    ends_html,
    fence,
    heading,
    html,
    is_rule,
    is_table,
    underlined,
)
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

DEEPEST = 20  # containers in each other; what stands deeper is text
_NEVER = 1 << 30
_STARTS = frozenset("#>-+*_`~<=:|0123456789")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?= |$)")
_PREFIX = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_BOX = re.compile(r"\[(?P<mark>[ xX~\-/>!?]|RF|[RGI])\](?P<star>\*?)(?=\s|$)\s*")


class _Container:
    """An open quote or list item: its blocks so far. ``indent`` is 0 for a quote."""

    __slots__ = ("children", "indent", "line", "list", "number")

    def __init__(self, line: int, indent: int = 0, into: _List | None = None) -> None:
        self.line = line
        self.indent = indent
        self.list = into
        self.children: list[Block | Head] = []
        self.number = ""


class _List:
    """An open list: its marker (``-``, ``.``), its first line and the items that are closed."""

    __slots__ = ("items", "line", "marker")

    def __init__(self, line: int, marker: str) -> None:
        self.line = line
        self.marker = marker
        self.items: list[Item] = []


class _Leaf:
    """An open leaf block: its lines so far. ``end`` is what closes a fence or HTML."""

    __slots__ = ("end", "indent", "info", "kind", "lazy", "line", "lines")

    def __init__(self, kind: str, line: int, first: list[str]) -> None:
        self.kind = kind
        self.line = line
        self.lines = first
        self.end = self.info = ""
        self.indent = 0
        self.lazy = False


def scan(lines: Sequence[str]) -> list[Block | Head]:
    """The blocks of a file, its headings among them; headings inside containers are paragraphs."""
    scanner = _Scanner(lines)
    for line in lines:
        scanner.read(line)
    scanner.close_to(0)
    return scanner.root.children


class _Scanner:
    """The open containers, the open leaf, and the number of the line that is read."""

    __slots__ = ("leaf", "line", "lines", "root", "stack")

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.root = _Container(1)
        self.stack: list[_Container] = []
        self.leaf: _Leaf | None = None
        self.line = 0

    def read(self, text: str) -> None:
        """Take the next line."""
        self.line += 1
        if "\t" in text:
            text = _untabbed(text)
        if not text or text.isspace():
            self._blank(0)
            return
        at = matched = 0
        for container in self.stack:
            start = at
            while text[start] == " ":
                start += 1
            if container.list is not None:
                if start - at < container.indent:
                    break
                at += container.indent
            else:
                if text[start] != ">" or start - at > 3:
                    break
                at = start + 2 if text[start + 1 : start + 2] == " " else start + 1
                if not text[at:].strip():
                    self._blank(matched + 1)
                    return
            matched += 1
        if self.leaf is None or not self._continued(text, at, matched):
            self._open(text, at, matched)

    def _blank(self, matched: int) -> None:
        """A blank line, in the first ``matched`` containers: it ends quotes, not items."""
        for at in range(matched, len(self.stack)):
            if self.stack[at].list is None:
                self.close_to(at)
                break
        leaf = self.leaf
        if leaf is None:
            if self.stack and not self.stack[-1].children:
                self.stack[-1].indent = _NEVER  # an item begins with one blank line at most
        elif leaf.kind in ("fence", "code") or (leaf.kind == "html" and leaf.end != BLANK):
            leaf.lines.append("")
        else:
            self._close_leaf()

    def _continued(self, text: str, at: int, matched: int) -> bool:
        """Whether an open fence, HTML or code block takes the line."""
        leaf = self.leaf
        if leaf is None or leaf.kind in ("paragraph", "table"):
            return False
        if matched < len(self.stack):
            self._close_leaf()
            return False
        rest = text[at:]
        indent = len(rest) - len(rest.lstrip(" "))
        if leaf.kind == "fence":
            if indent < 4 and closes(rest, leaf.end):
                self._close_leaf(closed=True)
            else:
                leaf.lines.append(rest[min(indent, leaf.indent) :])
        elif leaf.kind == "html":
            leaf.lines.append(rest)
            if leaf.end != BLANK and ends_html(rest, leaf.end):
                self._close_leaf()
        elif indent >= 4:
            leaf.lines.append(rest[4:])
        else:
            self._close_leaf()
            return False
        return True

    def _open(self, text: str, at: int, matched: int) -> None:
        """Open the containers that begin here, then the leaf, or go on with the paragraph."""
        while True:
            start = at
            while text[start] == " ":
                start += 1
            direct = matched == len(self.stack)
            leaf = self.leaf
            if start - at > 3:
                if leaf is None or leaf.kind != "paragraph":
                    self.close_to(matched)
                    self.leaf = _Leaf("code", self.line, [text[at + 4 :]])
                    return
                break
            if text[start] not in _STARTS:
                break
            if text[start] == ">" and matched < DEEPEST:
                self.close_to(matched)
                self.stack.append(_Container(self.line))
                at = start + 2 if text[start + 1 : start + 2] == " " else start + 1
            else:
                rest = text[start:]
                if self._leaf_starts(rest, matched, direct, start - at):
                    return
                content = self._item_starts(rest, matched, direct, at, start)
                if content < 0:
                    break
                at = content
            matched += 1
            if not text[at:].strip():
                return
        self._text(text[at:], matched, direct)

    def _text(self, rest: str, matched: int, direct: bool) -> None:
        """A line of text: of the open paragraph (also one that ended further in), or a new one."""
        leaf = self.leaf
        if leaf is not None:
            if leaf.kind == "paragraph" and (direct or not self._heads_table(rest)):
                leaf.lines.append(rest)
                leaf.lazy = not direct
                return
            if leaf.kind == "table" and direct:
                leaf.lines.append(rest)
                return
        self.close_to(matched)
        self.leaf = _Leaf("paragraph", self.line, [rest])

    def _heads_table(self, rest: str) -> bool:
        """Whether this line and the next one begin a table: such a line ends a list item."""
        following = self.lines[self.line : self.line + 1]
        return rest[0] == "|" and bool(following) and is_table(rest, following[0].strip())

    def _leaf_starts(self, rest: str, matched: int, direct: bool, indent: int) -> bool:
        """Whether a heading, rule, fence, HTML block or table begins (or ends) with this line."""
        mark = rest[0]
        if mark in "-=:|" and direct and self._underlines(rest):
            return True
        if mark == "#":
            found = heading(rest)
            if found is not None:
                self.close_to(matched)
                self._head(*found, self.line)
            return found is not None
        if mark in "*-_":
            if is_rule(rest):
                self.close_to(matched)
                return True
        elif mark in "`~":
            opened = fence(rest)
            if opened is not None:
                self._verbatim("fence", matched, *opened, indent)
            return opened is not None
        elif mark == "<":
            leaf = self.leaf
            end = html(rest, leaf is not None and leaf.kind in ("paragraph", "table"))
            if end is not None:
                self._verbatim("html", matched, end, "", 0, " " * indent + rest)
                if end != BLANK and ends_html(rest, end):
                    self._close_leaf()
            return end is not None
        return False

    def _verbatim(
        self, kind: str, matched: int, end: str, info: str, indent: int, first: str | None = None
    ) -> None:
        self.close_to(matched)
        leaf = self.leaf = _Leaf(kind, self.line, [] if first is None else [first])
        leaf.end, leaf.info, leaf.indent = end, info, indent

    def _underlines(self, rest: str) -> bool:
        """Whether a line makes the paragraph above it a heading, or its last line a table."""
        leaf = self.leaf
        if leaf is None or leaf.kind != "paragraph":
            return False
        header = leaf.lines[-1]
        if not leaf.lazy and header[:4].strip(" ") and is_table(header, rest):
            leaf.lines.pop()
            self._close_leaf()
            self.leaf = _Leaf("table", self.line - 1, [header, rest])
            return True
        level = underlined(rest)
        if level:
            self.leaf = None
            self._head(level, "\n".join(leaf.lines).strip(), leaf.line)
        return level > 0

    def _head(self, level: int, title: str, line: int) -> None:
        top = not self.stack
        self._children().append(Head(level, title, line) if top else Paragraph(title, line))

    def _item_starts(self, rest: str, matched: int, direct: bool, at: int, start: int) -> int:
        """Opens the list item that begins here; the column of its content, or -1 if none does."""
        marker, width, number = rest[0], 1, ""
        if marker in "-+*":
            if rest[1:2] not in (" ", ""):
                return -1
        else:
            found = _NUMBER.match(rest)
            if found is None:
                return -1
            number, marker = found.groups()
            width = found.end()
        content = rest[width:].lstrip(" ")
        leaf = self.leaf
        interrupts = direct and leaf is not None and leaf.kind == "paragraph"
        if matched >= DEEPEST or (interrupts and (not content or (number and int(number) != 1))):
            return -1
        gap = len(rest) - width - len(content)
        column = start + width + (gap if 0 < gap < 5 and content else 1)
        self._item(marker, matched, column - at)
        self.stack[-1].number = number
        return column

    def _item(self, marker: str, matched: int, indent: int) -> None:
        """Open an item: of the open list with the same marker at this place, or of a new list."""
        stack = self.stack
        sibling = stack[matched].list if matched < len(stack) else None
        if sibling is None or sibling.marker != marker:
            self.close_to(matched)
            stack.append(_Container(self.line, indent, _List(self.line, marker)))
            return
        self.close_to(matched + 1)
        sibling.items.append(_item(stack[matched]))
        stack[matched] = _Container(self.line, indent, sibling)

    def _children(self) -> list[Block | Head]:
        return self.stack[-1].children if self.stack else self.root.children

    def close_to(self, depth: int) -> None:
        """Close the leaf, and every container beyond the first ``depth``."""
        if self.leaf is not None:
            self._close_leaf()
        while len(self.stack) > depth:
            container = self.stack.pop()
            into = container.list
            if into is None:
                self._children().append(Quote(adopted(container.children), container.line))
            else:
                into.items.append(_item(container))
                ordered = into.marker in ".)"
                self._children().append(ItemList(tuple(into.items), into.line, ordered))

    def _close_leaf(self, closed: bool = False) -> None:
        leaf = self.leaf
        self.leaf = None
        if leaf is None or (not leaf.lines and leaf.kind == "paragraph"):
            return
        self._children().append(self._leaf_block(leaf, closed))

    def _leaf_block(self, leaf: _Leaf, closed: bool) -> Block:
        lines = leaf.lines
        if leaf.kind == "paragraph":
            text = lines[0] if len(lines) == 1 else "\n".join(lines)
            return Paragraph(text.strip(), leaf.line)
        if leaf.kind == "table":
            return Table(*split_rows(lines, leaf.line), leaf.line)
        if leaf.kind == "html":
            return Html("\n".join((*lines, "")), leaf.line)
        if leaf.kind == "code":
            while not lines[-1].strip():
                lines.pop()
        end = leaf.line + len(lines) + closed
        text = "\n".join((*lines, "")) if lines else ""
        if leaf.kind == "code":
            return Fence(text, "", leaf.line, end - 1, mark="")
        return Fence(text, leaf.info, leaf.line, end, closed, leaf.end)


def _untabbed(line: str) -> str:
    """A line with the tabs of its beginning (spaces, markers) as spaces, by stops of four."""
    prefix = _PREFIX.match(line)
    end = prefix.end() if prefix else 0
    return line[:end].expandtabs(4) + line[end:]


def _item(container: _Container) -> Item:
    """The item of a container: its first paragraph is its text, a box at the start its mark."""
    blocks = container.children
    text = ""
    rest: tuple[Block, ...] = ()
    if blocks:
        first = blocks[0]
        if type(first) is Paragraph:
            text = first.text
            if len(blocks) > 1:
                rest = adopted(blocks[1:])
        else:
            rest = adopted(blocks)
    if text.startswith("["):
        box = _BOX.match(text)
        if box is not None:
            star = bool(box["star"])
            mark = box["mark"]
            return Item(text[box.end() :], container.line, rest, mark, star, container.number)
    return Item(text, container.line, rest, "", False, container.number)


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
