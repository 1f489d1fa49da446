"""``pytest-phase order``: what must exist before what, and what can go in parallel."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.adapters.python.uses import uses
from pytest_phase.core.order import build_order
from pytest_phase.reporting import order as page
from pytest_phase.usecases import stories

NAME = "order"
SUMMARY = "print what must exist before what, and where the order says otherwise"
DETAILS = """\
The steps that are left, what can go in parallel, and the critical path; then each place where
the plan lists a component before what it depends on, or where its code imports code of a
component that it does not depend on. Imports are read, never run.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The plan, which the pytest configuration may name, and the form."""
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    """Print the order of what is not completed."""
    settings = wiring.command_settings(options.plan, Path.cwd())
    with wiring.refusing_locks():
        project = wiring.open_project(settings)
        standings = stories.status(project).standings
    plan = project.plan
    done = frozenset(each.id for each in standings if each.state == "completed")
    order = build_order(plan, done, uses(settings.root, plan.components))
    if options.format == "json":
        sys.stdout.write(page.to_json(plan, order))
    else:
        for line in page.to_text(plan, order, done=len(done)):
            print(line)
    return 0
