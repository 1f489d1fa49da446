"""A plan at work: its dockets, its reports, and what it asks of the world."""

from __future__ import annotations

from pytest_phase.core.ledger import Ledger
from pytest_phase.settings import Setting
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_project,
    a_run,
    a_section,
    a_start,
    an_observation,
    failing,
    red,
)
from tests.fakes.ports import FakeHistory, FakeTests

SECOND = "tests/test_auditlogger.py::test_two"
OPEN = Ledger({"auditlogger": a_section(red(), started=a_start())})


def test_the_digest_of_a_component_is_asked_for_once() -> None:
    """With the component's own files, however many tests turn red."""
    tests, history = FakeTests(), FakeHistory()
    project = a_project(tests=tests, history=history)
    recording = project.recording(Ledger(), a_run(failing(), failing(SECOND)))
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert len(recording.result().section("auditlogger").tests) == 2
    assert tests.asked == [("src/auditlogger.py",)]
    assert history.asked == 1


def test_a_docket_carries_what_was_asked() -> None:
    """Paths relative to the root, and the settings that the rules need."""
    project = a_project(allow_red=True, strict=True, minimum=Setting("stub"))
    docket = project.docket(OPEN, a_run(known={"auditlogger": [A_TEST]}), ran=True)
    assert (docket.lock, docket.plan.path) == ("PLAN.lock", "PLAN.md")
    assert (docket.allow_red, docket.strict, docket.minimum, docket.ran) == (
        True,
        True,
        "stub",
        True,
    )
    assert docket.standings["auditlogger"].cycle == "red"


def test_a_report_says_what_is_in_progress_and_what_is_ready() -> None:
    """In the plan's order, with the findings of the docket where it is judged."""
    project = a_project(a_component(), a_component("Retry"), a_component("Bare", files=[]))
    docket = project.docket(OPEN, a_run(an_observation()), ran=False)
    report = project.report(docket)
    assert (report.in_progress, report.ready) == ("auditlogger", ("retry", "bare"))
    assert [each.id for each in report.standings] == ["auditlogger", "retry", "bare"]
    assert [each.code for each in report.findings] == ["PH809"]
    assert project.report(docket, judged=False).findings == ()
    assert project.ids == ("auditlogger", "retry", "bare")
