"""A plan that was read <-> plain JSON values: what a memory can keep of it."""

from __future__ import annotations

from typing import Any

from pytest_phase.core import plan

_KINDS: dict[str, type[Any]] = {
    name: each
    for name, each in vars(plan).items()
    if isinstance(each, type) and issubclass(each, tuple)
}
_TUPLE, _SET = "()", "{}"


def to_plain(value: Any) -> Any:
    """A value of a plan as JSON can hold it: each list begins with what it is a list of.

    Raises:
        TypeError: it holds what no plan of our own reader does.
    """
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if type(value) is tuple:
        return [_TUPLE, *map(to_plain, value)]
    if isinstance(value, frozenset):
        return [_SET, *sorted(value)]
    name = type(value).__name__
    if _KINDS.get(name) is not type(value):
        raise TypeError(f"{name} is no part of a plan")
    return [name, *map(to_plain, value)]


def from_plain(plain: Any) -> Any:
    """The value again.

    Raises:
        KeyError, TypeError: another version wrote it.
    """
    if not isinstance(plain, list):
        return plain
    kind, *values = plain
    if kind == _TUPLE:
        return tuple(map(from_plain, values))
    return frozenset(values) if kind == _SET else _KINDS[kind](*map(from_plain, values))
