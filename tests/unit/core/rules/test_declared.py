"""PH830 and PH831: fired and not fired, and word by word."""

from __future__ import annotations

from pytest_phase.core.findings import Finding
from pytest_phase.core.ledger import Forgotten
from pytest_phase.core.rules.declared import declared, untagged
from tests.fakes.builders import (
    A_TEST,
    ANOTHER_TEXT,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    baseline,
    green,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"
THIRD = "tests/test_auditlogger.py::test_three"
A_READER_DECIDES = "Declared, not seen: a reader decides."


def test_ph830_word_by_word() -> None:
    """Every waiver, baseline, start over a dependency and forgotten test, with its reason."""
    section = a_section(
        waived(), baseline(SECOND), baseline(THIRD), started=a_start(over=["retry", "vault"])
    )._replace(
        forgotten={"t.py::old": Forgotten("t.py::old", "asked for the wrong thing")},
    )
    run = a_run(known={"auditlogger": [A_TEST, SECOND, THIRD]})
    found = list(declared(a_docket(run, sections={"auditlogger": section})))
    assert found == [
        Finding("PH830", "info", where, message, A_READER_DECIDES, "auditlogger")
        for where, message in [
            ("t.py::old", "was forgotten: asked for the wrong thing"),
            (A_TEST, "is waived: needs the real printer"),
            ("PLAN.md:41", "2 tests counted as baseline: there before the tool was"),
            ("PLAN.md:41", "was started over retry, vault"),
        ]
    ]


def test_ph830_lists_what_was_forgotten_of_a_dropped_component() -> None:
    """The reason stays in sight after the component has left the plan."""
    section = a_section()._replace(forgotten={"t.py::old": Forgotten("t.py::old", "dropped")})
    found = declared(a_docket(a_run(), sections={"exporter": section}))
    assert [(each.component, each.message) for each in found] == [
        ("exporter", "was forgotten: dropped")
    ]


def test_ph830_is_not_for_what_was_seen() -> None:
    """Evidence is no declaration, and a baseline for another text is in use no more."""
    run = a_run(known={"auditlogger": [A_TEST, SECOND]}, texts={SECOND: ANOTHER_TEXT})
    section = a_section(green(), baseline(SECOND), started=a_start())
    assert list(declared(a_docket(run, sections={"auditlogger": section}))) == []


def test_ph831_word_by_word() -> None:
    """Tests of no component are counted, and left alone."""
    assert list(untagged(a_docket(a_run(untagged=3), a_component()))) == [
        Finding(
            "PH831",
            "info",
            "PLAN.md",
            "3 tests of the run in no component",
            "They were left alone; name their files in the plan to have them gated.",
        )
    ]


def test_ph831_is_not_for_a_run_of_the_plan_alone() -> None:
    """Where every test has a component there is nothing to count."""
    assert list(untagged(a_docket(a_run()))) == []
