"""Builders of core values: each is valid with no arguments; a test names only what it is about.

A standing and a report are derived with the rules of the core, never put together by hand, so
a built report cannot contradict itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_phase.core.cycle import Standing, in_progress, ready, standings
from pytest_phase.core.evidence import Evidence, Grade, Observation, Red
from pytest_phase.core.findings import Diagnostic, Finding, Severity
from pytest_phase.core.ledger import Ledger, Section, Start
from pytest_phase.core.plan import (
    Case,
    Component,
    Dependency,
    Implementation,
    Lane,
    Origin,
    Phase,
    Plan,
    TestFile,
    slug,
)
from pytest_phase.core.report import Report, TestReport

A_TEST = "tests/test_auditlogger.py::test_one"
A_TEXT = "9c1f4e7a02bd"
ANOTHER_TEXT = "0d4b8a6c1f2e"
BEFORE = "77aa01b2c3d4"
AFTER = "81bc22d0e4f5"
A_BASE = "1a2b3c4d5e6f"


def an_origin(line: int = 41, rule: str = "dotted-phase", **changes: Any) -> Origin:
    """A certain fact of line 41."""
    return Origin(line=line, rule=rule, **changes)


def a_component(
    name: str = "AuditLogger",
    *,
    line: int = 41,
    cases: Iterable[str] = (),
    files: Iterable[str] | None = None,
    needs: Iterable[str] = (),
    external: Iterable[str] = (),
    after: Iterable[str] = (),
    **changes: Any,
) -> Component:
    """A feature component of phase 3.2 with one test file and one implementation file.

    ``cases`` are function names, ``needs`` ids of components it depends on, ``external``
    names of things that exist, ``after`` ids of components that only come before it.
    """
    origin = an_origin(line)
    id = changes.pop("id", slug(name))
    word = id.replace("-", "_")
    paths = (f"tests/test_{word}.py",) if files is None else tuple(files)
    depends_on = (
        *(Dependency(each, origin, component=each) for each in needs),
        *(Dependency(each, origin) for each in external),
        *(Dependency(each, origin, component=each, soft=True) for each in after),
    )
    values: dict[str, Any] = {
        "phase": "3.2",
        "test_files": tuple(TestFile(path, origin) for path in paths),
        "cases": tuple(Case(case, origin, name=case) for case in cases),
        "implementation": (Implementation(f"src/{word}.py", origin),),
        "depends_on": depends_on,
    }
    return Component(id=id, name=name, origin=origin, **(values | changes))


def a_plan(*components: Component, **changes: Any) -> Plan:
    """A plan at ``PLAN.md`` with one phase, 3.2, that holds the components (one by default)."""
    values: dict[str, Any] = {
        "path": "PLAN.md",
        "title": "Phase 3: Audit trail",
        "phases": (Phase("3.2", "Core services", 12),),
        "components": components or (a_component(),),
    }
    return Plan(**(values | changes))


def red(
    test: str = A_TEST, grade: Grade = "behaviour", *, text: str = A_TEXT, **changes: Any
) -> Evidence:
    """A row of a test that was seen failing, and not passing since."""
    return Evidence(test, text=text, red=Red(grade, BEFORE), **changes)


def green(test: str = A_TEST, grade: Grade = "behaviour", *, text: str = A_TEXT) -> Evidence:
    """A row of a test that was seen failing, and then passing with the same text."""
    return red(test, grade, text=text, green=AFTER)


def waived(test: str = A_TEST, reason: str = "needs the real printer") -> Evidence:
    """A row of a test that owes no red because a person said so."""
    return Evidence(test, text=A_TEXT, waived=reason)


def baseline(test: str = A_TEST, reason: str = "there before the tool was") -> Evidence:
    """A row of a test that passed before the tool was there."""
    return Evidence(test, text=A_TEXT, baseline=reason)


def seen(test: str = A_TEST) -> Evidence:
    """A row that only says that the test is known."""
    return Evidence(test, text=A_TEXT)


def a_start(
    *, base: str | None = A_BASE, lane: Lane = "feature", over: Iterable[str] = ()
) -> Start:
    """A start in the feature lane from a base commit."""
    return Start(base=base, lane=lane, over=tuple(over))


def a_section(*rows: Evidence, started: Start | None = None, **changes: Any) -> Section:
    """A section of the lock with these rows, not started unless ``started`` says so."""
    tests: dict[str, tuple[Evidence, ...]] = {}
    for row in rows:
        tests[row.test] = (*tests.get(row.test, ()), row)
    return Section(started=started, tests=tests, **changes)


def a_standing(
    component: Component | None = None,
    *rows: Evidence,
    started: bool | Start | None = None,
    completed: bool = False,
    known: Iterable[str] | None = None,
    stale: Iterable[str] = (),
) -> Standing:
    """The standing of one component alone: in progress where it has rows, else pending.

    ``known`` are the tests of the rows unless given; ``stale`` the tests whose text is
    another one today.
    """
    component = component or a_component()
    begun = (completed or bool(rows)) if started is None else started
    start = begun if isinstance(begun, Start) else a_start(lane=component.lane) if begun else None
    section = a_section(*rows, started=start, completed=completed)
    tests = tuple(section.tests) if known is None else tuple(known)
    plan = a_plan(component)
    texts = dict.fromkeys(tests, A_TEXT) | dict.fromkeys(stale, ANOTHER_TEXT)
    return standings(plan, Ledger({component.id: section}), {component.id: tests}, texts)[
        component.id
    ]


def a_report(*alone: Standing, plan: Plan | None = None, **changes: Any) -> Report:
    """The report of these standings, judged together; one component in progress by default."""
    alone = alone or (a_standing(None, green(), red("tests/test_auditlogger.py::test_two")),)
    plan = plan or a_plan(*(each.component for each in alone))
    texts = {
        test: ANOTHER_TEXT if test in each.stale else A_TEXT
        for each in alone
        for test in (*each.known, *each.evidence)
    }
    together = standings(
        plan,
        Ledger({each.id: each.section for each in alone}),
        {each.id: each.known for each in alone},
        texts,
    )
    current = in_progress(together)
    values: dict[str, Any] = {
        "plan": plan,
        "lock": "PLAN.lock",
        "standings": tuple(together.values()),
        "in_progress": current.id if current else None,
        "ready": tuple(each.id for each in ready(together)),
    }
    return Report(**(values | changes))


def a_finding(
    code: str = "PH801",
    severity: Severity = "error",
    where: str = A_TEST,
    message: str = "passed in this run, and was never seen red",
    hint: str = "See it fail first, or waive it with a reason.",
    component: str | None = "auditlogger",
) -> Finding:
    """An error of the gate about one test."""
    return Finding(code, severity, where, message, hint, component)


def a_diagnostic(code: str = "PH601", severity: Severity = "warning", **changes: Any) -> Diagnostic:
    """A warning about the plan's line 41."""
    values: dict[str, Any] = {
        "message": "unknown dependency 'Retri'",
        "hint": "Did you mean 'Retry'?",
        "line": 41,
        "column": 3,
    }
    return Diagnostic(code, severity, **(values | changes))


def an_observation(
    test: str = A_TEST, component: str = "auditlogger", **changes: Any
) -> Observation:
    """What a run saw of a test that passed."""
    return Observation(test, component, **({"outcome": "passed"} | changes))


def a_test_report(test: str = A_TEST, component: str = "auditlogger", **changes: Any) -> TestReport:
    """What a run says of a test that failed and was recorded red."""
    values: dict[str, Any] = {"outcome": "failed", "grade": "behaviour", "evidence": "red"}
    return TestReport(test, component, **(values | changes))
