"""The stories, run after run: what is recorded, judged, refused and told."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.edits import Edit
from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Ledger, NotSaved
from pytest_phase.core.plan import TestFile
from pytest_phase.core.report import Report
from pytest_phase.core.transitions import Refusal
from pytest_phase.settings import Request, Setting
from pytest_phase.usecases import stories
from pytest_phase.usecases.stories import Story
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    AFTER,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_section,
    a_start,
    an_observation,
    an_origin,
    baseline,
    failing,
    green,
    in_cases,
    red,
)
from tests.fakes.ports import FakeHistory, FakeLock
from tests.fakes.work import Result, Work

SECOND = "tests/test_auditlogger.py::test_two"
MORE = "tests/test_more.py::test_three"
RETRY = "tests/test_retry.py::test_once"
CHAIN = (a_component(), a_component("Retry", line=52, needs=["auditlogger"]))


def kinds(story: Story) -> list[tuple[str, str]]:
    """What happened, and to whom."""
    return [(each.kind, each.component) for each in story.events]


def codes(report: Report, *severities: str) -> list[str]:
    """The codes of the findings of these severities (all of them)."""
    found = report.findings
    return [each.code for each in found if not severities or each.severity in severities]


def states(report: Report) -> dict[str, str]:
    """The state of each component."""
    return {each.id: each.state for each in report.standings}


def words(story: Story) -> dict[str, str]:
    """What the run's report says the lock holds of each test."""
    assert story.report.run is not None
    return {each.id: each.evidence for each in story.report.run}


# The cycle


def test_red_then_green_then_the_next() -> None:
    """The whole way of two components: each step says what it did, and the gate is content."""
    work = Work(*CHAIN)
    work.write(A_TEST, RETRY)
    assert kinds(work.red(A_TEST)) == [("started", "auditlogger"), ("red", "auditlogger")]
    work.change_code()
    assert kinds(work.green(A_TEST)) == [("green", "auditlogger")]
    assert kinds(work.run({A_TEST: "passed", RETRY: "failed"})) == [
        ("completed", "auditlogger"),
        ("started", "retry"),
        ("red", "retry"),
    ]
    assert states(work.status()) == {"auditlogger": "completed", "retry": "in_progress"}
    work.change_code("99cc03")
    done = work.run({A_TEST: "passed", RETRY: "passed"}, "complete")
    assert kinds(done) == [("green", "retry"), ("completed", "retry")]
    assert work.gate({A_TEST: "passed", RETRY: "passed"}).findings == ()


def test_tests_and_code_written_together_are_found() -> None:
    """Green without red is PH801, in a run and at the gate, and is not recorded."""
    work = Work()
    work.write(A_TEST)
    story = work.green(A_TEST)
    assert (codes(story.report), words(story)) == (["PH801"], {A_TEST: "none"})
    assert codes(work.gate({A_TEST: "passed"})) == ["PH801"]
    assert work.lock.writes == 0


def test_a_test_weakened_after_its_red_is_found() -> None:
    """The edited test passes: PH802, and the component is not green any more."""
    work = Work()
    work.write(A_TEST)
    work.red(A_TEST)
    work.write(A_TEST, text=ANOTHER_TEXT)
    story = work.green(A_TEST)
    assert (kinds(story), words(story)) == ([], {A_TEST: "none"})
    assert codes(work.gate({A_TEST: "passed"})) == ["PH802"]
    renewed = work.red(A_TEST)
    assert (kinds(renewed), words(renewed)) == ([("renewed", "auditlogger")], {A_TEST: "red"})


def test_a_test_strengthened_after_its_red_becomes_green_with_a_warning() -> None:
    """Its row keeps the text and the outline of the red, and names the text that passed."""
    work = Work()
    work.write(A_TEST)
    work.tests.asserted[A_TEST] = "1/3f2a/ve1a29c4"
    work.red(A_TEST)
    work.change_code()
    work.write(A_TEST, text=ANOTHER_TEXT)
    work.tests.edited[A_TEST] = Edit("strengthened")
    story = work.green(A_TEST)
    assert (kinds(story), words(story)) == ([("green", "auditlogger")], {A_TEST: "green"})
    (row,) = work.lock.ledger.section("auditlogger").tests[A_TEST]
    assert (row.text, row.outline, row.green_text) == (A_TEXT, "1/3f2a/ve1a29c4", ANOTHER_TEXT)
    gate = work.gate({A_TEST: "passed"})
    assert (codes(gate), codes(gate, "error")) == (["PH802"], [])
    work.tests.edited[A_TEST] = Edit("weakened", ("1 assertion fewer",))
    assert codes(work.gate({A_TEST: "passed"}), "error") == ["PH802"]


