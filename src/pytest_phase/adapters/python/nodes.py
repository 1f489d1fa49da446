"""The canonical form of expressions and simple statements."""

from __future__ import annotations

import ast
from typing import Any

from pytest_phase.adapters.python.imports import imports_of
from pytest_phase.adapters.python.marks import is_uncounted, listed, mark_name, texts_of
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT, dotted, emits, expressions, literal, text_of

FIXTURE_REQUEST = "getfixturevalue"


@emits("Name")
def _name(node: Any, scope: Scope) -> str:
    name: str = node.id
    if type(node.ctx) is ast.Load:
        scope.loads.append(name)
    else:
        scope.bound.append(name)
    return name


@emits("Constant")
def _constant(node: Any, scope: Scope) -> str:
    value = node.value
    return f"#{value:x}" if type(value) is int else literal(value)


@emits("Attribute")
def _attribute(node: Any, scope: Scope) -> str:
    chain = dotted(node)
    if chain:
        scope.loads.append(chain)
        return chain
    value = node.value
    if type(value) is ast.Call and dotted(value.func) in ("super", "type"):
        scope.loads.append(f".{node.attr}")
    return f"{EMIT[type(value)](value, scope)}.{node.attr}"


@emits("Call")
def _call(node: Any, scope: Scope) -> str:
    function = node.func
    if type(function) is ast.Attribute and function.attr == FIXTURE_REQUEST:
        scope.requests += texts_of(node.args)
    text = EMIT[type(function)](function, scope)
    if node.keywords:
        keywords = ",".join(filter(None, [_keyword(each, scope) for each in node.keywords]))
        return f"{text}({expressions(node.args, scope)}|{keywords})"
    return f"{text}({expressions(node.args, scope)}|)"


def _keyword(node: Any, scope: Scope) -> str:
    """A keyword argument; ``marks=`` of a parameter case loses the marks that do not count."""
    if node.arg == "marks":
        kept = [each for each in listed(node.value) if not is_uncounted(mark_name(each))]
        return f"marks=[{expressions(kept, scope)}]" if kept else ""
    return f"{node.arg or '**'}={EMIT[type(node.value)](node.value, scope)}"


@emits("BinOp")
def _binary(node: Any, scope: Scope) -> str:
    """Operands from right to left, in a loop: long sums nest a level for each of their terms."""
    text = ""
    while type(node) is ast.BinOp:
        right = node.right
        text += f"{type(node.op).__name__} {EMIT[type(right)](right, scope)} "
        node = node.left
    return f"[{text}{EMIT[type(node)](node, scope)}]"


@emits("Compare")
def _compare(node: Any, scope: Scope) -> str:
    left = node.left
    text = EMIT[type(left)](left, scope)
    for operator, right in zip(node.ops, node.comparators):  # noqa: B905 (hot, equal by grammar)
        text += f" {type(operator).__name__} {EMIT[type(right)](right, scope)}"
    return f"[{text}]"


@emits("Expr")
def _expression(node: Any, scope: Scope) -> str:
    return EMIT[type(node.value)](node.value, scope)


@emits("Assert")
def _assert(node: Any, scope: Scope) -> str:
    test = node.test
    text = EMIT[type(test)](test, scope)
    if node.msg is None:
        return f"{{assert {text}}}"
    return f"{{assert {text},{EMIT[type(node.msg)](node.msg, scope)}}}"


@emits("Assign")
def _assign(node: Any, scope: Scope) -> str:
    return f"{{= {expressions(node.targets, scope)}|{EMIT[type(node.value)](node.value, scope)}}}"


@emits("Delete")
def _delete(node: Any, scope: Scope) -> str:
    """``del (a, b)`` and ``del a, b`` are one: formatters turn the first into the second."""
    targets: list[Any] = []
    for each in node.targets:
        targets += each.elts if type(each) is ast.Tuple else [each]
    return f"{{del {expressions(targets, scope)}}}"


@emits("JoinedStr")
def _fstring(node: Any, scope: Scope) -> str:
    """An f-string, with neighbouring texts joined; one without a value is a plain string.

    Python 3.12 splits and nests the texts in other places than the versions before it.
    """
    parts = _joined(node, scope)
    if all(type(each) is str for each in parts):
        return literal("".join(str(each) for each in parts))
    return f"f({_spelled(parts)})"


def _joined(node: Any, scope: Scope) -> list[str | tuple[str]]:
    """Texts as strings, values in a tuple of their emitted form."""
    parts: list[str | tuple[str]] = []
    for each in node.values:
        text = text_of(each)
        if text is not None:
            last = parts.pop() if parts and type(parts[-1]) is str else ""
            parts.append(f"{last!s}{text}")
        elif type(each) is ast.JoinedStr:
            parts += _joined(each, scope)
        else:
            parts.append((_formatted(each, scope),))
    return [each for each in parts if each]


def _formatted(node: Any, scope: Scope) -> str:
    if type(node) is not ast.FormattedValue:
        return EMIT[type(node)](node, scope)
    text = EMIT[type(node.value)](node.value, scope)
    if node.conversion > 0:
        text += f"!{chr(node.conversion)}"
    spec = _spelled(_joined(node.format_spec, scope)) if node.format_spec else ""
    return f"{{{text}:{spec}}}" if spec else f"{{{text}}}"


def _spelled(parts: list[str | tuple[str]]) -> str:
    return ",".join(literal(each) if type(each) is str else each[0] for each in parts)


@emits("Import", "ImportFrom")
def _import(node: Any, scope: Scope) -> str:
    """Nothing: neither place nor grouping of imports counts, only what they import."""
    scope.take(imports_of(node))
    return ""
