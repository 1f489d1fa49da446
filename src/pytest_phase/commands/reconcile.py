"""``pytest-phase reconcile``: what a plan and its specs say of code, held against the code."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.adapters.files import PlanError, read_plan_file, replace_file
from pytest_phase.core import corrections
from pytest_phase.core.corrections import Correction
from pytest_phase.core.ledger import NotSaved
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.formats import correction_table
from pytest_phase.reporting import reconciliation as report

NAME = "reconcile"
SUMMARY = "hold what the plan says of code against the code"
DETAILS = """\
Looks up every name that the plan and the specs write as code, and prints the rows that the
plan's table of corrections lacks. Reads source, runs nothing. Needs the extra:
pip install "pytest-phase[explore]".
Exit codes: 0 plan and code agree, 1 they do not, 4 plan or code cannot be read.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The plan, its specs, and what to do with the table."""
    parser.add_argument(
        "plan",
        nargs="?",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )
    parser.add_argument(
        "--spec",
        metavar="SPEC.md",
        action="append",
        default=[],
        help="a document that the plan is made from; may be given again",
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument(
        "--write", action="store_true", help="put the rows into the plan, and change nothing else"
    )


def run(options: argparse.Namespace) -> int:
    """Print what does not agree, and the rows for the table; write them where asked to."""
    here = Path.cwd()
    settings = wiring.command_settings(options.plan, here)
    path = settings.plan.value
    if path.is_dir():
        raise wiring.CannotJudge(f"{path}: a folder of plans. Reconcile its files one by one.")
    found = exploring.reconcile(settings, [here / each for each in options.spec])
    rows = corrections.corrections(found.wrong)
    if options.format == "json":
        document = report.document(found.plan, found.judged, rows)
        print(json.dumps(document, indent=1, ensure_ascii=False))
    elif options.format == "markdown":
        print("\n".join(correction_table.table(rows)))
    else:
        _say(found, rows, write=options.write)
    sys.stdout.flush()
    if options.write:
        _write(path, found.plan, rows)
    return 1 if found.wrong else 0


def _say(found: exploring.Reconciled, rows: tuple[Correction, ...], *, write: bool) -> None:
    for line in report.text(found.plan, found.judged, found.wrong):
        print(line)
    if rows and not write:
        print("\nFor the plan (--write puts it there):\n")
        print("\n".join(correction_table.table(rows)))


def _write(path: Path, plan: Plan, rows: tuple[Correction, ...]) -> None:
    """Write as bytes: line ends and a byte order mark stay what they are."""
    try:
        text = read_plan_file(path).decode()
        changed = correction_table.written(text, plan, rows)
        if changed != text:
            replace_file(path, changed.encode())
    except (NotSaved, PlanError) as error:
        raise wiring.CannotJudge(f"{path}: the plan cannot be written. {error.hint}") from error
    print(f"{plan.path}: wrote {plural(len(rows), 'row')}", file=sys.stderr)
