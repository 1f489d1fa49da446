"""``pytest-phase prompt``: the pattern's prompts, filled with the facts of this project."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.adapters.files import read_plan_file
from pytest_phase.core.cycle import Standing
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.report import Report
from pytest_phase.formats.section_text import section_text
from pytest_phase.reporting.prompts import implement, others
from pytest_phase.reporting.prompts.brief import Brief
from pytest_phase.reporting.prompts.parts import Part, assembled
from pytest_phase.settings import Settings
from pytest_phase.usecases import stories

NAME = "prompt"
SUMMARY = "print a prompt for a person or a coding agent, with the facts of this project"
DETAILS = """\
explore and plan are about the whole plan, implement and review about one component: the one
named, else the one in progress, else the first that is ready. With the extra "explore" a prompt
has the real interfaces, fixtures and tables; nothing of the project is imported or run.
"""

KINDS = ("explore", "plan", "implement", "review")
BUDGET = 12_000
_CODE = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_FENCE = r"^[ \t]*(?:`{3,}|~{3,})"
_SPANS = re.compile(rf"{_FENCE}[^\n]*\n(.*?){_FENCE}|`+([^`\n]+)`+", re.M | re.S)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which prompt, about which component, and how long it may be."""
    parser.add_argument("kind", choices=KINDS, metavar="|".join(KINDS))
    parser.add_argument("component", nargs="?", metavar="COMPONENT")
    parser.add_argument("--plan", metavar="PLAN.md", help="default: as for the other commands")
    parser.add_argument(
        "--budget",
        type=int,
        default=BUDGET,
        metavar="N",
        help=f"at most this many characters, the most relevant first (default: {BUDGET})",
    )


def run(options: argparse.Namespace) -> int:
    """Print the prompt on stdout."""
    settings = wiring.command_settings(options.plan, Path.cwd())
    with wiring.refusing_locks():
        report = stories.status(wiring.open_project(settings))
    inventory = _inventory(settings)
    title, parts = _prompt(options, settings, report, inventory)
    sys.stdout.write(assembled(title, parts, options.budget))
    return 0


def _inventory(settings: Settings) -> Inventory:
    try:
        return exploring.inventory(settings.root)
    except wiring.CannotJudge as error:
        print(f"Without interfaces, fixtures and tables: {error}", file=sys.stderr)
        return Inventory()


def _prompt(
    options: argparse.Namespace, settings: Settings, report: Report, inventory: Inventory
) -> tuple[str, list[Part]]:
    if options.kind in ("explore", "plan"):
        brief = Brief(report, inventory, names=report.plan.names)
        name = report.plan.title or report.plan.path
        if options.kind == "explore":
            return f"Explore for: {name}", others.explore(brief)
        return f"Plan: {name}", others.plan(brief)
    standing = _standing(options.component, report)
    text = section_text(_text(settings, standing), standing.component.line)
    brief = Brief(report, inventory, standing, text, _names(text))
    if options.kind == "implement":
        return implement.title(standing), implement.parts(brief, standing)
    return f"Review {standing.component.name}", others.review(brief, standing)


def _standing(name: str | None, report: Report) -> Standing:
    """The component named, in progress, or ready. Raises CannotJudge where there is none."""
    id = report.in_progress or next(iter(report.ready), None)
    if name is not None:
        id = wiring.find(report.plan, name).id
    if id is None:
        raise wiring.CannotJudge(
            f"{report.plan.path}: no component is in progress or ready. Name one: "
            "pytest-phase prompt implement NAME"
        )
    return next(each for each in report.standings if each.id == id)


def _text(settings: Settings, standing: Standing) -> str:
    file = standing.component.origin.file
    path = settings.root / file if file else settings.plan.value
    return read_plan_file(path).decode("utf-8-sig", "replace")


def _names(text: str) -> frozenset[str]:
    """What a section writes as code: the names in its spans and fences, paths left out."""
    words = (word for found in _SPANS.findall(text) for word in " ".join(found).split())
    return frozenset(name for word in words if "/" not in word for name in _CODE.findall(word))
