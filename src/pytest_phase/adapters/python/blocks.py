"""The canonical form of what opens a scope: functions, classes, comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import EMIT, any_node, emits, expressions, statements

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def function(node: Any, scope: Scope, decorators: Sequence[ast.expr], method: bool = False) -> str:
    """A function without its name, with these of its decorators.

    What it names goes to ``scope``. Of a ``method`` the attributes of its first parameter
    are told too: ``self.make`` as ``.make``.
    """
    inner = Scope()
    arguments = node.args
    text = "async def(" if type(node) is ast.AsyncFunctionDef else "def("
    if decorators:
        text = f"@{expressions(decorators, scope)} {text}"
    if getattr(node, "type_params", None):
        text += f"[{expressions(node.type_params, inner)}]"
    if arguments.args or arguments.kwonlyargs or arguments.vararg or _rare(arguments):
        text += _arguments(arguments, scope, inner)
    if node.returns is not None:
        text += f")->{EMIT[type(node.returns)](node.returns, scope)}"
    text += f"){{{statements(node.body, inner)}}}"
    if method:
        scope.loads += _attributes(arguments, inner)
    scope.absorb(inner)
    return text


def _rare(arguments: ast.arguments) -> bool:
    return bool(arguments.posonlyargs) or arguments.kwarg is not None


def _arguments(arguments: ast.arguments, scope: Scope, inner: Scope) -> str:
    """Parameters by kind, then defaults; annotations and defaults belong to the outer scope."""
    kinds = (
        arguments.posonlyargs,
        arguments.args,
        [arguments.vararg] if arguments.vararg else [],
        arguments.kwonlyargs,
        [arguments.kwarg] if arguments.kwarg else [],
    )
    texts = [",".join([_parameter(each, scope, inner) for each in kind]) for kind in kinds]
    texts.append(expressions(arguments.defaults, scope))
    texts.append(expressions(arguments.kw_defaults, scope))
    return "/".join(texts)


def _parameter(node: ast.arg, scope: Scope, inner: Scope) -> str:
    inner.bound.append(node.arg)
    if node.annotation is None:
        return node.arg
    return f"{node.arg}:{EMIT[type(node.annotation)](node.annotation, scope)}"


def _attributes(arguments: ast.arguments, inner: Scope) -> list[str]:
    positional = arguments.posonlyargs or arguments.args
    if not positional:
        return []
    prefix = f"{positional[0].arg}."
    return [each[len(prefix) - 1 :] for each in inner.loads if each.startswith(prefix)]


@emits("FunctionDef", "AsyncFunctionDef")
def _nested_function(node: Any, scope: Scope) -> str:
    scope.bound.append(node.name)
    return f"{node.name}={function(node, scope, node.decorator_list)}"


@emits("Lambda")
def _lambda(node: Any, scope: Scope) -> str:
    inner = Scope()
    parameters = _arguments(node.args, scope, inner)
    body = EMIT[type(node.body)](node.body, inner)
    scope.absorb(inner)
    return f"(lambda {parameters}:{body})"


@emits("ListComp", "SetComp", "GeneratorExp", "DictComp")
def _comprehension(node: Any, scope: Scope) -> str:
    """The first iterable belongs to the outer scope, and so do names bound with ``:=``."""
    inner = Scope()
    targets = [EMIT[type(each.target)](each.target, inner) for each in node.generators]
    own = inner.bound[:]
    clauses = []
    for number, (target, each) in enumerate(zip(targets, node.generators, strict=True)):
        source = EMIT[type(each.iter)](each.iter, inner if number else scope)
        kind = "async for" if each.is_async else "for"
        clauses.append(f"{kind} {target} in {source} if {expressions(each.ifs, inner)}")
    values = [node.key, node.value] if type(node) is ast.DictComp else [node.elt]
    result = expressions(values, inner)
    scope.bound += inner.bound[len(own) :]
    inner.bound = own
    scope.absorb(inner)
    return f"({type(node).__name__} {result} {' '.join(clauses)})"


@emits("ClassDef")
def _nested_class(node: Any, scope: Scope) -> str:
    scope.bound.append(node.name)
    return f"{node.name}={whole_class(node, scope)}"


def whole_class(node: ast.ClassDef, scope: Scope) -> str:
    """A class without its name, with everything in it.

    Names its body binds are not taken for local: functions in it do not see them.
    """
    inner = Scope()
    parts = [f"@{expressions(node.decorator_list, scope)} class("]
    if getattr(node, "type_params", None):
        parts.append(f"[{expressions(node.type_params, inner)}]")  # type: ignore[attr-defined]
    parts.append(f"{expressions(node.bases, scope)}|{expressions(node.keywords, scope)})")
    parts.append(f"{{{statements(node.body, inner)}}}")
    inner.bound = []
    scope.absorb(inner)
    return "".join(parts)


@emits("ExceptHandler", "MatchAs", "MatchStar", "MatchMapping")
@emits("TypeVar", "ParamSpec", "TypeVarTuple")
def _binder(node: Any, scope: Scope) -> str:
    """A node that binds a name it holds as text."""
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    if name:
        scope.bound.append(name)
    return any_node(node, scope)


@emits("Global", "Nonlocal")
def _declaration(node: Any, scope: Scope) -> str:
    """A name that belongs to an outer scope; a global one counts as named even if only set."""
    scope.declared += node.names
    if type(node) is ast.Global:
        scope.loads += node.names
    return f"{{{type(node).__name__} {','.join(sorted(node.names))}}}"
