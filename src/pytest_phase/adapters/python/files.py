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

from pytest_phase.adapters.python.syntax import module_text
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

    Measured on 100 files of 100 tests: reading them takes less than half the time, and so
    does reading their lock at the end of a run, when pytest holds its own 10,000 items.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class SourceFile:
    """A Python file of the test side. ``path`` is relative to the project root, with ``/``.

    It is read once; its tree is made when it is asked for, and again after ``release``.
    """

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.definitions: dict[str, Definition] = {}
        self.places: dict[str, tuple[Place | str, ...]] = {}
        self.problem: Problem | None = None
        self._source = b""
        try:
            self._source = (root / path).read_bytes()
        except (OSError, ValueError) as error:
            self.problem = (1, getattr(error, "strerror", None) or str(error))
        self.body  # noqa: B018 (says whether it parses)

    @cached_property
    def body(self) -> list[ast.stmt]:
        """The statements of the module; none where the file does not parse."""
        if self.problem is not None:
            return []
        result = parse(self._source)
        if isinstance(result, ast.Module):
            return result.body
        self.problem = result
        return []

    @cached_property
    def table(self) -> Table:
        """What the module defines."""
        return tabulate(self.body)

    @cached_property
    def text(self) -> str:
        """The canonical form of the whole module."""
        return module_text(self.body)

    def release(self) -> None:
        """Let go of the tree: those of all tests of a large project take a lot of memory."""
        for name in ("body", "table"):
            self.__dict__.pop(name, None)

    @cached_property
    def fixture_names(self) -> frozenset[str]:
        """The names under which the module imports ``pytest.fixture`` itself."""
        imports = self.table.imports
        return frozenset(
            local
            for local, found in imports.items()
            if any(each.name in ("fixture", "yield_fixture") for each in found)
        )
