"""What each name of a test stands for at a point of it, so that an assertion says what it is about.

``answer = shop.total(); assert answer == 3`` and ``assert shop.total() == 3`` say the same: a
name is spelled as its value. What was done to a value since (``cart.add(2)``) is part of it.
Text is only made to be compared, by the canonical form of ``syntax``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from pytest_phase.adapters.python.definition import digest
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT, dotted

LONGEST = 400
"""Characters of a value that are spelled out; a longer one is told by its digest."""

_BINDING = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Value(NamedTuple):
    """What a name stands for: how it is spelled, whether it is written out in the test.

    ``origin`` is the dotted origin of an imported name; ``calls`` are the top-level packages
    outside the tests that are called for the value.
    """

    text: str
    literal: bool = False
    origin: str = ""
    calls: frozenset[str] = frozenset()

    def after(self, what: str) -> Value:
        """The same value after something was done to it."""
        return Value(cut(f"{self.text}!{digest(what)}"), False, self.origin, self.calls)


class Names(Protocol):
    """What the names of a file mean, outside of its functions."""

    def value(self, chain: str) -> tuple[Value, str]:
        """What ``h.make.x`` stands for, and which attributes of that are left."""


def cut(text: str) -> str:
    """The text, or its digest where it is long."""
    return text if len(text) <= LONGEST else f"«{digest(text)}»"


class Symbols:
    """The values of names at one point. ``values`` holds the names that the test itself binds.

    A key ``self.cart`` stands for that attribute of the object a method was given.
    """

    def __init__(self, names: Names, values: dict[str, Value] | None = None) -> None:
        self.names = names
        self.values = dict(values or {})

    def copy(self) -> Symbols:
        """The same values, to go another way with."""
        return Symbols(self.names, self.values)

    def value(self, node: ast.AST) -> Value:
        """What an expression stands for."""
        found = self._known(node)
        if found is not None:
            return found
        parts = [self.value(each) for each in _parts(node)]
        calls = frozenset[str]().union(*(each.calls for each in parts))
        if isinstance(node, ast.Call):
            origin = self.value(node.func).origin
            calls |= {origin.partition(".")[0]} if origin else frozenset()
        literal = isinstance(node, _LITERAL) and all(each.literal for each in parts)
        return Value(cut(self.text(node)), literal, "", calls)

    def text(self, node: ast.AST) -> str:
        """The canonical form of an expression or statement, with values in place of names."""
        return EMIT[type(node)](replaced(node, self._name), Scope())

    def _known(self, node: ast.AST) -> Value | None:
        """The value of a name or of a chain of attributes."""
        chain = dotted(node)
        if not chain:
            return None
        head, _, rest = chain.partition(".")
        for local in (".".join(chain.split(".")[:2]), head):
            if local in self.values:
                found, rest = self.values[local], chain[len(local) + 1 :]
                break
        else:
            found, rest = self.names.value(chain)
        if not rest:
            return found
        origin = f"{found.origin}.{rest}" if found.origin else ""
        return Value(cut(f"{found.text}.{rest}"), found.literal, origin, found.calls)

    def _name(self, node: ast.AST) -> ast.AST | None:
        known = self._known(node)
        return None if known is None else ast.Name(known.text, ast.Load())


_LITERAL = (
    ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.Starred, ast.JoinedStr,
    ast.FormattedValue, ast.BinOp, ast.Subscript,
)  # fmt: skip


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.expr | ast.keyword | ast.comprehension):
            yield each


def replaced(node: Any, name: Any, bound: dict[str, str] | None = None) -> Any:
    """A tree with names replaced; what stays the same is shared with the tree it came from.

    Names that a comprehension or a lambda binds itself are numbered: what they are called says
    nothing.
    """
    bound = bound or {}
    kind = type(node)
    if kind is ast.Name or kind is ast.Attribute:
        return _chain(node, name, bound)
    if kind in _BINDING:
        bound = _bind(bound, [n.id for each in node.generators for n in _names(each.target)])
    elif kind is ast.Lambda:
        bound = _bind(bound, [each.arg for each in ast.walk(node.args) if type(each) is ast.arg])
    elif kind is ast.arg and node.arg in bound:
        return ast.arg(bound[node.arg], None)
    changes: dict[str, Any] = {}
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, ast.AST):
            new = replaced(value, name, bound)
        elif isinstance(value, list):
            new = [replaced(e, name, bound) if isinstance(e, ast.AST) else e for e in value]
            new = value if all(a is b for a, b in zip(new, value, strict=True)) else new
        else:
            continue
        if new is not value:
            changes[field] = new
    if not changes:
        return node
    return kind(**{field: getattr(node, field, None) for field in node._fields} | changes)


def _chain(node: Any, name: Any, bound: dict[str, str]) -> Any:
    root = node
    while type(root) is ast.Attribute:
        root = root.value
    if type(root) is not ast.Name:
        value = replaced(node.value, name, bound)
        return node if value is node.value else ast.Attribute(value, node.attr, node.ctx)
    if root.id not in bound:
        return (name(node) if type(root.ctx) is ast.Load else None) or node
    chain = dotted(node)
    return ast.Name(bound[root.id] + chain[len(root.id) :], root.ctx)


def _bind(bound: dict[str, str], names: list[str]) -> dict[str, str]:
    new = list(dict.fromkeys(names))
    return bound | {each: f"%{len(bound) + number}" for number, each in enumerate(new)}


def _names(target: ast.AST) -> Iterator[ast.Name]:
    return (each for each in ast.walk(target) if isinstance(each, ast.Name))
