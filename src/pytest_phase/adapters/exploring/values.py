"""Expressions as values: calls, names and literals, without running any of them.

They are what model classes and migrations are written in: ``Column(String(50), nullable=False)``
is a call of a name with a call and a keyword. What is none of these is kept as its text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol


class Meaning(Protocol):
    """What the names of a file mean."""

    def resolve(self, name: str) -> str:
        """A dotted name as the file writes it, to where it comes from: ``sqlalchemy.Column``."""

    def constant(self, name: str) -> str | None:
        """The text that a name stands for, where the file itself says so."""


Value = Any
"""None, a str, an int, a float, a bool, a list of values, or one of the tuples below."""

SUBSCRIPT, UNION = "[]", "|"
"""What ends the name of a subscript (``Mapped[]``), and the name of ``X | Y``, both calls."""

_DEEPEST = 60


class Name(NamedTuple):
    """A dotted name, resolved."""

    name: str


class Call(NamedTuple):
    """A call: what is called (dotted, resolved), its values, and the line it stands in."""

    name: str
    args: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    line: int = 0

    @property
    def last(self) -> str:
        """The last part of what is called: ``Column``."""
        return self.name.rpartition(".")[2]

    @property
    def given(self) -> Mapping[str, Value]:
        """The keywords by name."""
        return dict(self.keywords)

    def get(self, keyword: str, position: int = -1, default: Value = None) -> Value:
        """An argument by keyword, or by its position."""
        for name, value in self.keywords:
            if name == keyword:
                return value
        return self.args[position] if 0 <= position < len(self.args) else default


class Pairs(NamedTuple):
    """A dictionary."""

    items: tuple[tuple[Value, Value], ...]

    def get(self, key: str) -> Value:
        """The value under a text key."""
        return next((value for name, value in self.items if name == key), None)


class Text(NamedTuple):
    """Anything else, as source text."""

    text: str


def value_of(node: ast.expr | None, scope: Meaning, depth: int = 0) -> Value:
    """An expression as a value."""
    if node is None or depth > _DEEPEST:
        return Text("...") if node is not None else None
    if isinstance(node, ast.Constant):
        plain = node.value is None or isinstance(node.value, str | int | float)
        return node.value if plain else Text(source(node))
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [value_of(each, scope, depth + 1) for each in node.elts]
    if isinstance(node, ast.Dict):
        return _pairs(node, scope, depth)
    if isinstance(node, ast.Call):
        return _call(node, scope, depth)
    return _operator(node, scope, depth)


def _operator(node: ast.expr, scope: Meaning, depth: int) -> Value:
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        args = tuple(value_of(each, scope, depth + 1) for each in inner)
        return Call(scope.resolve(dotted(node.value)) + SUBSCRIPT, args, (), node.lineno)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        sides = (node.left, node.right)
        return Call(UNION, tuple(value_of(each, scope, depth + 1) for each in sides))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = (value_of(each, scope, depth + 1) for each in (node.left, node.right))
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        if isinstance(left, list) and isinstance(right, list):
            return left + right
    name = dotted(node)
    text = scope.constant(name) if name else None
    if text is not None:
        return text
    return Name(scope.resolve(name)) if name else Text(source(node))


def _pairs(node: ast.Dict, scope: Meaning, depth: int) -> Value:
    items = [
        (value_of(key, scope, depth + 1), value_of(value, scope, depth + 1))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    return Pairs(tuple(items))


def _call(node: ast.Call, scope: Meaning, depth: int) -> Value:
    name = dotted(node.func)
    args = [value_of(each, scope, depth + 1) for each in node.args]
    if not name and isinstance(node.func, ast.Attribute):
        # ``models.Manager.from_queryset(X)()`` and the like: called on what a call gives.
        return Call(f"().{node.func.attr}", tuple(args), (), node.lineno)
    keywords = [
        (each.arg or "**", value_of(each.value, scope, depth + 1)) for each in node.keywords
    ]
    return Call(scope.resolve(name), tuple(args), tuple(keywords), node.lineno)


def dotted(node: ast.AST | None) -> str:
    """``a.b.c`` for such an expression; empty for any other."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def source(node: ast.AST | None) -> str:
    """The source text of an expression, on one line."""
    if node is None:
        return ""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "..."


def spell(value: Value) -> str:
    """A value as a reader wants it: names by their last part, ``String(50)``."""
    if isinstance(value, Call):
        return _spell_call(value)
    if isinstance(value, Name):
        return value.name.rpartition(".")[2]
    if isinstance(value, Text):
        return value.text
    if isinstance(value, list):
        return f"[{', '.join(map(spell, value))}]"
    if isinstance(value, Pairs):
        return "{" + ", ".join(f"{spell(key)}: {spell(each)}" for key, each in value.items) + "}"
    return repr(value)


def _spell_call(call: Call) -> str:
    if call.name == UNION:
        return " | ".join(map(spell, call.args))
    words = [*map(spell, call.args), *(f"{name}={spell(each)}" for name, each in call.keywords)]
    if call.name.endswith(SUBSCRIPT):
        return f"{call.last.removesuffix(SUBSCRIPT)}[{', '.join(words)}]"
    return f"{call.last}({', '.join(words)})"


def text_of(value: Value) -> str:
    """The text of a string constant, else empty."""
    return value if isinstance(value, str) else ""


def texts_of(value: Value) -> tuple[str, ...]:
    """The strings of a list of them; what is no string is left out."""
    values: Iterable[Value] = value if isinstance(value, list) else ()
    return tuple(each for each in values if isinstance(each, str))


def name_of(value: Value) -> str:
    """The dotted name of a name or of what is called, else empty."""
    return value.name if isinstance(value, Name | Call) else ""


# JSON: tuples with a letter for their kind, everything else as it is.


def encode(value: Value) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, Call):
        keywords = [[name, encode(each)] for name, each in value.keywords]
        return {"c": value.name, "a": encode(list(value.args)), "k": keywords, "l": value.line}
    if isinstance(value, Name):
        return {"n": value.name}
    if isinstance(value, Text):
        return {"t": value.text}
    if isinstance(value, Pairs):
        return {"p": [[encode(key), encode(each)] for key, each in value.items]}
    return [encode(each) for each in value] if isinstance(value, list) else value


def decode(value: Any) -> Value:
    """What ``encode`` made JSON of."""
    if isinstance(value, list):
        return [decode(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "c" in value:
        keywords = tuple((name, decode(each)) for name, each in value["k"])
        return Call(value["c"], tuple(decode(value["a"])), keywords, value["l"])
    if "n" in value:
        return Name(value["n"])
    if "t" in value:
        return Text(value["t"])
    return Pairs(tuple((decode(key), decode(each)) for key, each in value["p"]))
