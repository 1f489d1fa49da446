"""What a replay takes for tests here, and whose each test is."""

from __future__ import annotations

import os
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from pytest_phase.adapters.project_table import read_project_table
from pytest_phase.adapters.python.finder import Finder, is_test_path
from pytest_phase.adapters.python.implementation import walk
from pytest_phase.core.evidence import file_of, name_of
from pytest_phase.settings import Conventions
from pytest_phase.usecases.project import Project
from pytest_phase.usecases.replaying import Owner


def test_paths(
    config: pytest.Config, project: Project | None, top: Path, names: Conventions
) -> tuple[str, ...]:
    """Files and folders of the test side beyond what their names tell, from the top."""
    found = [each for each in names.folders if _is_of_tests(top, each, names)]
    found += read_project_table(top).test_paths
    if config.inipath is not None:
        found.append(os.path.relpath(config.inipath, top).replace(os.sep, "/"))
    for component in project.plan.components if project else ():
        found += [file.path for file in (*component.test_files, *component.integration)]
    return tuple(dict.fromkeys(each for each in found if not each.startswith("..")))


def _is_of_tests(top: Path, folder: str, names: Conventions) -> bool:
    """Whether a folder of ``testpaths`` holds tests alone: ``testpaths = src`` is for doctests.

    It does where half of its modules are called like tests, or it holds none. A package may be
    its ``__init__`` alone.
    """
    if is_test_path(f"{folder}/x"):
        return True
    modules = [each for each in walk(Finder(top, (), ()), folder) if each.endswith(".py")]
    called = [each.rpartition("/")[2] for each in modules]
    plain = [each for each in called if each not in ("__init__.py", "conftest.py")]
    if not plain and "__init__.py" in called:
        return False
    tests = [each for each in plain if any(fnmatchcase(each, glob) for glob in names.files)]
    return 2 * len(tests) >= len(plain)


def own_bases(project: Project | None) -> dict[str, str]:
    """The commit at which each component started, by id, as the lock keeps it."""
    if project is None:
        return {}
    sections = project.lock.load().sections
    return {
        id: section.started.base
        for id, section in sections.items()
        if section.started is not None and section.started.base
    }


def reds(project: Project | None) -> frozenset[str]:
    """The tests that the lock has a red of."""
    if project is None:
        return frozenset()
    sections = project.lock.load().sections.values()
    return frozenset(
        test
        for section in sections
        for test, rows in section.tests.items()
        if any(row.red is not None for row in rows)
    )


def owners(project: Project) -> Callable[[str], Owner]:
    """Tells whose a test is, by plan and lock."""
    sections = project.lock.load().sections
    lanes = {component.id: component.lane for component in project.plan.components}

    def owner(test: str) -> Owner:
        component = project.ownership.owner(file_of(test), name_of(test))
        if component is None:
            return Owner()
        rows = sections[component].tests.get(test, ()) if component in sections else ()
        excused = any(row.waived is not None or row.baseline is not None for row in rows)
        started = sections[component].started if component in sections else None
        lane = started.lane if started is not None else lanes[component]
        return Owner(component, lane, excused)

    return owner
