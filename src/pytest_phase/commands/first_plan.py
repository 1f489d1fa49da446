"""The first plan of a project, and its first tests, from the code that is there."""

from __future__ import annotations

from pathlib import Path

from pytest_phase import exploring, wiring
from pytest_phase.core.inventory import narrowing
from pytest_phase.core.inventory.structure import imported_by
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.sketches import sketches
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.sketched_plan import Sheet, plan_of_sketches

MOST_CRITICAL = 10


def plan_of_code(root: Path, part: str, plan: str) -> str:
    """A plan for a package, module, file or folder. Raises CannotJudge where there is no code.

    It is read again: where the reader takes a name for a word of its own, each component is
    called with its package, and where it cannot read the diagram there is none.
    """
    sheet = _sheet(root, part, plan)
    found = _part(exploring.inventory(root), part)
    spelled = sheet._replace(sketches=tuple(sketches(found, spelled_out=True)))
    for each in (sheet, spelled):
        text = plan_of_sketches(each)
        if is_understood(text, each, plan):
            return text
    return plan_of_sketches(spelled._replace(diagram=False))


def is_understood(text: str, sheet: Sheet, path: str) -> bool:
    """Whether the reader finds every component again, and warns of nothing."""
    plan = read_plan(text, path)
    found = [each.name for each in plan.components]
    warned = any(each.severity != "info" for each in plan.diagnostics)
    return found == [each.name for each in sheet.sketches] and not warned


def _sheet(root: Path, part: str, plan: str) -> Sheet:
    whole = exploring.inventory(root)
    found = _part(whole, part)
    drawn = tuple(sketches(found))
    if not drawn:
        raise wiring.CannotJudge(f"{part}: nothing in it is public. Name another part of the code.")
    note = (
        f"Drawn from `{part}` as it is: what is there is characterized, so its tests may be born "
        "green. For a component that is new, take its `Kind` away: it owes a red."
    )
    return Sheet(
        title=part.strip("/").rpartition("/")[2].rpartition(".")[2],
        sketches=drawn,
        critical=tuple(_critical(found)),
        commands=usual_commands(whole, plan),
        notes=(note,),
        lane="characterization",
    )


def _part(whole: Inventory, part: str) -> Inventory:
    """The modules called so, or below that path; the suite stays whole, for its conventions."""
    modules = [
        each for each in whole.modules if each.name == part or each.name.startswith(f"{part}.")
    ]
    found = whole._replace(modules=tuple(modules))
    if not found.source:
        found = narrowing.below(whole, [part.strip("/")])._replace(tests=whole.tests)
    if not found.source:
        tops = sorted({each.name.partition(".")[0] for each in whole.source})
        there = f" There is: {names(tops, 8)}." if tops else ""
        raise wiring.CannotJudge(
            f"{part}: no package, module or folder with code is called so.{there}"
        )
    return found


def _critical(inventory: Inventory) -> list[tuple[str, str]]:
    users = imported_by(inventory.imports)
    known = {each.name: each.path for each in inventory.source}
    counted = [(len(users.get(name, set()) & set(known)), path) for name, path in known.items()]
    ordered = sorted((-count, path) for count, path in counted if count)
    return [
        (path, f"imported by {plural(-count, 'module')}") for count, path in ordered[:MOST_CRITICAL]
    ]


def usual_commands(inventory: Inventory, plan: str) -> tuple[str, str]:
    """The commands that verify a plan: the tests of the project, and the gate."""
    return f"pytest {_folder(inventory)}".strip(), f"pytest --phase-plan {plan} --phase-gate"


def _folder(inventory: Inventory) -> str:
    """The folder that holds all tests, as a command names it."""
    folders = list(inventory.tests.folders)
    parts = [each.split("/") for each in folders]
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)
