"""The report as one JSON document: the contract of design 3.3, and its JSON Schema.

The only module that imports pydantic; callers import it when a document is asked for, so
that no other run pays for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from pytest_phase.core.cycle import Cycle, Standing, State
from pytest_phase.core.evidence import Grade, Level, Outcome
from pytest_phase.core.findings import Finding, Severity
from pytest_phase.core.levels import of_component
from pytest_phase.core.plan import Lane
from pytest_phase.core.replay.story import Table
from pytest_phase.core.replay.verdicts import Replayed, Verdict
from pytest_phase.core.report import EvidenceWord, Report, TestReport


def _storable(text: Any) -> Any:
    """A text that UTF-8 can hold: a path may have bytes that it cannot."""
    return text.encode("utf-8", "backslashreplace").decode() if isinstance(text, str) else text


Text = Annotated[str, BeforeValidator(_storable)]
Id = Annotated[Text, Field(description="The component's id: the slug of its name.")]
TestId = Annotated[Text, Field(description="path::Class::function, without parameters.")]
Count = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    # Later versions add keys: a reader, and so the schema, lets unknown ones pass.
    model_config = ConfigDict(frozen=True, strict=True)


def _never_null(schema: dict[str, Any]) -> None:
    """In the schema of a key that is left out, never null: no default."""
    schema.pop("default", None)


class TestCounts(_Model):
    """How many tests of a component there are, and what evidence they have."""

    __test__ = False

    known: Count = Field(description="Tests that pytest knows in the component's files.")
    red: Count = Field(description="Tests with counting red evidence, also those green by now.")
    green: Count = Field(description="Tests seen passing after their red, with the same text.")
    stale: Count = Field(description="Tests whose text is not the one the evidence is about.")
    waived: Count = Field(description="Tests with a declared exception.")
    baseline: Count = Field(description="Tests that were there before the tool was.")


class CaseCounts(_Model):
    """How many cases the plan names for a component, and how many have a test."""

    listed: Count = Field(description="Cases of the plan that name a test function.")
    written: Count = Field(description="Listed cases that have a test.")


class GradeCounts(_Model):
    """Why the red tests failed: how many for each grade that can count."""

    behaviour: Count = Field(description="An assertion failed, or the wrong thing was raised.")
    stub: Count = Field(description="The component's own code raised NotImplementedError.")
    missing: Count = Field(description="A name of the project that did not exist yet.")


class ComponentDocument(_Model):
    """Where one component of the plan stands."""

    id: Id
    name: Text = Field(description="The name in the plan.")
    phase: Text | None = Field(description="The number of its phase as written, or null.")
    line: int = Field(ge=1, description="The line of the plan where it begins.")
    lane: Lane = Field(description="What evidence it owes.")
    state: State = Field(description="Its todo state, derived from evidence.")
    cycle: Cycle = Field(description="Where it is between red and green.")
    depends_on: tuple[Text, ...] = Field(
        description="Ids of the components that must be completed first."
    )
    blocked_by: tuple[Text, ...] = Field(description="Those of depends_on that are not completed.")
    test_files: tuple[Text, ...] = Field(
        description="Its test files, relative to the project root; a directory ends in '/'."
    )
    implementation: tuple[Text, ...] = Field(
        description="The files it creates or changes, relative to the project root."
    )
    tests: TestCounts
    cases: CaseCounts
    grades: GradeCounts
    level: Level | None = Field(
        description="What each of its tests with evidence was proved to at least; null for none."
    )


class FindingDocument(_Model):
    """One judgement: what, where, what next."""

    code: Text = Field(description="Its stable code, as in 'PH801'.")
    severity: Severity = Field(description="An error fails the gate.")
    component: Text | None = Field(description="The component's id; null for the whole run.")
    where: Text = Field(description="A test id, a place such as 'PLAN.md:41', or a component id.")
    message: Text = Field(description="What was found.")
    hint: Text = Field(description="What to do next; may be empty.")


class TestDocument(_Model):
    """What the run saw of one test."""

    __test__ = False

    id: TestId
    component: Id
    outcome: Outcome = Field(description="The worst outcome over its cases.")
    grade: Grade | None = Field(description="Why it failed; null where it did not.")
    evidence: EvidenceWord = Field(
        description="What the lock holds for it after this run, or why it was not recorded."
    )
    level: Level | None = Field(
        description="How far its evidence was proved; null where there is none for its text."
    )
    cases: dict[Text, Outcome] | SkipJsonSchema[None] = Field(
        default=None,
        description="The outcome of each parameter id; only for parametrized tests.",
        json_schema_extra=_never_null,
    )


class RunDocument(_Model):
    """What one run saw, test by test."""

    tests: tuple[TestDocument, ...]


class ReplayedDocument(_Model):
    """One test on both sides of a replay: on the old implementation, and on today's."""

    id: TestId
    component: Id | None = Field(description="The component's id; null in none, or without a plan.")
    then: Outcome = Field(description="The worst outcome on the old implementation.")
    now: Outcome = Field(description="The worst outcome on today's.")
    verdict: Verdict = Field(description="What follows from both.")
    grade: Grade | None = Field(description="Why it failed then; null where it did not.")
    new: bool = Field(description="It was not there at the base, under any name.")
    changed: bool = Field(description="It was there with another text.")
    reason: Text | None = Field(description="What the verdict alone does not say, or null.")
    cases: dict[Text, tuple[Outcome, Outcome]] | SkipJsonSchema[None] = Field(
        default=None,
        description="Then and now for each parameter id; only for parametrized tests.",
        json_schema_extra=_never_null,
    )


