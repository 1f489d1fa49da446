"""What one run saw of a test, and what the lock keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

Grade = Literal["behaviour", "stub", "missing", "broken", "infra"]
Outcome = Literal[
    "passed", "failed", "error", "skipped", "xfailed", "xpassed", "uncollectable", "absent"
]

Null = Literal["passed", "failed", "unknown"]
"""How a test ended against an implementation that does nothing; or that this cannot be told."""

Level = Literal["declared", "observed", "replayed", "reproduced"]

NULLS: tuple[Null, ...] = get_args(Null)
GRADES: tuple[Grade, ...] = get_args(Grade)
COUNTING: tuple[Grade, ...] = ("behaviour", "stub", "missing")

PASSES: tuple[Outcome, ...] = ("passed", "xpassed")
# An expected failure is a failure too (design 4.2).
FAILURES: tuple[Outcome, ...] = ("failed", "error", "xfailed", "uncollectable")

NULL = "null=passed"
"""The words of a row whose test would also pass against an implementation that does nothing."""

NOTHING: Mapping[str, Outcome] = MappingProxyType({})


class Red(NamedTuple):
    """A failure that counted: its grade, and the digest of the implementation it was seen against.

    ``cases`` names the parameter cases that failed, only where not all of them did. ``null``
    says that the test passed where what it misses was there, and did nothing (PH820).
    """

    grade: Grade
    implementation: str
    cases: tuple[str, ...] = ()
    null: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the lock keeps of one text of one test.

    ``text`` is the digest of the test's text (12 hex digits; None where nothing was seen
    yet), ``green`` the digest of the implementation it passed with after its red,
    ``baseline`` and ``waived`` the reasons given, ``before`` the implementation that a baseline
    passed with before a refactoring. ``level`` says how the red was proved beyond
    having been seen (``core.levels``), None where it was not. ``hooks`` is a digest of the
    project's code that had a say in the report of its red, and the one at its green where that
    is another (``-`` for no such code). ``outline`` is what the text asserted, as one word
    (``core.outline``), ``green_text`` the text it passed with where that was another one with
    nothing lost. ``null`` says of a test without a red how it ended where the code of its
    component did nothing. ``extra`` are words of the row that this version does not know; they
    survive a rewrite (design 3.4). ``sum`` is what the row says of itself (``core.sums``); it is
    no part of what the row says.
    """

    test: str
    text: str | None = None
    red: Red | None = None
    green: str | None = None
    baseline: str | None = None
    waived: str | None = None
    level: Level | None = None
    before: str | None = None
    hooks: tuple[str, ...] = ()
    outline: str | None = None
    green_text: str | None = None
    null: Null | None = None
    extra: tuple[str, ...] = ()
    sum: str | None = field(default=None, compare=False)

    @property
    def has_evidence(self) -> bool:
        """Whether something was seen of the test: a red, or a pass recorded as baseline."""
        return self.red is not None or self.baseline is not None

    @property
    def empty(self) -> bool:
        """Whether the row only says that the test is known."""
        return self.red is None and self.baseline is None and self.waived is None


class Observation(NamedTuple):
    """What one run saw of one test: the worst outcome over its cases, and its grade if it failed.

    ``cases`` holds the outcome of each parameter id (empty for a test without parameters),
    ``whole`` whether all its known cases ran, ``waived`` the reason of its ``phase_waive``
    mark, ``conditional`` whether a skip came from a condition. ``null`` says how it ended, in
    a process of its own, against an implementation that does nothing; ``flaky`` that it ended in
    another way when it was run again.
    """

    test: str
    component: str
    outcome: Outcome
    grade: Grade | None = None
    cases: Mapping[str, Outcome] = NOTHING
    waived: str | None = None
    conditional: bool = False
    whole: bool = True
    null: Null | None = None
    flaky: bool = False

    @property
    def passed(self) -> bool:
        """Whether every case that ran passed in setup, call and teardown."""
        return self.outcome in PASSES

    @property
    def passing(self) -> bool:
        """Whether something passed and nothing failed; some of its cases may have been skipped."""
        if self.outcome in PASSES:
            return True
        skipped = self.outcome == "skipped"
        return skipped and any(outcome in PASSES for outcome in self.cases.values())

    @property
    def failed(self) -> bool:
        """Whether some case failed."""
        return self.outcome in FAILURES


def file_of(test: str) -> str:
    """The path in a test id: ``tests/a.py::TestA::test_x`` → ``tests/a.py``."""
    return test.partition("::")[0]


def name_of(test: str) -> str:
    """The names in a test id: ``tests/a.py::TestA::test_x`` → ``TestA::test_x``."""
    return test.partition("::")[2]
