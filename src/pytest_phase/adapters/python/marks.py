"""Decorators and marks as they stand in the source: fixtures, ``usefixtures``, ``parametrize``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pytest_phase.adapters.python.syntax import dotted, is_text, mark_name


class Fixture(NamedTuple):
    """What ``@pytest.fixture`` says: the name it gives, if it does, and ``autouse``."""

    name: str | None = None
    autouse: bool = False


def fixture_of(node: Any, fixture_names: frozenset[str]) -> Fixture | None:
    """The fixture that a function's decorators, or an assigned call, make of it.

    ``fixture_names`` are the names under which the file imports ``pytest.fixture`` itself.
    """
    candidates = [node.value] if isinstance(node, ast.Assign) else _decorators(node)
    for each in candidates:
        if isinstance(node, ast.Assign) and not isinstance(each, ast.Call):
            continue
        call = each.func if isinstance(each, ast.Call) and _is_call(each.func) else each
        name = mark_name(call)
        if name in fixture_names or name.rpartition(".")[2] in ("fixture", "yield_fixture"):
            return _arguments(call)
    return None


def _is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def _decorators(node: Any) -> list[ast.expr]:
    found: list[ast.expr] = getattr(node, "decorator_list", [])
    return found


def _arguments(call: Any) -> Fixture:
    """``autouse`` counts unless it is the constant False: it may be true."""
    keywords = call.keywords if isinstance(call, ast.Call) else []
    name, autouse = None, False
    for each in keywords:
        if each.arg == "name" and is_text(each.value):
            name = each.value.value
        elif each.arg == "autouse":
            autouse = not (isinstance(each.value, ast.Constant) and not each.value.value)
    return Fixture(name, autouse)


def wanted(node: Any, marks: Iterable[ast.expr], bound: bool) -> tuple[str, ...]:
    """The fixtures a function asks for by parameters and ``usefixtures``.

    Not those with a default or given by ``parametrize``; nor, for a ``bound`` method, the first.
    """
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    positional = positional[: len(positional) - len(arguments.defaults)]
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    names = [each.arg for each in positional[1 if bound else 0 :]]
    names += [each.arg for each, default in named if default is None]
    if marks:
        marks = list(marks)
        given = set(parametrized(marks))
        names = [each for each in names if each not in given] + list(used(marks))
    return tuple(names)


def used(marks: Iterable[ast.expr]) -> Iterator[str]:
    """The fixtures that ``usefixtures`` marks name."""
    for each in marks:
        if isinstance(each, ast.Call) and dotted(each.func).endswith("mark.usefixtures"):
            yield from (str(argument.value) for argument in each.args if is_text(argument))  # type: ignore[attr-defined]


def parametrized(marks: Iterable[ast.expr]) -> Iterator[str]:
    """The parameters that ``parametrize`` marks give values for, past any fixture of that name."""
    for each in marks:
        if not isinstance(each, ast.Call) or not each.args:
            continue
        indirect = any(keyword.arg == "indirect" for keyword in each.keywords)
        if dotted(each.func).endswith("mark.parametrize") and not indirect:
            yield from _names(each.args[0])


def _names(node: Any) -> Iterator[str]:
    if is_text(node):
        yield from (name.strip() for name in node.value.split(","))
    elif isinstance(node, ast.Tuple | ast.List):
        yield from (str(each.value) for each in node.elts if is_text(each))  # type: ignore[attr-defined]
