"""What prompts say of a project: each function gives the lines of one part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.schema import Table
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.testing import Fixture, Suite
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Item, Plan
from pytest_phase.core.questions import unanswered

MOST = 12
"""How many of a kind are named where all of them would be too many."""


def interfaces(modules: Iterable[Module]) -> Iterator[str]:
    """The public interfaces of modules: the file, then each signature, members indented."""
    for module in modules:
        shown = [each for each in module.interfaces if _is_shown(each)]
        if shown:
            yield f"`{module.path}`"
            yield from (f"- {_signature(each)}" for each in shown)
        if module.unknowable:
            yield f"- (not all of its names can be read: {', '.join(module.unknowable)})"


def _is_shown(each: Interface) -> bool:
    return each.is_public and (each.kind != "attribute" or bool(each.returns))


def _signature(each: Interface) -> str:
    owner = f"{each.owner}." if each.owner else ""
    word = "class " if each.kind == "class" else "async " if "async" in each.marks else ""
    return f"`{word}{owner}{each.signature}` (line {each.line})"


def fixtures(suite: Suite, files: Collection[str]) -> Iterator[str]:
    """The fixtures that tests in these files can ask for, those with the most users first.

    All fixtures where no file is given.
    """
    seen = [each for each in suite.fixtures if not files or _reaches(each, files)]
    for each in sorted(seen, key=lambda each: (-each.users, each.name)):
        returns = f" -> {each.returns}" if each.returns else ""
        scope = "" if each.scope == "function" else f", scope {each.scope}"
        auto = ", used by every test" if each.autouse else ""
        yield f"- `{each.name}{returns}` ({each.path}:{each.line}{scope}{auto})"


def _reaches(fixture: Fixture, files: Collection[str]) -> bool:
    folder = fixture.path.rpartition("/")[0]
    conftest = fixture.path.rpartition("/")[2] == "conftest.py"
    return any(
        path == fixture.path or (conftest and (not folder or path.startswith(f"{folder}/")))
        for path in files
    )


def habits(suite: Suite) -> Iterator[str]:
    """Where tests are, how they are written, and how pytest is set up."""
    for folder, count in list(suite.folders.items())[:MOST]:
        yield f"- `{folder or '.'}/`: {plural(count, 'test file')}"
    functions = sum(each.functions for each in suite.files)
    methods = sum(each.methods for each in suite.files)
    if functions or methods:
        yield f"- {plural(functions, 'test function')}, {plural(methods, 'test method')} in classes"
    for count, said in (
        (sum(each.parametrized for each in suite.files), "parametrized"),
        (sum(each.coroutines for each in suite.files), "async"),
        (sum(each.unittest for each in suite.files), "files of unittest classes"),
    ):
        if count:
            yield f"- {count} {said}"
    marks = sorted({mark for each in suite.files for mark in each.marks})
    if marks:
        yield f"- marks in use: {', '.join(f'`{each}`' for each in marks[:MOST])}"
    for helper in suite.helpers[:MOST]:
        yield f"- shared code: `{helper}`"
    for name, value in suite.configuration:
        yield f"- `{name} = {value}` ({suite.configuration_file})"


def tables(found: Iterable[Table]) -> Iterator[str]:
    """Each table with its columns and foreign keys, on one line."""
    for table in found:
        columns = ", ".join(f"{each.name} {each.type}".strip() for each in table.columns)
        keys = [
            f"{', '.join(each.columns)} -> {each.target}"
            for each in table.keys
            if each.kind == "foreign"
        ]
        refers = f"; {'; '.join(keys)}" if keys else ""
        yield f"- `{table.name}` ({table.path}:{table.line}): {columns}{refers}"


def discrepancies(plan: Plan) -> Iterator[str]:
    """The rows of the plan's reconciliation table."""
    for row in plan.reconciliation:
        yield f"- {' | '.join(row.cells)} ({plan.place(row)})"


def questions(plan: Plan, items: Iterable[Item]) -> Iterator[str]:
    """What was asked and not answered."""
    for each in unanswered(items):
        yield f"- {each.text} ({plan.place(each)})"


def structure(modules: Iterable[Module]) -> Iterator[str]:
    """The packages with how much is in them."""
    packages: dict[str, list[Module]] = {}
    for each in modules:
        packages.setdefault(each.package or each.name, []).append(each)
    for name, held in sorted(packages.items()):
        lines = sum(each.lines for each in held)
        yield f"- `{name}`: {plural(len(held), 'module')}, {lines:,} lines"
