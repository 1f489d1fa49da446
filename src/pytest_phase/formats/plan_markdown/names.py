"""The identifiers a plan writes as code: what is *named in the plan* for the grade ``missing``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Table,
)
from pytest_phase.formats.plan_markdown.inline import code_texts
from pytest_phase.formats.plan_markdown.paths import path_tokens

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_DEEPEST = 8


def code_names(root: Section, named: Iterable[str] = ()) -> frozenset[str]:
    """Identifiers and dotted names in code spans, fences and paths, ``named`` paths with them."""
    written: set[str] = set()
    paths = set(named)
    for code in _codes(root):
        if ".py" in code and "/" in code:
            if code in paths:
                continue
            paths.update(token.path for token in path_tokens(code))
        written.update(_DOTTED.findall(code))
    names = {name for each in written for name in _with_parts(each)}
    for path in paths:
        names.update(module_names(path))
    return frozenset(names)


def module_names(path: str) -> Iterator[str]:
    """``src/audit/logger.py`` to every dotted run of its parts: ``src.audit``, ``audit.logger``."""
    parts = [part for part in path.removesuffix(".py").split("/") if part.isidentifier()]
    parts = parts[-_DEEPEST:]
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            yield ".".join(parts[start:end])


def _with_parts(name: str) -> Iterable[str]:
    """A dotted name, its leading dotted forms and its parts."""
    if "." not in name:
        return (name,)
    parts = name.split(".")
    leading = (".".join(parts[:length]) for length in range(2, min(len(parts), _DEEPEST) + 1))
    return (name, *parts, *leading)


def _codes(root: Section) -> Iterator[str]:
    for section in root.walk():
        yield from code_texts(section.title)
        yield from _in_blocks(section.blocks)


def _in_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Fence():
                yield block.text
            case Paragraph():
                yield from code_texts(block.text)
            case ItemList():
                for item in block.items:
                    yield from code_texts(item.text)
                    yield from _in_blocks(item.blocks)
            case Table():
                for cells in (block.header, *(row.cells for row in block.rows)):
                    for cell in cells:
                        yield from code_texts(cell)
            case Quote():
                yield from _in_blocks(block.blocks)
