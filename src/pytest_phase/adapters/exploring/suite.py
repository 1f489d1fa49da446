"""The test patterns of a project, put together from what each file says of tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.classes import Classes
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.core.inventory.testing import Fixture, Suite, SuiteFile

FILES = ("test_*.py", "*_test.py")
SHOWN = (
    *("testpaths", "pythonpath", "python_files", "python_classes", "python_functions", "addopts"),
    *("markers", "filterwarnings", "xfail_strict", "asyncio_mode", "anyio_mode", "norecursedirs"),
    *("asyncio_default_fixture_loop_scope", "required_plugins", "minversion"),
    "DJANGO_SETTINGS_MODULE",
)
"""The options that say how tests are written and run here."""


def read_tests(
    facts: Sequence[Facts], finder: Finder, file: str, options: Mapping[str, Any]
) -> Suite:
    """How the project tests. ``file`` and ``options`` are those that configure pytest."""
    side = [each for each in facts if finder.is_test(each.path)]
    patterns = _words(options.get("python_files")) or FILES
    modules = {each.module for each in facts if not finder.is_test(each.path)}
    classes = Classes(facts)
    files = [
        _file(each, classes, modules)
        for each in side
        if each.suite.tests and _matches(each.path, patterns)
    ]
    named = {each.path for each in files}
    return Suite(
        tuple(files),
        tuple(_fixtures(facts)),
        tuple(each.path for each in side if each.path not in named and _is_helper(each)),
        file,
        tuple((name, _shown(options[name])) for name in SHOWN if options.get(name)),
    )


def _matches(path: str, patterns: Iterable[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatchcase(name, each) or fnmatchcase(path, each) for each in patterns)


def _is_helper(facts: Facts) -> bool:
    """Whether a file of the test side holds code that tests share."""
    name = facts.path.rpartition("/")[2]
    return name != "conftest.py" and any(each.kind != "attribute" for each in facts.interfaces)


def _file(facts: Facts, classes: Classes, modules: set[str]) -> SuiteFile:
    tests = facts.suite.tests
    owners = {each.owner for each in tests if each.owner}
    marks = (*facts.suite.marks, *(mark for each in tests for mark in each.marks))
    return SuiteFile(
        facts.path,
        sum(not each.owner for each in tests),
        len(owners),
        sum(bool(each.owner) for each in tests),
        sum(each.parametrized for each in tests),
        sum(each.coroutine for each in tests),
        any(_is_unittest(f"{facts.module}.{owner}", classes) for owner in owners),
        tuple(sorted(set(marks) - {"parametrize"})),
        tuple(sorted(_covered(facts, classes, modules))),
    )


def _is_unittest(name: str, classes: Classes) -> bool:
    known = classes.find(name)
    if known is None:
        return False
    own, foreign = classes.lineage(known)
    return any(each.endswith("TestCase") for each in (*foreign, *(one.name for one in own[1:])))


def _covered(facts: Facts, classes: Classes, modules: set[str]) -> set[str]:
    """The modules that a test file imports, and those that what it imports comes from."""
    found = set()
    for each in facts.imports:
        for name in (each.name, classes.origin(each.name)):
            while name and name not in modules:
                name = name.rpartition(".")[0]
            if name:
                found.add(name)
    # A package that only passes names on is not what is tested.
    return {each for each in found if not any(x.startswith(f"{each}.") for x in found)} or found


def _fixtures(facts: Sequence[Facts]) -> list[Fixture]:
    """The fixtures with the number of tests and fixtures that ask for each by name.

    As pytest does, a name means the fixture of the same file, else of the nearest conftest
    above, else of a plugin.
    """
    places: dict[str, list[str]] = {}
    for each in facts:
        for one in each.suite.fixtures:
            places.setdefault(one.name, []).append(each.path)
    users: dict[tuple[str, str], int] = {}
    for each in facts:
        asked = [one.wants for one in each.suite.tests] + [one.wants for one in each.suite.fixtures]
        for name in (name for wants in asked for name in wants):
            place = _nearest(each.path, places.get(name, ()))
            users[place, name] = users.get((place, name), 0) + 1
    return [
        Fixture(
            one.name,
            each.path,
            one.line,
            one.scope,
            one.autouse,
            one.returns,
            one.wants,
            users.get((each.path, one.name), 0),
        )
        for each in facts
        for one in each.suite.fixtures
    ]


def _nearest(path: str, places: Sequence[str]) -> str:
    """Which of these files gives a fixture to a file; empty where none does."""
    if path in places:
        return path
    above = [each for each in places if each.endswith("conftest.py")]
    holding = [each for each in above if path.startswith(each.removesuffix("conftest.py"))]
    if holding:
        return max(holding, key=len)
    plugins = [each for each in places if each not in above]
    return plugins[0] if plugins else ""


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return " ".join(str(value).split())
