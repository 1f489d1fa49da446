"""``pytest-phase forget``: take the evidence of tests out of the lock, with a reason."""

from __future__ import annotations

import argparse
from pathlib import Path

from pytest_phase import wiring
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.phrases import names
from pytest_phase.core.transitions import Refusal
from pytest_phase.usecases.forgetting import Loss, forget

NAME = "forget"
SUMMARY = "take the evidence of tests out of the lock, with a reason"
DETAILS = """\
For tests that were deleted or replaced on purpose (PH804). The reason stays in the lock, and
the gate lists it (PH830) until the test gets new evidence.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The tests, and why."""
    parser.add_argument(
        "tests", metavar="TEST", nargs="+", help="its id: tests/test_a.py::TestA::test_one"
    )
    parser.add_argument(
        "--reason", required=True, type=_reason, metavar="TEXT", help="why; every report shows it"
    )
    parser.add_argument(
        "--plan",
        metavar="PLAN.md",
        help="default: phase_plan of the pytest configuration, else PLAN.md in this folder",
    )


def run(options: argparse.Namespace) -> int:
    """Forget the tests, and say what was lost and what next."""
    settings = wiring.command_settings(options.plan, Path.cwd())
    tests = [_without_case(each) for each in options.tests]
    with wiring.refusing_locks():
        told = forget(wiring.open_project(settings), tests, options.reason)
    if isinstance(told, Refusal):
        raise wiring.CannotJudge(f"{told.message}. {told.hint}")
    lock = settings.relative(settings.lock.value)
    for loss in told:
        print(f"Forgot {loss.test}: {_lost(loss)}, in {names(loss.components)}.")
    its, it = ("Its place", "the test is") if len(told) == 1 else ("Their place", "they are")
    print(f"{its} in {lock} is taken by the reason: {options.reason}")
    print(f"Next: commit {lock}. The gate lists the reason (PH830) until {it} seen red.")
    return 0


def _reason(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError('it is empty; say why: --reason "replaced by test_two"')
    return text.strip()


def _without_case(test: str) -> str:
    """The id of the function: evidence is kept for it, and not for its parameter cases."""
    path, colons, name = test.partition("::")
    return path + colons + name.partition("[")[0]


def _lost(loss: Loss) -> str:
    return names([_word(row) for row in loss.rows])


def _word(row: Evidence) -> str:
    if row.red is not None:
        return f"red ({row.red.grade})" + (" and green" if row.green else "")
    return "a baseline" if row.baseline is not None else "a waiver"
