"""Where every fact of a plan comes from: for each component its line, its facts, their rules."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.plan import Component, Dependency, Origin, Plan, TestFile
from pytest_phase.reporting.layout import printable


def explain(plan: Plan) -> list[str]:
    """Each component with its facts: ``PLAN.md:41  test file  tests/a.py  [tests-label]``.

    A fact that was guessed is marked ``guessed``: it is shown, and never enforced.
    """
    lines: list[str] = []
    for component in plan.components:
        facts = [_fact(plan, *fact) for fact in _facts(component)]
        lines += [f"{printable(component.name)} ({component.id})", *facts, ""]
    if plan.integration:
        files = [_fact(plan, "integration", _file(each), each.origin) for each in plan.integration]
        lines += ["The whole plan", *files, ""]
    return lines


def _fact(plan: Plan, kind: str, value: str, origin: Origin) -> str:
    place = plan.place(origin)
    guessed = "" if origin.certain else ", guessed"
    return f"    {place:<14} {kind:<15} {printable(value)}  [{origin.rule}{guessed}]"


def _facts(component: Component) -> Iterator[tuple[str, str, Origin]]:
    called = component.aliases[0] if component.aliases else component.name
    yield "component", called, component.origin
    if component.stated:
        yield "stated", component.stated.state, component.stated.origin
    for file in component.test_files:
        yield "test file", _file(file), file.origin
    for case in component.cases:
        yield "case" if case.name else "case in prose", case.name or case.text, case.origin
    for expected in component.expected:
        of = f" of {expected.case}" if expected.case else ""
        yield "expected red", f"{expected.text}{of}", expected.origin
    for each in component.implementation:
        yield "implementation", each.path, each.origin
    for dependency in component.depends_on:
        yield "depends on", _dependency(dependency), dependency.origin
    for file in component.integration:
        yield "integration", _file(file), file.origin


def _file(file: TestFile) -> str:
    return f"{file.path} ({', '.join(file.names)})" if file.names else file.path


def _dependency(dependency: Dependency) -> str:
    if dependency.component is None:
        return f"{dependency.name} (external)"
    return f"{dependency.component} (order only)" if dependency.soft else dependency.component
