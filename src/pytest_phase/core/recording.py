"""Recording one run: from (plan, ledger, run) to the ledger afterwards (design 4.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pytest_phase.core import cycle, judgements, turns
from pytest_phase.core.cycle import Standing
from pytest_phase.core.draft import Draft
from pytest_phase.core.events import Event, EventKind
from pytest_phase.core.evidence import Evidence, Grade, Level, Observation, Red, file_of
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.levels import Proof, proved, raised
from pytest_phase.core.plan import Item, Plan
from pytest_phase.core.questions import QuestionPolicy, open_for
from pytest_phase.core.run import Run, World
from pytest_phase.core.transitions import (
    Refusal,
    refuse_completion,
    refuse_start,
    whole,
    why_out_of_turn,
)

__all__ = ["Event", "EventKind", "Recording"]

BEFORE = "passed before the refactoring"
"""The reason of a baseline that the start of a refactoring records."""


@dataclass
class Recording:
    """The ledger while one run is recorded; each method is one rule of design 4.1.

    ``ledger`` holds one row for each test. ``named`` are the components that the user named
    for this run: where two are in progress and not green, the one named is recorded.
    """

    plan: Plan
    ledger: Ledger
    run: Run
    world: World
    minimum: Grade = "missing"
    named: frozenset[str] = frozenset()
    questions: QuestionPolicy = "warn"
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._draft = Draft(self.plan, self.ledger, self.run, self.minimum)
        self._order = {component.id: n for n, component in enumerate(self.plan.components)}
        # What would have been recorded, had it ended in the same way twice.
        self._flaky: dict[str, list[str]] = defaultdict(list)
        self._failed = [each for each in self.run.observations.values() if each.failed]
        named = self.named | self.run.narrowed
        self._silent = turns.contradicting(self.standings(), named)

    # What stands

    def result(self) -> Ledger:
        """The ledger with everything recorded so far; the same object where nothing was."""
        return self._draft.ledger()

    def standings(self) -> Mapping[str, Standing]:
        """Where every component stands now."""
        return self._draft.standings()

    # Rules

    def follow_renames(self) -> None:
        """A test that is gone and one that is new with the same text: the evidence follows."""
        for id in self._kept():
            rows = self._draft.rows(id)
            gone = [rows[test] for test in self._gone(id) if rows[test].has_evidence]
            if gone:
                new = [test for test in self._known(id) if not self._has_evidence(id, test)]
                for old, test in list(judgements.follow(gone, new, self.run.texts)):
                    self._draft.move(id, old.test, test)
                    self.events.append(Event("renamed", id, (old.test, test)))

    def waive(self) -> None:
        """Waivers are kept as they stand on the tests that ran."""
        for seen in self._observed():
            row = self._draft.row(seen.component, seen.test)
            if seen.waived == (row.waived if row else None) or seen.outcome == "uncollectable":
                continue  # the marks of a file that cannot be imported are not known
            if judgements.can_be_kept(seen.test):
                kept = row or Evidence(seen.test)
                self._draft.put(seen.component, replace(kept, waived=seen.waived))

    def keep_known(self) -> None:
        """What was touched keeps every test it is known to have; bare rows go with their test."""
        for id in self._kept():
            rows = self._draft.rows(id)
            for test in self._gone(id):
                if not (rows[test].has_evidence or rows[test].extra):
                    self._draft.drop(id, test)
            if self._draft.section(id).started or rows:
                self._know(id)

    def see_greens(self) -> None:
        """A test seen passing with the text of its red, after its red, is green (4.1.3)."""
        green: dict[str, list[str]] = defaultdict(list)
        for seen in self._observed():
            row = self._draft.row(seen.component, seen.test)
            text, kept = self.run.texts.get(seen.test), row and cycle.keeps(self.run.edit(row))
            if row and judgements.is_green(row, seen, text, kept=bool(kept)):
                if seen.flaky:
                    self._flaky[seen.component].append(seen.test)
                    continue
                digest = self.world.implementation(seen.component)
                hooks = _since(row, self.world.hooks() or "-")
                other = text if text != row.text else None
                outline = row.outline if other else row.outline or self.world.outline(seen.test)
                row = replace(row, green=digest, green_text=other, outline=outline, hooks=hooks)
                self._draft.put(seen.component, row)
                green[seen.component].append(seen.test)
        self._say("green", green)

    def renew_reds(self) -> None:
        """Evidence for another text is renewed when the test is seen red again (4.1.3).

        So is a red that had another cause than want of the code.
        """
        renewed: dict[str, list[str]] = defaultdict(list)
        for seen in self._failed:
            if seen.component in self._silent:
                continue
            if judgements.is_renewed_red(*self._facts(seen)) or self._explains(seen):
                if seen.flaky:
                    self._flaky[seen.component].append(seen.test)
                    continue
                self._put_red(seen)
                renewed[seen.component].append(seen.test)
        self._say("renewed", renewed)

    def prove(self, proofs: Iterable[Proof], *, earn: bool = True) -> None:
        """A test that was seen failing again: its row says so, or earns its red afterwards.

        Without ``earn`` only a red that is there gets its level.
        """
        done: dict[Level, dict[str, list[str]]] = {}
        for proof in proofs:
            id, row = proof.component, self._draft.row(proof.component, proof.test)
            seen = self.run.observations.get(proof.test)
            passes = seen is not None and seen.passing and not seen.flaky
            if id in self._silent or not (passes or proof.level == "reproduced"):
                continue
            text = self.run.texts.get(proof.test)
            if earn:
                new = proved(row, proof, text, self.world.implementation(id))
            else:
                new = raised(row, proof, text)
            if new is not None and new != row:
                self._draft.put(id, new)
                done.setdefault(proof.level, {}).setdefault(id, []).append(proof.test)
        for kind in ("replayed", "reproduced"):
            self._say(kind, done.get(kind, {}))

    def settle(self) -> None:
        """Of several started components, as on merged branches, the whole are completed (4.1.1)."""
        if sum(1 for each in self.standings().values() if each.section.active) > 1:
            self._complete_others("")

    def start(self, id: str) -> Refusal | None:
        """What ``--phase-start`` asks for, or why not (4.1.2)."""
        refusal = refuse_start(self.standings(), id)
        if refusal is None and self.standings()[id].state != "in_progress":
            self._complete_others(id)
            # What that completed is not gone over.
            self._start(id, over=self.standings()[id].blocked_by)
        return refusal

    def complete(self, id: str) -> Refusal | None:
        """What ``--phase-complete`` asks for, or why not (4.1.5)."""
        standing = self.standings()[id]
        refusal = refuse_completion(standing, self.run, asked=True)
        if refusal is None and not standing.section.completed:
            self._complete(id)
        return refusal

    def baseline(self, reason: str) -> None:
        """Tests that pass now and have no evidence were there before the tool was."""
        kept: dict[str, list[str]] = defaultdict(list)
        for seen in self._observed():
            row, text = self._draft.row(seen.component, seen.test), self.run.texts.get(seen.test)
            if judgements.is_new_baseline(row, seen, text):
                if row is None or row.text != text:
                    row = replace(row or Evidence(seen.test), text=text, null=None)
                row = replace(row, baseline=reason)
                self._draft.put(seen.component, row)
                kept[seen.component].append(seen.test)
        for id in kept:
            self._know(id)
        self._say("baseline", kept)

    def keep_before(self, id: str) -> None:
        """What passes where a refactoring starts has to pass after it, with the same text."""
        if self.standings()[id].lane != "refactor":
            return
        kept = []
        for seen in self._observed():
            row, text = self._draft.row(id, seen.test), self.run.texts.get(seen.test)
            if seen.component == id and judgements.is_passing_before(row, seen, text):
                row = Evidence(seen.test, text, waived=row.waived if row else None)
                digest = self.world.implementation(id)
                self._draft.put(id, replace(row, baseline=BEFORE, before=digest))
                kept.append(seen.test)
        self._say("baseline", {id: kept} if kept else {})

    def keep_nulls(self) -> None:
        """What a characterization says of code that does nothing is kept with its text (PH820)."""
        if all(each.lane != "characterization" for each in self.standings().values()):
            return  # nearly every run: nothing is asked of its tests
        for seen in self._observed():
            if seen.null is None or self._draft.section(seen.component).started is None:
                continue
            row, text = self._draft.row(seen.component, seen.test), self.run.texts.get(seen.test)
            if judgements.is_untried(row, seen, text):
                row = replace(row or Evidence(seen.test), text=text, null=seen.null)
                self._draft.put(seen.component, row)

    def take_turn(self, *, automatic: bool) -> None:
        """With nothing in progress and not green, one with a new red has its turn (4.1.7)."""
        fresh = {seen.component for seen in self._fresh_reds()}
        held = [each for each in fresh if self.questions == "block" and self._open(each)]
        id = fresh and turns.next_turn(
            self.standings(), fresh, self.run, automatic=automatic, held=held
        )
        if id:
            self._complete_others(id)
            self._start(id, over=())

    def see_reds(self) -> None:
        """Only the component in progress collects first reds; the rest is out of turn (4.1.1)."""
        current = turns.collecting(self.standings(), self._silent)
        first: dict[str, list[str]] = defaultdict(list)
        late: dict[str, list[str]] = defaultdict(list)
        for seen in self._fresh_reds():
            if seen.component == current:
                self._put_red(seen)
            (first if seen.component == current else late)[seen.component].append(seen.test)
        self._say("red", first)
        for seen in self._fresh_reds(flaky=True):
            if seen.component == current:
                self._flaky[seen.component].append(seen.test)
        self._say("flaky", self._flaky)
        for id in self._sorted(late):
            asked = self._open(id) if self.questions == "block" else ()
            reason, hint = why_out_of_turn(self.standings(), id, len(asked))
            self.events.append(Event("out-of-turn", id, tuple(sorted(late[id])), reason, hint))

    def see_uncounted(self) -> None:
        """Failures whose grade does not count are named, so that nobody waits for their red."""
        uncounted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for seen in self._failed:
            row = self._draft.row(seen.component, seen.test)
            if not cycle.counts(seen.grade, self.minimum) and (row is None or row.empty):
                uncounted[seen.component][seen.grade or "infra"].append(seen.test)
        for id in self._sorted(uncounted):
            for grade in sorted(uncounted[id]):
                tests = tuple(sorted(uncounted[id][grade]))
                self.events.append(Event("uncounted", id, tests, grade))

    def _explains(self, seen: Observation) -> bool:
        """Whether a failure is the red that a green without any change of code lacks."""
        row, _, text, minimum = self._facts(seen)
        if row is None or seen.grade is None or not cycle.counts(seen.grade, minimum):
            return False
        if row.text != text or not judgements.is_unexplained(row):
            return False
        return judgements.explains(row, Red(seen.grade, self.world.implementation(seen.component)))

    # What was seen

    def _observed(self) -> Iterator[Observation]:
        observations = self.run.observations.values()
        if not self._silent:
            return iter(observations)
        return (seen for seen in observations if seen.component not in self._silent)

    def _fresh_reds(self, *, flaky: bool = False) -> list[Observation]:
        failed = (seen for seen in self._failed if seen.flaky is flaky)
        return [seen for seen in failed if judgements.is_fresh_red(*self._facts(seen))]

    def _facts(self, seen: Observation) -> tuple[Evidence | None, Observation, str | None, Grade]:
        row = self._draft.row(seen.component, seen.test)
        return row, seen, self.run.texts.get(seen.test), self.minimum

    # What is known

    def _kept(self) -> list[str]:
        return [id for id in self._draft.ids if id not in self._silent]

    def _known(self, id: str) -> Iterator[str]:
        return filter(judgements.can_be_kept, self.run.known.get(id, ()))

    def _gone(self, id: str) -> list[str]:
        """The tests with a row that the component does not have any more, for certain."""
        known = set(self.run.known.get(id, ()))
        missing = [test for test in self._draft.rows(id) if test not in known]
        return [test for test in missing if file_of(test) in self.run.settled]

    def _know(self, id: str) -> None:
        rows = self._draft.rows(id)
        for test in [test for test in self._known(id) if test not in rows]:
            self._draft.put(id, Evidence(test))

    def _has_evidence(self, id: str, test: str) -> bool:
        row = self._draft.row(id, test)
        return row is not None and row.has_evidence

    # What is written

    def _complete_others(self, id: str) -> None:
        for standing in list(self.standings().values()):
            if standing.id != id and standing.section.active and whole(standing, self.run):
                self._complete(standing.id)

    def _start(self, id: str, over: tuple[str, ...]) -> None:
        section, lane = self._draft.section(id), self.standings()[id].component.lane
        self._draft.set(id, turns.opened(section, lane, over, self.world.base))
        self._know(id)
        kind: EventKind = "reopened" if section.completed else "started"
        self.events.append(Event(kind, id, detail=", ".join(over)))
        asked = self._open(id) if self.questions != "off" and kind == "started" else ()
        if asked:
            place = self.plan.path
            said = "\n".join(f"{each.text} ({place}:{each.line})" for each in asked)
            self.events.append(Event("asked", id, detail=said))

    def _open(self, id: str) -> tuple[Item, ...]:
        return open_for(self.plan, self.standings()[id].component)

    def _complete(self, id: str) -> None:
        self._draft.set(id, turns.closed(self._draft.section(id)))
        self.events.append(Event("completed", id))

    def _put_red(self, seen: Observation) -> None:
        assert seen.grade is not None, "a failure that counts has a grade"
        digest = self.world.implementation(seen.component)
        red = Red(seen.grade, digest, judgements.failing_cases(seen), seen.null == "passed")
        old = self._draft.row(seen.component, seen.test) or Evidence(seen.test)
        text = self.run.texts.get(seen.test)
        # What was seen of another text is over: its green, and that it was there before.
        hooks = tuple(filter(None, [self.world.hooks()]))
        row = Evidence(seen.test, text, red, waived=old.waived, hooks=hooks, extra=old.extra)
        row = replace(row, outline=self.world.outline(seen.test))
        self._draft.put(seen.component, row)

    def _say(self, kind: EventKind, tests: Mapping[str, list[str]]) -> None:
        for id in self._sorted(tests):
            self.events.append(Event(kind, id, tuple(sorted(tests[id]))))

    def _sorted(self, ids: Mapping[str, object]) -> list[str]:
        """Components in the plan's order, whatever the order of tests or workers (4.1.7)."""
        return sorted(ids, key=lambda id: self._order[id])


def _since(row: Evidence, now: str) -> tuple[str, ...]:
    """The hooks at a test's red, and those at its green where they are others."""
    before = row.hooks[0] if row.hooks else "-"
    if before != now:
        return before, now
    return () if now == "-" else (now,)
