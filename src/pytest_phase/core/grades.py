"""The grade of a failure: from the exception, the deepest frames and the plan (design 4.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from pytest_phase.core.evidence import GRADES, Grade

# Where a frame of a traceback lies: in a test file, a conftest, the project's other code
# (the implementation), or outside the project (pytest, the standard library, third parties).
Side = Literal["test", "conftest", "project", "outside"]
Moment = Literal["collect", "setup", "call", "teardown"]

_MEMORY_OR_INTERRUPTED = frozenset({"MemoryError", "KeyboardInterrupt", "Exit"})
_NETWORK = frozenset(
    # The standard library's, then the bases of what requests and httpx raise.
    {"TimeoutError", "ConnectionError", "gaierror", "herror", "URLError"}
    | {"Timeout", "TimeoutException", "NetworkError"}
)
# How pytest-timeout says that a test took too long; a test may say "Timeout" too.
_TIMEOUT = re.compile(r"Timeout \(?>[\d.]+s")
NOT_WRITTEN = "not written: "
"""How the failure of a skeleton begins: a test that nobody wrote yet is no red."""

_BROKEN = frozenset({"FixtureLookupError", "UsageError"})
_PYTEST_SAYS = frozenset({"Failed", "Skipped", "CollectError"})


class Failure(NamedTuple):
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
    if failure.kinds & _MEMORY_OR_INTERRUPTED:
        return "infra"
    if "Failed" in failure.kinds and _TIMEOUT.match(failure.message):
        return "infra"
    # Raised by the component itself it is something wrong that the component did, unless the
    # system put a number on it; an answer of a server is no trouble with the network.
    system = failure.raised != "project" or failure.message.startswith("[Errno ")
    network = failure.kinds & _NETWORK and "HTTPError" not in failure.kinds
    return "infra" if network and system else None


def _broken(failure: Failure) -> Grade | None:
    uncollected = failure.moment == "collect" and failure.kinds & _PYTEST_SAYS
    skeleton = "Failed" in failure.kinds and failure.message.startswith(NOT_WRITTEN)
    return "broken" if uncollected or skeleton or failure.kinds & _BROKEN else None


def _syntax(failure: Failure) -> Grade | None:
    # A component that reads source, and stumbles over it, did something wrong.
    read = failure.nearest == "project" and failure.moment != "collect"
    return "broken" if "SyntaxError" in failure.kinds and not read else None


def _import(failure: Failure) -> Grade | None:
    if "ImportError" not in failure.kinds:
        return None
    return "missing" if failure.belongs else "broken"


def _name(failure: Failure) -> Grade | None:
    if "NameError" not in failure.kinds:
        return None
    if failure.raised in ("test", "conftest"):
        return "broken"
    # A variable without a value is a mistake, not a name that is still to be written.
    written = failure.raised != "project" or "UnboundLocalError" in failure.kinds
    return None if written else "missing"


def _lacking(failure: Failure) -> Grade | None:
    lacks = "AttributeError" in failure.kinds or failure.signature
    return "missing" if lacks and failure.belongs else None


def _stub(failure: Failure) -> Grade | None:
    stub = "NotImplementedError" in failure.kinds and failure.raised == "project"
    return "stub" if stub else None


def _outside_the_body(failure: Failure) -> Grade | None:
    """An error in conftest, of the test file while it is collected, or of what runs the test."""
    if failure.moment == "collect":
        return "broken" if failure.nearest != "project" else None
    if failure.nearest == "outside":
        return "broken" if _never_ran(failure) else None
    # What the test body asserts through something of conftest is still its assertion.
    asserted = failure.moment == "call" and failure.kinds & {"AssertionError", "Failed"}
    return "broken" if failure.nearest == "conftest" and not asserted else None


def _never_ran(failure: Failure) -> bool:
    """Whether an error that went through nothing of the project came before any test body.

    pytest refuses an ``async`` test without a plugin for it, a plugin's fixture does not come
    up. What a plugin asserts afterwards (a server that was not called) is about the test; a
    group keeps the way its members came in the members.
    """
    asserted = failure.moment != "setup" and "AssertionError" in failure.kinds
    return not asserted and "BaseExceptionGroup" not in failure.kinds


_RULES: tuple[Callable[[Failure], Grade | None], ...] = (
    _infra,
    _broken,
    _syntax,
    _import,
    _name,
    _lacking,
    _stub,
    _outside_the_body,
)
