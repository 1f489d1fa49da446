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

from pytest_phase.adapters.python.scope import Import, Scope

Emitter = Callable[[Any, Scope], str]

MEANINGLESS = frozenset({"ctx", "kind", "simple", "type_comment", "type_ignores"})
"""Fields that carry no meaning of their own."""

FIXTURE_REQUEST = "getfixturevalue"


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


def statements(body: Iterable[ast.stmt], scope: Scope) -> str:
    """The statements of a block, without docstrings, other bare strings and ``pass``."""
    parts = []
    for statement in body:
        kind = type(statement)
        if kind is ast.Pass or (kind is ast.Expr and is_text(statement.value)):  # type: ignore[attr-defined]
            continue
        text = EMIT[kind](statement, scope)
        if text:
            parts.append(text)
    return ";".join(parts)


def expressions(nodes: Iterable[Any], scope: Scope) -> str:
    """Expressions with commas between them; ``~`` where there is none, as in ``{**other}``."""
    return ",".join(["~" if node is None else EMIT[type(node)](node, scope) for node in nodes])


def is_text(node: ast.AST) -> bool:
    """Whether the node is a string constant."""
    return type(node) is ast.Constant and type(node.value) is str


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


@emits("Name")
def _name(node: Any, scope: Scope) -> str:
    name: str = node.id
    if type(node.ctx) is ast.Load:
        scope.loads.append(name)
    else:
        scope.bound.add(name)
    return name


@emits("Constant")
def _constant(node: Any, scope: Scope) -> str:
    return literal(node.value)


@emits("Attribute")
def _attribute(node: Any, scope: Scope) -> str:
    chain = dotted(node)
    if chain:
        scope.loads.append(chain)
        return chain
    value = node.value
    if type(value) is ast.Call and type(value.func) is ast.Name:
        if value.func.id in ("super", "type"):
            scope.loads.append(f".{node.attr}")
    return f"{EMIT[type(value)](value, scope)}.{node.attr}"


@emits("Call")
def _call(node: Any, scope: Scope) -> str:
    function = node.func
    if type(function) is ast.Attribute and function.attr == FIXTURE_REQUEST:
        scope.requests += [each.value for each in node.args if is_text(each)]
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


NOT_COUNTED = frozenset({"skip", "skipif", "xfail", "phase_waive", "phase_component"})
"""Marks that are no part of a test's text (design 4.2), under ``pytest.mark``."""


def is_uncounted(name: str) -> bool:
    """Whether a dotted name is a mark that is no part of a test's text."""
    head, _, last = name.rpartition(".")
    if last in NOT_COUNTED:
        return head == "mark" or head.endswith(".mark")
    return head in ("unittest", "unittest.case") and last in UNITTEST_SKIPS


UNITTEST_SKIPS = frozenset({"skip", "skipIf", "skipUnless", "expectedFailure"})


def listed(value: Any) -> list[Any]:
    """The marks of ``marks=`` or ``pytestmark``: one, or a list of them."""
    return list(value.elts) if type(value) in (ast.List, ast.Tuple) else [value]


def mark_name(node: Any) -> str:
    """The dotted name of a mark or decorator, called or not."""
    return dotted(node.func if type(node) is ast.Call else node)


@emits("BinOp")
def _binary(node: Any, scope: Scope) -> str:
    """Operands from right to left, in a loop: long sums nest a level for each of their terms."""
    parts = []
    while type(node) is ast.BinOp:
        parts.append(f"{type(node.op).__name__} {EMIT[type(node.right)](node.right, scope)}")
        node = node.left
    parts.append(EMIT[type(node)](node, scope))
    return "[" + " ".join(parts) + "]"


@emits("Compare")
def _compare(node: Any, scope: Scope) -> str:
    text = EMIT[type(node.left)](node.left, scope)
    for operator, right in zip(node.ops, node.comparators, strict=True):
        text = f"{text} {type(operator).__name__} {EMIT[type(right)](right, scope)}"
    return f"[{text}]"


@emits("Expr")
def _expression(node: Any, scope: Scope) -> str:
    return EMIT[type(node.value)](node.value, scope)


@emits("Assert")
def _assert(node: Any, scope: Scope) -> str:
    text = EMIT[type(node.test)](node.test, scope)
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
        if type(each) is ast.Constant:
            last = parts.pop() if parts and type(parts[-1]) is str else ""
            parts.append(f"{last}{each.value}")
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


@emits("Import")
def _import(node: Any, scope: Scope) -> str:
    take_imports(imports_of(node), scope)
    return ""


@emits("ImportFrom")
def _import_from(node: Any, scope: Scope) -> str:
    take_imports(imports_of(node), scope)
    return ""


def take_imports(found: list[Import], scope: Scope) -> None:
    """Bind imported names in a scope."""
    scope.imports += found
    scope.bound.update(each.local for each in found)


def imports_of(node: ast.Import | ast.ImportFrom) -> list[Import]:
    """The names that an import statement binds; the name ``*`` stands for a star import."""
    if isinstance(node, ast.ImportFrom):
        return [
            Import(each.asname or each.name, node.level, node.module or "", each.name)
            for each in node.names
        ]
    found = []
    for each in node.names:
        head, _, last = each.name.rpartition(".")
        if each.asname and head:
            found.append(Import(each.asname, 0, head, last))
        else:
            found.append(Import(each.asname or each.name.partition(".")[0], 0, each.name, None))
    return found


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """What an import statement spells: the parts of each module, the module, then the names."""
    modules = [each.name for each in node.names]
    names: list[str] = []
    if isinstance(node, ast.ImportFrom):
        names = [each.name for each in node.names if each.name != "*"]
        modules = [node.module] if node.module else []
    return [part for each in modules for part in (*each.split("."), each)] + names
