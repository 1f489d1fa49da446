"""Puts adapters behind ports: from settings to a project that the stories can work with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phase.adapters.files import (
    LockFile,
    PlanError,
    find_root,
    guard_path,
    read_plan_file,
    read_plan_folder,
)
from pytest_phase.adapters.git import GitHistory
from pytest_phase.adapters.installed import version
from pytest_phase.adapters.project_table import ProjectTableError, read_project_table
from pytest_phase.adapters.python.memory import Memory
from pytest_phase.adapters.remembered_plan import RememberedPlan
from pytest_phase.adapters.source import Sources
from pytest_phase.core.findings import strict
from pytest_phase.core.ledger import LockError, NotSaved
from pytest_phase.core.plan import Component, Plan
from pytest_phase.formats.plan_markdown.reading import Reading, World
from pytest_phase.formats.plan_values import to_plain
from pytest_phase.settings import Setting, Settings, lock_of
from pytest_phase.usecases.project import Project

if TYPE_CHECKING:
    from pytest_phase.adapters.snapshots import GitSnapshots
    from pytest_phase.usecases.linting import Lint

__all__ = [
    "CannotJudge",
    "check_lock",
    "command_settings",
    "digests",
    "find",
    "lint",
    "memory",
    "open_project",
    "project_root",
    "read",
    "refusing_locks",
    "snapshots",
    "state",
]

USUAL_PLAN = "PLAN.md"
"""The plan that ``pytest-phase init`` writes, and the last place where a command looks."""

ARGUMENT = "argument"
"""The source of a plan that a command was given."""

_FIRST_PLAN = "A first plan is written by: pytest-phase init"


class CannotJudge(Exception):
    """Nothing can be judged: what, where and what next, for a person (exit 4)."""


def project_root(plan: Path, here: Path, rootpath: Path, args: Sequence[str]) -> Path:
    """The project root (design 3.1).

    It is the git top level that holds the plan, else the rootdir of a run without arguments.
    ``rootpath`` is pytest's rootdir for this run, which moves with ``args``.
    """
    top = find_root(plan.parent)
    if top is not None:
        return top
    if not args:
        return rootpath
    from pytest_phase.adapters.configuration import rootdir

    return rootdir(here)


def command_settings(named: str | None, here: Path, *, new: bool = False) -> Settings:
    """What a command that runs no test works on: the plan, its lock and the project root.

    The plan is the one ``named``, else ``phase_plan`` of the pytest configuration found from
    ``here`` upwards, else ``PLAN.md`` in ``here`` if it is there or ``new``: to be written.
    Raises CannotJudge without one.
    """
    from pytest_phase.adapters.configuration import absolute, find_configuration, rootdir
    from pytest_phase.formats.pytest_configuration import ConfigurationError

    try:
        configuration = find_configuration(here)
    except ConfigurationError as error:
        raise CannotJudge(f"{error}. Correct that file; pytest cannot read it either.") from error
    usual = here / USUAL_PLAN
    if named is not None:
        plan: Setting[Path] | None = Setting(absolute(here, named), ARGUMENT)
    else:
        plan = configuration.path("phase_plan")
    if plan is None and (new or usual.is_file()):
        plan = Setting(usual)
    if plan is None:
        raise CannotJudge(
            f"{here}: no plan was named, no pytest configuration has phase_plan, and there is no "
            f"{USUAL_PLAN} here. Name the plan. {_FIRST_PLAN}"
        )
    return Settings(
        root=project_root(plan.value, here, rootdir(here), ()),
        plan=plan,
        lock=configuration.path("phase_lock") or Setting(lock_of(plan.value)),
    )


def open_project(settings: Settings, *, remembering: bool = False) -> Project:
    """The plan read, and the world around it. Raises CannotJudge for what no run can use.

    ``remembering``: a plan that was read before, and would say the same again, is not read.
    """
    plan = read(settings, remembering=remembering)
    errors = plan.errors
    if settings.strict:
        errors = tuple(each for each in map(strict, plan.diagnostics) if each.severity == "error")
    if errors:
        raise CannotJudge("\n".join(each.at(plan.path) for each in errors))
    return Project(
        plan=plan,
        settings=settings,
        lock=_lock(settings),
        tests=_sources(settings, plan),
        history=GitHistory(settings.root),
    )


def _sources(settings: Settings, plan: Plan) -> Sources:
    conventions = settings.conventions
    tests = [
        file.path
        for component in plan.components
        for file in (*component.test_files, *component.integration)
    ]
    return Sources(
        settings.root,
        [*tests, *conventions.folders, *_reading(settings).test_paths],
        [each.path for component in plan.components for each in component.implementation],
        functions=conventions.functions,
        classes=conventions.classes,
        files=conventions.files,
        # The gate believes nothing that an earlier run left behind.
        memory=None if settings.gate else _guard(settings).with_suffix(".memory"),
    )


def read(settings: Settings, *, remembering: bool = False) -> Plan:
    """The plan with all its diagnostics. Raises CannotJudge where there is no file to read."""
    path = settings.plan.value
    reading, world = _reading(settings), _world(settings)
    try:
        if path.is_dir():
            from pytest_phase.formats.plan_markdown.folder import read_folder

            return read_folder(read_plan_folder(path), settings.relative(path), reading, world)
        data = read_plan_file(path)
        other = _of_plugins(data, settings)
        if other is not None:
            return other
        if remembering:
            kept = Memory(_guard(settings).with_suffix(".plan"))
            remembered = RememberedPlan(kept, version())
            return remembered.read(data, settings.relative(path), reading, world)
        from pytest_phase.formats.plan_markdown import read_bytes  # half of all our imports

        return read_bytes(data, settings.relative(path), reading, world)
    except PlanError as error:
        if settings.plan.source == ARGUMENT:
            raise CannotJudge(f"{error.message} Check the path. {_FIRST_PLAN}") from error
        raise CannotJudge(f"{error} ({settings.plan.source})") from error


def memory(project: Project, suffix: str) -> Memory:
    """What earlier runs of a project left behind, by its kind."""
    return Memory(_guard(project.settings).with_suffix(suffix))


def state(project: Project) -> str:
    """All that decides what is made of a run beside what it saw, as one word.

    That is our own code, the settings, what the plan says, the bytes of the lock, and every
    file of the test side. Raises TypeError for a plan of a plugin that holds what no plan does.
    """
    settings = project.settings._replace(read=None)  # what a plugin reads is in the plan
    plan = json.dumps(to_plain(project.plan))
    there = (project.lock.digest(), project.tests.digest())
    return "\0".join([version(), repr(settings), plan, *there])


def _of_plugins(data: bytes, settings: Settings) -> Plan | None:
    """The plan as a plugin reads it, if one does."""
    path = settings.relative(settings.plan.value)
    text = data.decode("utf-8-sig", "replace") if settings.read else ""
    plan: object = settings.read(text, path) if settings.read else None
    if plan is None or isinstance(plan, Plan):
        return plan
    raise CannotJudge(
        f"{path}: a plugin's pytest_phase_read_plan returned a {type(plan).__name__}. "
        "It has to return a Plan (pytest_phase.core.plan), or None."
    )


def _reading(settings: Settings) -> Reading:
    try:
        return read_project_table(settings.root)
    except ProjectTableError as error:
        raise CannotJudge(str(error)) from error


def _world(settings: Settings) -> World:
    """What the plan's paths are held against: the project's files, and what pytest looks for."""
    root = settings.root
    return World(
        root=root.as_posix(),
        exists=lambda path: (root / path).exists(),
        folders=settings.conventions.folders,
        patterns=settings.conventions.files,
    )


def lint(settings: Settings) -> Lint:
    """Plan and lock, read for what is wrong with them. Raises CannotJudge without a plan file."""
    from pytest_phase.usecases.linting import Lint
    from pytest_phase.usecases.unlisted import unlisted

    plan = read(settings)
    more = unlisted(plan, _sources(settings, plan))
    found = sorted((*plan.diagnostics, *more), key=lambda each: (each.file, each.line))
    plan = plan._replace(diagnostics=tuple(found))
    try:
        _lock(settings).load()
    except LockError as error:
        return Lint(plan, str(error), settings.strict)
    return Lint(plan, strict=settings.strict)


def check_lock(path: Path) -> None:
    """Read a lock, if there is one. Raises LockError."""
    LockFile(path, guard=path).load()  # reading needs no guard


def _lock(settings: Settings) -> LockFile:
    lock = settings.lock.value
    return LockFile(lock, _guard(settings), called=settings.relative(lock))


def _guard(settings: Settings) -> Path:
    """The file that keeps other processes out; without a place for one nothing can be saved."""
    try:
        return guard_path(settings.root)
    except NotSaved:
        # Reading needs none: whoever saves is told then.
        return settings.lock.value / "no-guard"


def snapshots(root: Path) -> GitSnapshots:
    """The snapshots of the project at ``root``; imported by a run that sees a new red."""
    from pytest_phase.adapters.snapshots import GitSnapshots

    return GitSnapshots(root)


def digests(project: Project, tree: Path, components: Iterable[str]) -> dict[str, str]:
    """What each component's implementation is in another tree: the digest of design 4.1.8."""
    sources = _sources(project.settings._replace(root=tree, gate=True), project.plan)
    files = {id: project.plan.by_id[id].implementation for id in components}
    return {id: sources.implementation([each.path for each in own]) for id, own in files.items()}


def find(plan: Plan, name: str) -> Component:
    """The component called ``name``. Raises CannotJudge with the nearest ones."""
    component = plan.find(name)
    if component is None:
        nearest = ", ".join(plan.nearest(name))
        raise CannotJudge(f'{plan.path}: no component is called "{name}". Nearest: {nearest}.')
    return component


@contextmanager
def refusing_locks() -> Iterator[None]:
    """Turns a lock that cannot be read or written into CannotJudge."""
    try:
        yield
    except (LockError, NotSaved) as error:
        raise CannotJudge(str(error)) from error
