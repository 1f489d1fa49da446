"""Any work on any plan: the cycle holds, and the lock claims nothing that was not seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import cycle

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from pytest_phase.core.cycle import Standing, busy
from pytest_phase.core.evidence import FAILURES, PASSES, Outcome, file_of
from pytest_phase.core.ledger import Ledger, merge
from pytest_phase.core.plan import Component, Lane
from pytest_phase.core.report import Report
from pytest_phase.core.run import Seen
from pytest_phase.core.transitions import Refusal
from pytest_phase.formats.lock_toml import read_lock, write_lock
from pytest_phase.reporting import document
from pytest_phase.settings import Action, Request
from pytest_phase.usecases import stories
from pytest_phase.usecases.forgetting import forget
from pytest_phase.usecases.stories import Story
from tests.fakes.builders import a_component, an_observation, failing
from tests.fakes.ports import FakeLock
from tests.fakes.work import Result, Work

ALIKE = "9c1f4e7a02bd"
OUTCOMES: tuple[Outcome, ...] = ("failed", "passed", "failed", "passed", "skipped", "xfailed")
LANES: tuple[Lane, ...] = ("feature", "feature", "feature", "refactor")

some_edit = st.integers(0, 3)
some_number = st.integers(0, 11)
some_outcomes = st.lists(st.sampled_from(OUTCOMES), min_size=3, max_size=5)


class WrittenLock(FakeLock):
    """A lock that keeps its text alone, and reads it each time."""

    text = write_lock(Ledger(), ())

    def load(self) -> Ledger:
        """What its text says."""
        return read_lock(self.text)

    def update(self, change: Callable[[Ledger], Ledger], components: Sequence[str]) -> Ledger:
        """Change the text, unless it says the same."""
        old = self.load()
        new = change(old)
        if new != old:
            self.writes += 1
            self.text = write_lock(new, components)
        return new


class CycleMachine(RuleBasedStateMachine):
    """One project with two branches. ``failed`` and ``passed`` are what was really seen.

    ``failed`` holds each text that was seen failing, ``passed`` each that passed after that.
    """

    @initialize(
        lanes=st.lists(st.sampled_from(LANES), min_size=2, max_size=4),
        needs=st.lists(st.sets(st.integers(0, 3)), min_size=4, max_size=4),
        cases=st.sets(st.integers(0, 3)),
    )
    def plan(self, lanes: list[Lane], needs: list[set[int]], cases: set[int]) -> None:
        """A plan of two to four components; each may need some before it, and list a case."""
        components: list[Component] = []
        for number, lane in enumerate(lanes):
            before = [f"part-{each}" for each in sorted(needs[number]) if each < number]
            listed = ["test_0"] if number in cases else []
            components.append(a_component(f"Part {number}", lane=lane, needs=before, cases=listed))
        self.lock = WrittenLock()
        self.work = Work(*components, lock=self.lock)
        self.ids = [each.id for each in components]
        self.plain = all(lane == "feature" for lane in lanes)
        self.failed: set[str] = set()
        self.passed: set[str] = set()
        self.waived: dict[str, str] = {}
        self.base = self.other = self.lock.text
        for id in self.ids:
            self.work.write(self.test(id, 0), text=self.text(id, 0, 1))

    # What a person does to tests and code

    def test(self, id: str, number: int) -> str:
        """The id of one of the three tests that a component may have."""
        return f"tests/test_{id.replace('-', '_')}.py::test_{number % 3}"

    def id(self, number: int) -> str:
        """One of the components."""
        return self.ids[number % len(self.ids)]

    def text(self, id: str, number: int, edit: int) -> str:
        """What a test says after an edit: something of its own, or (edit 0) what others say too."""
        return f"{self.ids.index(id)}{number % 3}{edit}f4e7a02bd" if edit else ALIKE

    @rule(component=some_number, number=some_number, edit=some_edit)
    def write(self, component: int, number: int, edit: int) -> None:
        """Write a test, or edit it."""
        id = self.id(component)
        self.work.write(self.test(id, number), text=self.text(id, number, edit))

    @rule(number=some_number)
    def remove(self, number: int) -> None:
        """Delete a test."""
        if self.written:
            self.work.remove(self.written[number % len(self.written)])

    @rule(number=some_number, to=some_number)
    def rename(self, number: int, to: int) -> None:
        """Give a test another name in its file, text unchanged."""
        if self.written:
            old = self.written[number % len(self.written)]
            new = f"{file_of(old)}::test_{to % 3}"
            if new not in self.written:
                self.work.write(new, text=self.work.tests.written[old])
                self.work.remove(old)

    @rule(number=some_number)
    def change_code(self, number: int) -> None:
        """Change the source outside the tests."""
        self.work.change_code(f"{number:06x}")

    @rule(number=some_number)
    def waive(self, number: int) -> None:
        """Put a waiver on a test, or take it off."""
        if self.written:
            test = self.written[number % len(self.written)]
            if self.waived.pop(test, None) is None:
                self.waived[test] = "why not"

    @property
    def written(self) -> list[str]:
        """The tests there are."""
        return list(self.work.tests.written)

    # What a person asks of the plugin

    @rule(outcomes=some_outcomes)
    def run_all(self, outcomes: list[Outcome]) -> None:
        """Run every test."""
        self.record(self.results(outcomes, self.written))

    @rule(outcomes=some_outcomes, chosen=st.sets(some_number), collected=st.sets(some_number))
    def run_some(self, outcomes: list[Outcome], chosen: set[int], collected: set[int]) -> None:
        """Run some tests, and collect some of the files."""
        files = {file_of(self.test(self.id(number), 0)) for number in collected}
        tests = [test for n, test in enumerate(self.written) if n in chosen]
        files |= {file_of(test) for test in tests}
        self.record(self.results(outcomes, tests), files=files)

    @rule(component=some_number, edit=some_edit, edited=st.booleans(), stopped=st.booleans())
    def red_then_green(self, component: int, edit: int, edited: bool, stopped: bool) -> None:
        """See a component's tests fail, perhaps edit one or put it back, and see them pass."""
        id = self.id(component)
        self.record(self.results(["failed"], self.tests_of(id)))
        if edited:
            self.write(component, 0, edit)
        if stopped:
            self.stop(component, named=True)
        self.change_code(component + len(self.passed))
        self.record(self.results(["passed"], self.tests_of(id)))

    @rule(outcomes=some_outcomes, component=some_number)
    def start(self, outcomes: list[Outcome], component: int) -> None:
        """Start a component: its tests run."""
        self.ask("start", outcomes, self.id(component))

    @rule(outcomes=some_outcomes, component=some_number)
    def complete(self, outcomes: list[Outcome], component: int) -> None:
        """Complete a component by name."""
        self.ask("complete", outcomes, self.id(component))

    @rule(outcomes=some_outcomes)
    def complete_nameless(self, outcomes: list[Outcome]) -> None:
        """Complete the component in progress."""
        current = stories.in_progress(self.work.project)
        if current is not None:
            self.ask("complete", outcomes, current, named=False)

    @rule(outcomes=some_outcomes)
    def baseline(self, outcomes: list[Outcome]) -> None:
        """Record what passes as baseline."""
        results = self.results(outcomes, self.written)
        self.record(results, Request("baseline", reason="there before the tool was"))

    @rule(component=some_number, named=st.booleans())
    def stop(self, component: int, named: bool) -> None:
        """Put a component back."""
        name = self.id(component) if named else ""
        before = self.lock.text
        told = stories.stop(self.work.project, name)
        if isinstance(told, Refusal):
            assert self.lock.text == before
        else:
            assert self.standing(told.component).state == "pending"

    @rule(number=some_number)
    def forget(self, number: int) -> None:
        """Take the evidence of a test out of the lock."""
        kept = sorted({t for each in self.lock.load().sections.values() for t in each.tests})
        if kept:
            forget(self.work.project, [kept[number % len(kept)]], "not needed")

    # Two branches

    @rule()
    def branch(self) -> None:
        """Begin a second branch here."""
        self.base = self.other = self.lock.text

    @rule()
    def switch(self) -> None:
        """Go on in the other branch."""
        self.lock.text, self.other = self.other, self.lock.text

    @rule(driver=st.booleans())
    def merge(self, driver: bool) -> None:
        """Merge the other branch, with the merge driver or as git's union does."""
        ours, theirs = read_lock(self.lock.text), read_lock(self.other)
        base = read_lock(self.base) if driver else None
        self.lock.text = write_lock(merge(ours, theirs, base), self.ids)
        self.base = self.other

    @rule(outcomes=some_outcomes, one=some_number, two=some_number)
    def work_apart(self, outcomes: list[Outcome], one: int, two: int) -> None:
        """Start one component here and one there, and merge."""
        self.branch()
        self.start(outcomes, one)
        self.switch()
        self.start(outcomes, two)
        self.merge(driver=True)

    # What has to hold

    def results(self, outcomes: list[Outcome], tests: list[str]) -> dict[str, Result]:
        """What pytest says of these tests, with the waivers they carry."""
        found: dict[str, Result] = {}
        for test, outcome in zip(tests, cycle(outcomes), strict=False):
            made = failing if outcome in FAILURES else an_observation
            found[test] = made(test, outcome=outcome, waived=self.waived.get(test))
        return found

    def tests_of(self, id: str) -> list[str]:
        """The tests of a component that are written."""
        return [test for test in self.written if file_of(test) == file_of(self.test(id, 0))]

    def ask(self, action: Action, outcomes: list[Outcome], id: str, named: bool = True) -> None:
        """Start or complete a component, running its tests alone as the plugin does."""
        results = self.results(outcomes, self.tests_of(id))
        self.record(results, Request(action, id if named else ""))

    def record(
        self,
        results: dict[str, Result],
        request: Request | None = None,
        files: set[str] | None = None,
    ) -> None:
        """Judge a run and record it, twice; and hold both against what was really seen."""
        request = request or Request()
        seen = self.work.seen(results, files=files)
        found = stories.observe(self.work.project, seen).report
        several = {each.id for each in busy({each.id: each for each in found.standings})}
        before = self.lock.load()
        self.judge(seen)
        self.remember(seen)
        story = stories.record(self.work.project, seen, request)
        assert story.unsaved is None
        json.loads(document.to_json(story.report))
        self.check_transitions(story, before, explicit=request.action == "start")
        for id in several - {request.component} if len(several) > 1 else ():
            assert self.lock.load().section(id) == before.section(id)
        if self.plain and len(several) < 2:
            after, writes = self.lock.text, self.lock.writes
            stories.record(self.work.project, seen, request)
            assert (self.lock.text, self.lock.writes) == (after, writes)

    def remember(self, seen: Seen) -> None:
        """Keep what was really seen, text by text."""
        for test, observation in seen.observations.items():
            text = self.work.tests.written[test]
            assert text is not None
            if observation.outcome in FAILURES:
                self.failed.add(text)
            elif observation.outcome in PASSES and text in self.failed:
                self.passed.add(text)

    def judge(self, seen: Seen) -> None:
        """The gate writes nothing, and lets no test pass that was never seen failing."""
        before = self.lock.text
        report = stories.judge(self.work.project, seen).report
        assert self.lock.text == before
        found = {each.where for each in report.findings if each.severity == "error"}
        excused = {test for each in report.standings for test in (*each.waived, *each.baseline)}
        for test, observation in seen.observations.items():
            lane = next(each.lane for each in report.standings if each.id == observation.component)
            owes = lane == "feature" and observation.waived is None and test not in excused
            if observation.passed and owes and test not in found:
                assert self.work.tests.written[test] in self.failed

    def check_transitions(self, story: Story, before: Ledger, *, explicit: bool) -> None:
        """What started was free to, or the lock keeps what it went over; completed is whole."""
        standings = {each.id: each for each in story.report.standings}
        for event in story.events:
            standing = standings[event.component]
            if event.kind == "completed":
                assert standing.known
                assert standing.unwritten == ()
                self.check_evidence(standing)
            if event.kind in ("started", "reopened"):
                assert {each.id for each in busy(standings)} <= {standing.id}
            if event.kind == "started":
                assert standing.section.started is not None
                assert set(standing.blocked_by) <= set(standing.section.started.over)
                assert explicit or not (event.detail or before.section(standing.id).stopped)
            if event.kind == "red":
                assert standing.state == "in_progress"

    def check_evidence(self, standing: Standing) -> None:
        """Every test of a completed component was seen red and then green, or is excused."""
        excused = {*standing.waived, *standing.baseline}
        for test in standing.known if standing.lane == "feature" else ():
            text = self.work.tests.written.get(test)
            assert test in excused or text in self.passed

    def standing(self, id: str) -> Standing:
        """Where a component stands by the status."""
        return next(each for each in self.work.status().standings if each.id == id)

    @precondition(lambda self: hasattr(self, "work"))
    @invariant()
    def one_at_a_time(self) -> None:
        """Never two in progress and not green, unless two branches said so: then PH805 does."""
        report: Report = self.work.status()
        several = busy({each.id: each for each in report.standings})
        open_ = [each for each in report.standings if each.state == "in_progress"]
        assert len(open_) <= max(1, len(several))
        assert (len(several) > 1) == any(
            each.code == "PH805" and "at once" in each.message for each in report.findings
        )

    @precondition(lambda self: hasattr(self, "work"))
    @invariant()
    def nothing_is_claimed_that_was_not_seen(self) -> None:
        """Every red in the lock failed, and every green passed after it, with that very text."""
        for section in self.lock.load().sections.values():
            for rows in section.tests.values():
                for row in rows:
                    assert row.red is None or row.text in self.failed
                    assert row.green is None or (row.red is not None and row.text in self.passed)


TestCycle = CycleMachine.TestCase
TestCycle.__doc__ = "Whatever is done to a plan, its tests and its lock: the cycle holds."
EXAMPLES = settings().max_examples // 2  # the profile's hundred or thousands; each is long
TestCycle.settings = settings(max_examples=EXAMPLES, stateful_step_count=30)
