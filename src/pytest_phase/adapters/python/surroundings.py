"""What stands around a test, its classes and fixtures, and the digest of its text in them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.definition import Definition, digest
from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.fixtures import Levels
from pytest_phase.adapters.python.marks import parametrized, used
from pytest_phase.adapters.python.project import Project

FILE_SETUPS = ("setup_module", "teardown_module", "setUpModule", "tearDownModule")
FUNCTION_SETUPS = ("setup_function", "teardown_function")
"""What pytest calls around tests of a module, and around its functions."""

PLAIN = -1
"""The level of a definition that is not reached as a fixture."""


class Node(NamedTuple):
    """A definition as reached: by which name if the test decides what it means, at which level."""

    definition: Definition
    name: str = ""
    level: int = PLAIN


class Surroundings:
    """What the tests of one class, or of a module itself, have around them.

    ``views`` are the class and those it is nested in, innermost first.
    """

    def __init__(self, levels: Levels, file: SourceFile, views: list[ClassView]) -> None:
        self.project: Project = levels.project
        self.file = file
        self.views = views
        self._levels = levels.of(file, views)
        self._reached: dict[Node, frozenset[str]] = {}

    def text(self, test: Definition) -> str:
        """The digest of the text of a test that stands here (design 4.2).

        It is made of the test's content, of what its names mean, and of the entries of all
        definitions in reach, sorted: where they stand makes no difference.
        """
        if not (test.loads or test.imports or test.wants or test.requests):
            return digest(test.content + self._common)
        found = set(self.entries)
        wants = [each for each in test.wants if each not in self._given]
        for node in (*self._named(test), *self._fixtures(wants)):
            found |= self._reach(node)
        return digest(self._spelled(test) + _joined(found))

    def reached(self, test: Definition) -> list[Definition]:
        """Every definition that the text of a test is made of, itself apart, each once."""
        names = [name for level in self._levels for name in level.autouse]
        names += [*used(self.marks), *(each for each in test.wants if each not in self._given)]
        pending = [*map(Node, self._shared()), *self._fixtures(dict.fromkeys(names))]
        pending += self._named(test)
        found: dict[Node, None] = {}
        while pending:
            node = pending.pop()
            if node not in found:
                found[node] = None
                pending += self._named(node.definition)
                if node.level != PLAIN:
                    pending += self._fixtures(node.definition.wants, node)
        return [each for each in {node.definition: None for node in found} if each is not test]

    @cached_property
    def entries(self) -> frozenset[str]:
        """The entries that all tests here have in common."""
        names = [name for level in self._levels for name in level.autouse]
        names += used(self.marks)
        nodes = (*map(Node, self._shared()), *self._fixtures(dict.fromkeys(names)))
        return frozenset().union(*map(self._reach, nodes))

    @cached_property
    def _common(self) -> str:
        return _joined(self.entries)

    @cached_property
    def marks(self) -> list[ast.expr]:
        """The marks that count of the module and of all classes."""
        marks = self.project.marks(self.file, self.file.table.names.get("pytestmark", ()))
        return marks + [mark for view in self._all_views for mark in view.marks]

    @cached_property
    def _given(self) -> frozenset[str]:
        return frozenset(parametrized(self.marks))

    @cached_property
    def _all_views(self) -> list[ClassView]:
        return list(dict.fromkeys(each for view in self.views for each in view.mro))

    def _shared(self) -> Iterator[Definition]:
        """The definitions that stand around every test here, fixtures apart."""
        yield from (view.shared for view in self._all_views)
        marked = self.project.marked(self.file)
        if marked is not None:
            yield marked
        for name in FILE_SETUPS if self.views else FILE_SETUPS + FUNCTION_SETUPS:
            definition = self.project.definition(self.file, name)
            if definition is not None:
                yield definition

    def _reach(self, start: Node) -> frozenset[str]:
        """The entries of a definition and of all that it names, as a test here sees them."""
        known = self._reached.get(start)
        if known is None:
            found: dict[Node, str] = {}
            pending = [start]
            while pending:
                node = pending.pop()
                if node not in found:
                    found[node] = f"{node.name}={self._entry(node.definition)}"
                    pending += self._named(node.definition)
                    if node.level != PLAIN:
                        pending += self._fixtures(node.definition.wants, node)
            known = self._reached[start] = frozenset(found.values())
        return known

    def _named(self, definition: Definition) -> Iterator[Node]:
        """The definitions that a definition names, parameters apart."""
        for _, target in self.project.edges(definition):
            if isinstance(target, Definition):
                yield Node(target)
        for name in definition.loads:
            if name[0] == ".":
                yield from self._members(name.split(".")[1:])
        yield from self._fixtures(definition.requests)

    def _members(self, names: list[str]) -> Iterator[Node]:
        """What ``self.name`` means, ``self.__class__.name`` too: in the class, or one around it."""
        name = names[1] if names[0] == "__class__" and len(names) > 1 else names[0]
        for view in self.views:
            found = view.find(name)
            if found:
                yield from (Node(each, f".{name}") for each in found)
                return

    def _fixtures(self, names: Iterable[str], of: Node | None = None) -> Iterator[Node]:
        """The fixtures of these names; a fixture that asks for its own name gets the next one."""
        for name in names:
            start = of.level + 1 if of is not None and of.name == name else 0
            for number in range(start, len(self._levels)):
                definition = self._levels[number].named.get(name)
                if definition is not None:
                    yield Node(definition, name, number)
                    break

    def _entry(self, definition: Definition) -> str:
        if not definition.entry:
            definition.entry = digest(self._spelled(definition))
        return definition.entry

    def _spelled(self, definition: Definition) -> str:
        """Its content, and for each name in it what the name means by content or origin."""
        edges = self.project.edges(definition)
        if not edges:
            return definition.content
        return definition.content + _joined(
            f"{name}={target if isinstance(target, str) else target.digest}"
            for name, target in edges
        )


def _joined(parts: Iterable[str]) -> str:
    return "\n" + " ".join(sorted(set(parts))) if parts else ""