def test_of_a_test_that_did_not_change_nothing_is_asked() -> None:
    """What a text asserts is read where a red is kept or a text changed, and nowhere else."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.tests.asserted[A_TEST] = "1/3f2a/ve1a29c4"
    work.run({A_TEST: "failed", SECOND: "passed"})
    work.tests.edited = _Unasked()
    work.tests.asserted = _Unasked()
    assert codes(work.run({A_TEST: "failed", SECOND: "passed"}).report) == ["PH801"]


class _Unasked(dict[str, Any]):
    """A mapping that nobody may look into."""

    def get(self, *key: Any) -> Any:
        raise AssertionError(key)

    __getitem__ = __contains__ = get


def test_a_red_test_that_was_deleted_is_found_and_a_rename_is_not() -> None:
    """PH804 for evidence without its test; the same text under another name takes it over."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.write(SECOND, text=ANOTHER_TEXT)
    work.red(A_TEST, SECOND)
    work.remove(SECOND)
    work.change_code()
    assert codes(work.gate({A_TEST: "passed"})) == ["PH804"]
    renamed = f"{SECOND}_again"
    work.write(renamed, text=ANOTHER_TEXT)
    assert codes(work.gate({A_TEST: "passed", renamed: "passed"})) == []
    story = work.green(A_TEST, renamed)
    assert Event("renamed", "auditlogger", (SECOND, renamed)) in story.events
    assert words(story) == {A_TEST: "green", renamed: "green"}


def test_a_green_that_no_code_explains_is_found() -> None:
    """Nothing outside the tests changed between red and green: PH803."""
    work = Work()
    work.write(A_TEST)
    work.red(A_TEST)
    assert codes(work.green(A_TEST).report) == ["PH803"]


def test_the_same_run_twice_writes_once() -> None:
    """A run with nothing new does not touch the lock."""
    work = Work(*CHAIN)
    work.write(A_TEST, SECOND, RETRY)
    results: dict[str, Result] = {A_TEST: "failed", SECOND: "passed", RETRY: "failed"}
    work.run(results)
    writes, ledger = work.lock.writes, work.lock.load()
    again = work.run(results)
    assert (work.lock.writes, work.lock.load()) == (writes, ledger)
    assert kinds(again) == [("out-of-turn", "retry")]
    assert words(again) == {A_TEST: "red", SECOND: "none", RETRY: "out-of-turn"}


def test_every_component_has_its_section_from_the_first_write() -> None:
    """The lock's shape is the plan's, so that branches merge."""
    work = Work(*CHAIN)
    work.write(A_TEST)
    work.red(A_TEST)
    assert list(work.lock.load().sections) == ["auditlogger", "retry"]


def test_without_automatic_starts_a_red_waits() -> None:
    """Nothing is recorded until the component is started."""
    work = Work(auto_start=Setting(False))
    work.write(A_TEST)
    story = work.red(A_TEST)
    assert (kinds(story), words(story)) == (
        [("out-of-turn", "auditlogger")],
        {A_TEST: "out-of-turn"},
    )
    assert kinds(work.red(A_TEST, action="start", component="AuditLogger")) == [
        ("started", "auditlogger"),
        ("red", "auditlogger"),
    ]


def test_the_weakest_red_that_counts_is_a_setting() -> None:
    """Asked for behaviour, a missing name starts nothing and is told."""
    work = Work(minimum=Setting("behaviour"))
    work.write(A_TEST)
    story = work.run({A_TEST: failing(grade="missing")})
    assert story.events == (Event("uncounted", "auditlogger", (A_TEST,), "missing"),)
    assert work.lock.writes == 0


def test_outside_git_a_start_has_no_base() -> None:
    """The core job works without a repository; inside one the base is the commit of today."""
    for history, base in [(FakeHistory(None), None), (FakeHistory(), "1a2b3c4d5e6f")]:
        work = Work()
        work.history = history
        work.write(A_TEST)
        work.red(A_TEST)
        assert work.section("auditlogger").started == a_start(base=base)


# Partial runs (4.1.4)


