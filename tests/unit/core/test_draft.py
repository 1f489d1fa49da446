"""The ledger while it changes."""

from __future__ import annotations

from pytest_phase.core.draft import Draft
from pytest_phase.core.ledger import Forgotten, Ledger, Section
from pytest_phase.core.run import Run
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_plan,
    a_run,
    a_section,
    a_start,
    green,
    red,
    seen,
    waived,
)


def a_draft(ledger: Ledger, run: Run | None = None) -> Draft:
    """A draft of a ledger, for AuditLogger and Retry."""
    run = run or a_run(known={"auditlogger": [A_TEST]})
    return Draft(a_plan(a_component(), a_component("Retry")), ledger, run, "missing")


def test_what_does_not_change_is_the_same_object() -> None:
    """That nothing changed is seen without a look at any row."""
    ledger = Ledger({"auditlogger": a_section(red())})
    draft = a_draft(ledger)
    draft.put("auditlogger", red())
    assert draft.ledger() is ledger


def test_a_change_touches_its_own_section_alone() -> None:
    """Other sections, and unknown keys, stay as they were."""
    ledger = Ledger({"auditlogger": a_section(red()), "retry": a_section()}, {"future": 1})
    draft = a_draft(ledger)
    draft.put("auditlogger", green())
    after = draft.ledger()
    assert after.section("auditlogger") == a_section(green())
    assert after.section("retry") is ledger.section("retry")
    assert after.extra == {"future": 1}
    assert ledger.section("auditlogger") == a_section(red())


def test_rows_and_states_change_together() -> None:
    """A component without a section gets one; a state and a row end up in it."""
    draft = a_draft(Ledger())
    draft.set("auditlogger", Section(started=a_start()))
    draft.put("auditlogger", red())
    assert draft.ids == ("auditlogger",)
    assert draft.row("auditlogger", A_TEST) == red()
    assert draft.ledger().section("auditlogger") == a_section(red(), started=a_start())
    assert draft.drop("auditlogger", A_TEST) == red()
    assert draft.ledger().section("auditlogger") == Section(started=a_start())


def test_nothing_is_known_of_a_component_without_rows() -> None:
    """Looking at what is not there adds nothing."""
    draft = a_draft(Ledger())
    assert draft.row("retry", A_TEST) is None
    assert draft.rows("retry") == {}
    assert draft.section("retry") == Section()
    assert draft.ledger() == Ledger()


def test_standings_follow_every_change() -> None:
    """Where components stand is always by the rows of now."""
    draft = a_draft(Ledger({"auditlogger": a_section(red(), started=a_start())}))
    assert draft.standings()["auditlogger"].cycle == "red"
    draft.put("auditlogger", green())
    assert draft.standings()["auditlogger"].cycle == "green"
    assert draft.standings() is draft.standings()


def test_new_evidence_settles_that_a_test_was_forgotten() -> None:
    """The row of a forgotten test goes with its new evidence, and with nothing less."""
    forgotten = {A_TEST: Forgotten(A_TEST, "obsolete"), "t.py::b": Forgotten("t.py::b", "gone")}
    draft = a_draft(Ledger({"auditlogger": a_section()._replace(forgotten=forgotten)}))
    draft.put("auditlogger", seen())
    draft.put("auditlogger", waived())
    assert draft.ledger().section("auditlogger").forgotten == forgotten
    draft.put("auditlogger", red())
    assert list(draft.ledger().section("auditlogger").forgotten) == ["t.py::b"]
