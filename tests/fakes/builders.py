"""Builders of core values: each is valid with no arguments; a test names only what it is about.

A standing and a report are derived with the rules of the core, never put together by hand, so
a built report cannot contradict itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pytest_phase.core.cycle import Standing, in_progress, ready, standings
from pytest_phase.core.evidence import (
    FAILURES,
    Evidence,
    Grade,
    Observation,
    Outcome,
    Red,
    file_of,
)
from pytest_phase.core.findings import Diagnostic, Finding, Severity
from pytest_phase.core.ledger import Ledger, Section, Start
from pytest_phase.core.ownership import Ownership
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
from pytest_phase.core.recording import Recording
from pytest_phase.core.report import Report, TestReport
from pytest_phase.core.rules import Docket
from pytest_phase.core.run import Run, World
from pytest_phase.settings import Setting, Settings
from pytest_phase.usecases.project import Project
from tests.fakes.ports import FakeHistory, FakeLock, FakeTests

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


def failing(test: str = A_TEST, component: str = "auditlogger", **changes: Any) -> Observation:
    """What a run saw of a test whose assertion failed."""
    values = {"outcome": "failed", "grade": "behaviour"} | changes
    return an_observation(test, component, **values)


def in_cases(
    cases: Mapping[str, Outcome],
    test: str = A_TEST,
    *,
    whole: bool = True,
    conditional: bool = True,
) -> Observation:
    """What a run saw of a parametrized test, by the id of each case; the worst is its outcome."""
    order: tuple[Outcome, ...] = ("passed", "xpassed", "skipped", "xfailed", "failed", "error")
    worst = max(cases.values(), key=order.index)
    grade: Grade | None = "behaviour" if worst in FAILURES else None
    return an_observation(
        test, outcome=worst, grade=grade, cases=cases, whole=whole, conditional=conditional
    )


def a_run(
    *observations: Observation,
    known: Mapping[str, Iterable[str]] | None = None,
    texts: Mapping[str, str | None] | None = None,
    settled: Iterable[str] | None = None,
    **changes: Any,
) -> Run:
    """A run that saw these tests and no others, each with the text that the builders give.

    ``known`` are the tests of each component, those that were seen unless given; ``texts``
    what is different; ``settled`` the files collected whole, those of known tests unless given.
    """
    if known is None:
        of = dict.fromkeys(each.component for each in observations)
        known = {id: [e.test for e in observations if e.component == id] for id in of}
    tests = [test for ids in known.values() for test in ids]
    files = {file_of(test) for test in tests} if settled is None else settled
    return Run(
        observations={each.test: each for each in observations},
        known={id: tuple(ids) for id, ids in known.items()},
        settled=frozenset(files),
        texts=dict.fromkeys(tests, A_TEXT) | dict(texts or {}),
        **changes,
    )


def a_recording(
    run: Run | None = None,
    *components: Component,
    base: str | None = A_BASE,
    code: str = BEFORE,
    minimum: Grade = "missing",
    named: Iterable[str] = (),
    **sections: Section,
) -> Recording:
    """A recording of a run of one failing test; ``sections`` is what the lock holds, by id."""
    return Recording(
        a_plan(*components),
        Ledger(sections),
        a_run(failing()) if run is None else run,
        World(base=lambda: base, implementation=lambda id: code),
        minimum,
        frozenset(named),
    )


def a_docket(
    run: Run | None = None,
    *components: Component,
    plan: Plan | None = None,
    sections: Mapping[str, Section] | None = None,
    minimum: Grade = "missing",
    **changes: Any,
) -> Docket:
    """All that is judged after a run that saw nothing, with an empty lock; no row has a sum."""
    plan = plan or a_plan(*components)
    run = a_run() if run is None else run
    ledger = Ledger(sections or {})
    values: dict[str, Any] = {
        "lock": "PLAN.lock",
        "sums": False,
        "standings": standings(plan, ledger, run.known, run.texts, minimum, run.edits),
        "ownership": Ownership(plan),
    }
    return Docket(plan=plan, ledger=ledger, run=run, minimum=minimum, **(values | changes))


def a_project(
    *components: Component,
    lock: FakeLock | None = None,
    tests: FakeTests | None = None,
    history: FakeHistory | None = None,
    **settings: Any,
) -> Project:
    """A project at ``/project`` with one component, an empty lock and no test written yet."""
    root = Path("/project")
    values: dict[str, Any] = {
        "root": root,
        "plan": Setting(root / "PLAN.md", "--phase-plan"),
        "lock": Setting(root / "PLAN.lock"),
    }
    return Project(
        plan=a_plan(*components),
        settings=Settings(**(values | settings)),
        lock=lock or FakeLock(),
        tests=tests or FakeTests(),
        history=history or FakeHistory(),
    )
