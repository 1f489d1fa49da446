"""Which sections of a spec make which components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.core.spec_names import Introduced, Known, introduced, last
from pytest_phase.core.specification import Mention, Part, Spec


class Plot(NamedTuple):
    """A component under construction: its name, where it is introduced, what belongs to it."""

    name: str
    main: Introduced
    parts: list[Part]
    makes: list[str]


def mentions_of(plot: Plot) -> Iterator[Mention]:
    """All that its sections name, in their order."""
    for part in plot.parts:
        yield from part.mentions


def plots_of(spec: Spec, known: Known) -> list[Plot]:
    """The components, each with its sections; a section below one belongs to it."""
    found: list[Plot] = []
    above: list[tuple[int, Plot | None]] = []
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
            plot = None if name in taken else Plot(name, main, [], [])
            if plot is None:
                plot = next(each for each in found if each.name == name)
            else:
                found.append(plot)
        if plot is not None:
            plot.parts.append(part)
            plot.makes.extend(each.name for each in names if each.name not in plot.makes)
        above.append((part.level, plot))
    return found


def offers(plot: Plot, known: Known) -> Iterator[str]:
    """The functions without an owner that its sections call, and that nothing real is like."""
    for claim, leads, *_ in mentions_of(plot):
        is_own = claim.kind == "call" and "." not in claim.name and known.is_new(claim)
        if is_own and (leads or known.nearest(claim.name) is None):
            yield claim.name


def _about(spec: Spec) -> list[Part]:
    """The sections that things can be made in; the title only where there is nothing else."""
    inside = [each for each in spec.parts if not each.aside]
    below = [each for each in inside if each.level > 1]
    return below or inside


def _of_made(names: Iterable[Introduced], found: Iterable[Plot]) -> Plot | None:
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


def _is_inside(main: Introduced, plot: Plot) -> bool:
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
