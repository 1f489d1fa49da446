"""Run recorded reds again: which, and what is told of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pytest_phase.core.evidence import FAILURES, PASSES, Outcome, file_of
from pytest_phase.core.findings import Finding
from pytest_phase.core.ledger import resolve
from pytest_phase.core.levels import Proof
from pytest_phase.core.replay.sides import Side
from pytest_phase.core.reproducing import Recorded, Reproduced, find, findings, judge
from pytest_phase.core.snapshot import Snapshot
from pytest_phase.usecases.project import Project
from pytest_phase.usecases.replaying import Run


class Again(NamedTuple):
    """Reds that were run again, in the order of their tests, and what was found."""

    tests: tuple[Reproduced, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def proofs(self) -> list[Proof]:
        """What that proves of today's tests."""
        return [each.proof for each in self.tests if each.proof is not None]

    @property
    def errors(self) -> bool:
        """Whether something was found that fails a run."""
        return any(each.severity == "error" for each in self.findings)

    @property
    def judged(self) -> bool:
        """Whether of any of them something can be said."""
        return any(each.result != "not run" for each in self.tests)


def recorded(
    project: Project, seen: Collection[str], snapshots: Sequence[Snapshot]
) -> list[Recorded]:
    """The reds that the lock has of these tests, each with its snapshot.

    Waived tests owe none. Raises LockError.
    """
    texts = project.tests.texts(seen)
    ledger = resolve(project.lock.load(), texts)
    reds = []
    for id in project.ids:
        for test, (row, *_) in ledger.section(id).tests.items():
            if test in seen and row.red is not None and row.waived is None:
                commit, then = find(row, id, snapshots) or (None, test)
                stale = texts.get(test) != row.text
                reds.append(Recorded(test, id, row, commit, then, stale))
    return sorted(reds, key=lambda each: each.test)


def wanted(reds: Sequence[Recorded]) -> dict[str, tuple[str, ...]]:
    """By snapshot: the test files to run of it."""
    files: dict[str, dict[str, None]] = {}
    for each in reds:
        if each.commit is not None:
            files.setdefault(each.commit, {})[file_of(each.then)] = None
    return {commit: tuple(sorted(paths)) for commit, paths in files.items()}


def tell(
    reds: Sequence[Recorded],
    then: Mapping[str, Side],
    today: Mapping[str, Side],
    run: Run,
) -> Again:
    """What came of it. ``then`` and ``today`` are the sides of each snapshot."""
    again = tuple(judge(each, then.get(each.commit or "")) for each in reds)
    passing = {test for test, cases in run.items() if _passes(cases.values())}
    return Again(again, tuple(findings(again, today, passing)))


def _passes(outcomes: Collection[Outcome]) -> bool:
    """Whether some case of a test passes, and none fails."""
    passed = any(each in PASSES for each in outcomes)
    return passed and not any(each in FAILURES for each in outcomes)
