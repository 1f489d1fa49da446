"""How a project wants its plans read: ``[tool.pytest_phase]``, and what is known of its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

Dialect = Literal[
    "",
    "behavior",
    "conductor",
    "generic",
    "gsd",
    "kiro",
    "openspec",
    "pattern",
    "runbook",
    "speckit",
    "superpowers",
    "table",
]
Order = Literal["document", "document-strict", "none"]

DIALECTS: tuple[str, ...] = tuple(each for each in get_args(Dialect) if each)
ORDERS: tuple[str, ...] = get_args(Order)


class ProjectTableError(ValueError):
    """The table cannot be used: where (its dotted path), what, and what to write."""


class Reading(NamedTuple):
    """What the reader is told besides the plan; by default nothing (grammar 3.0).

    ``heading_pattern`` is a regular expression with a group ``name`` (and ``id``) for the titles
    that are components. ``labels`` are more words for a label, by its key. ``path_aliases`` are
    beginnings of paths and what they stand for. ``dialect`` is the family of rules that decides
    where several find components. ``order`` is what the order of a plan that says nothing of
    dependencies means: ``document`` (shown), ``document-strict`` (enforced), ``none``.
    ``tests_root`` is the folder of test files that are named without one, ``test_paths`` are files
    and folders of the test side beyond what their names tell. ``infer_tests`` lets
    a component that names no test file have the one that is called like its source.
    """

    heading_pattern: str = ""
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    path_aliases: tuple[tuple[str, str], ...] = ()
    dialect: Dialect = ""
    order: Order = "document"
    tests_root: str = ""
    infer_tests: bool = False
    test_paths: tuple[str, ...] = ()


class World(NamedTuple):
    """What is known of the project's files while a plan is read; by default nothing.

    ``exists`` says whether a path from the project root is there. ``root`` is that root, with
    ``/``: absolute paths below it are shortened. ``folders`` are pytest's ``testpaths``,
    ``patterns`` its ``python_files``.
    """

    root: str = ""
    exists: Callable[[str], bool] | None = None
    folders: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


NOTHING = Reading()
NOWHERE = World()
