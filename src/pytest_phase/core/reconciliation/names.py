"""Claims about names: modules, classes, functions, members."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.claims import Claim
from pytest_phase.core.inventory.familiar import offered
from pytest_phase.core.inventory.lookup import CLOSE, Lookup, Place, likeness, misspelled
from pytest_phase.core.inventory.signatures import difference
from pytest_phase.core.reconciliation.judged import Ground, Judged
from pytest_phase.core.reconciliation.makers import maker, planned
from pytest_phase.core.reconciliation.paths import module_place
from pytest_phase.core.reconciliation.tables import column_place, of_column, table_place


def places(claim: Claim, ground: Ground) -> tuple[Place, ...]:
    """What is called so in code or schema."""
    if claim.kind == "path":
        return (module_place("", claim.name),) if ground.exists(claim.name) else ()
    found = ground.lookup.find(claim.name)
    if found:
        return found
    table, _, column = claim.name.rpartition(".")
    held = ground.lookup.tables.get((table or column).casefold(), [])
    if not table:
        return tuple(table_place(each) for each in held)
    return tuple(column_place(each, column) for each in held if each.column(column))


def of_name(claim: Claim, ground: Ground) -> Judged | None:
    """What the code says to a name; None where nobody can tell that it is meant for code."""
    found = places(claim, ground)
    if found:
        return existing(claim, found, ground)
    making = maker(claim.name, ground)
    if making is not None:
        return planned(claim, making, ground)
    if claim.role == "import" and not _is_own(claim.name, ground):
        return None
    owner, _, last = claim.name.rpartition(".")
    if owner:
        return _of_member(claim, owner, last, ground)
    if claim.creates or claim.name in ground.lookup.external or offered(claim.name):
        return None
    near = ground.lookup.nearest(claim.name)
    if claim.kind == "call" or claim.role in ("actual", "import") or _is_class_name(claim.name):
        alike = near and likeness(near[0].last, claim.name) >= CLOSE
        # One capitalised word can be anything; two together are a class.
        return Judged(claim, "missing", near) if alike or not _is_one_word(claim) else None
    # A bare word can be anything: a value, a variable, a parameter.
    if claim.name in ground.lookup.words or "_" not in claim.name.strip("_"):
        return None
    close = near and misspelled(claim.name, near[0].last)
    return Judged(claim, "missing", near[:1]) if close else None


def _is_one_word(claim: Claim) -> bool:
    bare = claim.kind == "name" and claim.role == "mention"
    return bare and claim.name[:1].isupper() and claim.name[1:].islower()


def _is_own(name: str, ground: Ground) -> bool:
    """Whether a dotted name begins with a package or module of the project."""
    head = name.partition(".")[0]
    return any(each.name.partition(".")[0] == head for each in ground.lookup.inventory.modules)


def _is_class_name(name: str) -> bool:
    return name[:1].isupper() and not name.isupper() and name.lower() != name and len(name) > 2


def _of_member(claim: Claim, owner: str, last: str, ground: Ground) -> Judged | None:
    """A dotted name that is not there: its owner says what can be said."""
    lookup = ground.lookup
    held = lookup.tables.get(owner.casefold())
    if held:
        return of_column(claim, held, last, ground)
    owners = lookup.owners(owner)
    if owners and all(_may_be_variable(each, owner) for each in owners) and claim.kind == "name":
        near = lookup.nearest(last, [each for one in owners for each in lookup.members(one)])
        return Judged(claim, "missing", near) if near and misspelled(last, near[0].last) else None
    if owners:
        if claim.creates or any(lookup.inherits(each, last) for each in owners):
            return None
        within = [each for one in owners for each in lookup.members(one)]
        near = lookup.nearest(last, within)
        called = claim.kind == "call"
        reasons = [why for one in owners if (why := lookup.unknowable(one, called=called))]
        if reasons and not (near and likeness(near[0].last, last) >= CLOSE):
            return Judged(claim, "unknowable", detail=reasons[0])
        return Judged(claim, "missing", near or lookup.nearest(last), "; ".join(reasons[:1]))
    return _of_unowned(claim, owner, last, ground)


def _may_be_variable(owner: Place, named: str) -> bool:
    """Whether a name means a module only if no variable is called so: ``cart`` of ``shop.cart``."""
    return owner.kind == "module" and "." not in named and owner.name != named


def _of_unowned(claim: Claim, owner: str, last: str, ground: Ground) -> Judged | None:
    """``client.fetch()`` where nothing is called ``client``: a variable, or another package."""
    lookup = ground.lookup
    head = claim.name.partition(".")[0]
    own = {each.name.partition(".")[0] for each in lookup.inventory.modules}
    if (head in own and claim.role != "mention") or (head in own and "." in owner):
        return Judged(claim, "missing", lookup.nearest(last))
    if head in lookup.external or claim.creates:
        return None
    if _is_class_name(head) and maker(head, ground) is None:
        return Judged(claim, "missing", lookup.nearest(head) or lookup.nearest(last))
    making = maker(head, ground)
    if making is not None:
        return planned(claim, making, ground)
    if claim.kind == "call" and last not in lookup.words:
        near = lookup.nearest(last)
        if near and likeness(near[0].last, last) >= CLOSE:
            return Judged(claim, "missing", near)
    return None


def existing(claim: Claim, found: tuple[Place, ...], ground: Ground) -> Judged:
    """A name that is there: what the claim says of calling it is held against each signature."""
    if claim.parameters is None and not claim.returns:
        return Judged(claim, "exists", found)
    callables = [place for each in found for place in _called(each, ground.lookup)]
    callables = [each for each in callables if each.interface and each.interface.is_callable]
    if not callables:
        return Judged(claim, "exists", found)
    reasons = [
        difference(claim.parameters, claim.returns, each.interface)
        for each in callables
        if each.interface
    ]
    if "" in reasons:
        return Judged(claim, "exists", found)
    return Judged(claim, "differs", tuple(callables[:1]), reasons[0])


def _called(place: Place, lookup: Lookup) -> Iterator[Place]:
    """What a call of it calls: of a class its ``__init__``, overloads each."""
    if place.kind == "class":
        made = lookup.member(place, "__init__")
        yield from (made,) if made else ()
    else:
        yield place
