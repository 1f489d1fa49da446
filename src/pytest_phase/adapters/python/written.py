"""The marks of a test as its source writes them, where its file cannot be imported to ask it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.marks import listed, mark_name
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.table import Table
from pytest_phase.ports import Mark

_OURS = frozenset({"skip", "phase_component", "phase_waive"})
"""Marks that say whether a test runs, and whose it is. Conditions are left to the import."""


def written_marks(project: Project, path: str, names: str) -> Iterator[Mark]:
    """The marks of ``Class::function`` in a file, the closest first; those with a plain value.

    ``path`` is relative to the project root.
    """
    file = project.file(path)
    for expression in _expressions(project, file, names):
        mark = _mark(_resolved(file.table, expression))
        if mark is not None:
            yield mark


def skips_itself(project: Project, path: str) -> bool:
    """Whether a file skips itself as a whole, under no condition: ``pytest.skip()`` at its top."""
    for node in project.file(path).body:
        raised = node.exc if isinstance(node, ast.Raise) else None
        call = raised or (node.value if isinstance(node, ast.Expr) else None)
        name = mark_name(call) if call is not None else ""
        if raised is not None and name.endswith(("SkipTest", "skip.Exception")):
            return True
        if raised is None and isinstance(call, ast.Call) and name in ("pytest.skip", "skip"):
            return True
    return False


def _expressions(project: Project, file: SourceFile, names: str) -> Iterator[ast.expr]:
    above, _, name = names.rpartition("::")
    view = project.view(file, above) if above else None
    tables = [each.table for each in view.mro] if view else [file.table]
    functions = next((found for each in tables if (found := each.functions(name))), [])
    for piece in functions[-1:]:
        yield from piece.node.decorator_list
    while above:
        view = project.view(file, above)
        for each in view.mro if view else ():
            yield from each.node.decorator_list
            yield from _pytestmark(each.table)
        above = above.rpartition("::")[0]
    yield from _pytestmark(file.table)


def _pytestmark(table: Table) -> Iterable[ast.expr]:
    pieces = table.names.get("pytestmark", ())
    values = [getattr(each.node, "value", None) for each in pieces if not each.guards]
    return [mark for value in values if value is not None for mark in listed(value)]


def _resolved(table: Table, expression: ast.expr) -> ast.expr:
    """What stands behind a name: ``later = pytest.mark.skip(reason="…")``."""
    pieces = table.names.get(expression.id, ()) if isinstance(expression, ast.Name) else ()
    values = [each.node.value for each in pieces if isinstance(each.node, ast.Assign)]
    return values[-1] if values else expression


def _mark(expression: ast.expr) -> Mark | None:
    head, _, name = mark_name(expression).rpartition(".")
    ours = name in _OURS and head.rpartition(".")[2] == "mark"
    if not ours and (head, name) != ("unittest", "skip"):
        return None
    call = expression if isinstance(expression, ast.Call) else None
    try:
        args = tuple(ast.literal_eval(each) for each in call.args) if call else ()
        keywords = [(each.arg or "", each.value) for each in call.keywords] if call else []
        return Mark(name, args, {key: ast.literal_eval(value) for key, value in keywords})
    except ValueError:
        # A reason that is put together is no reason to run what is skipped.
        return Mark(name) if name == "skip" else None