def test_a_partial_run_never_makes_a_component_green() -> None:
    """What a run leaves out stays owed: by deselection, by file, and never collected yet."""
    work = Work(a_component(files=["tests/test_auditlogger.py", "tests/test_more.py"]))
    work.write(A_TEST, SECOND, MORE)
    audit = ["tests/test_auditlogger.py"]
    work.red(A_TEST, files=audit)
    work.change_code()
    story = work.green(A_TEST, files=audit)
    (standing,) = story.report.standings
    assert (standing.cycle, set(standing.owed)) == ("red", {SECOND, MORE})
    refusal = work.run({A_TEST: "passed"}, "complete", files=audit).refusal
    assert refusal is not None
    assert "2 tests never seen red with today's text" in refusal.message


def test_what_was_known_stays_known() -> None:
    """A later run that collects nothing of it, and status, still know every test."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.red(A_TEST)
    for report in (work.run(files=[]).report, work.status()):
        assert set(report.standings[0].known) == {A_TEST, SECOND}


def test_partial_runs_add_up() -> None:
    """Each test may be seen in a run of its own."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.red(A_TEST)
    work.red(SECOND)
    work.change_code()
    work.green(SECOND)
    story = work.green(A_TEST)
    assert story.report.standings[0].cycle == "green"


def test_a_case_alone_makes_no_test_green() -> None:
    """Green needs every case of the test; red names the one that was seen."""
    work = Work()
    work.write(A_TEST)
    work.run({A_TEST: in_cases({"a": "failed"}, whole=False)})
    work.change_code()
    assert kinds(work.run({A_TEST: in_cases({"a": "passed"}, whole=False)})) == []
    assert kinds(work.run({A_TEST: in_cases({"a": "passed", "b": "skipped"})})) == [
        ("green", "auditlogger")
    ]


# Transitions


def completed() -> Work:
    """AuditLogger is completed, and Retry, which needs it, too."""
    work = Work(*CHAIN)
    work.write(A_TEST, RETRY)
    work.red(A_TEST)
    work.change_code()
    work.run({A_TEST: "passed"}, "complete")
    work.red(RETRY)
    work.change_code("99cc03")
    work.run({RETRY: "passed"}, "complete")
    return work


def test_a_new_test_opens_a_completed_component_again() -> None:
    """It is in progress until it is completed again, and nobody after it was started too early."""
    work = completed()
    work.write(SECOND, text=ANOTHER_TEXT)
    story = work.run({A_TEST: "passed", SECOND: "failed", RETRY: "passed"})
    assert kinds(story) == [("reopened", "auditlogger"), ("red", "auditlogger")]
    work.change_code("aadd04")
    everything: dict[str, Result] = {A_TEST: "passed", SECOND: "passed", RETRY: "passed"}
    assert kinds(work.run(everything)) == [("green", "auditlogger")]
    assert states(work.status()) == {"auditlogger": "in_progress", "retry": "completed"}
    assert codes(work.gate(everything)) == []
    work.run(everything, "complete")
    assert work.section("auditlogger").extra_rows == ()


