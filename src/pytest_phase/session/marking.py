"""Marks the tests of components, so that ``-m``, JUnit and other plugins see whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from pytest_phase.session.collected import Tag

NAME = "phase_component"


def mark(items: Iterable[pytest.Item], tags: Mapping[str, Tag]) -> None:
    """Give each test with a tag the mark of its component, and the same as a property.

    A file of one component is marked as ``pytestmark`` would mark it, once for all: a mark
    for each of ten thousand tests costs a hundredth of the time in which they run, and most
    of that in garbage collection.
    """
    marks: dict[str, pytest.MarkDecorator] = {}
    properties: dict[str, tuple[str, str]] = {}
    for tests in _by_file(items):
        owned = [(test, tags[test.nodeid].component) for test in tests if test.nodeid in tags]
        for component in {component for _, component in owned} - marks.keys():
            marks[component] = getattr(pytest.mark, NAME)(id=component)
            properties[component] = (NAME, component)
        module = _one(tests, owned)
        if module is not None:
            module.add_marker(marks[owned[0][1]])
        for test, component in owned:
            if module is None:
                test.add_marker(marks[component])
            test.user_properties.append(properties[component])


def _by_file(items: Iterable[pytest.Item]) -> Iterable[list[pytest.Item]]:
    files: dict[Path, list[pytest.Item]] = {}
    last, tests = None, list[pytest.Item]()
    for item in items:
        # Tests of a file stand together and share its path: to compare that costs least.
        if item.path is not last:
            last = item.path
            tests = files.setdefault(last, [])
        tests.append(item)
    return files.values()


def _one(tests: list[pytest.Item], owned: list[tuple[pytest.Item, str]]) -> pytest.Module | None:
    """The module to mark; None where its tests are not all of one component."""
    if len(owned) < len(tests) or any(component != owned[0][1] for _, component in owned):
        return None
    return tests[0].getparent(pytest.Module)
