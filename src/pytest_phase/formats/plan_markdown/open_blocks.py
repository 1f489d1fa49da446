"""Blocks that are still open while a file is scanned, and what they become when they close."""

from __future__ import annotations

import re
from collections.abc import Iterable

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

_BOX = re.compile(r"\[(?P<mark>[ xX~\-/>!?]|RF|[RGI])\](?P<star>\*?)(?=\s|$)\s*")


class Container:
    """An open quote or list item: its blocks so far. ``indent`` is 0 for a quote."""

    __slots__ = ("children", "indent", "line", "list", "number")

    def __init__(self, line: int, indent: int = 0, into: List | None = None) -> None:
        self.line = line
        self.indent = indent
        self.list = into
        self.children: list[Block | Head] = []
        self.number = ""


class List:
    """An open list: its marker (``-``, ``.``), its first line and the items that are closed."""

    __slots__ = ("items", "line", "marker")

    def __init__(self, line: int, marker: str) -> None:
        self.line = line
        self.marker = marker
        self.items: list[Item] = []


class Leaf:
    """An open leaf block: its lines so far. ``end`` is what closes a fence or HTML."""

    __slots__ = ("end", "indent", "info", "kind", "lazy", "line", "lines")

    def __init__(self, kind: str, line: int, first: list[str]) -> None:
        self.kind = kind
        self.line = line
        self.lines = first
        self.end = self.info = ""
        self.indent = 0
        self.lazy = False


def block_of(container: Container) -> Block:
    """The block of a container that is complete: a quote, or a list with its last item."""
    into = container.list
    if into is None:
        return Quote(adopted(container.children), container.line)
    into.items.append(item(container))
    return ItemList(tuple(into.items), into.line, into.marker in ".)")


def leaf_block(leaf: Leaf, closed: bool) -> Block:
    """The block of a leaf that is complete."""
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


def item(container: Container) -> Item:
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
