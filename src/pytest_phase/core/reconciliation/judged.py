"""What is said of a claim, and what claims are held against."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from pytest_phase.core.claims import Claim, Making
from pytest_phase.core.inventory.lookup import Lookup, Place
from pytest_phase.core.plan import Plan

Verdict = Literal["exists", "missing", "differs", "planned", "early", "unknowable", "stale"]


class Judged(NamedTuple):
    """A claim and what the code says to it.

    ``places`` are where it is, or the nearest real names; ``detail`` says what differs or why
    nobody can know; ``component`` is the one that is going to make it.
    """

    claim: Claim
    verdict: Verdict
    places: tuple[Place, ...] = ()
    detail: str = ""
    component: str = ""


class Ground(NamedTuple):
    """What claims are held against: the plan, what its components make, the code, the files."""

    plan: Plan
    lookup: Lookup
    makes: tuple[Making, ...]
    exists: Callable[[str], bool]
