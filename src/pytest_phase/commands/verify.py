"""``pytest-phase verify``: the verification checklist, held against evidence and real runs."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.core.checklist import Check, checks
from pytest_phase.reporting import checklist as page
from pytest_phase.usecases import stories

NAME = "verify"
SUMMARY = "hold the verification checklist against the evidence, and run its pytest commands"
DETAILS = """\
An item that names tests (a node id, a test file, the name of one test) is held against the lock.
An item that is a pytest command is shown, and run with --run: only pytest, without a shell,
never another command of the document. All other items are for a reader.
Exit codes: 0 nothing is open, 1 an item is open or its run failed, 4 cannot be judged.
"""

OPEN = 1
NO_CHECKLIST = "no verification checklist. Write one: ## Verification Checklist, then items."


def arguments(parser: argparse.ArgumentParser) -> None:
    """The plan, which the pytest configuration may name, and whether to run."""
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )
    parser.add_argument("--run", action="store_true", help="run the pytest commands that are shown")


def run(options: argparse.Namespace) -> int:
    """Print the checklist; with ``--run`` after running what pytest can settle."""
    settings = wiring.command_settings(options.plan, Path.cwd())
    with wiring.refusing_locks():
        report = stories.status(wiring.open_project(settings))
    found = list(checks(report))
    if not found:
        print(f"{report.plan.path}: {NO_CHECKLIST}")
        return 0
    notes = [""] * len(found)
    if options.run:
        for number, check in enumerate(found):
            if check.runs:
                found[number], notes[number] = _ran(check, settings.root)
    for line in page.to_text(report, found, notes):
        print(line)
    again = shlex.join(["pytest-phase", "verify", *([options.plan] if options.plan else [])])
    for line in page.to_run(found, again):
        print(line)
    return OPEN if any(each.state in ("open", "failed", "command") for each in found) else 0


def _ran(check: Check, root: Path) -> tuple[Check, str]:
    """The check after a run of pytest, whose output is shown, and what there is to add."""
    print(f"$ {shlex.join(['pytest', *check.arguments])}", flush=True)
    command = [sys.executable, "-m", "pytest", *check.arguments]
    code = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, check=False).returncode
    print(flush=True)
    if code == 0:
        return replace(check, state="passed"), ""
    return replace(check, state="failed"), f"exit {code}"
