"""The first plan of a spec: what it asks for, held against the code that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pytest_phase import exploring, wiring
from pytest_phase.adapters.configuration import absolute
from pytest_phase.adapters.exploring.hidden import hidden_names
from pytest_phase.adapters.files import PlanError, read_plan_file
from pytest_phase.commands.first_plan import MOST_CRITICAL, is_understood, usual_commands
from pytest_phase.core.claims import Claims, Making
from pytest_phase.core.corrections import corrections, open_ones
from pytest_phase.core.inventory.lookup import Lookup
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation import reconcile
from pytest_phase.core.sketches import Sketch
from pytest_phase.core.spec_sketches import Drawn, draw
from pytest_phase.core.specification import Spec
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.sketched_plan import Sheet, plan_of_sketches
from pytest_phase.formats.spec_sections import read_spec


class _Ground(NamedTuple):
    """What a spec is held against: the code, whether a path is there, what was passed over."""

    inventory: Inventory
    exists: Callable[[str], bool]
    hidden: Mapping[str, str]


def plan_of_spec(root: Path, here: Path, named: str, plan: str) -> str:
    """A plan for what a spec asks for and the code does not have; ``plan`` is its own path.

    Raises CannotJudge where the spec cannot be read, or introduces nothing new.
    """
    path = absolute(here, named)
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    spec = read_spec(_text(path, named), shown)
    found = exploring.inventory(root)
    exists: Callable[[str], bool] = lambda each: (root / each).exists()  # noqa: E731
    ground = _Ground(found, exists, hidden_names(root, found.passed_over))
    drawn = draw(spec, *ground)
    if not drawn.sketches:
        raise wiring.CannotJudge(
            f"{named}: no section introduces a class, module or function that the code lacks. "
            "Name what is to be made in a heading, as code: ## `Exporter`"
        )
    sheet = _sheet(spec, _called(drawn), ground, plan)
    doubt = "Not every component is read again as it is written here: rename what lint warns of."
    plain_one = sheet._replace(diagram=False)
    for each in (sheet, plain_one):
        text = plan_of_sketches(each)
        if is_understood(text, each, plan):
            return text
    return plan_of_sketches(plain_one._replace(notes=(*sheet.notes, doubt)))


def _text(path: Path, named: str) -> str:
    try:
        return read_plan_file(path).decode("utf-8-sig")
    except PlanError as error:
        raise wiring.CannotJudge(f"{named}: {error.message} Check the path.") from error
    except UnicodeDecodeError as error:
        raise wiring.CannotJudge(f"{named}: not UTF-8. Save it as UTF-8.") from error


def _sheet(spec: Spec, drawn: Drawn, ground: _Ground, plan: str) -> Sheet:
    readable, left_out = _readable(drawn.sketches)
    sheet = Sheet(
        title=_title(spec),
        sketches=readable,
        commands=usual_commands(ground.inventory, plan),
        critical=tuple(_critical(spec, ground)),
        questions=drawn.questions,
        notes=(*drawn.notes, *left_out),
    )
    rows = _corrections(spec, drawn, ground, read_plan(plan_of_sketches(sheet), plan))
    return sheet._replace(corrections=rows)


def _title(spec: Spec) -> str:
    heads = (plain(each.title) for each in spec.parts if each.level == 1)
    return next(heads, "") or spec.path.rpartition("/")[2].removesuffix(".md")


def _readable(sketches: tuple[Sketch, ...]) -> tuple[tuple[Sketch, ...], list[str]]:
    """The sketches with such cases as a plan can hold; for each other one a note."""
    kept: list[Sketch] = []
    lost: list[str] = []
    for each in sketches:
        cases: list[str] = []
        for case in each.cases:
            spelled = next((x for x in (case, plain(case)) if _is_case(x, each)), None)
            if spelled is not None:
                cases.append(spelled)
            else:
                lost.append(f"{each.name}: also, in words that no plan can list: “{plain(case)}”")
        kept.append(each._replace(cases=tuple(cases)))
    return tuple(kept), lost


def _called(drawn: Drawn) -> Drawn:
    """The components under names that a plan can have: a word of its own with the package."""
    names = {each.name: _name(each) for each in drawn.sketches}
    changed = [(old, new) for old, new in names.items() if old != new]
    notes = [
        f"{new} is {old}: alone, a plan has another meaning for that word." for old, new in changed
    ]
    return drawn._replace(
        sketches=tuple(
            each._replace(name=names[each.name], needs=tuple(names[need] for need in each.needs))
            for each in drawn.sketches
        ),
        notes=(*drawn.notes, *notes),
        makes={names[name]: made for name, made in drawn.makes.items()},
        lines={line: names[name] for line, name in drawn.lines.items()},
    )


def _name(sketch: Sketch) -> str:
    alone = Sheet("It", (sketch._replace(needs=(), exists=(), cases=()),))
    if is_understood(plan_of_sketches(alone), alone, "PLAN.md"):
        return sketch.name
    package = sketch.path.split("/")[-2:-1] or ["The"]
    return f"{package[0][:1].upper()}{package[0][1:]} {sketch.name}"


def _is_case(case: str, sketch: Sketch) -> bool:
    """Whether the reader takes these words for one case, and for nothing else."""
    alone = sketch._replace(name="It", needs=(), exists=(), cases=(case,))
    plan = read_plan(plan_of_sketches(Sheet("It", (alone,))), "PLAN.md")
    if len(plan.components) != 1 or any(each.severity != "info" for each in plan.diagnostics):
        return False
    (found,) = plan.components
    files = [each.path for each in (*found.test_files, *found.integration)]
    return (
        len(found.cases) == 1
        and files == [sketch.tests]
        and [each.path for each in found.implementation] == [sketch.path]
        and not (found.depends_on or found.questions or found.expected or plan.questions)
        and found.lane == "feature"
    )


def _corrections(
    spec: Spec, drawn: Drawn, ground: _Ground, plan: Plan
) -> tuple[tuple[str, str, str], ...]:
    """The rows of what the spec says and the code has otherwise."""
    document = _claims(spec, drawn, plan)
    judged = reconcile(plan, [document], Lookup(ground.inventory), ground.exists, ground.hidden)
    return corrections(open_ones(judged, [document]))


def _claims(spec: Spec, drawn: Drawn, plan: Plan) -> Claims:
    """What the spec says, each name with the component whose section it stands in."""
    ids = {each.name: each.id for each in plan.components}
    said = [
        mention.claim._replace(component=ids.get(drawn.lines.get(part.line, "")))
        for part in spec.parts
        for mention in part.mentions
    ]
    makes = [
        Making(name, ids[component], 0)
        for component, names in drawn.makes.items()
        for name in names
        if component in ids
    ]
    return Claims(tuple(said), tuple(makes))


def _critical(spec: Spec, ground: _Ground) -> Iterator[tuple[str, str]]:
    """The files of the code that the spec names things of, those with the most names first."""
    lookup = Lookup(ground.inventory)
    files: dict[str, dict[str, None]] = {}
    for part in spec.parts:
        for mention in part.mentions:
            owner = mention.claim.name.rpartition(".")[0]
            found = lookup.find(mention.claim.name) or (lookup.owners(owner) if owner else ())
            for each in found[:1]:
                if each.kind in ("class", "function", "method", "module"):
                    files.setdefault(each.path, {})[each.short] = None
    ordered = sorted(files.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    for path, names in ordered[:MOST_CRITICAL]:
        yield path, f"has {', '.join(names)}, which the spec names"
