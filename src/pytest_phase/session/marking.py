"""Marks the tests of components, so that ``-m``, JUnit and other plugins see whose they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from pytest_phase.session.collected import Tag
from pytest_phase.session.marks import COMPONENT


class _File(NamedTuple):
    """The collected tests of one file, and the tag of each."""

    items: list[pytest.Item]
    tags: list[Tag | None]


def mark(items: Sequence[pytest.Item], tags: Sequence[Tag | None]) -> None:
    """Give each test with a tag the mark of its component, and the same as a property.

    A file of one component is marked as ``pytestmark`` would mark it, once for all: a mark
    for each of ten thousand tests costs a hundredth of the time in which they run, and most
    of that in garbage collection.
    """
    properties: dict[str, tuple[str, str]] = {}
    for file in _by_file(items, tags):
        module = file.items[0].getparent(pytest.Module)
        component = _only(file.tags)
        if module is not None and component is not None:
            module.add_marker(_mark(component))
        for item, tag in zip(*file, strict=True):
            if tag is None:
                continue
            if module is None or component is None:
                item.add_marker(_mark(tag.component))
            named = properties.setdefault(tag.component, (COMPONENT, tag.component))
            item.user_properties.append(named)


def _by_file(items: Sequence[pytest.Item], tags: Sequence[Tag | None]) -> Iterable[_File]:
    files: dict[Path, _File] = {}
    last, file = None, _File([], [])
    for item, tag in zip(items, tags, strict=True):
        # Tests of a file stand together and share its path: to compare that costs least.
        if item.path is not last:
            last = item.path
            file = files.setdefault(last, _File([], []))
        file.items.append(item)
        file.tags.append(tag)
    return files.values()


def _only(tags: Collection[Tag | None]) -> str | None:
    """The component of all of them; None where there are several, or a test of none."""
    components = {tag.component if tag is not None else None for tag in set(tags)}
    return components.pop() if len(components) == 1 else None


def _mark(component: str) -> pytest.MarkDecorator:
    marker: pytest.MarkDecorator = getattr(pytest.mark, COMPONENT)
    return marker(id=component)
