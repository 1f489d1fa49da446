"""The fixtures of a project, by the level at which pytest finds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.definition import Definition
from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.marks import listed, texts_of
from pytest_phase.adapters.python.project import Project


class Level(NamedTuple):
    """The fixtures of one class, module, conftest, or of all plugins; later levels lose."""

    named: dict[str, Definition]
    autouse: list[str]

    def add(self, definition: Definition, name: str) -> None:
        """Take in a definition if it is a fixture and nothing nearer has its name."""
        fixture = definition.fixture
        if fixture is None:
            return
        name = fixture.name or name
        self.named.setdefault(name, definition)
        if fixture.autouse:
            self.autouse.append(name)


class Levels:
    """The fixtures of each file and class of a project, read once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._files: dict[str, Level] = {}
        self._folders: dict[str, list[Level]] = {}

    def of(self, file: SourceFile, views: Iterable[ClassView]) -> list[Level]:
        """The levels that a test of these classes (innermost first) in a file sees, in order."""
        levels = [self._class(view) for view in views]
        levels.append(self.of_file(file))
        plugins = Level({}, [])
        self._plugins(file, plugins, set())
        return [*levels, *self._folder(file), plugins]

    def of_file(self, file: SourceFile) -> Level:
        """The fixtures of a module: its own, and those it imports from test files."""
        level = self._files.get(file.path)
        if level is None:
            level = self._files[file.path] = Level({}, [])
            names = [*reversed(file.table.decorated), *file.table.imports]
            for name in dict.fromkeys(names):
                self._add(level, file, name)
            for star in file.table.stars:
                path = self.project.finder.module(
                    self.project.finder.absolute(star, file.folder), file.folder
                )
                if path is not None:
                    self._merge(level, self.of_file(self.project.file(path)))
        return level

    def _add(self, level: Level, file: SourceFile, name: str) -> None:
        for place in self.project.places(file, name):
            if not isinstance(place, str) and not place.rest:
                definition = self.project.definition(place.file, place.name)
                if definition is not None:
                    level.add(definition, name)

    @staticmethod
    def _merge(level: Level, other: Level) -> None:
        for name, definition in other.named.items():
            level.named.setdefault(name, definition)
        level.autouse.extend(other.autouse)

    def _class(self, view: ClassView) -> Level:
        level = Level({}, [])
        for each in view.mro:
            for name in reversed(each.table.decorated):
                definition = each.member(name)
                if definition is not None:
                    level.add(definition, name)
        return level

    def _folder(self, file: SourceFile) -> list[Level]:
        levels = self._folders.get(file.folder)
        if levels is None:
            paths = self.project.finder.conftests(file.folder)
            levels = [self.of_file(self.project.file(path)) for path in paths]
            plugins = Level({}, [])
            for path in paths:
                self._plugins(self.project.file(path), plugins, set())
            levels = self._folders[file.folder] = [*levels, plugins]
        return levels

    def _plugins(self, file: SourceFile, level: Level, seen: set[str]) -> None:
        """Take in the fixtures of ``pytest_plugins``, of a file and of the plugins themselves."""
        for piece in file.table.names.get("pytest_plugins", ()):
            value = getattr(piece.node, "value", None)
            for name in texts_of(listed(value)) if value is not None else ():
                path = self.project.finder.module(name, file.folder)
                if path is not None and path not in seen:
                    seen.add(path)
                    plugin = self.project.file(path)
                    self._merge(level, self.of_file(plugin))
                    self._plugins(plugin, level, seen)
