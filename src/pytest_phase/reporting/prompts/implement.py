"""``prompt implement``: one component whole, for somebody who sees nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import name_of
from pytest_phase.core.plan import Component
from pytest_phase.reporting.prompts import facts
from pytest_phase.reporting.prompts.brief import Brief
from pytest_phase.reporting.prompts.parts import Part
from pytest_phase.reporting.steps import command


def title(standing: Standing) -> str:
    """What the prompt asks for."""
    return f"Implement {standing.component.name}, test first"


def parts(brief: Brief, standing: Standing) -> list[Part]:
    """The parts in their order; what the work cannot do without has rank 1."""
    component, plan = standing.component, brief.plan
    tests = tuple(each.path for each in component.test_files)
    own = tuple(each.path for each in component.implementation)
    behind = tuple(_files_behind(brief))
    inventory = brief.inventory
    return [
        Part("Task", tuple(_task(brief, standing)), 1),
        Part("Steps", tuple(_steps(brief, standing)), 1),
        Part("Tests to write", tuple(_tests(standing)), 1),
        Part("What the plan says", _quoted(brief.section), 2, whole=True),
        Part("Open questions", tuple(_questions(brief, component)), 2),
        Part("What it depends on", tuple(_needed(brief)), 2),
        Part("Its files today", tuple(facts.interfaces(brief.modules_at(own))), 3),
        Part("Interfaces that the plan names", _mentioned(brief, (*own, *behind)), 4),
        Part("Schema", tuple(facts.tables(brief.tables())), 4),
        Part("Fixtures in reach", tuple(facts.fixtures(inventory.tests, tests)), 4),
        Part("Where spec and code differ", tuple(facts.discrepancies(plan)), 5),
        Part("How tests are written here", tuple(facts.habits(inventory.tests)), 6),
        Part("Notes of the plan", tuple(f"- {each.text}" for each in plan.notes), 7),
        Part("Critical files", tuple(_critical(brief)), 7),
    ]


def _task(brief: Brief, standing: Standing) -> Iterator[str]:
    component = standing.component
    place = brief.plan.place(component.origin)
    yield f"Component `{component.id}` of {place}, lane {standing.lane}, now {standing.state}."
    files = [each.path for each in component.implementation]
    if files:
        yield f"Its code goes into: {', '.join(f'`{each}`' for each in files)}."
    yield "Change nothing else without saying why. What is not asked for is not built."


def _steps(brief: Brief, standing: Standing) -> Iterator[str]:
    report, id = brief.report, standing.id
    if standing.lane == "feature":
        yield "1. RED: write the tests below, and no code yet. See each of them fail:"
        yield f"   `{command(report, '--phase-start', id)}`"
        yield "2. GREEN: write the least code that makes them pass:"
    else:
        yield "1. See its tests pass before anything is changed:"
        yield f"   `{command(report, '--phase-start', id)}`"
        yield "2. Make the change, and keep them passing:"
    yield f"   `{command(report, '--phase-component', id)}`"
    yield "3. REFACTOR while they stay green. A test that is edited has to be seen failing again."
    yield "4. Done when this exits 0:"
    yield f"   `{command(report, '--phase-complete')}`"


def _tests(standing: Standing) -> Iterator[str]:
    component = standing.component
    for each in component.test_files:
        names = f" ({', '.join(each.names)})" if each.names else ""
        yield f"- `{each.path}`{names}"
    for case in component.cases:
        there = ": written" if case.name in standing.written else ""
        yield f"  - {f'`{case.name}`' if case.name else case.text}{there}"
    listed = set(component.case_names)
    for test in standing.known:
        if name_of(test).rpartition("::")[2] not in listed:
            yield f"  - `{name_of(test)}`: written" + (", not listed in the plan" if listed else "")
    for expected in component.expected:
        yield f"- The red run is expected to say: {expected.text}"


def _quoted(section: str) -> tuple[str, ...]:
    return ("````markdown", *section.splitlines(), "````") if section else ()


def _questions(brief: Brief, component: Component) -> Iterator[str]:
    yield from facts.questions(brief.plan, component.questions)
    yield from facts.questions(brief.plan, brief.plan.questions)


def _needed(brief: Brief) -> Iterator[str]:
    for each in brief.needed():
        yield f"{each.component.name} ({each.state}):"
        paths = [file.path for file in each.component.implementation]
        yield from facts.interfaces(brief.modules_at(paths))
    standing = brief.standing
    for dependency in standing.component.depends_on if standing else ():
        if dependency.component is None:
            yield f"{dependency.name} (exists already)"


def _files_behind(brief: Brief) -> Iterator[str]:
    for each in brief.needed():
        yield from (file.path for file in each.component.implementation)


def _mentioned(brief: Brief, besides: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(facts.interfaces(brief.mentioned(besides)))


def _critical(brief: Brief) -> Iterator[str]:
    for row in brief.plan.critical_files:
        yield f"- {' | '.join(row.cells)}"
