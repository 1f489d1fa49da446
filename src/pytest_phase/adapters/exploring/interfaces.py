"""Interfaces of one module, read with griffe from its source: nothing is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import griffe

from pytest_phase.core.inventory.interfaces import Interface, Kind, Parameter, ParameterKind

KINDS: dict[str, ParameterKind] = {
    "positional-only": "positional",
    "positional or keyword": "normal",
    "variadic positional": "args",
    "keyword-only": "keyword",
    "variadic keyword": "kwargs",
}

MARKS = {
    "async": "async",
    "classmethod": "classmethod",
    "staticmethod": "staticmethod",
    "property": "property",
    "cached": "cached",
    "dataclass": "dataclass",
    "writable": "writable",
}
"""Griffe's labels, and the word for them here; others say nothing about how to call it."""

ABSTRACT = ("abstractmethod", "abstractproperty", "abstractclassmethod")


def read_module(name: str, path: str, code: str) -> Any:
    """The module as griffe sees it. Raises what ``ast`` raises for code it cannot read."""
    return griffe.visit(name, Path(path), code)


def interfaces(module: Any, resolve: Callable[[str], str]) -> list[Interface]:
    """The classes, functions, methods, properties and attributes of a module, in its order.

    ``resolve`` gives the dotted origin of a name of the module: base classes are kept so.
    """
    found = list(_members(module, "", resolve))
    return sorted(found, key=lambda each: each.line)


def has_getattr(module: Any) -> bool:
    """Whether the module answers for names that nobody can read: ``__getattr__``."""
    return "__getattr__" in module.members and not module.members["__getattr__"].is_alias


def _members(owner: Any, prefix: str, resolve: Callable[[str], str]) -> Iterator[Interface]:
    for name, member in owner.members.items():
        if member.is_alias:
            continue
        qualified = f"{prefix}{name}"
        if member.is_class:
            yield _class(member, qualified, resolve)
            yield from _members(member, f"{qualified}.", resolve)
        elif member.is_function:
            kind: Kind = "method" if prefix else "function"
            for each in (*(member.overloads or ()), member):
                yield _callable(each, qualified, kind, overloaded=each is not member)
        elif member.is_attribute:
            yield _attribute(member, qualified)


def _class(member: Any, name: str, resolve: Callable[[str], str]) -> Interface:
    return Interface(
        name,
        "class",
        member.lineno or 1,
        bases=tuple(resolve(str(each).partition("[")[0]) for each in member.bases),
        marks=_marks(member),
    )


def _callable(member: Any, name: str, kind: Kind, *, overloaded: bool) -> Interface:
    parameters = tuple(map(_parameter, member.parameters))
    marks = (*_marks(member), *(("overload",) if overloaded else ()))
    return Interface(name, kind, member.lineno or 1, parameters, _text(member.returns), (), marks)


def _attribute(member: Any, name: str) -> Interface:
    kind: Kind = "property" if "property" in member.labels else "attribute"
    returns = _text(member.annotation)
    return Interface(name, kind, member.lineno or 1, returns=returns, marks=_marks(member))


def _parameter(each: Any) -> Parameter:
    kind = KINDS[each.kind.value]
    default = "" if kind in ("args", "kwargs") else _text(each.default)
    return Parameter(each.name, kind, _text(each.annotation), default)


def _marks(member: Any) -> tuple[str, ...]:
    decorators = [str(each.value) for each in getattr(member, "decorators", ())]
    marks = [word for label, word in MARKS.items() if label in member.labels]
    if any(each.rpartition(".")[2] in ABSTRACT for each in decorators):
        marks.append("abstract")
    return tuple(marks)


def _text(expression: Any) -> str:
    return "" if expression is None else str(expression)
