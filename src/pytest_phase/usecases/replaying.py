"""What a replay says of each test, and what the gate makes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from pytest_phase.core.evidence import FAILURES, NOTHING, Grade, Outcome, Red, file_of
from pytest_phase.core.findings import Finding, Severity
from pytest_phase.core.levels import Proof
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Lane
from pytest_phase.core.replay.confirming import FLAKY
from pytest_phase.core.replay.story import Compared, Table
from pytest_phase.core.replay.verdicts import Replayed, judge

Run = Mapping[str, Mapping[str, Outcome]]
"""What the run itself saw, by test id and case."""


class Owner(NamedTuple):
    """Whose a test is: component, its lane, and whether it is waived or baseline."""

    component: str | None = None
    lane: Lane = "feature"
    excused: bool = False


class Told(NamedTuple):
    """A replay with its verdicts; ``owners`` by test id where there is a plan."""

    compared: Compared
    tests: tuple[Replayed, ...] = ()
    findings: tuple[Finding, ...] = ()
    planned: bool = False

    @property
    def undecided(self) -> list[Replayed]:
        """The tests of which nothing can be said."""
        return [each for each in self.tests if each.verdict == "inconclusive"]

    @property
    def doubted(self) -> bool:
        """Whether today's side of some test disagrees with what the run saw."""
        return any("this run" in each.reason for each in self.undecided)

    @property
    def errors(self) -> bool:
        """Whether something was found that fails a run."""
        return any(each.severity == "error" for each in self.findings)

    @property
    def fresh(self) -> frozenset[str]:
        """The tests that are new or changed since the base."""
        novelty = self.compared.novelty.items()
        return frozenset(test for test, each in novelty if each != "unchanged")

    @property
    def table(self) -> Table:
        """What the report keeps of it."""
        return Table(self.compared.base, self.tests)

    @property
    def judged(self) -> list[Replayed]:
        """The new and changed tests of which something can be said."""
        return [each for each in self.tests if each.verdict not in ("inconclusive", "unchanged")]


def tell(
    compared: Compared,
    run: Run,
    minimum: Grade,
    owner: Callable[[str], Owner],
    *,
    planned: bool = False,
) -> Told:
    """The verdict of every test that ran on both sides, in the order of their ids.

    ``run`` is what the run itself saw: a test that it did not cover is not judged. ``owner``
    tells whose a test is; ``planned``: there is a plan that says so.
    """
    tests = []
    for test in sorted(compared.novelty):
        if file_of(test) not in compared.files or test not in run:
            continue
        saw = run.get(test, NOTHING)
        found = judge(test, compared.novelty[test], compared.then, compared.now, minimum, saw)
        tests.append(replace(found, component=owner(test).component))
    findings = tuple(_findings(tests, compared, owner, planned))
    return Told(compared, tuple(tests), findings, planned)


def from_own_base(told: Told, own: Told, components: Collection[str], base: str) -> Told:
    """The replay, corrected by one of these components from the commits they started at.

    A test that failed long before its component began, and passed when it began, does not
    notice what the component brought.
    """
    found = {each.test: each for each in own.tests if each.verdict == "not-discriminating"}
    reason = f"it passed already when its component started ({base[:12]})"
    tests = tuple(
        replace(found[each.test], reason=reason)
        if each.component in components and each.test in found and each.verdict == "proved"
        else each
        for each in told.tests
    )
    corrected = {each.test for each in tests if each.reason == reason}
    findings = tuple(each for each in own.findings if each.where in corrected)
    return told._replace(tests=tests, findings=(*told.findings, *findings))


def doubts(
    told: Told,
    owner: Callable[[str], Owner],
    *,
    strict: bool = False,
    warned: Collection[str] = (),
) -> list[str]:
    """The inconclusive tests that leave the gate in doubt: all that it has no other word for.

    What is waived or baseline owes nothing. ``warned`` are those that the gate itself warns of:
    with whole evidence, and skipped by a condition. A test in no component may be flaky: all
    that a replay finds of it is a warning, unless the rules are ``strict``.
    """
    found = []
    for each in told.undecided:
        whose = owner(each.test)
        loose = told.planned and whose.component is None and not strict
        flaky = loose and each.reason.endswith(FLAKY)
        if not (flaky or whose.excused or each.test in warned):
            found.append(each.test)
    return found


def _findings(
    tests: list[Replayed], compared: Compared, owner: Callable[[str], Owner], planned: bool
) -> Iterator[Finding]:
    """PH840: passed on the old implementation too; an error in the lane feature."""
    for each in tests:
        whose = owner(each.test)
        if each.verdict != "not-discriminating" or whose.lane != "feature" or whose.excused:
            continue
        severity, message, hint = _words(compared, whose, planned)
        yield Finding("PH840", severity, each.test, message, hint, whose.component)


def _words(compared: Compared, whose: Owner, planned: bool) -> tuple[Severity, str, str]:
    if not compared.implementation and not planned:
        return (
            "warning",
            "passes at the base too: only tests changed, so nothing could have made it fail",
            "Nothing to do where that was the aim: tests that were missing were written.",
        )
    severity: Severity = "warning" if planned and whose.component is None else "error"
    hint = (
        "Let it assert what the change brought; if there was no red to see, put its component "
        "in lane characterization or refactor, or waive it with "
        '@pytest.mark.phase_waive(reason="…").'
        if planned
        else "Let it assert what the change brought; where there was no red to see, say so: "
        '@pytest.mark.phase_waive(reason="…").'
    )
    return severity, "passes on the old implementation too", hint


def proofs(told: Told) -> Iterator[Proof]:
    """What a replay proves of the tests of a plan; the red is the one of the old code."""
    for each in told.tests:
        digest = told.compared.digests.get(each.component or "")
        if each.verdict != "proved" or each.component is None or each.grade is None or not digest:
            continue
        failing = [case for case, (then, _) in each.cases.items() if then in FAILURES]
        named = () if len(failing) == len(each.cases) else tuple(sorted(failing))
        yield Proof(each.test, each.component, "replayed", Red(each.grade, digest, named))


def in_words(told: Told) -> str:
    """One sentence for a replay in which there was nothing to prove; empty for any other."""
    compared = told.compared
    count = len(compared.implementation)
    news = [each for each in told.tests if each.verdict != "unchanged"]
    if news or compared.then.problem or compared.now.problem:
        return ""
    if not count:
        return (
            "No code changed since the base, and no test of this run is new or changed: nothing to "
            "prove. To go back further: --phase-replay=REV"
        )
    return (
        f"No test of this run is new or changed since the base; {plural(count, 'other file')} did. "
        "Where behaviour changed, a test is missing; a refactoring owes none (lane refactor)."
    )
