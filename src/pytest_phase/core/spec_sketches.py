"""Components sketched from what a spec asks for and the code does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from pytest_phase.core.inventory.lookup import Lookup, likeness, parts
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import plural
from pytest_phase.core.sketches import (
    FOUNDATION,
    GROUPS,
    MODELS,
    SERVICES,
    Sketch,
    convention,
    snake,
)
from pytest_phase.core.spec_names import Introduced, Known, introduced, last
from pytest_phase.core.specification import Mention, Part, Spec

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


class _Plot(NamedTuple):
    """A component under construction: its name, where it is introduced, what belongs to it."""

    name: str
    main: Introduced
    parts: list[Part]
    makes: list[str]


def draw(
    spec: Spec,
    inventory: Inventory,
    exists: Callable[[str], bool],
    hidden: Mapping[str, str],
) -> Drawn:
    """A component for each section that introduces something new, and what was guessed."""
    known = Known(Lookup(inventory), exists, hidden)
    plots = _plots(spec, known)
    needs, mutual = _needs(plots)
    place = _Placing(spec, plots, known)
    sketched = {each.name: _sketch(each, needs, plots, place, known) for each in plots}
    ordered = list(_in_order(sketched))
    names = [each.name for each in ordered]
    ordered = [x._replace(needs=tuple(sorted(x.needs, key=names.index))) for x in ordered]
    notes = (*_notes(spec, plots, known), *place.guesses, *mutual)
    makes = {each.name: (*each.makes, *_offers(each, known)) for each in plots}
    lines = {part.line: each.name for each in plots for part in each.parts}
    return Drawn(tuple(ordered), tuple(_questions(spec, plots, known)), notes, makes, lines)


# Which sections make which components


def _plots(spec: Spec, known: Known) -> list[_Plot]:
    """The components, each with its sections; a section below one belongs to it."""
    found: list[_Plot] = []
    above: list[tuple[int, _Plot | None]] = []
    by_part = {part.line: list(introduced(part, known)) for part in _about(spec)}
    heads = {x.name: at for at, names in by_part.items() for x in names if x.strength == "heading"}
    for part in _about(spec):
        above = [each for each in above if each[0] < part.level]
        owner = next((plot for _, plot in reversed(above) if plot), None)
        names = [x for x in by_part[part.line] if heads.get(x.name, part.line) == part.line]
        plot = owner or _of_made(names, found)
        main = _main(names, inside=owner is not None)
        if main is not None and (plot is None or not _is_inside(main, plot)):
            taken = {each.name for each in found}
            name = _name(main, known)
            plot = None if name in taken else _Plot(name, main, [], [])
            if plot is None:
                plot = next(each for each in found if each.name == name)
            else:
                found.append(plot)
        if plot is not None:
            plot.parts.append(part)
            plot.makes.extend(each.name for each in names if each.name not in plot.makes)
        above.append((part.level, plot))
    return found


def _offers(plot: _Plot, known: Known) -> Iterator[str]:
    """The functions without an owner that its sections call, and that nothing real is like."""
    for claim, leads, *_ in _mentions(plot):
        is_own = claim.kind == "call" and "." not in claim.name and known.is_new(claim)
        if is_own and (leads or known.nearest(claim.name) is None):
            yield claim.name


def _about(spec: Spec) -> list[Part]:
    """The sections that things can be made in; the title only where there is nothing else."""
    inside = [each for each in spec.parts if not each.aside]
    below = [each for each in inside if each.level > 1]
    return below or inside


def _of_made(names: Iterable[Introduced], found: Iterable[_Plot]) -> _Plot | None:
    """The component that an earlier section began: its name is in a heading again."""
    heads = {each.name.partition(".")[0] for each in names if each.strength == "heading"}
    return next((each for each in found if each.name in heads), None)


def _main(names: list[Introduced], *, inside: bool) -> Introduced | None:
    """What a component is named by: a class or function before a file; below one, its heading."""
    wanted = [each for each in names if not inside or each.strength == "heading"]
    if not wanted:
        return None
    strongest = wanted[0].strength
    named = [each for each in wanted if not each.name.endswith(".py")]
    alike = [each for each in named if each.strength == strongest] or named
    classes = [each for each in alike if last(each.name)[:1].isupper()]
    return next(iter(classes or alike or wanted))


def _is_inside(main: Introduced, plot: _Plot) -> bool:
    """Whether a name is part of what a component makes: ``Log.add`` of ``Log``."""
    heads = {each.rpartition(".")[2] for each in plot.makes if not each.endswith(".py")}
    owners = main.name.split(".")[:-1]
    return (
        bool(heads.intersection(owners)) or main.name in plot.makes or not main.name[:1].isupper()
    )


def _name(main: Introduced, known: Known) -> str:
    """A class or function by its own name, a method with its class, a module by its file."""
    if main.name.endswith(".py"):
        words = last(main.name).split("_")
        return " ".join(word[:1].upper() + word[1:] for word in words if word)
    owner = main.name.rpartition(".")[0]
    if any(each.kind == "class" for each in known.lookup.owners(owner) if owner):
        return ".".join(main.name.split(".")[-2:])
    return last(main.name)


# What a component is made of


def _sketch(
    plot: _Plot,
    needs: Mapping[str, list[str]],
    plots: list[_Plot],
    place: _Placing,
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


def _there(plot: _Plot, known: Known) -> Iterator[str]:
    """The classes, functions and modules of the code that its sections name."""
    for mention in _mentions(plot):
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


def _mentions(plot: _Plot) -> Iterator[Mention]:
    for part in plot.parts:
        yield from part.mentions


def _needs(plots: list[_Plot]) -> tuple[dict[str, list[str]], list[str]]:
    """What each component names of the others, and what was guessed where two name each other."""
    makers = {
        word: each.name for each in reversed(plots) for made in each.makes for word in _words(made)
    }
    edges: dict[str, set[str]] = {each.name: set() for each in plots}
    for plot in plots:
        for mention in _mentions(plot):
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


def _group(name: str, needs: Mapping[str, list[str]], plots: Mapping[str, _Plot]) -> str:
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


# Where it goes


class _Placing:
    """Where components and their tests go; what no text says is guessed, and kept as such."""

    def __init__(self, spec: Spec, plots: list[_Plot], known: Known) -> None:
        self._spec, self._plots, self._known = spec, plots, known
        self._tests = convention(known.lookup.inventory)
        self._taken: set[str] = set()
        self.guesses: list[str] = []

    def path(self, plot: _Plot) -> str:
        """The file that the text names, else that of its class or package, else a guess."""
        files = [each for each in plot.makes if each.endswith(".py")]
        if files:
            return files[0]
        owner, _, own = plot.main.name.rpartition(".")
        for each in self._known.lookup.owners(owner) if owner else ():
            if each.kind == "class" or not each.path.endswith("__init__.py"):
                return each.path
            return f"{each.path.removesuffix('__init__.py')}{snake(own)}.py"
        path = f"{self._home(plot)}{snake(own)}.py"
        why = "the spec names no file"
        self.guesses.append(f"Guessed: {plot.name} goes into `{path}`; {why}.")
        return path

    def _home(self, plot: _Plot) -> str:
        """The folder of the code that the section names most, else the spec, else of most code."""
        source = self._known.lookup.inventory.source
        spec = [mention for part in self._spec.parts for mention in part.mentions]
        for mentions in (_mentions(plot), spec):
            counted = Counter(
                place.path.rpartition("/")[0]
                for mention in mentions
                for place in self._known.places(mention.claim)[:1]
            )
            if counted:
                return _slashed(counted.most_common(1)[0][0])
        folders = Counter(each.path.rpartition("/")[0] for each in source)
        best = max(sorted(folders), key=lambda each: (folders[each], -len(each)), default="")
        return _slashed(best)

    def tests(self, plot: _Plot, path: str) -> str:
        """The test file that the convention gives it; of its own where that one is there."""
        inventory = self._known.lookup.inventory
        name = next((each.name for each in inventory.source if each.path == path), "")
        module = (
            f"{name}_{snake(plot.main.name.rpartition('.')[2])}" if name else self._dotted(path)
        )
        found = self._tests(Module(module, path, 0))
        if found in self._taken or self._known.exists(found):
            found = self._tests(Module(f"{module}_{snake(last(plot.main.name))}", path, 0))
        self._taken.add(found)
        return found

    def _dotted(self, path: str) -> str:
        roots = [f"{each}/" for each in self._known.lookup.inventory.roots if each not in ("", ".")]
        for root in sorted(roots, key=len, reverse=True):
            path = path.removeprefix(root)
        return path.removesuffix(".py").replace("/", ".")


def _slashed(folder: str) -> str:
    return f"{folder}/" if folder else ""


# What is to be asked and known


def _questions(spec: Spec, plots: list[_Plot], known: Known) -> Iterator[str]:
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


def _notes(spec: Spec, plots: list[_Plot], known: Known) -> Iterator[str]:
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
