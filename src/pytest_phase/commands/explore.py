"""``pytest-phase explore``: what the project is made of, read from its source alone."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.adapters.configuration import absolute, rootdir
from pytest_phase.adapters.places import find_root
from pytest_phase.core.inventory import narrowing
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import plural
from pytest_phase.reporting import inventory_json, inventory_markdown, inventory_text
from pytest_phase.reporting.inventory_sheets import PARTS, sheets

NAME = "explore"
SUMMARY = "print what the project is made of: structure, interfaces, tests, schema"
DETAILS = """\
Reads the source and imports or runs nothing of the project. Needs the extra: pip install
"pytest-phase[explore]". What cannot be read is named, and passed over.
Exit codes: 0, 4 nothing to explore or the extra is missing.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which part of the project, which part of the report, and how."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only what lies below these")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument(
        "--part", choices=PARTS, action="append", help="only this part; may be given again"
    )
    parser.add_argument(
        "--about",
        metavar="NAME",
        action="append",
        default=[],
        help="only the interfaces of this module, class or function; may be given again",
    )
    parser.add_argument(
        "--plan", metavar="PLAN.md", help="only the interfaces that this plan mentions"
    )


def run(options: argparse.Namespace) -> int:
    """Print the inventory, or the part of it that was asked for."""
    here = Path.cwd()
    root = find_root(here) or rootdir(here)
    parts = [_below(root, here, each) for each in options.paths]
    whole = exploring.inventory(root)
    found = narrowing.below(whole, parts)
    if not found.modules and not found.schema.tables and not found.passed_over:
        raise wiring.CannotJudge(f"{here}: no Python or SQL file to explore. Name another PATH.")
    names = [*options.about, *_named(options.plan, here)]
    narrowed = options.about or options.plan
    if narrowed:
        found = _about(found, names, options.about)
    wanted: list[str] = options.part or (["interfaces"] if narrowed else list(PARTS))
    for line in _lines(found, wanted, options, detailed=bool(parts or names or options.part)):
        print(line)
    sys.stdout.flush()
    if found.passed_over and options.format != "json":
        count = plural(len(found.passed_over), "file")
        print(f"{count} passed over, and not in this report.", file=sys.stderr)
    return 0


def _below(root: Path, here: Path, path: str) -> str:
    """A path as the inventory spells it. Raises CannotJudge for one that is not there."""
    place = absolute(here, path)
    if not place.exists():
        raise wiring.CannotJudge(f"{path}: no such file or folder. Check the path.")
    if not place.is_relative_to(root):
        raise wiring.CannotJudge(
            f"{path}: outside the project root {root}. Go to that project and explore there."
        )
    relative = place.relative_to(root).as_posix()
    return "" if relative == "." else relative


def _named(plan: str | None, here: Path) -> Iterator[str]:
    if plan is not None:
        yield from wiring.read(wiring.command_settings(plan, here)).names


def _about(found: Inventory, names: list[str], asked: list[str]) -> Inventory:
    """The inventory with the modules and interfaces of these names alone."""
    modules = narrowing.about(found.modules, names)
    if asked and not modules:
        words = " ".join(f"--about {each}" for each in asked)
        raise wiring.CannotJudge(
            f"{words}: no module, class or function is called so. "
            "See all: pytest-phase explore --part interfaces"
        )
    return found._replace(modules=modules)


def _lines(
    found: Inventory, parts: list[str], options: argparse.Namespace, *, detailed: bool
) -> Iterator[str]:
    if options.format == "json":
        yield json.dumps(inventory_json.document(found, parts), indent=1, ensure_ascii=False)
    elif options.format == "markdown":
        yield from inventory_markdown.lines(sheets(found, parts, detailed=detailed), "Inventory")
    else:
        yield from inventory_text.lines(sheets(found, parts, detailed=detailed))
