"""Chains of names that stand as lines of prose: ``Phase 1 (Setup) → Phase 2 → Phase 3``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from pytest_phase.formats.plan_markdown.blocks import Block, Fence, ItemList, Paragraph, Section
from pytest_phase.formats.plan_markdown.inline import plain

_ABOUT_CHAINS = re.compile(r"depend|critical (?:path|\w+ chain)|serial chain|依赖|依存|의존", re.I)
_CHAIN = re.compile(r"critical path|\bchain\b|sequence", re.I)
_NO_CHAIN = re.compile(r"[:：]|\b(?:done|complete[d]?|deps|every\w*|all|needs|after)\b", re.I)
_SUGGESTED = re.compile(r"suggested|recommended|proposed", re.I)
_ARROW = re.compile(r"→|⟶|⇒|➜|[-=]>")
_LONGEST_CHAIN = 1000
_MOST_CHAINS = 50  # each is read as a diagram of its own


def chains(root: Section) -> Iterator[tuple[Fence, bool]]:
    """Lines of sections about dependencies that may be chains, as diagrams of one line.

    The flag says that the order is only suggested.
    """
    return itertools.islice(_all(root), _MOST_CHAINS)


def _all(root: Section) -> Iterator[tuple[Fence, bool]]:
    for section in root.walk():
        title = plain(section.title) if section.level else ""
        if _ABOUT_CHAINS.search(title):
            least = 1 if _CHAIN.search(title) else 2
            yield from _chains(section.blocks, least, bool(_SUGGESTED.search(title)))


def _chains(blocks: Iterable[Block], least: int, soft: bool) -> Iterator[tuple[Fence, bool]]:
    """Lines and items that are a chain of names: ``Phase 1 (Setup) → Phase 2 → Phase 3``.

    ``least``: so many arrows; one alone may also point at what is needed (``B → A done``).
    """
    for text, line in _lines(blocks):
        shown = plain(text[:_LONGEST_CHAIN]).strip(" .")
        long = len(text) >= _LONGEST_CHAIN or len(_ARROW.findall(shown)) < least
        if not long and not _NO_CHAIN.search(shown):
            yield Fence(shown, "", line - 1, line), soft


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from ((text, at) for at, text in enumerate(block.text.split("\n"), block.line))
        elif isinstance(block, ItemList):
            yield from ((item.text, item.line) for item in block.items)
