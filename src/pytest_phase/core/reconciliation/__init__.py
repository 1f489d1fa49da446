"""Holds what a plan and its specs say of code against what the code is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from pytest_phase.core.claims import Claim, Claims, Making
from pytest_phase.core.inventory.lookup import CLOSE, Lookup, likeness
from pytest_phase.core.plan import Plan
from pytest_phase.core.reconciliation.judged import Ground, Judged
from pytest_phase.core.reconciliation.names import existing, of_name, places
from pytest_phase.core.reconciliation.paths import of_path
from pytest_phase.core.reconciliation.tables import of_table

__all__ = ["Judged", "reconcile"]


def reconcile(
    plan: Plan,
    documents: Sequence[Claims],
    lookup: Lookup,
    exists: Callable[[str], bool],
    hidden: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Judged, ...]:
    """What the code says to each claim; claims that are about no code of the project left out.

    ``exists`` says whether a path relative to the project root is there. ``hidden`` are the
    names that files which were passed over seem to define, each with its file.
    """
    makes = tuple(each for document in documents for each in document.makes)
    ground = Ground(plan, lookup, (*makes, *_weak(plan, documents, lookup, makes)), exists)
    judged = (_judge(claim, ground) for document in documents for claim in document.said)
    return tuple(_unless_hidden(each, hidden) for each in judged if each is not None)


def _unless_hidden(judged: Judged, hidden: Mapping[str, str]) -> Judged:
    """What is not there, and stands in a file that was passed over, nobody can know."""
    names = judged.claim.name.split(".")[-2:]
    found = [hidden[each] for each in names if each in hidden]
    if judged.verdict not in ("missing", "differs") or not found:
        return judged
    return Judged(judged.claim, "unknowable", detail=f"{found[0]} was passed over")


def _weak(
    plan: Plan, documents: Sequence[Claims], lookup: Lookup, makes: Sequence[Making]
) -> Iterator[Making]:
    """Names that no code has and that a component mentions first, without relying on them.

    A name that is nearly that of something real is more likely that.
    """
    made = {each.name for each in makes}
    for document in documents:
        for claim in document.said:
            new = claim.component and claim.role == "mention" and not claim.relies
            if not new or claim.last in made or claim.kind not in ("name", "call"):
                continue
            if lookup.find(claim.name) or claim.last in lookup.words:
                continue
            if "." in claim.name and lookup.owners(claim.name.rpartition(".")[0]):
                continue
            near = lookup.nearest(claim.last, count=1)
            if not near or likeness(near[0].last, claim.last) < CLOSE:
                made.add(claim.last)
                yield Making(claim.last, claim.component or "", claim.line, certain=False)


def _judge(claim: Claim, ground: Ground) -> Judged | None:
    if claim.role == "spec":
        return _of_spec_cell(claim, ground)
    if claim.kind == "path":
        return of_path(claim, ground)
    if claim.kind in ("table", "column"):
        return of_table(claim, ground)
    return of_name(claim, ground)


def _of_spec_cell(claim: Claim, ground: Ground) -> Judged | None:
    """The name that a spec uses must not exist, or the row says why."""
    found = places(claim, ground)
    if not found or claim.reason or existing(claim, found, ground).verdict == "differs":
        return None
    return Judged(claim, "stale", found, "the row says that the code has another name for it")
