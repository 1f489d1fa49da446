"""Holds what a plan and its specs say of code against what the code is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from pytest_phase.core.claims import Claim, Claims, Making
from pytest_phase.core.inventory.familiar import offered
from pytest_phase.core.inventory.lookup import CLOSE, Lookup, Place, likeness, misspelled
from pytest_phase.core.inventory.schema import Table
from pytest_phase.core.inventory.signatures import difference
from pytest_phase.core.plan import Plan

TABLES_LIKE = 0.3
"""How alike the name of a table has to be to be offered: there are few, and any may be meant."""

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
        return _of_path(claim, ground)
    if claim.kind in ("table", "column"):
        return _of_table(claim, ground)
    return _of_name(claim, ground)


def _of_spec_cell(claim: Claim, ground: Ground) -> Judged | None:
    """The name that a spec uses must not exist, or the row says why."""
    found = _places(claim, ground)
    if not found or claim.reason or _existing(claim, found, ground).verdict == "differs":
        return None
    return Judged(claim, "stale", found, "the row says that the code has another name for it")


def _of_path(claim: Claim, ground: Ground) -> Judged | None:
    if ground.exists(claim.name):
        return Judged(claim, "exists", detail=claim.name)
    known = [each for each in ground.lookup.inventory.modules if _ends(each.path, claim.name)]
    if known:
        return Judged(claim, "exists", tuple(_module(each.name, each.path) for each in known))
    making = _maker(claim.name, ground)
    if making is not None:
        return _planned(claim, making, ground)
    if not claim.name.endswith(".py") or claim.creates:
        return None
    name = claim.name.removesuffix(".py").rpartition("/")[2]
    modules = (each for each in ground.lookup.inventory.modules if not each.is_test)
    within = [_module(each.name, each.path) for each in modules]
    return Judged(claim, "missing", ground.lookup.nearest(name, within))


def _ends(path: str, ending: str) -> bool:
    return path == ending or path.endswith(f"/{ending}")


def _module(name: str, path: str) -> Place:
    return Place(name, "module", path, 1)


def _of_table(claim: Claim, ground: Ground) -> Judged | None:
    tables = ground.lookup.tables
    table, _, column = claim.name.rpartition(".")
    if claim.kind == "table":
        table, column = claim.name, ""
    held = tables.get(table.casefold())
    if held is None:
        named = ground.lookup.find(table)
        if named:  # a model is as good as its table
            return Judged(claim, "exists", named) if not column else None
        making = _maker(claim.name, ground) or _maker(table, ground)
        if making is not None:
            return _planned(claim, making, ground)
        near = _near_tables(table, tables)
        return Judged(claim, "missing", near) if tables else None
    if not column:
        return _with_columns(claim, held)
    return _of_column(claim, held, column, ground)


def _of_column(claim: Claim, held: Sequence[Table], column: str, ground: Ground) -> Judged | None:
    found = [each for each in held if each.column(column) is not None]
    if found:
        return Judged(claim, "exists", tuple(_column_place(each, column) for each in found))
    making = _maker(claim.name, ground)
    if making is not None:
        return _planned(claim, making, ground)
    doubts = [doubt for each in held for doubt in each.unknowable]
    within = [_column_place(each, one.name) for each in held for one in each.columns]
    near = ground.lookup.nearest(column, within)
    if doubts and not near:
        return Judged(claim, "unknowable", detail=doubts[0])
    return Judged(claim, "missing", near or tuple(_table_place(each) for each in held[:1]))


def _with_columns(claim: Claim, held: Sequence[Table]) -> Judged:
    """A table with columns in parentheses: ``customers(id, email)``."""
    places = tuple(_table_place(each) for each in held)
    for each in claim.parameters or ():
        if all(table.column(each.name) is None for table in held):
            return Judged(claim, "differs", places, f"it has no column {each.name}")
    return Judged(claim, "exists", places)


def _table_place(table: Table) -> Place:
    return Place(table.name, "table", table.path, table.line)


def _column_place(table: Table, column: str) -> Place:
    found = table.column(column)
    name = found.name if found else column
    line = found.line if found and found.line else table.line
    return Place(f"{table.name}.{name}", "column", table.path, line)


def _near_tables(name: str, tables: dict[str, list[Table]]) -> tuple[Place, ...]:
    scored = sorted(((likeness(name, each), each) for each in tables), reverse=True)
    alike = [each for score, each in scored if score >= TABLES_LIKE]
    return tuple(_table_place(tables[each][0]) for each in alike[:3])


def _places(claim: Claim, ground: Ground) -> tuple[Place, ...]:
    """What is called so in code or schema."""
    if claim.kind == "path":
        return (_module("", claim.name),) if ground.exists(claim.name) else ()
    found = ground.lookup.find(claim.name)
    if found:
        return found
    table, _, column = claim.name.rpartition(".")
    held = ground.lookup.tables.get((table or column).casefold(), [])
    if not table:
        return tuple(_table_place(each) for each in held)
    return tuple(_column_place(each, column) for each in held if each.column(column))


def _of_name(claim: Claim, ground: Ground) -> Judged | None:
    found = _places(claim, ground)
    if found:
        return _existing(claim, found, ground)
    making = _maker(claim.name, ground)
    if making is not None:
        return _planned(claim, making, ground)
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
        return _of_column(claim, held, last, ground)
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
    if _is_class_name(head) and _maker(head, ground) is None:
        return Judged(claim, "missing", lookup.nearest(head) or lookup.nearest(last))
    making = _maker(head, ground)
    if making is not None:
        return _planned(claim, making, ground)
    if claim.kind == "call" and last not in lookup.words:
        near = lookup.nearest(last)
        if near and likeness(near[0].last, last) >= CLOSE:
            return Judged(claim, "missing", near)
    return None


# What a component is going to make


def _maker(name: str, ground: Ground) -> Making | None:
    """The first component that makes a name, or what the name is inside of."""
    wanted = {name, *_endings(name)}
    found = [each for each in ground.makes if wanted.intersection((each.name, *_ends_of(each)))]
    certain = [each for each in found if each.certain]
    return next(iter(certain or found), None)


def _endings(name: str) -> Iterator[str]:
    """The parts of a dotted name that may have been made as a whole: ``A.b`` with ``A``."""
    names = name.split(".")
    yield from (".".join(names[:end]) for end in range(1, len(names)))
    if "/" not in name:
        yield names[-1]


def _ends_of(making: Making) -> tuple[str, ...]:
    if "/" in making.name:
        return (making.name.rpartition("/")[2],)
    return (making.name.rpartition(".")[2],)


def _planned(claim: Claim, making: Making, ground: Ground) -> Judged:
    """What a component makes later must not be relied on earlier."""
    order = [each.id for each in ground.plan.components]
    if claim.component in order and making.component in order and making.certain:
        user = ground.plan.components[order.index(claim.component)]
        later = order.index(making.component) > order.index(claim.component)
        if later and making.component not in _required(user.id, ground.plan) and not claim.creates:
            return Judged(claim, "early", component=making.component)
    return Judged(claim, "planned", component=making.component)


def _required(component: str, plan: Plan) -> set[str]:
    """All that a component depends on, one after the other."""
    seen: set[str] = set()
    waiting = [component]
    while waiting:
        each = plan.by_id.get(waiting.pop())
        for name in each.requires if each else ():
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def _existing(claim: Claim, found: tuple[Place, ...], ground: Ground) -> Judged:
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
