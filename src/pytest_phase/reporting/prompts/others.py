"""``prompt explore``, ``plan`` and ``review``: the phases before and after the code."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import name_of
from pytest_phase.core.inventory.structure import Module
from pytest_phase.reporting.layout import labels, listed
from pytest_phase.reporting.prompts import facts
from pytest_phase.reporting.prompts.brief import Brief
from pytest_phase.reporting.prompts.parts import Part
from pytest_phase.reporting.steps import command

_EXPLORE = (
    "Explore the code base before anything is planned. Never assume that the spec matches it.",
    "1. Structure: what exists in the folders below, and what sits on what.",
    "2. Patterns: how code that is there handles what the plan asks for.",
    "3. Interfaces: real names, parameters and return types, with file and line.",
    "4. Tests: fixtures, helpers, organisation.",
    "5. Schema: real tables and columns.",
    "Answer with file paths, lines, and a table: | Spec says | Actual code | Action |.",
)
_PLAN = (
    "Write a red/green TDD plan from the facts below, in this order: what exists first, models",
    "next, services in the order of their dependencies. For each component: its test file, the",
    "test functions to write first and what each asserts, its code file, what it depends on.",
    "Name every difference between spec and code in a table:",
    "| Spec says | Actual code | Action |. Ask what is ambiguous under: ## Open Questions.",
)
_REVIEW = (
    "Read the tests before the code. That each was seen failing shows that it notices the",
    "change, not that it asserts the right thing.",
    "1. Does each test assert what the plan asks for, and would it fail if that were wrong?",
    "2. Is a case of the plan missing, or held only by name?",
    "3. Does the code do anything for the tests alone (values of theirs, a special case)?",
    "4. Is there code that no test asks for?",
)


def explore(brief: Brief) -> list[Part]:
    """What to look at in this project, for somebody who explores it."""
    inventory = brief.inventory
    return [
        Part("Task", _EXPLORE, 1),
        Part("Components to come", tuple(_components(brief)), 2),
        Part("Structure", tuple(facts.structure(inventory.source)), 2),
        Part("Names in the plan that the code has", tuple(_interfaces(brief)), 3),
        Part("Names in the plan that were not found", tuple(_unknown(brief)), 3),
        Part("Tests", tuple(facts.habits(inventory.tests)), 4),
        Part("Schema", tuple(facts.tables(inventory.schema.tables)), 4),
        Part("Open questions", tuple(facts.questions(brief.plan, brief.plan.questions)), 5),
    ]


def plan(brief: Brief) -> list[Part]:
    """The facts to plan with, for somebody who writes or mends the plan."""
    inventory = brief.inventory
    return [
        Part("Task", _PLAN, 1),
        Part("Schema", tuple(facts.tables(inventory.schema.tables)), 2),
        Part("Interfaces that the plan names", tuple(_interfaces(brief)), 2),
        Part("Files to create", tuple(_missing(brief)), 2),
        Part("Where spec and code differ", tuple(facts.discrepancies(brief.plan)), 3),
        Part("How tests are written here", tuple(facts.habits(inventory.tests)), 3),
        Part("Fixtures", tuple(facts.fixtures(inventory.tests, ())), 4),
        Part("Components so far", tuple(_components(brief)), 4),
        Part("Structure", tuple(facts.structure(inventory.source)), 5),
    ]


def review(brief: Brief, standing: Standing) -> list[Part]:
    """What was built and what was seen of it, for somebody who reviews it."""
    own = [each.path for each in standing.component.implementation]
    section = ("````markdown", *brief.section.splitlines(), "````") if brief.section else ()
    return [
        Part("Task", _REVIEW, 1),
        Part("Files", tuple(_files(standing)), 1),
        Part("What was seen", tuple(_evidence(standing)), 2),
        Part("Findings", tuple(_findings(brief, standing)), 2),
        Part("What the plan says", section, 2, whole=True),
        Part("Its interfaces", tuple(facts.interfaces(brief.modules_at(own))), 3),
        Part("Run", (f"`{command(brief.report, '--phase-gate')}`",), 3),
    ]


def _components(brief: Brief) -> Iterator[str]:
    called = labels(brief.plan)
    for each in brief.report.standings:
        after = ", ".join(listed(each.component.requires, called))
        yield f"- {called[each.id]}: {each.state}" + (f", after {after}" if after else "")


def _interfaces(brief: Brief) -> Iterator[str]:
    return facts.interfaces(brief.mentioned())


def _unknown(brief: Brief) -> Iterator[str]:
    """Names written like code that no module, class, function, method or table has."""
    known = {name for module in brief.inventory.modules for name in _names(module)}
    known |= {each.name for each in brief.inventory.schema.tables}
    for name in sorted(brief.names) if known else ():
        if "/" not in name and name.rpartition(".")[2] not in known and not _is_test(name):
            yield f"- `{name}`"


def _names(module: Module) -> Iterator[str]:
    yield from module.name.split(".")
    yield from (each.last for each in module.interfaces)
    yield from (name for name, _ in module.exports)


def _is_test(name: str) -> bool:
    return name.startswith(("test_", "Test"))


def _missing(brief: Brief) -> Iterator[str]:
    there = {each.path for each in brief.inventory.modules}
    for each in brief.report.standings:
        for file in each.component.implementation if there else ():
            if file.path not in there and not file.path.endswith("/"):
                yield f"- `{file.path}` ({each.component.name})"


def _files(standing: Standing) -> Iterator[str]:
    component = standing.component
    yield from (f"- tests: `{each.path}`" for each in component.test_files)
    yield from (f"- code: `{each.path}`" for each in component.implementation)


def _evidence(standing: Standing) -> Iterator[str]:
    owed = set(standing.owed)
    for test in standing.known:
        row = standing.evidence.get(test)
        red = f"red as {row.red.grade}" if row and row.red else "never seen red"
        green = ", green after it" if test in standing.green else ""
        edited = ", edited since" if test in standing.stale else ""
        why = row.waived or row.baseline if row else None
        said = f"{why} (declared)" if why else f"{red}{green}{edited}"
        yield f"- `{name_of(test)}`: {said}" + ("; owes evidence" if test in owed else "")


def _findings(brief: Brief, standing: Standing) -> Iterator[str]:
    for each in brief.report.findings:
        if each.component == standing.id:
            yield f"- {each.severity} {each.code} {each.where}: {each.message}"
