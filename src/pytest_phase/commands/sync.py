"""``pytest-phase sync``: tick the plan's own boxes from the lock."""

from __future__ import annotations

import argparse
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.adapters.files import read_plan_file, replace_file
from pytest_phase.core.ledger import NotSaved
from pytest_phase.formats.sync import Synced, sync
from pytest_phase.usecases import stories

NAME = "sync"
SUMMARY = "tick the boxes of the plan that the lock bears out"
DETAILS = """\
Ticks `- [ ]` and `### [ ]` of completed components and of listed cases that are green, and
changes nothing else in the file. A box that a person ticked is never unticked: where the lock
does not bear it out, it is named.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The plan, which the pytest configuration may name."""
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )


def run(options: argparse.Namespace) -> int:
    """Tick the boxes, and say which."""
    settings = wiring.command_settings(options.plan, Path.cwd())
    if settings.plan.value.is_dir():
        raise wiring.CannotJudge(
            f"{settings.plan.value}: a folder of plans has no boxes to tick. "
            "Tick those of its files by hand; the lock is the truth."
        )
    with wiring.refusing_locks():
        project = wiring.open_project(settings)
        report = stories.status(project)
    path = settings.plan.value
    # As bytes: line ends and a byte order mark stay what they are.
    synced = sync(report, read_plan_file(path).decode())
    if synced.ticked:
        _write(path, synced.text)
    _say(project.plan.path, synced)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode())
    except NotSaved as error:
        message = f"{path}: the plan cannot be written. {error.hint}"
        raise wiring.CannotJudge(message) from error


def _say(path: str, synced: Synced) -> None:
    ticked = [f"line {line}" for line in synced.ticked]
    print(f"{path}: ticked {', '.join(ticked)}" if ticked else f"{path}: no box to tick")
    for each in synced.contradictions:
        claimed = f"the box of {each.name} is ticked, and the lock says {each.state}"
        print(f"{path}:{each.line}: {claimed}")
