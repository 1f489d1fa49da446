"""What one observation means for the evidence of one test (design 4.1.3, 4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pytest_phase.core import cycle
from pytest_phase.core.evidence import (
    FAILURES,
    PASSES,
    Evidence,
    Grade,
    Observation,
    Red,
    file_of,
    name_of,
)


def can_be_kept(test: str) -> bool:
    """Whether the lock can hold a test: the one item of a file that does not parse is no test."""
    return "::" in test


def is_fresh_red(
    row: Evidence | None, observation: Observation, text: str | None, minimum: Grade
) -> bool:
    """Whether a test without evidence was seen failing with a grade that counts.

    A test that is waived owes nothing, and collects nothing.
    """
    bare = row is None or row.empty
    counted = observation.failed and cycle.counts(observation.grade, minimum)
    return bare and counted and text is not None and can_be_kept(observation.test)


def is_renewed_red(
    row: Evidence | None, observation: Observation, text: str | None, minimum: Grade
) -> bool:
    """Whether a test with evidence was seen red with another text, or first with a counting grade.

    The first red of a text is kept and not refreshed (design 3.4).
    """
    if row is None or not row.has_evidence or row.text is None or text is None:
        return False
    weak = row.red is not None and not cycle.counts(row.red.grade, minimum)
    counted = observation.failed and cycle.counts(observation.grade, minimum)
    return counted and (row.text != text or weak)


def is_unexplained(row: Evidence) -> bool:
    """Whether a test went green though nothing outside the tests changed (PH803).

    Its red had another cause, so it is none to keep: one for want of the code takes its place.
    """
    return row.red is not None and row.green is not None and _code(row.red) == row.green[:6]


def explains(row: Evidence, red: Red) -> bool:
    """Whether a red is for want of the code that an unexplained green has."""
    return is_unexplained(row) and row.green is not None and _code(red) != row.green[:6]


def _code(red: Red) -> str:
    """The part of a digest that is about all that is no test."""
    return red.implementation[:6]


def is_green(
    row: Evidence, observation: Observation, text: str | None, *, kept: bool = False
) -> bool:
    """Whether a red test was seen passing, all of it, with the same text.

    ``kept``: with another text that asserts all the red one did (PH802 warns of it). Where such
    a pass is known already, one with the text of the red itself takes its place.
    """
    known = row.green is not None and (row.green_text is None or row.text != text)
    same = row.text == text or kept
    if row.red is None or known or not same or not observation.whole:
        return False
    return _all_pass(row.red, observation)


def _all_pass(red: Red, observation: Observation) -> bool:
    """Whether nothing failed and the cases that were red pass; others may have been skipped.

    Where all were red, a condition may still skip one: the gate warns of that (PH804).
    """
    if not observation.cases:
        return observation.passed
    if not observation.passing:
        return False
    passing = {case for case, outcome in observation.cases.items() if outcome in PASSES}
    if red.cases:
        owed = observation.cases.keys() & red.cases
        return bool(owed) and owed <= passing
    return len(passing) == len(observation.cases) or observation.conditional


def failing_cases(observation: Observation) -> tuple[str, ...]:
    """The cases that failed, named only where not all are known to have failed (design 3.4)."""
    failing = [case for case, outcome in observation.cases.items() if outcome in FAILURES]
    every = observation.whole and len(failing) == len(observation.cases)
    return () if every else tuple(sorted(failing))


def is_new_baseline(row: Evidence | None, observation: Observation, text: str | None) -> bool:
    """Whether a passing test can become baseline: nothing was seen of it, or with another text."""
    if text is None or not observation.passing or not can_be_kept(observation.test):
        return False
    return row is None or row.empty or (row.baseline is not None and row.text != text)


def is_passing_before(row: Evidence | None, observation: Observation, text: str | None) -> bool:
    """Whether a test that passes where a refactoring starts is new there, or has a new text."""
    edited = row is not None and row.red is not None and row.text != text
    return is_new_baseline(None if edited else row, observation, text)


def is_untried(row: Evidence | None, observation: Observation, text: str | None) -> bool:
    """Whether it is open what a passing test says of code that does nothing: once for each text.

    What was seen red has shown that it notices something, and what is waived owes nothing.
    """
    if text is None or not observation.passing or observation.waived is not None:
        return False
    if observation.flaky or not can_be_kept(observation.test):
        return False
    if row is None:
        return True
    if row.red is not None or row.waived is not None:
        return False
    if row.baseline is not None:
        return row.text == text and row.null is None
    return row.text != text or row.null is None


def follow(
    gone: Iterable[Evidence], new: Iterable[str], texts: Mapping[str, str | None]
) -> Iterator[tuple[Evidence, str]]:
    """Which new test each gone one became: one with its text, best of its name or in its file."""
    by_text: dict[str, list[str]] = defaultdict(list)
    for test in sorted(new):
        by_text[texts.get(test) or ""].append(test)
    waiting = sorted((row for row in gone if row.text), key=lambda row: row.test)
    for alike in (_same_name, _same_file, _any):
        left = []
        for row in waiting:
            same = by_text[row.text or ""]
            found = next((test for test in same if alike(row.test, test)), None)
            if found is None:
                left.append(row)
            else:
                same.remove(found)
                yield row, found
        waiting = left


def _same_name(old: str, new: str) -> bool:
    return name_of(old) == name_of(new)


def _same_file(old: str, new: str) -> bool:
    return file_of(old) == file_of(new)


def _any(old: str, new: str) -> bool:
    return True
