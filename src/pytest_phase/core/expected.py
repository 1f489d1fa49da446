"""Whether a red is the one that the plan expects: ``Expected: FAIL with "…"`` (PH406).

Only what can be compared is: words in quotes, the name of an exception, or words that say that
something is missing. Anything else is prose, which a reader judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pytest_phase.core.evidence import Grade, name_of
from pytest_phase.core.plan import Expectation

_KIND = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Failed|Exit)\b|\bFailed\b")
_NAMES = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
_WORD = re.compile(r"\w{3,}")
_MISSING = re.compile(
    r"\b(?:not (?:be )?(?:defined|found|there|importable)|undefined|missing|no module|cannot import"
    r"|can't import|does(?: not|n't) exist|no(?:t have|t an)? attribute|has no)\b",
    re.I,
)
_STUB = re.compile(r"not (?:yet )?implemented", re.I)
_ASSERTION = re.compile(r"\bassert", re.I)
_NO_SENSE = frozenset({"the", "and", "with", "not", "for", "has", "error", "fail", "fails", "name"})
_SAME = frozenset({"ImportError", "ModuleNotFoundError"})
_WHERE = re.compile(r"\s+\([^()]*[\\/][^()]*\)$")  # the file an ImportError is about
_LONGEST = 120

Surprise = tuple[str, Expectation]
"""What was seen, in one line, and what was expected in its place."""


class Failed(NamedTuple):
    """A failure: the exception, its grade, and all that pytest shows of it."""

    error: BaseException
    grade: Grade
    shown: str = ""


def surprise(expected: Iterable[Expectation], test: str, seen: Failed) -> Surprise | None:
    """What was seen in the place of what the plan expects of a test; None where it is as expected.

    ``test`` is the test's id without parameters. Of several expectations one is enough.
    """
    name = name_of(test)
    about = [each for each in expected if _is_about(each, name)]
    own = [each for each in about if each.case is not None] or about
    if not own or any(_meets(each, seen) for each in own):
        return None
    return _told(seen.error), own[0]


def _is_about(expectation: Expectation, name: str) -> bool:
    case = expectation.case
    return (
        case is None or case == name or name.endswith(f"::{case}") or name.startswith(f"{case}::")
    )


def _meets(expectation: Expectation, seen: Failed) -> bool:
    said = _plain(expectation.text)
    if said in _plain(_told(seen.error, cut=False)):
        return True
    if expectation.quoted and seen.shown and said in _plain(seen.shown):
        return True
    kinds = _KIND.findall(expectation.text)
    if kinds:
        same = _SAME if _SAME.intersection(kinds) else frozenset()
        found = {each.__name__ for each in type(seen.error).__mro__}
        if not found & {*kinds, *same}:
            return False
        rest = _KIND.sub(" ", expectation.text)
        return not expectation.quoted or _agrees(rest, seen)
    return (
        _agrees(expectation.text, seen) if expectation.quoted else _can_be(expectation.text, seen)
    )


def _agrees(text: str, seen: Failed) -> bool:
    """Whether a message says the same: its names, or all its words, or what both mean."""
    message = str(seen.error).casefold()
    names = _NAMES.findall(text)
    if names:
        return all(name.casefold() in message for name in names)
    words = {word for word in _WORD.findall(text.casefold()) if word not in _NO_SENSE}
    if all(word in message for word in words):
        return True
    return _means(text, seen)


def _can_be(text: str, seen: Failed) -> bool:
    """Whether prose can mean this failure; prose that names no reason can mean any."""
    says = _MISSING.search(text) or _STUB.search(text)
    return not says or _means(text, seen)


def _means(text: str, seen: Failed) -> bool:
    if _MISSING.search(text):
        return seen.grade == "missing" or isinstance(seen.error, NameError | AttributeError)
    if _STUB.search(text):
        return seen.grade == "stub"
    return bool(_ASSERTION.search(text)) and isinstance(seen.error, AssertionError)


def _plain(text: str) -> str:
    """A text for comparing: no quotes, single spaces, case folded."""
    return " ".join(re.sub(r"[\"'`“”‘’]", "", text).casefold().split())


def _told(error: BaseException, *, cut: bool = True) -> str:
    """An exception as one line: its kind, and what it says."""
    said = str(error)
    if cut:
        said = _WHERE.sub("", said.strip().partition("\n")[0])
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return told if not cut or len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