class ReplayDocument(_Model):
    """Today's tests on an earlier implementation."""

    base: Text = Field(
        description="The commit whose implementation ran; empty where there are several."
    )
    tests: tuple[ReplayedDocument, ...]


class Document(_Model):
    """The state of a plan, as --phase-status=json prints and --phase-report writes it."""

    version: Literal[1] = Field(description="The version of this document's form.")
    plan: Text | None = Field(
        description="The plan's path, relative to the project root; null in a replay without one."
    )
    lock: Text | None = Field(
        description="The lock's path, relative to the project root; null without a plan."
    )
    components: tuple[ComponentDocument, ...] = Field(description="In the plan's order.")
    in_progress: Text | None = Field(description="The id of the component in progress, or null.")
    ready: tuple[Text, ...] = Field(
        description="Ids of the pending components that nothing blocks, in the plan's order."
    )
    findings: tuple[FindingDocument, ...]
    run: RunDocument | SkipJsonSchema[None] = Field(
        default=None,
        description="What the run saw; only where tests were run.",
        json_schema_extra=_never_null,
    )
    replay: ReplayDocument | SkipJsonSchema[None] = Field(
        default=None,
        description="What a replay saw; only where there was one.",
        json_schema_extra=_never_null,
    )


def document(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, keys in the order of the contract (design 3.3)."""
    # What was never set is left out: a key that does not apply is absent, not null.
    return _model(report).model_dump(mode="json", exclude_unset=True)


def to_json(report: Report) -> str:
    """The document as text: indented by two, any script as it is, one newline at the end."""
    return json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"


def replay_to_json(table: Table, findings: Iterable[Finding]) -> str:
    """The document of a replay without a plan, as text."""
    model = Document(
        version=1,
        plan=None,
        lock=None,
        components=(),
        in_progress=None,
        ready=(),
        findings=tuple(_finding(each) for each in findings),
        replay=_replay(table),
    )
    said = model.model_dump(mode="json", exclude_unset=True)
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Document.model_json_schema(),
    }


def _model(report: Report) -> Document:
    run: dict[str, Any] = {} if report.run is None else {"run": _run(report.run)}
    if report.replay is not None:
        run["replay"] = _replay(report.replay)
    return Document(
        version=1,
        plan=report.plan.path,
        lock=report.lock,
        components=tuple(_component(each) for each in report.standings),
        in_progress=report.in_progress,
        ready=report.ready,
        findings=tuple(_finding(each) for each in report.findings),
        **run,
    )


def _component(standing: Standing) -> ComponentDocument:
    component = standing.component
    return ComponentDocument(
        id=component.id,
        name=component.name,
        phase=component.phase,
        line=component.line,
        lane=standing.lane,
        state=standing.state,
        cycle=standing.cycle,
        depends_on=component.requires,
        blocked_by=standing.blocked_by,
        test_files=_once(each.path for each in component.test_files),
        implementation=_once(each.path for each in component.implementation),
        tests=_tests(standing),
        cases=CaseCounts(listed=len(set(component.case_names)), written=len(standing.written)),
        grades=GradeCounts.model_validate(dict(standing.grades)),
        level=of_component(standing),
    )


def _tests(standing: Standing) -> TestCounts:
    return TestCounts(
        known=len(standing.known),
        red=len(standing.red),
        green=len(standing.green),
        stale=len(standing.stale.intersection(standing.known)),
        waived=len(standing.waived),
        baseline=len(standing.baseline),
    )


def _finding(finding: Finding) -> FindingDocument:
    return FindingDocument(
        code=finding.code,
        severity=finding.severity,
        component=finding.component,
        where=finding.where,
        message=finding.message,
        hint=finding.hint,
    )


def _run(tests: Iterable[TestReport]) -> RunDocument:
    return RunDocument(tests=tuple(_test(each) for each in tests))


def _test(test: TestReport) -> TestDocument:
    cases = {"cases": dict(test.cases)} if test.cases else {}
    return TestDocument(
        id=test.id,
        component=test.component,
        outcome=test.outcome,
        grade=test.grade,
        evidence=test.evidence,
        level=test.level,
        **cases,
    )


def _replay(table: Table) -> ReplayDocument:
    return ReplayDocument(base=table.base, tests=tuple(_replayed(each) for each in table.tests))


def _replayed(test: Replayed) -> ReplayedDocument:
    cases: dict[str, Any] = {"cases": dict(test.cases)} if test.cases else {}
    return ReplayedDocument(
        id=test.test,
        component=test.component,
        then=test.then,
        now=test.now,
        verdict=test.verdict,
        grade=test.grade,
        new=test.new,
        changed=test.changed,
        reason=test.reason or None,
        **cases,
    )


def _once(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))
