"""Which statements of a module or class body define which name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pytest_phase.adapters.python.imports import Import, imports_of
from pytest_phase.adapters.python.syntax import dotted

Guard = ast.AST | str
"""What has to hold for a statement to run: the test of an ``if``, a word for a branch."""


class Piece(NamedTuple):
    """One statement that defines a name, or only ``augments`` it (``X += 1``, ``X.append(1)``)."""

    node: Any
    guards: tuple[Guard, ...] = ()
    augments: bool = False


@dataclass(slots=True)
class Table:
    """What a body defines: names in order of appearance, each with its statements.

    An imported name has none; ``imports`` are the imports that bind it, ``stars`` the star
    imports, ``decorated`` the names that may be fixtures, ``loose`` the statements that
    define nothing.
    """

    names: dict[str, list[Piece]] = field(default_factory=dict)
    imports: dict[str, list[Import]] = field(default_factory=dict)
    stars: list[Import] = field(default_factory=list)
    decorated: list[str] = field(default_factory=list)
    loose: list[ast.stmt] = field(default_factory=list)

    def defines(self, name: str) -> bool:
        """Whether the body itself defines a name, and does not only augment it."""
        return any(not each.augments for each in self.names.get(name, ()))

    def functions(self, name: str) -> list[Piece]:
        """The functions that a name is defined as, not assigned ones."""
        return [each for each in self.names.get(name, ()) if isinstance(each.node, FUNCTIONS)]

    def classes(self, name: str) -> list[ast.ClassDef]:
        """The classes that a name is defined as."""
        pieces = self.names.get(name, ())
        return [each.node for each in pieces if isinstance(each.node, ast.ClassDef)]


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFINITIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
IMPORTS = frozenset({ast.Import, ast.ImportFrom})
TRIES = frozenset({ast.Try, getattr(ast, "TryStar", ast.Try)})
WITHS = frozenset({ast.With, ast.AsyncWith})


def tabulate(body: Iterable[ast.stmt]) -> Table:
    """The table of a module's or a class's body; branches of ``if``, ``try``, ``with`` included."""
    table = Table()
    _add(table, body, ())
    return table


def _add(table: Table, body: Iterable[ast.stmt], guards: tuple[Guard, ...]) -> None:
    for node in body:
        kind: Any = type(node)
        if kind in DEFINITIONS:
            _define(table, node, guards)
        elif kind in IMPORTS:
            _import(table, imports_of(node))  # type: ignore[arg-type]
        elif kind is ast.If or kind in TRIES or kind in WITHS:
            for branch, more in _branches(node):
                _add(table, branch, (*guards, *more))
        else:
            _bind(table, node, guards)


def _define(table: Table, node: Any, guards: tuple[Guard, ...]) -> None:
    """A function or class. ``@app.route`` on a function augments ``app``: it registers there."""
    table.names.setdefault(node.name, []).append(Piece(node, guards))
    if not node.decorator_list:
        return
    table.decorated.append(node.name)
    for each in node.decorator_list:
        name = dotted(each.func if isinstance(each, ast.Call) else each)
        owner = name.partition(".")[0]
        if owner != name and not node.name.startswith("test") and owner in table.names:
            table.names[owner].append(Piece(node, guards, augments=True))


def _import(table: Table, found: list[Import]) -> None:
    for each in found:
        if each.name == "*":
            table.stars.append(each)
        else:
            table.names.setdefault(each.local, [])
            table.imports.setdefault(each.local, []).append(each)


def _branches(node: Any) -> Iterator[tuple[list[ast.stmt], tuple[Guard, ...]]]:
    """The bodies below a compound statement, each with what leads there."""
    if isinstance(node, ast.If):
        yield node.body, ("if", node.test)
        yield node.orelse, ("else", node.test)
    elif type(node) in WITHS:
        yield node.body, tuple(node.items)
    else:
        yield node.body, ("try",)
        for each in node.handlers:
            yield each.body, ("except", each.type or "")
        yield node.orelse, ("else",)
        yield node.finalbody, ("finally",)


def _bind(table: Table, node: ast.stmt, guards: tuple[Guard, ...]) -> None:
    bound = dict.fromkeys(_bound(node))
    for name, augments in bound:
        table.names.setdefault(name, []).append(Piece(node, guards, augments))
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        table.decorated += [name for name, augments in bound if not augments]
    if not bound:
        table.loose.append(node)


def _bound(node: Any) -> Iterator[tuple[str, bool]]:
    """The names that a statement binds, with False, or augments, with True."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        for name, augments in _targets(node.target):
            yield name, augments or isinstance(node, ast.AugAssign)
    elif isinstance(node, ast.Expr):
        name = dotted(node.value.func) if isinstance(node.value, ast.Call) else ""
        if "." in name:
            yield name.partition(".")[0], True
    elif isinstance(node, ast.Delete):
        for target in node.targets:
            yield from ((name, True) for name, _ in _targets(target))
    elif type(node).__name__ == "TypeAlias":
        yield node.name.id, False
    else:
        yield from _bound_below(node)


def _bound_below(node: Any) -> Iterator[tuple[str, bool]]:
    """What a loop or another compound statement binds, the whole of it being the definition."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            yield each.id, False
        elif type(each) in DEFINITIONS:
            yield each.name, False  # type: ignore[attr-defined]
        elif isinstance(each, ast.stmt) and each is not node:
            yield from (found for found in _bound_simple(each) if found[1])


def _bound_simple(node: ast.stmt) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Delete):
        yield from _bound(node)


def _targets(target: Any) -> Iterator[tuple[str, bool]]:
    """The names of an assignment's target; ``X[0]`` and ``X.y`` augment ``X``."""
    if isinstance(target, ast.Name):
        yield target.id, False
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _targets(each)
    elif isinstance(target, ast.Starred):
        yield from _targets(target.value)
    else:
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id, True
