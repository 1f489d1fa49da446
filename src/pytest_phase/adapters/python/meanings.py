"""What the names of a test file mean to an outline: values that are written out, and functions."""

from __future__ import annotations

import ast
from typing import Any

from pytest_phase.adapters.python.blocks import FUNCTIONS
from pytest_phase.adapters.python.course import Function
from pytest_phase.adapters.python.definition import Definition
from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.project import Place, Project
from pytest_phase.adapters.python.symbols import Names, Symbols, Value
from pytest_phase.adapters.python.syntax import dotted
from pytest_phase.adapters.python.table import Piece

DEEPEST = 6
"""How far a name is followed that is another name."""


class FileNames:
    """The names of one file, and the methods of the class a test stands in, if it does."""

    def __init__(self, meanings: Meanings, file: SourceFile) -> None:
        self.meanings = meanings
        self.file = file
        self._known: dict[str, tuple[Value, str]] = {}
        self._depth = 0

    def value(self, chain: str) -> tuple[Value, str]:
        """What ``h.make.x`` stands for, and which attributes of that are left."""
        if chain not in self._known:
            self._depth += 1
            self._known[chain] = self._value(chain)
            self._depth -= 1
        return self._known[chain]

    def _value(self, chain: str) -> tuple[Value, str]:
        head, _, rest = chain.partition(".")
        for place in self.meanings.project.places(self.file, chain):
            if not isinstance(place, str):
                return self._defined(place), place.rest
            found = self.meanings.project.places(self.file, head)
            origin = next((each for each in found if isinstance(each, str)), head)
            return Value(origin, False, origin), rest
        return Value(head), rest

    def _defined(self, place: Place) -> Value:
        """A definition of the test side: data by what it is, all else by its name."""
        pieces = place.file.table.names.get(place.name, [])
        data = _assigned(pieces)
        if data is not None and self._depth < DEEPEST:
            return Symbols(self.meanings.names(place.file)).value(data)
        if any(isinstance(each.node, (*FUNCTIONS, ast.ClassDef)) for each in pieces):
            return Value(place.name)
        definition = self.meanings.project.definition(place.file, place.name)
        return Value(f"«{definition.digest}»" if definition else place.name)


class Meanings:
    """What names mean in each file, read once, and which functions assert something."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._names: dict[str, FileNames] = {}
        self._asserting: dict[str, bool] = {}

    def names(self, file: SourceFile) -> FileNames:
        """The names of a file."""
        if file.path not in self._names:
            self._names[file.path] = FileNames(self, file)
        return self._names[file.path]

    def function(self, definition: Definition) -> Function | None:
        """The function that a definition is; None where it is data or a class."""
        above, _, name = definition.key.rpartition("::")
        if above:
            view = self.project.view(definition.file, above)
            pieces = view.table.functions(name) if view else []
        else:
            pieces = definition.file.table.functions(name)
        if not pieces:
            return None
        node = pieces[-1].node
        static = any(dotted(each) == "staticmethod" for each in node.decorator_list)
        key = f"{definition.file.path}::{definition.key}"
        return Function(key, node, self.names(definition.file), bool(above) and not static)

    def named(self, names: Names, chain: str) -> Function | None:
        """The function of the test side that a name of a file means."""
        assert isinstance(names, FileNames)
        for place in self.project.places(names.file, chain):
            if not isinstance(place, str):
                if place.rest:
                    return None
                definition = self.project.definition(place.file, place.name)
                return self.function(definition) if definition else None
        return None

    def asserting(self, function: Function) -> bool:
        """Whether a function asserts something, or one that it calls does."""
        if function.key not in self._asserting:
            self._asserting[function.key] = False  # one that calls itself
            self._asserting[function.key] = any(
                self._asserts(function, each) for each in ast.walk(function.node)
            )
        return self._asserting[function.key]

    def _asserts(self, function: Function, node: ast.AST) -> bool:
        if isinstance(node, ast.Assert):
            return True
        if not isinstance(node, ast.Call):
            return False
        chain = dotted(node.func)
        last = chain.rpartition(".")[2]
        if last.startswith("assert") or last in ("raises", "warns", "fail"):
            return True
        other = self.named(function.names, chain) if chain else None
        return other is not None and self.asserting(other)


def _assigned(pieces: list[Piece]) -> Any:
    """The one value that a name of a module is given; None where it is more than that."""
    if len(pieces) != 1 or pieces[0].guards or pieces[0].augments:
        return None
    node = pieces[0].node
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return node.value if isinstance(node.targets[0], ast.Name) else None
    return node.value if isinstance(node, ast.AnnAssign) else None
