"""What a group's own labels say of the order of all its components (grammar 3.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.blocks import Block, ItemList, Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten

_ORDER = ("depends", "blocks", "prerequisites")


class GroupLabels(NamedTuple):
    """The labels about order that stand in a group's own blocks, not in an item's."""

    section: Section
    heading: Heading
    passages: tuple[Passage, ...]


class Groups:
    """The groups of a plan by their sections; each one's labels are read once."""

    def __init__(self, headings: Mapping[Section, Heading]) -> None:
        self._headings = headings
        self._known: dict[Section, GroupLabels] = {}

    @property
    def ids(self) -> frozenset[tuple[str, str]]:
        """Word and number of every heading that groups components."""
        return frozenset(
            (heading.word, heading.number.lower())
            for heading in self._headings.values()
            if _groups(heading)
        )

    @property
    def numbers(self) -> Iterator[tuple[str, str]]:
        """Name and number of every group."""
        for heading in self._headings.values():
            if _groups(heading):
                yield heading.name, heading.number

    def above(self, sections: tuple[Section, ...]) -> Iterator[GroupLabels]:
        """The labels of those of the sections that are groups and have any."""
        for section in sections:
            heading = self._headings[section]
            if not _groups(heading):
                continue
            if section not in self._known:
                labels = tuple(_order_labels(section))
                self._known[section] = GroupLabels(section, heading, labels)
            if self._known[section].passages:
                yield self._known[section]


def _groups(heading: Heading) -> bool:
    return heading.kind == "group" or heading.dotted_phase


def _order_labels(section: Section) -> Iterator[Passage]:
    for passage in flatten(map(_flat, section.blocks), Context()):
        if passage.label not in _ORDER:
            continue
        if passage.kind == "item" or (passage.kind == "line" and passage.own):
            yield passage


def _flat(block: Block) -> Block:
    """A list without what is nested in its items, which belongs to them."""
    if not isinstance(block, ItemList):
        return block
    return block._replace(items=tuple(item._replace(blocks=()) for item in block.items))
