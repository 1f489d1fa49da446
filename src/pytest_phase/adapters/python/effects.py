"""What a call or a block does to a test beside asserting: what it changes, skips or hides."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_phase.adapters.python.symbols import Names, Symbols, Value
from pytest_phase.adapters.python.syntax import dotted

_SKIPS = frozenset({"pytest.skip", "pytest.importorskip", "pytest.xfail"})
_ENDS = frozenset({"pytest.skip", "pytest.xfail", "pytest.fail", "pytest.exit"})
_HARMLESS = frozenset(
    {
        *("print", "pprint", "len", "repr", "str", "list", "tuple", "dict", "set", "sorted"),
        *("isinstance", "breakpoint", "bool", "int", "float", "sum", "min", "max", "any", "all"),
    }
)
_PATCHES = ("monkeypatch", "mocker", "unittest.mock.patch", "mock.patch")


def chain(node: ast.AST) -> str:
    """The dotted name of what is called; empty where it is none."""
    return dotted(node)


def is_skip(name: str) -> bool:
    """Whether a call of this name skips the test, or may."""
    return name in _SKIPS or name.endswith(("self.skipTest", "pytest.skip.Exception"))


def is_skip_error(text: str) -> bool:
    """Whether raising this skips the test."""
    return text.startswith(("unittest.SkipTest", "unittest.case.SkipTest", "pytest.skip.Exception"))


def ends(name: str) -> bool:
    """Whether nothing after a call of this name is reached."""
    return name in _ENDS or name.endswith(("self.skipTest", "self.fail"))


def is_harmless(name: str) -> bool:
    """Whether a call changes nothing that it is given."""
    return name in _HARMLESS


def is_patch(text: str) -> bool:
    """Whether something outside of the test is replaced."""
    return text.startswith(_PATCHES) or "mock.patch" in text


def is_suppressing(text: str) -> bool:
    """Whether a context swallows errors."""
    return text.startswith(("contextlib.suppress(", "suppress("))


def is_transparent(text: str) -> bool:
    """Whether a block says nothing about what stands in it: a subtest."""
    return text.partition("(")[0].endswith((".subTest", "subtests.test"))


def tells(body: Iterable[ast.stmt]) -> bool:
    """Whether the handler of an exception lets it be known: raises, asserts, fails."""
    for node in body:
        for each in ast.walk(node):
            if isinstance(each, ast.Raise | ast.Assert):
                return True
            if isinstance(each, ast.Call):
                last = dotted(each.func).rpartition(".")[2]
                if last == "fail" or last.startswith("assert"):
                    return True
    return False


def roots(target: ast.AST) -> Iterator[ast.AST]:
    """What a target belongs to: ``cart`` of ``cart.lines[0].n``, ``self.cart`` of a method's."""
    node: Any = target
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred | ast.Call):
        if dotted(node).startswith("self.") and dotted(node).count(".") == 1:
            break
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name | ast.Attribute):
        yield node
    elif isinstance(node, ast.Tuple | ast.List):
        for each in node.elts:
            yield from roots(each)


def names(node: ast.AST) -> Iterator[str]:
    """The names in an expression."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def touched(call: ast.Call) -> Iterator[ast.AST]:
    """What a call may change: what it is called on, and the names among what it is given."""
    if isinstance(call.func, ast.Attribute):
        yield from roots(call.func.value)
    for each in [*call.args, *(keyword.value for keyword in call.keywords)]:
        found = each.value if isinstance(each, ast.Starred) else each
        if isinstance(found, ast.Name | ast.Attribute | ast.Subscript):
            yield from roots(found)


def arguments(call: ast.Call, function: Any, symbols: Symbols, names: Names) -> dict[str, Value]:
    """The values of a function's parameters, as it is called here."""
    parameters = function.args
    positional = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    own = Symbols(names)
    given = _defaults(parameters, own)
    if isinstance(call.func, ast.Attribute) and dotted(call.func).startswith(("self.", "cls.")):
        positional = positional[1:]
    for name, each in zip(positional, call.args, strict=False):
        given[name] = symbols.value(each)
    if parameters.vararg is not None:
        rest = ast.Tuple(call.args[len(positional) :], ast.Load())
        given[parameters.vararg.arg] = symbols.value(rest)
    more = []
    known = {*positional, *(each.arg for each in parameters.kwonlyargs)}
    for keyword in call.keywords:
        if keyword.arg in known:
            given[str(keyword.arg)] = symbols.value(keyword.value)
        else:
            more.append(keyword)
    if parameters.kwarg is not None:
        given[parameters.kwarg.arg] = symbols.value(
            ast.Call(ast.Name("dict", ast.Load()), [], more)
        )
    return given


def _defaults(parameters: ast.arguments, symbols: Symbols) -> dict[str, Value]:
    positional = [*parameters.posonlyargs, *parameters.args]
    pairs = list(zip(reversed(positional), reversed(parameters.defaults), strict=False))
    pairs += [
        (each, default)
        for each, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
        if default is not None
    ]
    return {each.arg: symbols.value(default) for each, default in pairs}
