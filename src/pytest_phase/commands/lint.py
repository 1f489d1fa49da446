"""``pytest-phase lint``: everything that is wrong with a plan, and whether its lock reads."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.core.phrases import plural
from pytest_phase.reporting import text

NAME = "lint"
SUMMARY = "print every problem of the plan, with its line"
DETAILS = """\
One line for each problem: PLAN.md:LINE:COLUMN: CODE SEVERITY: message hint.
Exit codes: 0 no error, 1 an error in the plan, 4 plan or lock cannot be read.
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
    """Print the diagnostics on stdout, and one line to sum them up on stderr."""
    found = exploring.lint(wiring.command_settings(options.plan, Path.cwd()))
    for line in text.diagnostics(found.plan):
        print(line)
    sys.stdout.flush()
    if found.lock_problem is not None:
        raise wiring.CannotJudge(found.lock_problem)
    if not found.plan.diagnostics:
        components = plural(len(found.plan.components), "component")
        print(f"{found.plan.path}: {components}, nothing to report.", file=sys.stderr)
    return found.exit_code
