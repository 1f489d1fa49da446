"""The test side of a project: its files, and what a name means in one of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.conventions import Conventions
from pytest_phase.adapters.python.definition import Counted, Definition, define
from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.imports import Import
from pytest_phase.adapters.python.marks import is_uncounted, listed, mark_name
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import expressions
from pytest_phase.adapters.python.table import Piece

Target = Definition | str
"""What a name means: a definition of the test side, or the dotted origin of an import."""


class Place(NamedTuple):
    """Where a name is defined: a file, the name there, and the attributes that follow it."""

    file: SourceFile
    name: str
    rest: str


class Project:
    """The files of the test side, each read once, and the names in them resolved."""

    def __init__(self, finder: Finder, conventions: Conventions) -> None:
        self.finder = finder
        self.conventions = conventions
        self._files: dict[str, SourceFile] = {}
        self._views: dict[str, dict[str, ClassView | None]] = {}

    def file(self, path: str) -> SourceFile:
        """The file at a path relative to the root; one with a problem where it cannot be read."""
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = SourceFile(self.finder.root, path)
        return found

    def release(self, path: str) -> None:
        """Let go of the tree of a file; it is made again when it is asked for."""
        file = self._files.get(path)
        if file is not None:
            file.release()
            self._views.pop(path, None)

    # Marks

    def counted(self, file: SourceFile) -> Counted:
        """Whether a decorator counts as text: neither skip, xfail nor waive, under any name."""
        return partial(self._counts, file)

    def _counts(self, file: SourceFile, mark: ast.expr) -> bool:
        name = mark_name(mark)
        if not name:
            return True
        if is_uncounted(name):
            return False
        return not any(self._is_uncounted(each, name) for each in self.places(file, name))

    def _is_uncounted(self, place: Place | str, name: str) -> bool:
        """Whether a name leads to a mark that does not count, or to data that is one."""
        if isinstance(place, str):
            rest = name.partition(".")[2]
            return is_uncounted(place) or is_uncounted(f"{place}.{rest}")
        pieces = place.file.table.names.get(place.name, ())
        values = [each.node.value for each in pieces if isinstance(each.node, ast.Assign)]
        return bool(values) and not any(self._counts(place.file, each) for each in values)

    def marks(self, file: SourceFile, pieces: Iterable[Piece]) -> list[ast.expr]:
        """The marks that count of the assignments to ``pytestmark``."""
        values = [getattr(each.node, "value", None) for each in pieces]
        found = [mark for value in values if value is not None for mark in listed(value)]
        return [each for each in found if self._counts(file, each)]

    # Definitions

    def definition(self, file: SourceFile, name: str) -> Definition | None:
        """What a module itself defines under a name; None for imports and what is not there."""
        found = file.definitions.get(name)
        if found is None:
            pieces = file.table.names.get(name)
            if not pieces or all(each.augments for each in pieces):
                return None
            pieces = self.unguarded(name, pieces)
            found = file.definitions[name] = define(file, name, pieces, self.counted(file))
        return found

    def unguarded(self, name: str, pieces: list[Piece]) -> list[Piece]:
        """The pieces of a name; of a test without their ``if``, which is a kind of skip."""
        if not any(each.guards for each in pieces) or not self.conventions.is_function(name):
            return pieces
        return [Piece(each.node) for each in pieces]

    def marked(self, file: SourceFile) -> Definition | None:
        """The ``pytestmark`` of a module, without the marks that do not count."""
        marks = self.marks(file, file.table.names.get("pytestmark", ()))
        scope = Scope()
        return Definition(file, "pytestmark", expressions(marks, scope), scope) if marks else None

    def view(self, file: SourceFile, name: str) -> ClassView | None:
        """The class of a module by name, ``Outer::Inner`` for a nested one; None without it."""
        views = self._views.setdefault(file.path, {})
        if name not in views:
            outer, _, last = name.rpartition("::")
            parent = self.view(file, outer) if outer else None
            table = parent.table if parent else None if outer else file.table
            nodes = table.classes(last) if table else []
            views[name] = ClassView(self, file, name, nodes[-1]) if nodes else None
        return views[name]

    def classes(self, file: SourceFile, name: str) -> list[ClassView | str]:
        """The classes that a name means: of the test side, or the origins of others."""
        found: list[ClassView | str] = []
        for place in self.places(file, name):
            if isinstance(place, str):
                rest = name.partition(".")[2]
                found.append(f"{place}.{rest}" if rest else place)
            else:
                inner = place.rest.replace(".", "::")
                view = self.view(place.file, f"{place.name}::{inner}" if inner else place.name)
                found += [view] if view else []
        return found

    # Names

    def edges(self, definition: Definition) -> tuple[tuple[str, Target], ...]:
        """The names a definition reads, each with what it means; and what it imports itself."""
        if definition.edges is None:
            found: dict[tuple[str, Target], None] = {}
            if definition.loads:
                self._read(definition, found)
            for each in definition.imports:
                places = self._imported(definition.file, each, "", whole=True)
                found.update(((each.local, target), None) for target in self._targets(places))
            definition.edges = tuple(each for each in found if each[1] is not definition)
        return definition.edges

    def _read(self, definition: Definition, found: dict[tuple[str, Target], None]) -> None:
        own = {each.local: each for each in definition.imports}
        for chain in definition.loads:
            head, _, rest = chain.partition(".")
            if head in own:
                targets = self._targets(self._imported(definition.file, own[head], rest))
            elif head:
                targets = self._targets(self.places(definition.file, chain))
            else:
                continue
            found.update(((chain, each), None) for each in targets)

    def _targets(self, places: Iterable[Place | str]) -> Iterator[Target]:
        """The definitions at places. Of a test class only what its tests share, and a member."""
        for place in places:
            if isinstance(place, str):
                yield place
                continue
            view = self.view(place.file, place.name)
            if view is not None and view.is_test:
                yield view.shared
                yield from view.find(place.rest.partition(".")[0])
                continue
            definition = self.definition(place.file, place.name)
            if definition is not None:
                yield definition

    def places(self, file: SourceFile, chain: str) -> tuple[Place | str, ...]:
        """Where a name of a module is defined, or from where it is imported; () for builtins."""
        found = file.places.get(chain)
        if found is None:
            file.places[chain] = ()  # an import that leads back to itself means nothing
            found = file.places[chain] = tuple(self._places(file, chain))
        return found

    def _places(self, file: SourceFile, chain: str) -> Iterator[Place | str]:
        head, _, rest = chain.partition(".")
        imports = file.table.imports.get(head)
        if imports:
            for each in imports:
                yield from self._imported(file, each, rest)
        elif file.table.defines(head):
            yield Place(file, head, rest)
        else:
            yield from self._starred(file, chain)

    def _starred(self, file: SourceFile, chain: str) -> Iterator[Place | str]:
        """A name that the module does not define: from one of its star imports, or a builtin."""
        origins = []
        for each in file.table.stars:
            module = self.finder.absolute(each, file.folder)
            path = self.finder.module(module, file.folder)
            if path is None:
                origins.append(f"{module}.*")
                continue
            found = self.places(self.file(path), chain)
            if found:
                yield from found
                return
        yield from origins

    def _imported(
        self, file: SourceFile, each: Import, rest: str, whole: bool = False
    ) -> tuple[Place | str, ...]:
        """What an imported name means; ``whole`` tells all of ``import a.b``, not only ``a``."""
        module = self.finder.absolute(each, file.folder)
        if each.name is None:
            top = module.partition(".")[0]
            return self._inside(file, _dots(top, rest), 1) or (module if whole else top,)
        start = module.count(".") + 1 if module else 0
        found = self._inside(file, _dots(module, each.name, rest), start)
        return found or (_dots(module, each.name),)

    def _inside(self, file: SourceFile, path: str, start: int) -> tuple[Place | str, ...]:
        """What a dotted path means if a test file defines it: the longest module wins."""
        parts = path.split(".")
        for count in range(len(parts) - 1, max(start, 1) - 1, -1):
            found = self.finder.module(".".join(parts[:count]), file.folder)
            if found is not None:
                places = self.places(self.file(found), ".".join(parts[count:]))
                if places:
                    return places
        return ()


def _dots(*parts: str) -> str:
    return ".".join([part for part in parts if part])
