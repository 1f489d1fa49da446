"""Components sketched from what a spec asks for and the code does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from pytest_phase.core.inventory.lookup import Lookup, likeness, parts
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import plural
from pytest_phase.core.sketches import (
    FOUNDATION,
    GROUPS,
    MODELS,
    SERVICES,
    Sketch,
)
from pytest_phase.core.spec_names import Known, introduced, last
from pytest_phase.core.spec_places import Placing
from pytest_phase.core.spec_plots import Plot, mentions_of, offers, plots_of
from pytest_phase.core.specification import Spec

ALIKE = 0.8
"""How alike a new name is to a real one, from 0 to 1, for a question which of them is meant."""


class Drawn(NamedTuple):
    """What a spec comes to: components in their order, what to ask, what is to be known.

    ``makes`` are the names that each component makes, ``parts`` the lines of the sections that
    belong to it: both by the component's name.
    """

    sketches: tuple[Sketch, ...]
    questions: tuple[str, ...]
    notes: tuple[str, ...]
    makes: Mapping[str, tuple[str, ...]]
    lines: Mapping[int, str]


def draw(
    spec: Spec,
    inventory: Inventory,
    exists: Callable[[str], bool],
    hidden: Mapping[str, str],
) -> Drawn:
    """A component for each section that introduces something new, and what was guessed."""
    known = Known(Lookup(inventory), exists, hidden)
    plots = plots_of(spec, known)
    needs, mutual = _needs(plots)
    place = Placing(spec, plots, known)
    sketched = {each.name: _sketch(each, needs, plots, place, known) for each in plots}
    ordered = list(_in_order(sketched))
    names = [each.name for each in ordered]
    ordered = [x._replace(needs=tuple(sorted(x.needs, key=names.index))) for x in ordered]
    notes = (*_notes(spec, plots, known), *place.guesses, *mutual)
    makes = {each.name: (*each.makes, *offers(each, known)) for each in plots}
    lines = {part.line: each.name for each in plots for part in each.parts}
    return Drawn(tuple(ordered), tuple(_questions(spec, plots, known)), notes, makes, lines)


# What a component is made of


def _sketch(
    plot: Plot,
    needs: Mapping[str, list[str]],
    plots: list[Plot],
    place: Placing,
    known: Known,
) -> Sketch:
    path = place.path(plot)
    asks = dict.fromkeys(ask for part in plot.parts for ask in part.asks)
    return Sketch(
        plot.name,
        path,
        place.tests(plot, path),
        tuple(asks),
        tuple(needs[plot.name]),
        _group(plot.name, needs, {each.name: each for each in plots}),
        exists=tuple(dict.fromkeys(_there(plot, known))),
    )


def _there(plot: Plot, known: Known) -> Iterator[str]:
    """The classes, functions and modules of the code that its sections name."""
    for mention in mentions_of(plot):
        if mention.claim.kind not in ("name", "call") or mention.uses:
            continue
        found = known.places(mention.claim) or known.owner(mention.claim.name)
        for each in found[:1]:
            owner = each.interface.owner if each.interface else ""
            if each.kind in ("class", "function", "module", "method"):
                yield owner or each.short
    for name in (name for part in plot.parts for name in part.quotes):
        if known.lookup.owners(name):
            yield name


def _needs(plots: list[Plot]) -> tuple[dict[str, list[str]], list[str]]:
    """What each component names of the others, and what was guessed where two name each other."""
    makers = {
        word: each.name for each in reversed(plots) for made in each.makes for word in _words(made)
    }
    edges: dict[str, set[str]] = {each.name: set() for each in plots}
    for plot in plots:
        for mention in mentions_of(plot):
            named = mention.claim.name
            words = [named, *named.split("."), last(named)]
            other = next((makers[each] for each in words if each in makers), plot.name)
            if other != plot.name:
                user, used = (other, plot.name) if mention.uses else (plot.name, other)
                edges[user].add(used)
        for name in (name for part in plot.parts for name in part.quotes):
            edges[plot.name] |= {makers[name]} if name in makers else set()
        edges[plot.name].discard(plot.name)
    return _without_circles(edges)


def _words(made: str) -> tuple[str, ...]:
    return (made, last(made)) if not made.endswith(".py") else (made,)


def _without_circles(edges: dict[str, set[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """The edges, without those to a later component that comes back."""
    order = list(edges)
    kept: dict[str, list[str]] = {each: [] for each in order}
    guessed: list[str] = []
    pairs = [(user, used) for user in order for used in order if used in edges[user]]
    forward = sorted(pairs, key=lambda pair: order.index(pair[1]) > order.index(pair[0]))
    for user, used in forward:
        if user in _reached(used, kept):
            each = "each names the other" if user in edges[used] else "they name each other in turn"
            guessed.append(f"Guessed: {user} comes before {used}, as in the spec; {each}.")
        else:
            kept[user].append(used)
    by_order = {user: sorted(used, key=order.index) for user, used in kept.items()}
    return by_order, guessed


def _reached(start: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for each in edges[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _group(name: str, needs: Mapping[str, list[str]], plots: Mapping[str, Plot]) -> str:
    """What rests on a service is a service, whatever it is made of."""
    below = {_group(each, needs, plots) for each in needs[name]}
    if SERVICES not in below and any(each.is_model for each in plots[name].parts[:1]):
        return MODELS
    return SERVICES if below else FOUNDATION


def _in_order(sketched: dict[str, Sketch]) -> Iterator[Sketch]:
    """Group after group; in it what is needed first, else as the spec has it."""
    done: set[str] = set()
    for group in GROUPS:
        waiting = [each for each in sketched.values() if each.group == group]
        while waiting:
            free = next((x for x in waiting if done.issuperset(x.needs)), waiting[0])
            waiting.remove(free)
            done.add(free.name)
            yield free


# What is to be asked and known


def _questions(spec: Spec, plots: list[Plot], known: Known) -> Iterator[str]:
    for plot in plots:
        near = known.nearest(plot.name) if plot.main.strength == "heading" else None
        if near is not None and "." not in plot.name and _may_be(near.last, plot.name):
            where = f"`{plot.name}` ({spec.place(plot.main.line)})"
            yield f"Is {where} new, or is `{near.short}` ({near.where}) meant?"
    made = {word for plot in plots for each in plot.makes for word in _words(each)}
    for part in spec.parts:
        for each in [] if part.aside else introduced(part, known):
            if each.strength == "said" and not made.intersection((each.name, last(each.name))):
                where = f"`{each.name}` ({spec.place(each.line)})"
                made.add(each.name)
                yield f"Which component makes {where}? No section introduces it."
    yield from spec.questions


def _may_be(one: str, other: str) -> bool:
    """Whether one name may be the other, shortened or misspelled; not where an end is shared."""
    mine, theirs = set(parts(one)), set(parts(other))
    return mine <= theirs or theirs <= mine or likeness(one, other) >= ALIKE


def _notes(spec: Spec, plots: list[Plot], known: Known) -> Iterator[str]:
    yield from _passed_over(spec, known)
    inside = {part.line for plot in plots for part in plot.parts}
    for part in spec.parts:
        if part.asks and part.line not in inside and not part.aside:
            things = plural(len(part.asks), "thing")
            where = f"{spec.place(part.line)} ({part.title})" if part.title else spec.path
            there = any(known.places(each.claim) for each in part.mentions)
            what = (
                f"{things} of code that is there" if there else f"{things} and introduces nothing"
            )
            yield f"{where} asks for {what}: no component is drawn for it."
    for plot in plots:
        yield f"{plot.name} comes from {spec.place(plot.parts[0].line)}."
        if not any(part.asks for part in plot.parts):
            nothing = "the spec asks for nothing that a test can see. List its cases."
            yield f"{plot.name}: {nothing}"
        if plot.main.strength == "first":
            yield f"Guessed: {plot.name} is new; no text says so, and the code has nothing like it."


def _passed_over(spec: Spec, known: Known) -> Iterator[str]:
    told: set[str] = set()
    for part in spec.parts:
        for claim, *_ in part.mentions:
            file = known.hidden.get(claim.last)
            if file and claim.last not in told and not known.places(claim):
                told.add(claim.last)
                where = f"`{claim.name}` ({spec.place(claim.line)})"
                yield f"{where} may be there already: {file} was passed over."
