"""What one side of a replay saw: today's tests on one implementation, in one child process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pytest_phase.core.evidence import Grade, Outcome

# Worst last (design 3.3: over several reports or cases the worst of them).
RANK: tuple[Outcome, ...] = (
    "absent", "passed", "xpassed", "skipped", "xfailed", "failed", "error", "uncollectable",
)  # fmt: skip

WHOLE = "\0"
"""The case of a test without parameters; an id can be anything else, empty too."""


class Seen(NamedTuple):
    """One test or case as one side saw it; ``grade`` and ``why`` where it did not pass."""

    outcome: Outcome
    grade: Grade | None = None
    why: str = ""


ABSENT = Seen("absent")


class Side(NamedTuple):
    """One whole session.

    ``tests`` maps a test id to its cases (``WHOLE`` for one without parameters).
    ``uncollected`` are files that could not be collected, and why; ``blocked`` are folders in
    which nothing was, because their conftest does not import. ``problem`` says why the session
    did not finish, or why it is not what it stands for (empty: nothing). ``foreign`` are modules
    of the project that were loaded from another place than this side's tree, by name, with their
    files. ``opened`` are the files of the test side that a test opened, by test id; those opened
    while a file was imported stand under the file's path. ``apart`` is what a test did, whose
    file was not collected, once what was missing was stood in for.
    """

    tests: Mapping[str, Mapping[str, Seen]] = {}
    uncollected: Mapping[str, Seen] = {}
    blocked: Mapping[str, Seen] = {}
    problem: str = ""
    foreign: Mapping[str, str] = {}
    opened: Mapping[str, frozenset[str]] = {}
    apart: Mapping[str, Seen] = {}

    def cases(self, test: str) -> Mapping[str, Seen]:
        """What was seen of each case of a test; of its file where it could not be collected."""
        found = self.tests.get(test)
        if found:
            return found
        path = test.partition("::")[0]
        if path in self.uncollected:
            return {WHOLE: self.uncollected[path]}
        folder = path
        while self.blocked and folder:
            folder = folder.rpartition("/")[0]
            if folder in self.blocked:
                return {WHOLE: self.blocked[folder]}
        return {}


def worst(seen: Mapping[str, Seen]) -> Seen:
    """The worst over the cases, the first of them where several are as bad; absent for none."""
    return max(seen.values(), key=lambda each: RANK.index(each.outcome), default=ABSENT)
