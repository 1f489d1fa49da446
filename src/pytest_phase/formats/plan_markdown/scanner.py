"""CommonMark's block structure, read in one pass over the lines (with the tables of GitHub).

The algorithm is that of the CommonMark specification, appendix A: each line is first matched
against the open containers, may then open new ones, and what is left of it goes to a leaf
block. Inline Markdown is left as it is written. Linear in the text, at a bounded depth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
from pytest_phase.formats.plan_markdown.blocks import Block, Head, Paragraph
from pytest_phase.formats.plan_markdown.open_blocks import (
    Container,
    Leaf,
    List,
    block_of,
    item,
    leaf_block,
)

DEEPEST = 20  # containers in each other; what stands deeper is text
_NEVER = 1 << 30
_STARTS = frozenset("#>-+*_`~<=:|0123456789")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?= |$)")
_PREFIX = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")


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
        self.root = Container(1)
        self.stack: list[Container] = []
        self.leaf: Leaf | None = None
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
                    self.leaf = Leaf("code", self.line, [text[at + 4 :]])
                    return
                break
            if text[start] not in _STARTS:
                break
            if text[start] == ">" and matched < DEEPEST:
                self.close_to(matched)
                self.stack.append(Container(self.line))
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
        self.leaf = Leaf("paragraph", self.line, [rest])

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
        leaf = self.leaf = Leaf(kind, self.line, [] if first is None else [first])
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
            self.leaf = Leaf("table", self.line - 1, [header, rest])
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
            stack.append(Container(self.line, indent, List(self.line, marker)))
            return
        self.close_to(matched + 1)
        sibling.items.append(item(stack[matched]))
        stack[matched] = Container(self.line, indent, sibling)

    def _children(self) -> list[Block | Head]:
        return self.stack[-1].children if self.stack else self.root.children

    def close_to(self, depth: int) -> None:
        """Close the leaf, and every container beyond the first ``depth``."""
        if self.leaf is not None:
            self._close_leaf()
        while len(self.stack) > depth:
            container = self.stack.pop()
            self._children().append(block_of(container))

    def _close_leaf(self, closed: bool = False) -> None:
        leaf = self.leaf
        self.leaf = None
        if leaf is None or (not leaf.lines and leaf.kind == "paragraph"):
            return
        self._children().append(leaf_block(leaf, closed))


def _untabbed(line: str) -> str:
    """A line with the tabs of its beginning (spaces, markers) as spaces, by stops of four."""
    prefix = _PREFIX.match(line)
    end = prefix.end() if prefix else 0
    return line[:end].expandtabs(4) + line[end:]
