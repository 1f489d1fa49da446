"""What one file says by itself: everything that is kept while its content stays the same."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_phase.adapters.exploring import interfaces as reading
from pytest_phase.adapters.exploring.sketches import Part, Scope, Sketch, parts, sketches, steps
from pytest_phase.adapters.exploring.suite_facts import Provided, SuiteFacts, Tested, read_suite
from pytest_phase.adapters.exploring.values import Call, Value, decode, encode
from pytest_phase.adapters.python.files import UNPARSABLE, parse
from pytest_phase.core.inventory.interfaces import Interface, Parameter

logging.getLogger("griffe").setLevel(logging.CRITICAL)  # what it does not understand is ours to say

FORM = 3
"""The version of these facts; those of another one are read again."""

UPGRADE = "upgrade"
TOLD = ("revision", "down_revision", "AUTH_USER_MODEL", "DEFAULT_AUTO_FIELD")
GETATTR = "module __getattr__"
STAR = "star import of "


class Imported(NamedTuple):
    """What one import statement names: a dotted module or ``module.name``; ``typing``, ``deep``.

    ``typing`` where only type checkers run it, ``deep`` where it stands inside a function.
    """

    name: str
    line: int
    typing: bool = False
    deep: bool = False


class Facts(NamedTuple):
    """One Python file. ``problem`` says why the rest is empty.

    ``assigned`` are the module's own assignments that call something; ``upgrade`` are the steps
    of a migration's ``upgrade()``.
    """

    module: str
    path: str
    lines: int = 0
    problem: str = ""
    interfaces: tuple[Interface, ...] = ()
    exports: tuple[tuple[str, str], ...] = ()
    unknowable: tuple[str, ...] = ()
    imports: tuple[Imported, ...] = ()
    sketches: tuple[Sketch, ...] = ()
    assigned: tuple[Part, ...] = ()
    upgrade: tuple[Call, ...] = ()
    suite: SuiteFacts = SuiteFacts()


def read_facts(content: bytes, module: str, path: str) -> Facts:
    """The facts of a Python file from its bytes. Never raises."""
    tree = parse(content)
    if not isinstance(tree, ast.Module):
        line, message = tree
        return Facts(module, path, problem=f"does not parse (line {line}: {message})")
    try:
        return _facts(tree, content, module, path)
    except UNPARSABLE as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else str(error)
        return Facts(module, path, problem=f"cannot be read ({reason})")


def _facts(tree: ast.Module, content: bytes, module: str, path: str) -> Facts:
    is_package = path.endswith("__init__.py")
    scope = Scope(tree, module, module if is_package else module.rpartition(".")[0])
    code = decoded(content)
    stars = [f"{STAR}{each}" for each in scope.stars(tree)]
    read = reading.read_module(module, path, code)
    return Facts(
        module,
        path,
        code.count("\n") + (not code.endswith("\n") and bool(code)),
        interfaces=tuple(reading.interfaces(read, scope.resolve)),
        exports=scope.exports,
        unknowable=(*stars, *((GETATTR,) if reading.has_getattr(read) else ())),
        imports=tuple(_imports(tree, scope)),
        sketches=tuple(sketches(tree, scope)),
        assigned=tuple(each for each in parts(tree.body, scope) if _is_told(each)),
        upgrade=tuple(steps(tree, UPGRADE, scope)) if _is_revision(tree) else (),
        suite=read_suite(tree, scope),
    )


def _is_told(part: Part) -> bool:
    """Whether a module's assignment can be a table or a type, or is a setting that tells."""
    return isinstance(part.value, Call) or part.name in TOLD


def _is_revision(tree: ast.Module) -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == UPGRADE for each in tree.body)


def decoded(content: bytes) -> str:
    """The text of a Python file, in the encoding that its first lines name."""
    import io
    import tokenize

    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    text = content.decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _imports(tree: ast.Module, scope: Scope) -> Iterator[Imported]:
    yield from _imports_in(tree.body, scope, typing=False, deep=False)


def _imports_in(body: Any, scope: Scope, *, typing: bool, deep: bool) -> Iterator[Imported]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = scope.imported(node)
            yield from (Imported(name, node.lineno, typing, deep) for name in names)
            continue
        inside = deep or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _imports_in(node.body, scope, typing=True, deep=inside)
            yield from _imports_in(node.orelse, scope, typing=typing, deep=inside)
        else:
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from _imports_in(
                    _listed(getattr(node, field, ())), scope, typing=typing, deep=inside
                )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


# JSON


def to_json(facts: Facts) -> str:
    """The facts as text."""
    document = facts._asdict() | {
        "sketches": [_plain_sketch(each) for each in facts.sketches],
        "assigned": [_plain_part(each) for each in facts.assigned],
        "upgrade": [encode(each) for each in facts.upgrade],
    }
    return json.dumps({"form": FORM, **document}, separators=(",", ":"))


def from_json(text: str) -> Facts | None:
    """What ``to_json`` wrote; None where another version did."""
    found = json.loads(text)
    if not isinstance(found, dict) or found.pop("form", None) != FORM:
        return None
    return Facts(
        found["module"],
        found["path"],
        found["lines"],
        found["problem"],
        tuple(_interface(each) for each in found["interfaces"]),
        tuple((name, origin) for name, origin in found["exports"]),
        tuple(found["unknowable"]),
        tuple(Imported(*each) for each in found["imports"]),
        tuple(_sketch(each) for each in found["sketches"]),
        tuple(_part(each) for each in found["assigned"]),
        tuple(decode(each) for each in found["upgrade"]),
        _suite(*found["suite"]),
    )


def _interface(row: list[Any]) -> Interface:
    name, kind, line, parameters, returns, bases, marks = row
    read = tuple(Parameter(*each) for each in parameters)
    return Interface(name, kind, line, read, returns, tuple(bases), tuple(marks))


def _suite(tests: list[Any], fixtures: list[Any], marks: list[str]) -> SuiteFacts:
    return SuiteFacts(
        tuple(
            Tested(name, owner, line, tuple(wants), tuple(marked), *rest)
            for name, owner, line, wants, marked, *rest in tests
        ),
        tuple(
            Provided(name, line, scope, autouse, returns, tuple(wants))
            for name, line, scope, autouse, returns, wants in fixtures
        ),
        tuple(marks),
    )


def _plain_part(part: Part) -> list[Any]:
    return [part.name, part.annotation, encode(part.kind), encode(part.value), part.line]


def _part(row: list[Any]) -> Part:
    name, annotation, kind, value, line = row
    return Part(name, annotation, decode(kind), decode(value), line)


def _plain_sketch(sketch: Sketch) -> list[Any]:
    return [
        sketch.name,
        sketch.line,
        list(sketch.bases),
        [[name, encode(value)] for name, value in sketch.keywords],
        [encode(each) for each in sketch.decorators],
        [_plain_part(each) for each in sketch.parts],
    ]


def _sketch(row: list[Any]) -> Sketch:
    name, line, bases, keywords, decorators, found = row
    given: tuple[tuple[str, Value], ...] = tuple((key, decode(value)) for key, value in keywords)
    written = tuple(decode(each) for each in decorators)
    return Sketch(name, line, tuple(bases), given, written, tuple(map(_part, found)))
