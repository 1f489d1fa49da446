"""How a file uses names that it does not define: what it calls, awaits, enters, catches."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["exception", "class", "constant", "function"]

NONE: frozenset[str] = frozenset()

_EXCEPTIONS = ("Error", "Exception", "Warning")
_EXPECTING = frozenset(
    {"raises", "RaisesExc", "warns", "deprecated_call"}
    | {"assertRaises", "assertRaisesRegex", "assertWarns", "assertWarnsRegex"}
)
# Who gets a coroutine and awaits it.
_AWAITING = frozenset(
    {"create_task", "ensure_future", "gather", "wait_for", "shield", "run_until_complete"}
    | {"start_soon", "run_coroutine_threadsafe"}
)
_LOOPS = frozenset({"asyncio", "anyio", "trio"})
_ENTERING = frozenset({"enter_context", "enter_async_context", "enterContext"})
# Half of all nodes: what is loaded or stored, which operator stands between two others.
_MUTE = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
_CAUGHT_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


class Uses(NamedTuple):
    """The names of a file by what it does with them: the last part of ``shop.cart.Cart``.

    ``written`` is every name that stands in it, also in a string (``"shop.cart.Cart"``).
    ``decorators`` stand bare above a definition, ``makers`` with arguments. ``members`` are
    pairs like (``Cart``, ``load``), ``free`` the names that a star import has to give.
    ``tried`` are the lines on which an import may fail, ``listed`` are to give parameters.
    """

    written: frozenset[str] = NONE
    called: frozenset[str] = NONE
    awaited: frozenset[str] = NONE
    entered: frozenset[str] = NONE
    decorators: frozenset[str] = NONE
    makers: frozenset[str] = NONE
    caught: frozenset[str] = NONE
    classes: frozenset[str] = NONE
    listed: frozenset[str] = NONE
    members: frozenset[tuple[str, str]] = frozenset()
    free: frozenset[str] = NONE
    tried: frozenset[int] = frozenset()

    def kind(self, name: str) -> Kind:
        """What a name stands for: by its use, else by how Python names are spelled (PEP 8)."""
        if name in self.caught or name.endswith(_EXCEPTIONS):
            return "exception"
        if name in self.decorators or name in self.makers:
            return "function"
        word = name.lstrip("_")
        if name in self.classes or (word[:1].isupper() and not word.isupper()):
            return "class"
        if not word.isupper() or name in self.entered:
            return "function"
        return "class" if name in self.called else "constant"


def uses(source: str) -> Uses:
    """How a file uses names; nothing is known of one that does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return Uses()
    found: dict[str, set[str]] = {name: set() for name in Uses._fields[:-3]}
    nodes = [node for node in ast.walk(tree) if not isinstance(node, _MUTE)]
    for node in nodes:
        for field, name in _said(node):
            found[field].add(name)
    sets = {field: frozenset(names) for field, names in found.items()}
    return Uses(
        **sets,
        members=frozenset(_members(nodes)),
        free=frozenset(_free(nodes)),
        tried=frozenset(_tried(nodes)),
    )


def _said(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What one node says of names, as pairs of a field of ``Uses`` and a name."""
    for name in _written(node):
        yield "written", name
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Await):
        yield from _each("awaited", [_callee(node.value)])
    elif isinstance(node, ast.With | ast.AsyncWith):
        entered = (item.context_expr for item in node.items)
        yield from _each("entered", [_callee(each) or _leaf(each) for each in entered])
    elif isinstance(node, ast.ExceptHandler):
        yield from _each("caught", _leaves(node.type))
    elif isinstance(node, ast.Raise):
        yield from _each("caught", [_callee(node.exc) or _leaf(node.exc)])
    elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield from _each("decorators", map(_leaf, node.decorator_list))
        yield from _each("makers", map(_callee, node.decorator_list))
        if isinstance(node, ast.ClassDef):
            yield from _each("classes", [name for base in node.bases for name in _leaves(base)])


def _written(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 200:
        parts = node.value.split(".")
        if all(part.isidentifier() for part in parts):
            yield from parts


def _of_call(node: ast.Call) -> Iterator[tuple[str, str]]:
    callee = _leaf(node.func)
    if callee is None:
        return
    yield "called", callee
    if callee in _EXPECTING:
        expected = [each.value for each in node.keywords if each.arg == "expected_exception"]
        yield from _each(
            "caught", [n for each in [*node.args[:1], *expected] for n in _leaves(each)]
        )
    elif callee in ("isinstance", "issubclass") and len(node.args) == 2:
        yield from _each("classes", _leaves(node.args[1]))
    elif callee in _AWAITING or (callee == "run" and _base(node.func) in _LOOPS):
        yield from _each("awaited", [_callee(each) or _leaf(each) for each in node.args])
    elif callee == "parametrize":
        yield from _each("listed", [_callee(each) or _leaf(each) for each in node.args[1:2]])
    elif callee in _ENTERING:
        yield from _each("entered", [_callee(each) or _leaf(each) for each in node.args])


def _each(field: str, names: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name is not None:
            yield field, name


def _leaf(node: ast.expr | None) -> str | None:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _leaves(node: ast.expr | None) -> list[str | None]:
    """The last part of each name in ``A``, ``(A, B)`` or ``A | B``."""
    if isinstance(node, ast.Tuple):
        return [name for each in node.elts for name in _leaves(each)]
    if isinstance(node, ast.BinOp):
        return [*_leaves(node.left), *_leaves(node.right)]
    if isinstance(node, ast.Subscript):
        return [_leaf(node.value)]
    return [_leaf(node)]


def _callee(node: ast.expr | None) -> str | None:
    return _leaf(node.func) if isinstance(node, ast.Call) else None


def _base(node: ast.expr) -> str | None:
    return _leaf(node.value) if isinstance(node, ast.Attribute) else None


def _members(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Attribute) and (owner := _leaf(node.value)):
            yield owner, node.attr


def _free(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that the file uses, and neither binds anywhere nor has from Python."""
    bound = set(dir(builtins))
    used: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.partition(".")[0])
    yield from used - bound


def _tried(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """The lines in whose imports the file allows for a failure."""
    for node in nodes:
        if isinstance(node, ast.Try) and any(_catches_imports(each) for each in node.handlers):
            for each in node.body:
                yield from range(each.lineno, (each.end_lineno or each.lineno) + 1)


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or not _CAUGHT_IMPORTS.isdisjoint(
        name for name in _leaves(handler.type) if name
    )
