"""The first tests of a component: a skeleton for each listed case that has no test."""

from __future__ import annotations

import shlex
from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.adapters import scaffold
from pytest_phase.adapters.files import replace_file
from pytest_phase.core.cycle import Standing
from pytest_phase.core.ledger import NotSaved
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Case
from pytest_phase.formats.skeletons import skeletons
from pytest_phase.settings import Settings
from pytest_phase.usecases import stories


def write_tests(settings: Settings, name: str) -> int:
    """Write them into the component's first test file; what is there keeps every byte."""
    with wiring.refusing_locks():
        report = stories.status(wiring.open_project(settings))
    id = wiring.find(report.plan, name).id
    standing = next(each for each in report.standings if each.id == id)
    cases = _missing(standing)
    if not cases:
        print(f"{standing.component.name}: every listed case has a test.")
        return 0
    path = _file(settings, standing)
    there = _read(path)
    in_class = _in_classes(settings.root) if not there else False
    _save(path, skeletons(there, standing.component.name, cases, in_class=in_class), new=not there)
    one = len(cases) == 1
    fail = "fails until it is" if one else "fail until they are"
    tests = plural(len(cases), "test")
    print(f"Wrote {settings.relative(path)}: {tests} to write, which {fail}.")
    start = f"{settings.command} --phase-start {shlex.quote(id)}"
    it = "it" if one else "them"
    print(f"\nNext, write {it}, and see {it} fail before the code is there:\n    {start}")
    return 0


def _missing(standing: Standing) -> list[Case]:
    """The listed cases without a test; prose only while the component has no test at all."""
    return [
        case
        for case in standing.component.cases
        if (case.name not in standing.written if case.name else not standing.known)
    ]


def _file(settings: Settings, standing: Standing) -> Path:
    component = standing.component
    files = [each.path for each in component.test_files if not each.path.endswith("/")]
    if not files:
        place = f"{settings.relative(settings.plan.value)}:{component.line}"
        raise wiring.CannotJudge(
            f"{place}: {component.name} names no test file. "
            "Add: - Tests: `tests/test_….py`, and run this again."
        )
    return settings.root / files[0]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise wiring.CannotJudge(f"{path}: cannot be read ({error}). Write it by hand.") from error


def _save(path: Path, text: str, *, new: bool) -> None:
    try:
        if new:
            scaffold.create(path, text)
        else:
            replace_file(path, text.encode())
    except (OSError, NotSaved) as error:
        raise wiring.CannotJudge(
            f"{path}: cannot be written ({error}). Check its folder."
        ) from error


def _in_classes(root: Path) -> bool:
    """Whether this project writes most of its tests in classes; no, where nobody can tell."""
    try:
        files = exploring.inventory(root).tests.files
    except wiring.CannotJudge:
        return False
    return sum(each.methods for each in files) > sum(each.functions for each in files)
