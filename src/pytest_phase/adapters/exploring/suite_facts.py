"""What one file says of tests: its test functions and fixtures, as they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from pytest_phase.adapters.exploring.sketches import FUNCTIONS, Scope, statements
from pytest_phase.adapters.exploring.values import dotted, source
from pytest_phase.adapters.python.marks import listed, parametrized, used

FIXTURES = ("pytest.fixture", "pytest.yield_fixture", "pytest_asyncio.fixture")
MARK = "pytest.mark."
IMPLICIT = ("self", "cls")


class Tested(NamedTuple):
    """A test function. ``owner`` is its class, or empty; ``wants`` are the fixtures it asks for."""

    name: str
    owner: str
    line: int
    wants: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    parametrized: bool = False
    coroutine: bool = False


class Provided(NamedTuple):
    """A fixture, as its decorator and parameters say."""

    name: str
    line: int
    scope: str = "function"
    autouse: bool = False
    returns: str = ""
    wants: tuple[str, ...] = ()


class SuiteFacts(NamedTuple):
    """The tests and fixtures of a file, and the markers of its ``pytestmark``."""

    tests: tuple[Tested, ...] = ()
    fixtures: tuple[Provided, ...] = ()
    marks: tuple[str, ...] = ()


def read_suite(tree: ast.Module, scope: Scope) -> SuiteFacts:
    """What a module says of tests."""
    tests: list[Tested] = []
    fixtures: list[Provided] = []
    for node, owner in _functions(tree.body, ""):
        provided = _fixture(node, scope)
        if provided is not None:
            fixtures.append(provided)
        elif node.name.startswith("test"):
            tests.append(_test(node, owner, scope))
    return SuiteFacts(tuple(tests), tuple(fixtures), tuple(_module_marks(tree, scope)))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(body: list[ast.stmt], owner: str) -> Iterator[tuple[Function, str]]:
    for each in statements(body):
        if isinstance(each, FUNCTIONS):
            yield each, owner
        elif isinstance(each, ast.ClassDef):
            yield from _functions(each.body, f"{owner}.{each.name}" if owner else each.name)


def _fixture(node: Function, scope: Scope) -> Provided | None:
    for each in node.decorator_list:
        call = each if isinstance(each, ast.Call) else None
        name = scope.resolve(dotted(call.func if call else each))
        if name in FIXTURES:
            given = {word.arg: word.value for word in call.keywords} if call else {}
            autouse = given.get("autouse")
            return Provided(
                _text(given.get("name")) or node.name,
                node.lineno,
                _text(given.get("scope")) or ("dynamic" if "scope" in given else "function"),
                autouse is not None and not _is_false(autouse),
                source(node.returns),
                _parameters(node),
            )
    return None


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _parameters(node: Function) -> tuple[str, ...]:
    """The parameters that a fixture has to give: those without a default."""
    args = node.args
    names = [each.arg for each in (*args.posonlyargs, *args.args)]
    names = names[: len(names) - len(args.defaults)] if args.defaults else names
    pairs = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    names += [each.arg for each, default in pairs if default is None]
    return tuple(each for each in names if each not in IMPLICIT)


def _test(node: Function, owner: str, scope: Scope) -> Tested:
    given = set(parametrized(node.decorator_list))
    wants = [*(each for each in _parameters(node) if each not in given), *used(node.decorator_list)]
    marks = tuple(_marks(node.decorator_list, scope))
    return Tested(
        node.name,
        owner,
        node.lineno,
        tuple(dict.fromkeys(wants)),
        marks,
        "parametrize" in marks,
        isinstance(node, ast.AsyncFunctionDef),
    )


def _marks(nodes: list[ast.expr], scope: Scope) -> Iterator[str]:
    for each in nodes:
        name = scope.resolve(dotted(each.func if isinstance(each, ast.Call) else each))
        if name.startswith(MARK):
            yield name.removeprefix(MARK).partition(".")[0]


def _module_marks(tree: ast.Module, scope: Scope) -> Iterator[str]:
    for each in statements(tree.body):
        if isinstance(each, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in each.targets
        ):
            yield from _marks(listed(each.value), scope)
