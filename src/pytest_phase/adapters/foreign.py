"""Code of the project that has a say in what is run and reported: found, not judged.

A conftest can turn a failure into a pass; most that could do not. Hooks and functions are
looked at as pluggy and Python keep them, wherever they were registered from.
"""

from __future__ import annotations

import inspect
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CALLS = ("pytest_pyfunc_call", "pytest_runtest_call", "pytest_runtest_protocol")
REPORTS = ("pytest_runtest_logreport", "pytest_runtest_makereport")
COLLECTION = ("pytest_collection_modifyitems",)

HOOKS = tuple(sorted((*CALLS, *REPORTS, *COLLECTION)))
"""The hooks that can make another thing of a test, or of what came of it."""

# Our own hooks are no business of a project, not even of the one that this is.
_OURS = str(Path(__file__).parents[1]) + os.sep
_DEEPEST = 6  # how many wrappers may lie around a test


def foreign_hooks(relay: Any, root: Path) -> dict[str, tuple[str, ...]]:
    """The files of the project that implement one of these hooks, relative to the root.

    ``relay`` is the ``hook`` of a pytest configuration: for each name a caller with
    ``get_hookimpls()``.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name in HOOKS:
        caller = getattr(relay, name, None)
        for implementation in caller.get_hookimpls() if caller is not None else ():
            path = _own_file(implementation.function, root)
            if path is not None:
                found[path].add(name)
    return {path: tuple(sorted(found[path])) for path in sorted(found)}


def patched(functions: Iterable[tuple[type, str]], root: Path) -> dict[str, tuple[str, ...]]:
    """The files of the project that put something in the place of these functions of pytest.

    A function is given by its class and its name: what stands there now is looked at.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for owner, name in functions:
        path = _own_file(getattr(owner, name, None), root)
        if path is not None:
            found[path].append(f"pytest.{owner.__name__}.{name}")
    return {path: tuple(names) for path, names in found.items()}


def place_of(function: Any, root: Path) -> str:
    """Where a function is written: ``tests/conftest.py:12``; its name outside the project."""
    code = getattr(function, "__code__", None)
    path = _own_file(function, root)
    if code is None or path is None:
        return str(getattr(function, "__qualname__", type(function).__name__))
    return f"{path}:{code.co_firstlineno}"


def is_still(function: Any, original: Any) -> bool:
    """Whether a function is the original one, or holds on to it and so can call it."""
    open_, seen = [function], {id(original)}
    for _ in range(_DEEPEST):
        if any(each is original or each == original for each in open_):
            return True
        held = [inner for each in open_ for inner in _held(each)]
        open_ = [each for each in held if id(each) not in seen or each is original]
        seen.update(map(id, open_))
    return False


def _held(thing: Any) -> Iterator[Any]:
    """What a callable holds: what it wraps, binds, closes over and keeps as attributes."""
    for name in ("__wrapped__", "__func__", "__self__", "func"):
        inner = getattr(thing, name, None)
        if inner is not None:
            yield inner
    yield from getattr(thing, "args", None) or ()
    for cell in getattr(thing, "__closure__", None) or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue
    if not isinstance(thing, type) and not inspect.ismodule(thing):
        yield from getattr(thing, "__dict__", {}).values()
    yield from getattr(thing, "__defaults__", None) or ()


def _own_file(function: Any, root: Path) -> str | None:
    """The file of the project in which a function is written; None for what is installed."""
    try:
        inner = inspect.unwrap(function) if callable(function) else function
    except ValueError:  # it wraps itself
        inner = function
    code = getattr(inner, "__code__", None)
    if code is None:
        return None
    start = f"{root}{os.sep}"
    file = str(code.co_filename)
    if (
        not file.startswith(start)
        or file.startswith(_OURS)
        or "site-packages" in file
        or "dist-packages" in file
    ):
        return None
    return file[len(start) :].replace(os.sep, "/")