def test_stop_puts_back_and_keeps_the_evidence() -> None:
    """The component is pending again, its rows stay, and it starts only when asked to."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.red(A_TEST)
    assert stories.stop(work.project, "") == Event("stopped", "auditlogger")
    assert work.section("auditlogger") == a_section(red(), Evidence(SECOND), stopped=True)
    assert states(work.status()) == {"auditlogger": "pending"}
    assert kinds(work.red(SECOND)) == [("out-of-turn", "auditlogger")]
    assert kinds(work.red(SECOND, action="start", component="auditlogger")) == [
        ("started", "auditlogger"),
        ("red", "auditlogger"),
    ]


def test_stop_takes_the_name_of_the_component() -> None:
    """By id or by name; what is not in progress, or not there, is refused."""
    work = Work(*CHAIN)
    work.write(A_TEST)
    work.red(A_TEST)
    assert stories.stop(work.project, "Retry") == Refusal(
        "Retry is not in progress, it is pending", "Nothing to stop."
    )
    assert stories.stop(work.project, "Auditloger") == Refusal(
        'no component is called "Auditloger"', "Nearest: auditlogger."
    )
    assert stories.stop(work.project, "AUDITLOGGER") == Event("stopped", "auditlogger")
    assert stories.stop(work.project, "") == Refusal(
        "no component is in progress", "Name the one to stop: --phase-stop=NAME"
    )


def test_a_start_beside_another_is_refused_before_and_after_the_run() -> None:
    """Before any test runs; and again at the end, where its new red is out of turn."""
    work = Work(a_component(), a_component("Retry"))
    work.write(A_TEST, RETRY)
    work.red(A_TEST)
    before = work.lock.load()
    refusal = Refusal(
        "Retry cannot start: AuditLogger is in progress and not green (red 1/1, green 0/1)",
        "Finish it and run --phase-complete, or put it back with --phase-stop=auditlogger.",
    )
    assert stories.refuse(work.project, Request("start", "retry")) == refusal
    story = work.run({RETRY: "failed"}, "start", "retry")
    assert (story.refusal, work.lock.load()) == (refusal, before)
    assert kinds(story) == [("out-of-turn", "retry")]


def test_a_refused_completion_takes_back_nothing_that_was_seen() -> None:
    """What turned green is green, and a new test that fails is red: only completed it is not."""
    work = Work()
    work.write(A_TEST, SECOND)
    work.red(A_TEST)
    work.change_code()
    story = work.run({A_TEST: "passed", SECOND: "failed"}, "complete")
    assert story.refusal is not None
    assert kinds(story) == [("green", "auditlogger"), ("red", "auditlogger")]
    assert words(story) == {A_TEST: "green", SECOND: "red"}
    assert states(work.status()) == {"auditlogger": "in_progress"}


def test_what_can_be_refused_is_refused_before_any_test_runs() -> None:
    """An unknown name, and a nameless request that means nobody."""
    work = Work(*CHAIN)
    unknown = Refusal('no component is called "Retri"', "Nearest: retry.")
    assert stories.refuse(work.project, Request("start", "Retri")) == unknown
    nobody = Refusal(
        "no component is in progress", "Name the one to complete: --phase-complete=NAME"
    )
    assert stories.refuse(work.project, Request("complete")) == nobody
    assert work.run(action="complete").refusal == nobody
    assert work.run(action="complete", component="Retri").refusal == unknown
    for granted in (Request(), Request("start", "retry"), Request("complete", "retry")):
        assert stories.refuse(work.project, granted) is None


def test_a_start_over_a_dependency_is_kept_and_shown() -> None:
    """Explicitly it may be done; the lock keeps it, and PH830 shows it."""
    work = Work(*CHAIN)
    work.write(RETRY)
    story = work.red(RETRY, action="start", component="retry")
    assert story.events[0] == Event("started", "retry", detail="auditlogger")
    report = work.gate({RETRY: "passed"})
    assert codes(report, "info") == ["PH830"]
    assert "PH806" not in codes(report)


def test_a_start_without_a_test_file_is_kept() -> None:
    """Nothing collected, nothing seen: the component is in progress all the same."""
    work = Work()
    story = work.run(action="start", component="auditlogger")
    assert kinds(story) == [("started", "auditlogger")]
    assert work.section("auditlogger").started == a_start()


def test_completing_by_name_names_the_one_that_is_recorded() -> None:
    """Of two merged components that are both not green, --phase-complete=NAME takes one further."""
    ledger = Ledger(
        {
            "auditlogger": a_section(red(), started=a_start()),
            "retry": a_section(red(RETRY), started=a_start()),
        }
    )
    work = Work(a_component(), a_component("Retry"), lock=FakeLock(ledger))
    work.write(A_TEST, RETRY)
    work.change_code()
    assert kinds(work.green(A_TEST)) == []
    # PH810: these rows were not written by a run.
    assert codes(work.gate({A_TEST: "passed", RETRY: "failed"})) == ["PH805", "PH810", "PH812"]
    story = work.run({A_TEST: "passed"}, "complete", "auditlogger")
    assert kinds(story) == [("green", "auditlogger"), ("completed", "auditlogger")]
    assert states(work.status()) == {"auditlogger": "completed", "retry": "in_progress"}


def test_after_a_merge_what_is_whole_is_completed() -> None:
    """Two branches started one each: a new test of the whole one does not stop the other."""
    ledger = Ledger(
        {
            "auditlogger": a_section(green(), started=a_start()),
            "retry": a_section(red(RETRY), started=a_start()),
        }
    )
    work = Work(a_component(), a_component("Retry"), lock=FakeLock(ledger))
    work.write(A_TEST, RETRY)
    assert kinds(work.run({A_TEST: "passed", RETRY: "failed"})) == [("completed", "auditlogger")]
    work.write(SECOND, text=ANOTHER_TEXT)
    work.change_code()
    story = work.run({A_TEST: "passed", SECOND: "failed", RETRY: "failed"})
    assert kinds(story) == [("out-of-turn", "auditlogger")]
    assert codes(story.report, "error") == []


def test_completing_what_turned_green_beside_another_green_one() -> None:
    """The component in progress is the one that was it before the run."""
    ledger = Ledger(
        {
            "auditlogger": a_section(green(), started=a_start()),
            "retry": a_section(red(RETRY), started=a_start()),
        }
    )
    first = a_component(cases=["test_never"])
    work = Work(first, a_component("Retry"), lock=FakeLock(ledger))
    work.write(A_TEST, RETRY)
    work.change_code()
    story = work.run({RETRY: "passed"}, "complete")
    assert kinds(story) == [("green", "retry"), ("completed", "retry")]


def test_integration_tests_belong_to_completion() -> None:
    """The next start completes only what was seen whole, with its integration tests."""
    path = "tests/e2e/test_all.py"
    first = a_component(integration=(TestFile(path, an_origin()),))
    work = Work(first)
    work.write(A_TEST)
    work.red(A_TEST)
    work.change_code()
    assert work.run({A_TEST: "passed"}, "complete").refusal is not None
    story = work.run(
        {A_TEST: "passed"}, "complete", integration={"auditlogger": {f"{path}::test_all": "passed"}}
    )
    assert ("completed", "auditlogger") in kinds(story)


# Baseline, waivers, skips


def test_baseline_settles_what_was_there_before() -> None:
    """Recorded with its reason, the gate owes it no red; edited, it does."""
    work = Work()
    work.write(A_TEST)
    story = work.run({A_TEST: "passed"}, "baseline", reason="there before the tool was")
    assert story.events == (Event("baseline", "auditlogger", (A_TEST,)),)
    assert work.section("auditlogger") == a_section(baseline())
    assert words(story) == {A_TEST: "baseline"}
    assert codes(work.gate({A_TEST: "passed"})) == ["PH830"]
    work.write(A_TEST, text=ANOTHER_TEXT)
    assert codes(work.gate({A_TEST: "passed"}), "error") == ["PH801"]


def test_a_waiver_settles_a_test_and_is_listed() -> None:
    """At the gate too, before any run recorded it."""
    work = Work()
    work.write(A_TEST)
    passing = an_observation(waived="needs the real printer")
    report = work.gate({A_TEST: passing})
    assert codes(report) == ["PH830"]
    assert report.findings[0].message == "is waived: needs the real printer"
    assert words(work.run({A_TEST: passing})) == {A_TEST: "waived"}


def test_a_skipped_file_takes_no_waiver_away() -> None:
    """The marks in a file that was skipped as a whole are not known."""
    work = Work()
    work.write(A_TEST)
    work.run({A_TEST: an_observation(waived="why")})
    before = work.lock.load()
    story = work.run(files=[], skipped={"tests/test_auditlogger.py": True})
    assert work.lock.load() == before
    assert words(story) == {A_TEST: "waived"}


def test_a_skip_of_a_whole_file_is_a_skip_of_each_test() -> None:
    """Evidence that is skipped is found, though no test was collected."""
    work = Work()
    work.write(A_TEST)
    work.red(A_TEST)
    report = work.gate(files=[], skipped={"tests/test_auditlogger.py": False})
    assert codes(report) == ["PH804", "PH811"]


# Looking


def test_gate_and_observation_write_nothing() -> None:
    """The gate counts what it saw as seen; neither changes the lock."""
    work = Work()
    work.write(A_TEST)
    work.red(A_TEST)
    writes = work.lock.writes
    work.change_code()
    assert work.gate({A_TEST: "passed"}).standings[0].cycle == "green"
    seen = work.seen({A_TEST: "passed"})
    story = stories.observe(work.project, seen)
    assert (story.report.standings[0].cycle, story.events) == ("red", ())
    assert words(story) == {A_TEST: "red"}
    assert work.lock.writes == writes


def test_only_the_gate_minds_what_a_run_left_out() -> None:
    """Any other run may be as partial as it likes."""
    work = completed()
    assert codes(work.green(RETRY).report) == []
    assert codes(work.gate({RETRY: "passed"})) == ["PH807"]


def test_allow_red_lifts_the_red_tests_of_the_component_in_progress() -> None:
    """Their failures are forgiven, and no others."""
    work = Work(a_component(), a_component("Retry"))
    work.write(A_TEST, SECOND, RETRY)
    story = work.run({A_TEST: "failed", SECOND: failing(grade="broken"), RETRY: "failed"})
    assert story.lifted == {A_TEST}
    assert Work().run().lifted == frozenset()


def test_status_reads_source_where_nothing_was_kept() -> None:
    """Before the first run the tests are those that the source defines."""
    work = Work()
    work.write(A_TEST, SECOND)
    report = work.status()
    assert (report.standings[0].known, report.run) == ((A_TEST, SECOND), None)
    assert (report.in_progress, report.ready) == (None, ("auditlogger",))


def test_in_progress_is_asked_by_name() -> None:
    """The id of the component in progress, or None."""
    work = Work()
    assert stories.in_progress(work.project) is None
    work.write(A_TEST)
    work.red(A_TEST)
    assert stories.in_progress(work.project) == "auditlogger"


def test_the_row_with_todays_text_wins_and_the_next_write_keeps_it_alone() -> None:
    """Merged from two branches, one test has two rows; looking does not tidy up."""
    old = green(text=ANOTHER_TEXT)
    lock = FakeLock(Ledger({"auditlogger": a_section(old, red(), started=a_start())}))
    work = Work(lock=lock)
    work.write(A_TEST)
    story = work.red(A_TEST)
    assert (words(story), lock.writes) == ({A_TEST: "red"}, 0)
    work.change_code()
    work.green(A_TEST)
    kept = work.section("auditlogger").tests[A_TEST]
    assert [(row.text, row.green) for row in kept] == [(A_TEXT, "88bb0288bb02")]


# What cannot be saved


def a_problem() -> NotSaved:
    """The lock is read-only."""
    return NotSaved("The lock is read-only.", None, "Make it writable.", path="PLAN.lock")


def test_what_could_not_be_saved_is_said() -> None:
    """Nothing of it counts as recorded, and all of it is named."""
    work = Work(lock=FakeLock(problem=a_problem()))
    work.write(A_TEST)
    story = work.red(A_TEST)
    assert story.unsaved == Refusal(
        "PLAN.lock: The lock is read-only; "
        "not saved: auditlogger started, auditlogger red (1 test)",
        "Make it writable.",
    )
    assert (story.events, words(story)) == ((), {A_TEST: "none"})


def test_a_lock_that_needs_no_write_may_be_read_only() -> None:
    """Where nothing is new, nothing is lost."""
    ledger = Ledger({"auditlogger": a_section(red(), started=a_start())})
    work = Work(lock=FakeLock(ledger, problem=a_problem()))
    work.write(A_TEST)
    story = work.red(A_TEST)
    assert (story.unsaved, words(story)) == (None, {A_TEST: "red"})


def test_a_refusal_beats_a_lock_that_cannot_be_written() -> None:
    """What was refused would not have been saved anyway."""
    work = Work(lock=FakeLock(problem=a_problem()))
    story = work.run(action="complete", component="auditlogger")
    assert story.refusal is not None
    assert story.unsaved is None


# The words of the report (3.3)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (None, "none"),
        (Evidence(A_TEST), "none"),
        (red(), "red"),
        (green(), "green"),
        (baseline(), "baseline"),
        (red(text=ANOTHER_TEXT), "none"),
        (Evidence(A_TEST, waived="why"), "waived"),
    ],
)
def test_the_word_for_what_the_lock_holds(row: Evidence | None, word: str) -> None:
    """Each test of the run has one word for its evidence of today's text."""
    rows = [row] if row else []
    lock = FakeLock(Ledger({"auditlogger": a_section(*rows, started=a_start())}))
    work = Work(lock=lock)
    work.write(A_TEST)
    observation = an_observation(outcome="skipped", waived=row.waived if row else None)
    assert words(work.run({A_TEST: observation})) == {A_TEST: word}


def test_the_report_of_a_run_has_every_test_by_id() -> None:
    """With outcome, grade and cases as they were seen."""
    work = Work()
    work.write(A_TEST, SECOND)
    cases = in_cases({"long": "passed", "empty": "failed"})
    story = work.run({SECOND: "passed", A_TEST: cases})
    assert story.report.run is not None
    first, second = story.report.run
    assert (first.id, first.outcome, first.grade) == (A_TEST, "failed", "behaviour")
    assert first.cases == {"long": "passed", "empty": "failed"}
    assert (second.id, second.outcome, second.grade, second.cases) == (SECOND, "passed", None, {})


def test_red_and_green_remember_the_code() -> None:
    """Red keeps the digest it was seen against, green the one it passed with."""
    work = Work()
    work.write(A_TEST)
    work.red(A_TEST)
    work.change_code(AFTER[:6])
    work.green(A_TEST)
    ((row,),) = work.section("auditlogger").tests.values()
    assert row.red is not None
    assert (row.red.implementation, row.green) == (BEFORE[:6] + "b2c3d4", AFTER[:6] * 2)
