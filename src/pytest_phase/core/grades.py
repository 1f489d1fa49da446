"""The grade of a failure: from the exception, the deepest frames and the plan (design 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from pytest_phase.core.evidence import GRADES, Grade

# Where a frame of a traceback lies: in a test file, a conftest, the project's other code
# (the implementation), or outside the project (pytest, the standard library, third parties).
Side = Literal["test", "conftest", "project", "outside"]
Moment = Literal["collect", "setup", "call", "teardown"]

_INFRA = frozenset(
    {"MemoryError", "TimeoutError", "ConnectionError", "gaierror", "KeyboardInterrupt"}
)
_BROKEN = frozenset({"FixtureLookupError", "SyntaxError", "UsageError"})


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure as plain facts.

    ``kinds`` are the class names of the exception and its bases; ``raised`` the side of the
    innermost frame, ``nearest`` the side of the innermost frame inside the project;
    ``belongs`` whether the name that was missing (module, attribute, name or called
    signature) belongs to the project or is named in the plan; ``signature`` whether a
    TypeError complains about how something was called.
    """

    kinds: frozenset[str]
    message: str = ""
    moment: Moment = "call"
    raised: Side = "test"
    nearest: Side = "test"
    belongs: bool = False
    signature: bool = False


def grade(failure: Failure) -> Grade:
    """The grade of a failure; the first rule that answers decides."""
    for rule in _RULES:
        found = rule(failure)
        if found is not None:
            return found
    return "behaviour"


def worst_grade(grades: Iterable[Grade | None]) -> Grade | None:
    """The grade of a test over its failing cases: one that counts if any does, the strongest."""
    found = {each for each in grades if each is not None}
    return next((each for each in GRADES if each in found), None)


def _infra(failure: Failure) -> Grade | None:
    timed_out = "Failed" in failure.kinds and failure.message.startswith("Timeout")
    # Raised by the component itself, it is something wrong that the component did.
    outside = failure.raised != "project"
    return "infra" if timed_out or (outside and failure.kinds & _INFRA) else None


def _broken(failure: Failure) -> Grade | None:
    uncollected = failure.moment == "collect" and "Failed" in failure.kinds
    return "broken" if uncollected or failure.kinds & _BROKEN else None


def _import(failure: Failure) -> Grade | None:
    if "ImportError" not in failure.kinds:
        return None
    return "missing" if failure.belongs else "broken"


def _name(failure: Failure) -> Grade | None:
    own = failure.raised in ("test", "conftest")
    return "broken" if "NameError" in failure.kinds and own else None


def _lacking(failure: Failure) -> Grade | None:
    lacks = "AttributeError" in failure.kinds or failure.signature
    return "missing" if lacks and failure.belongs else None


def _stub(failure: Failure) -> Grade | None:
    stub = "NotImplementedError" in failure.kinds and failure.raised == "project"
    return "stub" if stub else None


def _conftest(failure: Failure) -> Grade | None:
    return "broken" if failure.nearest == "conftest" else None


_RULES: tuple[Callable[[Failure], Grade | None], ...] = (
    _infra,
    _broken,
    _import,
    _name,
    _lacking,
    _stub,
    _conftest,
)
