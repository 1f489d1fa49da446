"""The canonical form of Python source: the same for any formatter and any Python version.

It is written node by node from the fields that carry meaning: no positions, contexts, kinds
of quotes or comments, and nothing for a field that is empty, so that a field which a later
Python adds changes no digest. Docstrings and ``pass`` say nothing and are left out; imports
are handed to the scope, where their order and grouping no longer show.

An emitter returns the text of its node and tells the scope what it names. Text is only made
to be compared: brackets hold nodes together, and strings carry their length.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any

from pytest_phase.adapters.python.scope import Scope

Emitter = Callable[[Any, Scope], str]

MEANINGLESS = frozenset({"ctx", "kind", "simple", "type_comment", "type_ignores"})
"""Fields that carry no meaning of their own."""


def any_node(node: Any, scope: Scope) -> str:
    """The form of a node that needs no rule of its own: its fields by name, without empty ones."""
    parts = [type(node).__name__]
    for field in FIELDS[type(node)]:
        text = _field(getattr(node, field, None), scope)
        if text:
            parts.append(f"{field}={text}")
    return "{" + " ".join(parts) + "}"


def _field(value: Any, scope: Scope) -> str:
    if value is None:
        return ""
    if isinstance(value, ast.AST):
        return EMIT[type(value)](value, scope)
    if type(value) is not list:
        return literal(value)
    if value and isinstance(value[0], ast.stmt):
        return statements(value, scope)
    if value and type(value[0]) is str:
        return ",".join(literal(each) for each in value)
    return expressions(value, scope)


FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(sorted(set(kind._fields) - MEANINGLESS))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of each class of node that this Python knows, in an order of their own."""

EMIT: dict[type, Emitter] = dict.fromkeys(FIELDS, any_node)
"""The emitter of each class of node."""


def emits(*names: str) -> Callable[[Emitter], Emitter]:
    """Register an emitter for classes of ``ast`` by name; a name this Python lacks is skipped."""

    def register(emitter: Emitter) -> Emitter:
        for name in names:
            kind = getattr(ast, name, None)
            if kind is not None:
                EMIT[kind] = emitter
        return emitter

    return register


def statements(body: Iterable[Any], scope: Scope) -> str:
    """The statements of a block, without docstrings, other bare strings and ``pass``."""
    parts = []
    for statement in body:
        kind = type(statement)
        if kind is ast.Pass or (kind is ast.Expr and text_of(statement.value) is not None):
            continue
        text = EMIT[kind](statement, scope)
        if text:
            parts.append(text)
    return ";".join(parts)


def module_text(body: Iterable[ast.stmt]) -> str:
    """All of a module, whatever the order and grouping of its imports."""
    scope = Scope()
    text = statements(body, scope)
    return "\n".join([text, *sorted({f"{each.local}={each.spelled}" for each in scope.imports})])


def expressions(nodes: Iterable[Any], scope: Scope) -> str:
    """Expressions with commas between them; ``~`` where there is none, as in ``{**other}``."""
    return ",".join(["~" if node is None else EMIT[type(node)](node, scope) for node in nodes])


def text_of(node: ast.AST) -> str | None:
    """The value of a string constant; None of anything else."""
    if type(node) is ast.Constant and type(node.value) is str:
        return node.value
    return None


def dotted(node: ast.AST) -> str:
    """The name of a chain of attributes (``pytest.mark.skip``), or "" where it is none."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def literal(value: object) -> str:
    """A constant, told apart by type; never ``repr`` of text, which varies with the Unicode data.

    Whole numbers are hexadecimal: there is no limit on their digits.
    """
    if type(value) is str:
        return f'"{len(value)}:{value}'
    if type(value) is int:
        return f"#{value:x}"
    if type(value) is bytes:
        return f"'{value.hex()}"
    return f"${value!r}"
