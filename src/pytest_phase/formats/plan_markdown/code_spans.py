"""What a code span says: a name, a call with its parameters, a path, or nothing about code."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
import sys
from typing import NamedTuple

from pytest_phase.core.claims import ClaimKind
from pytest_phase.core.inventory.interfaces import Parameter, ParameterKind

LONGEST = 400
PATH = re.compile(
    r"(?:\./)?(?P<path>[\w.-]+(?:/[\w.-]+)*\.(?:py|pyi|sql|toml|cfg|ini))(?::[\d-]+)?"
)
FOLDER = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?|[\w-]+/")
NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
NODE_ID = re.compile(r"\S+\.py::\S+")
CALL = re.compile(
    r"(?:async\s+)?(?:def\s+|await\s+|return\s+|new\s+)?(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"\((?P<inside>.*)\)(?:\s*->\s*(?P<returns>.+?))?:?(?:\s*\.\.\.)?",
    re.S,
)
CLASS = re.compile(r"class\s+(?P<name>[^\W\d]\w*)(?:\((?P<bases>[^()]*)\))?:?")
IMPORT = re.compile(
    r"from\s+(?P<module>[\w.]+)\s+import\s+(?P<names>[\w, ()]+)|import\s+(?P<whole>[\w.]+)"
)

KNOWN = frozenset(
    {
        *dir(builtins),
        *keyword.kwlist,
        *("self", "cls", "pytest", "args", "kwargs", "main", "typing", "Any", "Optional", "Union"),
        *("Callable", "Iterable", "Iterator", "Sequence", "Mapping", "Protocol", "Literal", "Path"),
        *(
            "Dockerfile",
            "Makefile",
            "Procfile",
            "TODO",
            "FIXME",
            "README",
            "TypedDict",
            "NamedTuple",
            "BaseModel",
            "UUID",
            "Decimal",
        ),
        *("datetime", "timedelta", "date", "uuid", "dataclass", "staticmethod", "classmethod"),
    }
)
"""Names that say nothing about the project."""


class Quoted(NamedTuple):
    """What a code span names."""

    name: str
    kind: ClaimKind
    parameters: tuple[Parameter, ...] | None = None
    returns: str = ""


def read_code(text: str) -> Quoted | None:
    """What a code span names; None where it is no name of the project's code."""
    text = " ".join(text.split()).rstrip(",;.")
    if not text or len(text) > LONGEST or NODE_ID.fullmatch(text):
        return None
    path = PATH.fullmatch(text)
    if path is not None:
        return Quoted(path["path"], "path")
    found = CLASS.fullmatch(text)
    if found is not None:
        return Quoted(found["name"], "name")
    if NAME.fullmatch(text):
        return None if is_foreign(text) else Quoted(text, "name")
    call = CALL.fullmatch(text.removeprefix("@"))
    return _call(call) if call is not None else None


def is_foreign(name: str) -> bool:
    """Whether a name is the language's, the standard library's, or a test's own."""
    head, _, rest = name.partition(".")
    last = name.rpartition(".")[2]
    if name in KNOWN or (rest and head in sys.stdlib_module_names):
        return True
    if rest and head in KNOWN and head not in ("self", "cls", "main", "args"):
        return True
    return last.startswith("test_") or (last.startswith("Test") and last[4:5].isupper())


def _call(found: re.Match[str]) -> Quoted | None:
    name, inside, returns = found["name"], found["inside"].strip(), found["returns"] or ""
    if is_foreign(name):
        return None
    parameters = read_parameters(inside) if inside else None
    if inside and parameters is None:
        return Quoted(name, "call", None, returns)
    return Quoted(name, "call", parameters, returns)


def read_parameters(inside: str) -> tuple[Parameter, ...] | None:
    """The parameters that stand between parentheses; None where they are values.

    ``(a, b=1)`` and ``(a: int) -> str`` name parameters; ``(1, "x")`` calls with values.
    """
    try:
        node = ast.parse(f"def f({inside}): ...").body[0]
    except (SyntaxError, ValueError, RecursionError):
        return _of_call(inside)
    assert isinstance(node, ast.FunctionDef)
    return tuple(_parameters(node.args))


def _of_call(inside: str) -> tuple[Parameter, ...] | None:
    """``(1, name=x)``: the keywords of a call are parameters, its values are not."""
    try:
        node = ast.parse(f"f({inside})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if not isinstance(node, ast.Call):
        return None
    named = tuple(
        Parameter(each.arg, "keyword", default="...") for each in node.keywords if each.arg
    )
    return named or None


def _parameters(args: ast.arguments) -> list[Parameter]:
    positional = [*args.posonlyargs, *args.args]
    defaults = [None] * (len(positional) - len(args.defaults)) + list(args.defaults)
    found = [
        _parameter(each, "positional" if each in args.posonlyargs else "normal", default)
        for each, default in zip(positional, defaults, strict=True)
    ]
    if args.vararg:
        found.append(_parameter(args.vararg, "args", None))
    for each, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        found.append(_parameter(each, "keyword", default))
    if args.kwarg:
        found.append(_parameter(args.kwarg, "kwargs", None))
    return found


def _parameter(each: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    annotation = ast.unparse(each.annotation) if each.annotation else ""
    return Parameter(each.arg, kind, annotation, ast.unparse(default) if default else "")
