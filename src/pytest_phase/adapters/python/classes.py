"""A class of a test file: what its tests share, and where their methods come from."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_phase.adapters.python.blocks import FUNCTIONS
from pytest_phase.adapters.python.definition import Definition, define, spell
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT, dotted, expressions, statements
from pytest_phase.adapters.python.table import Table, tabulate

if TYPE_CHECKING:
    from pytest_phase.adapters.python.files import SourceFile
    from pytest_phase.adapters.python.project import Project

SETUPS = frozenset(
    {
        *("setup_method", "teardown_method", "setup_class", "teardown_class"),
        *("setUp", "tearDown", "setUpClass", "tearDownClass", "asyncSetUp", "asyncTearDown"),
    }
)
"""Methods that pytest and unittest call around each test of a class."""


class ClassView:
    """A class as its tests see it. ``name`` is ``Outer::Inner`` for a nested one."""

    def __init__(self, project: Project, file: SourceFile, name: str, node: ast.ClassDef) -> None:
        self.project = project
        self.file = file
        self.name = name
        self.node = node
        self._members: dict[str, Definition | None] = {}

    @cached_property
    def table(self) -> Table:
        """What the class body defines."""
        return tabulate(self.node.body)

    @cached_property
    def bases(self) -> list[ClassView | str]:
        """Its bases in order: classes of the test side, or the origins of others."""
        found: list[ClassView | str] = []
        for base in self.node.bases:
            name = dotted(base.value if isinstance(base, ast.Subscript) else base)
            found += self.project.classes(self.file, name) if name else []
        return found

    @cached_property
    def mro(self) -> list[ClassView]:
        """The class and its bases on the test side, nearest first, each once."""
        order: dict[ClassView, None] = {}
        pending = [self]
        while pending:
            view = pending.pop()
            if view not in order:
                order[view] = None
                pending += reversed([base for base in view.bases if isinstance(base, ClassView)])
        return list(order)

    @cached_property
    def origins(self) -> list[str]:
        """The bases of all its classes that are not of the test side."""
        return [base for each in self.mro for base in each.bases if isinstance(base, str)]

    @property
    def is_unittest(self) -> bool:
        """Whether it is a ``unittest.TestCase``, or a framework's (``django.test.TestCase``)."""
        return any(each.endswith("TestCase") for each in self.origins)

    @property
    def is_test(self) -> bool:
        """Whether it holds tests that pytest collects by the name of the class or its base."""
        return self.project.conventions.is_class(self.node.name) or self.is_unittest

    @cached_property
    def marks(self) -> list[ast.expr]:
        """Its decorators and its ``pytestmark``, without the marks that do not count."""
        counted = self.project.counted(self.file)
        decorators = [each for each in self.node.decorator_list if counted(each)]
        return decorators + self.project.marks(self.file, self.table.names.get("pytestmark", ()))

    @cached_property
    def shared(self) -> Definition:
        """What every test of the class has: bases, marks, data, setup and teardown.

        Not its tests; methods that a test names are its members. Data is taken name by name:
        the order of unrelated definitions says nothing.
        """
        scope = Scope()
        bases = [self._base(each, scope) for each in self.node.bases]
        keywords = expressions(self.node.keywords, scope)
        parts = [f"class({','.join(bases)}|{keywords}) @{expressions(self.marks, scope)}"]
        parts += [self._data(name, scope) for name in sorted(self.table.names)]
        parts.append(statements(self.table.loose, scope))
        for each in self.table.imports.values():
            scope.take(each)
        scope.loads += [f".{name}" for name in self._surrounding]
        return Definition(self.file, self.name, ";".join(filter(None, parts)), scope)

    def _base(self, base: ast.expr, scope: Scope) -> str:
        """A base; one of the test side is no name that is read: it is shared in its turn."""
        name = dotted(base)
        targets = self.project.classes(self.file, name) if name else []
        known = any(isinstance(each, ClassView) for each in targets)
        return expressions([base], Scope() if known else scope)

    def _data(self, name: str, scope: Scope) -> str:
        if name == "pytestmark":
            return ""
        pieces = [each for each in self.table.names[name] if _is_data(each.node)]
        texts = [(each, EMIT[type(each.node)](each.node, scope)) for each in pieces]
        return ";".join(
            spell(each.guards, scope, text) if each.guards else text for each, text in texts
        )

    @property
    def _surrounding(self) -> list[str]:
        """The methods that run around each test, and those Python calls on its own."""
        names = (name for name in self.table.names if self.table.functions(name))
        return sorted(each for each in names if each in SETUPS or each.startswith("__"))

    def member(self, name: str) -> Definition | None:
        """A function or class of its own body; data is shared already."""
        if name not in self._members:
            pieces = [each for each in self.table.names.get(name, ()) if not _is_data(each.node)]
            pieces = self.project.unguarded(name, pieces)
            counted = self.project.counted(self.file)
            key = f"{self.name}::{name}"
            found = define(self.file, key, pieces, counted, member=True) if pieces else None
            self._members[name] = found
        return self._members[name]

    def find(self, name: str) -> list[Definition]:
        """What a member of an instance is: the nearest one, and those it reaches by ``super``."""
        found = []
        for view in self.mro:
            definition = view.member(name)
            if definition is not None:
                found.append(definition)
                if "super" not in definition.loads:
                    break
        return found


def _is_data(node: Any) -> bool:
    return not isinstance(node, (*FUNCTIONS, ast.ClassDef))
