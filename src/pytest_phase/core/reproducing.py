"""Recorded red, run again: which snapshot holds it, and what follows from what was seen.

Two sides are run: the snapshot as it is, on which the test has to fail again; and the tests of
the snapshot on today's code, on which a test that was not bent to that code passes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from pytest_phase.core.evidence import COUNTING, FAILURES, PASSES, Evidence, Grade
from pytest_phase.core.findings import Finding
from pytest_phase.core.levels import Proof
from pytest_phase.core.replay.sides import Seen, Side, worst
from pytest_phase.core.snapshot import Snapshot

Result = Literal["reproduced", "passes", "not run"]

BENT = (
    "Put back what it asserted, and let the code do that; if it was wrong, see the new text fail "
    "without the code."
)
ASK_A_READER = (
    "Nothing to do where test and code were renamed together; whether it asserts what it did is "
    "for a reader."
)
NO_RED = "See it fail again for want of the code; a test that fails now and then proves nothing."


class Recorded(NamedTuple):
    """A red of the lock: the test today, its row, and where the red was kept.

    ``commit`` is the snapshot (None: there is none), ``then`` what the test was called in it.
    ``stale``: today's text is another one.
    """

    test: str
    component: str
    row: Evidence
    commit: str | None
    then: str
    stale: bool = False


class Reproduced(NamedTuple):
    """What came of one red that was run again; ``grade`` where it failed, ``reason`` where not."""

    recorded: Recorded
    result: Result
    grade: Grade | None = None
    reason: str = ""

    @property
    def proof(self) -> Proof | None:
        """What that proves of today's text; None for nothing."""
        red = self.recorded.row.red
        if self.result != "reproduced" or self.recorded.stale or red is None:
            return None
        return Proof(self.recorded.test, self.recorded.component, "reproduced", red)


def find(row: Evidence, component: str, snapshots: Sequence[Snapshot]) -> tuple[str, str] | None:
    """The newest snapshot that holds the red of a row, and the test's name in it.

    ``snapshots`` are newest first. By the text: of the same name and component, else of the
    same component (the test was renamed since), else of any.
    """
    held = [
        (snapshot, each)
        for snapshot in snapshots
        for each in snapshot.rows
        if each.text == row.text
    ]
    held.sort(key=lambda pair: (pair[0].component != component, pair[1].test != row.test))
    return (held[0][0].commit, held[0][1].test) if held else None


def judge(recorded: Recorded, side: Side | None) -> Reproduced:
    """What the snapshot says of a test; ``side`` is None where there is no snapshot of it."""
    if side is None or recorded.commit is None:
        return Reproduced(recorded, "not run", reason="no snapshot has it")
    doubt = _doubt(side)
    if doubt:
        return Reproduced(recorded, "not run", reason=doubt)
    cases = _red_cases(recorded, side.cases(recorded.then))
    failing = [seen for seen in cases.values() if seen.outcome in FAILURES]
    counting = [seen for seen in failing if seen.grade in COUNTING]
    if counting:
        said = "as it was then; its text is another today" if recorded.stale else ""
        return Reproduced(recorded, "reproduced", counting[0].grade, said)
    if failing:
        return Reproduced(recorded, "not run", failing[0].grade, failing[0].why)
    if cases and all(seen.outcome in PASSES for seen in cases.values()):
        return Reproduced(recorded, "passes")
    return Reproduced(recorded, "not run", reason=_not_run(worst(cases)))


def findings(
    again: Iterable[Reproduced], today: Mapping[str, Side], passing: Collection[str]
) -> Iterator[Finding]:
    """PH840 for a red that is none, PH841 for a test that was, or may be, bent to the code.

    ``today`` holds, by snapshot, what its tests said of today's code; ``passing`` are the tests
    that this run saw passing as they are now.
    """
    for each in again:
        test, component = each.recorded.test, each.recorded.component
        if each.result == "passes":
            message = "is recorded red, and passes when its snapshot is run again"
            yield Finding("PH840", "error", test, message, NO_RED, component)
        side = today.get(each.recorded.commit or "")
        failed = _fails(each.recorded, side) if side is not None else None
        if failed is not None and test in passing:
            yield _bent(failed, test, component)


def _bent(failed: Seen, test: str, component: str) -> Finding:
    """PH841: an error where the code does something else, information where a name is gone."""
    why = f" ({failed.why})" if failed.why else ""
    if failed.grade == "missing":
        message = (
            f"as it was when red it finds no more what it needs in today's code{why}: "
            "renamed together with the code, or bent to it"
        )
        return Finding("PH841", "info", test, message, ASK_A_READER, component)
    message = f"was bent to the code: as it was when red it fails on today's code{why}"
    return Finding("PH841", "error", test, message, BENT, component)


def _doubt(side: Side) -> str:
    if side.problem:
        return side.problem
    if side.foreign:
        name, file = min(side.foreign.items())
        return f"{name} came from {file}"
    return ""


def _red_cases(recorded: Recorded, cases: Mapping[str, Seen]) -> Mapping[str, Seen]:
    """The cases that were red; all of them where the lock names none, or other ones."""
    named = recorded.row.red.cases if recorded.row.red else ()
    return {case: cases[case] for case in named if case in cases} or cases


def _not_run(seen: Seen) -> str:
    said = {"absent": "it was not collected"}.get(seen.outcome, f"it is {seen.outcome}")
    return f"{said}: {seen.why}" if seen.why else said


def _fails(recorded: Recorded, side: Side) -> Seen | None:
    """What failed of a test on today's code, for a reason that counts; what is gone comes last."""
    if _doubt(side):
        return None
    cases = side.cases(recorded.then).values()
    failing = [s for s in cases if s.outcome in FAILURES and s.grade in COUNTING]
    return min(failing, key=lambda seen: seen.grade == "missing", default=None)
