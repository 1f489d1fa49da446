"""The sheets of an inventory about tests: places, configuration, fixtures, what covers what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.testing import Suite
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import plural
from pytest_phase.reporting.sheet import MOST, Sheet


def tests(inventory: Inventory, *, detailed: bool) -> Iterator[Sheet]:
    """How the project tests; with ``detailed`` every fixture, and every module that is covered."""
    suite = inventory.tests
    rows = tuple((folder or ".", str(count)) for folder, count in suite.folders.items())
    shown = rows if detailed else rows[:MOST]
    said = (*_said(suite), *_rest(len(rows), len(shown), "folder"))
    yield Sheet("Tests", said, ("folder", "test files"), shown)
    if suite.configuration:
        title = f"pytest configuration in force ({suite.configuration_file})"
        yield Sheet(title, (), ("option", "value"), suite.configuration, code=(0, 1))
    yield from _fixtures(suite, detailed=detailed)
    if suite.helpers:
        helpers = suite.helpers if detailed else suite.helpers[:MOST]
        said = _rest(len(suite.helpers), len(helpers), "file")
        yield Sheet("Helpers of the tests", said, ("file",), tuple((each,) for each in helpers))
    yield from _covered(inventory, detailed=detailed)


def _said(suite: Suite) -> Iterator[str]:
    functions = sum(each.functions for each in suite.files)
    methods = sum(each.methods for each in suite.files)
    classes = sum(each.classes for each in suite.files)
    yield (
        f"{plural(len(suite.files), 'test file')}: {plural(functions, 'function')}, "
        f"{plural(methods, 'method')} in {classes} class{'' if classes == 1 else 'es'}; "
        f"{sum(each.parametrized for each in suite.files)} parametrized, "
        f"{sum(each.coroutines for each in suite.files)} asynchronous."
    )
    names = Counter(_naming(each.path) for each in suite.files)
    if names:
        named = (f"{name} ({count})" for name, count in names.most_common())
        yield f"File names: {', '.join(named)}."
    cases = sum(each.unittest for each in suite.files)
    if cases:
        yield f"{plural(cases, 'file')} with unittest.TestCase classes."
    marks = Counter(mark for each in suite.files for mark in each.marks)
    if marks:
        counted = (f"{mark} ({plural(count, 'file')})" for mark, count in marks.most_common(MOST))
        yield f"Markers: {', '.join(counted)}."


def _naming(path: str) -> str:
    name = path.rpartition("/")[2]
    if name.startswith("test_"):
        return "test_*.py"
    return "*_test.py" if name.endswith("_test.py") else name


def _fixtures(suite: Suite, *, detailed: bool) -> Iterator[Sheet]:
    most = sorted(suite.fixtures, key=lambda each: (-each.users, each.name))
    shown = most if detailed else most[:MOST]
    rows = tuple(
        (
            each.name,
            f"{each.scope}, autouse" if each.autouse else each.scope,
            str(each.users),
            each.returns or "-",
            f"{each.path}:{each.line}",
        )
        for each in shown
    )
    if rows:
        header = ("fixture", "scope", "users", "returns", "where")
        said = _rest(len(most), len(rows), "fixture")
        yield Sheet("Fixtures", said, header, rows, code=(0, 3, 4))


def _covered(inventory: Inventory, *, detailed: bool) -> Iterator[Sheet]:
    covered = inventory.tests.covered
    source = [
        each for each in inventory.source if any(x.kind != "attribute" for x in each.interfaces)
    ]
    bare = [each.name for each in source if each.name not in covered]
    if not inventory.tests.files:
        return
    said = (f"Imported by a test file: {len(source) - len(bare)} of {len(source)} that hold code.",)
    rows: tuple[tuple[str, ...], ...] = ()
    if detailed:
        rows = tuple((name, ", ".join(paths)) for name, paths in covered.items())
    yield Sheet("Which test file covers which module", said, ("module", "test files"), rows, (0, 1))
    if detailed and bare:
        yield Sheet("Modules that no test file imports", (), ("module",), tuple((x,) for x in bare))


def _has_code(module: Module) -> bool:
    return any(each.kind != "attribute" for each in module.interfaces)


def _rest(total: int, shown: int, word: str) -> tuple[str, ...]:
    if total == shown:
        return ()
    return (f"The first {shown} of {plural(total, word)}; all with --part tests.",)
