"""A Python file as read once: its tree, what its module defines, or why it does not parse."""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phase.adapters.python.table import Table, tabulate

if TYPE_CHECKING:
    from pytest_phase.adapters.python.definition import Definition
    from pytest_phase.adapters.python.project import Place

Problem = tuple[int, str]
"""The line and the message of what keeps a file from being read."""

UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What ``compile`` raises for source it cannot read: wrong, with null bytes, or nested too deep."""


def parse(source: bytes) -> ast.Module | Problem:
    """The tree of a file's bytes, in the encoding its first lines name, or the problem.

    Warnings (of escapes that are no escapes) belong to the run that imports the file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = compile(source, "<source>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except UNPARSABLE as error:
        return 1, str(error) or type(error).__name__
    assert isinstance(tree, ast.Module)
    return tree


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the garbage collector off: it would go through all trees again and again.

    Measured on 100 files of 100 tests: reading them takes less than half the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class SourceFile:
    """A Python file of the test side. ``path`` is relative to the project root, with ``/``."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.tree: ast.Module | None = None
        self.problem: Problem | None = None
        self.definitions: dict[str, Definition] = {}
        self.places: dict[str, tuple[Place | str, ...]] = {}
        try:
            result = parse((root / path).read_bytes())
        except (OSError, ValueError) as error:
            result = (1, getattr(error, "strerror", None) or str(error))
        if isinstance(result, ast.Module):
            self.tree = result
        else:
            self.problem = result

    @cached_property
    def table(self) -> Table:
        """What the module defines; nothing where the file does not parse."""
        return tabulate(self.tree.body if self.tree is not None else ())

    @cached_property
    def fixture_names(self) -> frozenset[str]:
        """The names under which the module imports ``pytest.fixture`` itself."""
        imports = self.table.imports
        return frozenset(
            local
            for local, found in imports.items()
            if any(each.name in ("fixture", "yield_fixture") for each in found)
        )
