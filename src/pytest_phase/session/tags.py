"""Whose a collected test is: by the plan, by what it says itself, by what a plugin says."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pytest_phase.session.collected import Collected, Tag
from pytest_phase.session.marks import Marks
from pytest_phase.session.standins import UncollectableTest
from pytest_phase.usecases.project import Project

# How pytest-repeat calls its parameter, and how it counts in a parameter id.
_REPEATED = "__pytest_repeat_step_number"
_REPETITION = re.compile(r"-?\d+-\d+$")

TESTS = (pytest.Function, UncollectableTest)


class _Place(NamedTuple):
    """A module or class; where its tests are ``alike``, the tag and the beginning of their ids.

    ``same``: their node ids begin so too.
    """

    parent: pytest.Collector | None
    alike: bool = False
    tag: Tag | None = None
    prefix: str = ""
    same: bool = False


class Tags:
    """Finds the tag of each test, and keeps it in what was collected."""

    def __init__(self, project: Project, collected: Collected, marks: Marks) -> None:
        self._project = project
        self._collected = collected
        self._marks = marks
        self._ownership = project.ownership
        self._paths: dict[Path, str | None] = {}
        self._listed: dict[str, dict[str, None]] = {}
        self._tags: dict[Tag, Tag] = {}
        self._place: _Place | None = None

    def look(self, item: pytest.Item) -> Tag | None:
        """The tag of a test; None where it is in no component."""
        return self.of(item) if isinstance(item, TESTS) else None

    def of(self, item: pytest.Function | UncollectableTest) -> Tag | None:
        """The tag of a test, remembered by its node id."""
        place = self._place
        if place is None or place.parent is not item.parent:
            place = self._place = self._place_of(item)
        if not place.alike or item.own_markers or hasattr(item, "callspec"):
            return self._look_closer(item)
        if place.tag is not None:
            name = item.originalname  # type: ignore[attr-defined]  # no stand-in is alike
            if place.same and name == item.name:
                self._collected.tags[item.nodeid] = place.tag
            else:
                self._take(item.nodeid, place.prefix + name, place.tag)
        return place.tag

    def _place_of(self, item: pytest.Item) -> _Place:
        path, parent = self.relative(item.path), item.parent
        if path is None or parent is None:
            return _Place(parent, alike=path is None)
        if isinstance(item, UncollectableTest):
            return _Place(parent)  # nothing was imported: all tests beside it are such
        if not (self._marks.silent(parent) and self._ownership.alike(path)):
            return _Place(parent)
        integration = self._ownership.integration(path)
        component = self._ownership.owner(path, "") or integration
        tag = Tag(component, None, component == integration) if component else None
        names = parent.nodeid.partition("::")[2]
        prefix = f"{path}::{names}::" if names else f"{path}::"
        same = prefix == f"{parent.nodeid}::"
        return _Place(parent, alike=True, tag=tag, prefix=prefix, same=same)

    def _look_closer(self, item: pytest.Function | UncollectableTest) -> Tag | None:
        """The tag of a test by its own name, marks and parameters."""
        path = self.relative(item.path)
        if path is None:
            return None
        names, case = _names(item)
        integration = self._ownership.integration(path)
        test = f"{path}::{names}" if names else path
        if isinstance(item, UncollectableTest) and names:
            if test not in self.listed(item.path):
                return None  # named on the command line; nobody knows whether it is there
            item.take_marks(self._project.tests.marks(test))
        component = (
            self._marks.component(item, test, self._ownership.owner(path, names)) or integration
        )
        if component is None:
            return None
        if case is not None:
            self._collected.cases[item.nodeid] = case
        tag = Tag(component, self._marks.waiver(item, test), component == integration)
        return self._take(item.nodeid, test, self._tags.setdefault(tag, tag))

    def _take(self, node: str, test: str, tag: Tag) -> Tag:
        self._collected.tags[node] = tag
        if test != node:
            self._collected.tests[node] = test
        return tag

    def listed(self, path: Path) -> Collection[str]:
        """The tests that the source of a file defines."""
        relative = self.relative(path)
        if relative is None:
            return ()
        if relative not in self._listed:
            self._listed[relative] = dict.fromkeys(self._project.tests.listed(relative))
        return self._listed[relative]

    def relative(self, path: Path) -> str | None:
        """The path from the project root, with ``/``; None outside of it."""
        if path not in self._paths:
            try:
                relative = path.relative_to(self._project.settings.root).as_posix()
            except ValueError:
                relative = None
            self._paths[path] = relative
        return self._paths[path]


def _case(callspec: Any) -> str | None:
    """The parameter id; what pytest-repeat adds to it ("2-5", the second of five) is no case."""
    if _REPEATED in callspec.params:
        return _REPETITION.sub("", callspec.id) or None
    return str(callspec.id)


def _names(item: pytest.Function | UncollectableTest) -> tuple[str, str | None]:
    """The names after the path, without parameters, and the parameter id."""
    parent = item.parent
    above = parent.nodeid.partition("::")[2] if parent is not None else ""
    if isinstance(item, UncollectableTest):
        if "::" not in item.nodeid:
            return "", None
        name, bracket, rest = item.name.partition("[")
        case = rest.removesuffix("]") if bracket else None
    else:
        name = item.originalname
        case = _case(item.callspec) if hasattr(item, "callspec") else None
    return (f"{above}::{name}" if above else name), case
