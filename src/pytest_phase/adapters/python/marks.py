"""Decorators and marks as they stand in the source: what counts, and what they ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pytest_phase.adapters.python.syntax import dotted, text_of

NOT_COUNTED = frozenset({"skip", "skipif", "xfail", "phase_waive", "phase_component"})
"""Marks that are no part of a test's text (design 4.2), under ``pytest.mark``."""

UNITTEST_SKIPS = frozenset({"skip", "skipIf", "skipUnless", "expectedFailure"})


def is_uncounted(name: str) -> bool:
    """Whether a dotted name is a mark that is no part of a test's text."""
    head, _, last = name.rpartition(".")
    if head in ("unittest", "unittest.case"):
        return last in UNITTEST_SKIPS
    return last in NOT_COUNTED and (head == "mark" or head.endswith(".mark"))


def listed(value: Any) -> list[Any]:
    """The marks of ``marks=`` or ``pytestmark``: one, or a list of them."""
    return list(value.elts) if type(value) in (ast.List, ast.Tuple) else [value]


def mark_name(node: Any) -> str:
    """The dotted name of a mark or decorator, called or not."""
    return dotted(node.func if type(node) is ast.Call else node)


class Fixture(NamedTuple):
    """What ``@pytest.fixture`` says: the name it gives, if it does, and ``autouse``."""

    name: str | None = None
    autouse: bool = False


def fixture_of(node: Any, fixture_names: frozenset[str]) -> Fixture | None:
    """The fixture that a function's decorators make of it, or ``x = pytest.fixture(...)(f)``.

    ``fixture_names`` are the names under which the file imports ``pytest.fixture`` itself.
    """
    assigned = [node.value] if isinstance(node, ast.Assign) else []
    candidates = [each for each in assigned if isinstance(each, ast.Call)]
    for each in getattr(node, "decorator_list", candidates):
        call = each.func if isinstance(each, ast.Call) and isinstance(each.func, ast.Call) else each
        name = mark_name(call)
        if name in fixture_names or name.rpartition(".")[2] in ("fixture", "yield_fixture"):
            return _arguments(call)
    return None


def _arguments(call: Any) -> Fixture:
    """``autouse`` counts unless it is the constant False: it may be true."""
    name, autouse = None, False
    for each in getattr(call, "keywords", ()):
        if each.arg == "name":
            name = text_of(each.value)
        elif each.arg == "autouse":
            autouse = not (isinstance(each.value, ast.Constant) and not each.value.value)
    return Fixture(name, autouse)


def wanted(node: Any, marks: Iterable[ast.expr], member: bool) -> tuple[str, ...]:
    """The fixtures a function asks for by parameters and ``usefixtures``.

    Not those with a default or given by ``parametrize``; nor the first of a ``member`` of a
    class, unless it is static.
    """
    names = _required(node.args)
    if member and names and not any(dotted(each) == "staticmethod" for each in marks):
        del names[0]
    if marks:
        given = set(parametrized(marks))
        names = [*(each for each in names if each not in given), *used(marks)]
    return tuple(names)


def _required(arguments: ast.arguments) -> list[str]:
    """The names of the parameters without a default, positional ones first."""
    positional = arguments.args
    if arguments.posonlyargs:
        positional = arguments.posonlyargs + positional
    if arguments.defaults:
        positional = positional[: -len(arguments.defaults)]
    names = [each.arg for each in positional]
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is None:
            names.append(each.arg)
    return names


def used(marks: Iterable[ast.expr]) -> Iterator[str]:
    """The fixtures that ``usefixtures`` marks name."""
    for each in marks:
        if isinstance(each, ast.Call) and dotted(each.func).endswith("mark.usefixtures"):
            yield from texts_of(each.args)


def parametrized(marks: Iterable[ast.expr]) -> Iterator[str]:
    """The parameters that ``parametrize`` marks give values for, past any fixture of that name."""
    for each in marks:
        if not isinstance(each, ast.Call) or not each.args:
            continue
        indirect = any(keyword.arg == "indirect" for keyword in each.keywords)
        if dotted(each.func).endswith("mark.parametrize") and not indirect:
            for name in texts_of(listed(each.args[0])):
                yield from (part.strip() for part in name.split(","))


def texts_of(nodes: Iterable[ast.expr]) -> list[str]:
    """The values of the string constants among these nodes."""
    return [text for text in map(text_of, nodes) if text is not None]
