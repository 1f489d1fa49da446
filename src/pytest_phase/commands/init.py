"""``pytest-phase init``: a plan to start from."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.adapters import scaffold
from pytest_phase.adapters.configuration import find_configuration
from pytest_phase.commands.first_plan import plan_of_code
from pytest_phase.commands.first_tests import write_tests
from pytest_phase.commands.spec_plan import plan_of_spec
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.starting_plan import EXAMPLE, plan_of_tests
from pytest_phase.settings import Settings
from pytest_phase.wiring import USUAL_PLAN

NAME = "init"
SUMMARY = "write a PLAN.md to start from"
DETAILS = """\
Asks nothing, and never overwrites. Adds one line to .gitattributes, so that git merges the
lock of two branches line by line.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and from what."""
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--from-tests",
        action="store_true",
        help="list the test files found below this folder as components",
    )
    source.add_argument(
        "--from-code",
        metavar="PACKAGE",
        help="draw the components from the code of a package, module or folder, by its imports",
    )
    source.add_argument(
        "--from-spec",
        metavar="SPEC.md",
        help="draw the components from what a spec asks for and the code does not have",
    )
    source.add_argument(
        "--write-tests",
        metavar="COMPONENT",
        help="write a failing skeleton for each listed case of a component that has no test",
    )


def run(options: argparse.Namespace) -> int:
    """Write the plan and the line for git; say what was written and what to do next."""
    here = Path.cwd()
    if options.write_tests:
        return write_tests(wiring.command_settings(options.plan, here), options.write_tests)
    settings = wiring.command_settings(options.plan, here, new=True)
    shown = os.path.relpath(settings.plan.value, here)
    _refuse_place(settings, shown)
    text, left_out = _text(options, settings, here)
    _write(settings, shown, text)
    plan = read_plan(text, shown)
    print(f"Wrote {shown}: {plural(len(plan.components), 'component')} to start from.")
    for each in left_out:
        print(f"Left out {each}: a plan cannot name such a path.")
    _tell_git(settings)
    _say_next(settings, here, plan, there=bool(options.from_tests or options.from_code))
    return 0


def _text(options: argparse.Namespace, settings: Settings, here: Path) -> tuple[str, list[str]]:
    """The text of the plan, and what no plan can name."""
    if options.from_tests:
        return _from_tests(settings, here)
    if options.from_code:
        plan = settings.relative(settings.plan.value)
        return plan_of_code(settings.root, options.from_code, plan), []
    if options.from_spec:
        plan = settings.relative(settings.plan.value)
        return plan_of_spec(settings.root, here, options.from_spec, plan), []
    return EXAMPLE, []


def _refuse_place(settings: Settings, shown: str) -> None:
    target = settings.plan.value
    if not target.is_relative_to(settings.root):
        raise wiring.CannotJudge(
            f"{target}: outside the project root {settings.root}. "
            "Name a path inside of it, or go to that project first."
        )
    if target.is_symlink() or target.exists():
        raise wiring.CannotJudge(
            f"{shown}: there already, and init never overwrites. "
            f"Check it with: pytest-phase lint {shlex.quote(shown)}, or name another file."
        )


def _from_tests(settings: Settings, here: Path) -> tuple[str, list[str]]:
    """The text of the plan, and the test files that no plan can name."""
    folder = here.relative_to(settings.root) if here.is_relative_to(settings.root) else Path()
    found = scaffold.test_files(settings.root, "" if folder == Path() else folder.as_posix())
    known = _named(read_plan(plan_of_tests(found), USUAL_PLAN))
    kept = [each for each in found if each in known]
    if not kept:
        raise wiring.CannotJudge(
            f"{here}: no test file found (test_*.py, or *_test.py in a folder of tests). "
            "Write a plan to fill in yourself: pytest-phase init"
        )
    return plan_of_tests(kept), [each for each in found if each not in known]


def _named(plan: Plan) -> set[str]:
    return {file.path for component in plan.components for file in component.test_files}


def _write(settings: Settings, shown: str, text: str) -> None:
    try:
        scaffold.create(settings.plan.value, text)
    except OSError as error:
        raise wiring.CannotJudge(
            f"{shown}: cannot be written ({error.strerror}). "
            "Check its folder, or name another file."
        ) from error


def _tell_git(settings: Settings) -> None:
    lock = settings.relative(settings.lock.value)
    try:
        line = scaffold.add_merge_driver(settings.root, lock)
    except OSError as error:
        print(
            f"{scaffold.ATTRIBUTES} cannot be written ({error.strerror}). "
            f"Put this line there: {lock} merge=union"
        )
        return
    if line is not None:
        print(f"Wrote {scaffold.ATTRIBUTES}: {line}")


def _say_next(settings: Settings, here: Path, plan: Plan, *, there: bool) -> None:
    path = shlex.quote(plan.path)
    pytest = "pytest" if settings.plan.source.startswith("ini") else f"pytest --phase-plan {path}"
    print(f"\nNext, put your components into it and check it:\n    pytest-phase lint {path}")
    if there:
        print("Record the tests that pass now as there before the tool was:")
        print(f'    {pytest} --phase-baseline "there before the tool was"')
        print("Then, for each new component, write its tests and see them fail:")
        print(f"    {pytest} --phase-start NAME")
    else:
        print("Write the tests of the first one, and see them fail before its code is there:")
        print(f"    {pytest} --phase-start {shlex.quote(plan.components[0].id)}")
    if pytest != "pytest":
        print(f"To save the option: {_ini_line(settings, here)}")


def _ini_line(settings: Settings, here: Path) -> str:
    """Where the plan can be named for good, and how; relative to the file that names it."""
    plan, file = settings.plan.value, find_configuration(here).file
    if file is None:
        return f"in a pytest.ini beside the plan, below [pytest]: phase_plan = {plan.name}"
    value = os.path.relpath(plan, file.parent)
    line = f'phase_plan = "{value}"' if file.suffix == ".toml" else f"phase_plan = {value}"
    return f"in {os.path.relpath(file, here)}, with pytest's other options: {line}"
