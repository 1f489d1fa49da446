"""An inventory as sheets: titled sentences and tables, for text and Markdown alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.structure import Module, cycles, imported_by, imports_of, levels
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.phrases import plural
from pytest_phase.reporting.inventory_schema import schema
from pytest_phase.reporting.inventory_tests import tests
from pytest_phase.reporting.sheet import MOST, Sheet

PARTS = ("structure", "interfaces", "tests", "schema")


def sheets(inventory: Inventory, parts: Collection[str], *, detailed: bool) -> Iterator[Sheet]:
    """The sheets of these parts; ``detailed`` where interfaces are to be listed one by one."""
    if "structure" in parts:
        yield from structure(inventory)
    if "interfaces" in parts:
        yield from interfaces(inventory.source, detailed=detailed)
    if "tests" in parts:
        yield from tests(inventory, detailed=detailed)
    if "schema" in parts:
        yield from schema(inventory.schema, detailed=detailed)
    yield from passed_over(inventory)


def structure(inventory: Inventory) -> Iterator[Sheet]:
    """Packages with their sizes and what they rest on, the most used modules, the circles."""
    source = inventory.source
    names = [each.name for each in source]
    known = set(names)
    edges = {
        name: found & known
        for name, found in imports_of(inventory.imports, typing=False).items()
        if name in known
    }
    total = sum(each.lines for each in source)
    inside = sum(map(len, edges.values()))
    said = (
        f"{plural(len(source), 'module')}, {total:,} lines, {plural(inside, 'import')} among them.",
    )
    yield Sheet(
        "Structure",
        said,
        ("package", "modules", "lines", "level", "imports from"),
        tuple(_packages(source, edges, levels(names, edges))),
        code=(0, 4),
    )
    yield from _most_used(inventory, source)
    circles = cycles(names, edges)
    if circles:
        rows = tuple((", ".join(each),) for each in circles)
        yield Sheet("Modules that import each other in a circle", (), ("modules",), rows)


def _packages(
    source: Sequence[Module], edges: dict[str, set[str]], level: dict[str, int]
) -> Iterator[tuple[str, ...]]:
    package = {each.name: each.package or each.name for each in source}
    for name in sorted(set(package.values())):
        own = [each for each in source if package[each.name] == name]
        used = {package[to] for each in own for to in edges.get(each.name, ())} - {name}
        yield (
            name,
            str(len(own)),
            f"{sum(each.lines for each in own):,}",
            _span([level[each.name] for each in own]),
            ", ".join(sorted(used)) or "-",
        )


def _span(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}-{high}"


def _most_used(inventory: Inventory, source: Sequence[Module]) -> Iterator[Sheet]:
    users = imported_by(inventory.imports)
    known = {each.name for each in source}
    counted = sorted(
        ((len(users.get(each.name, set()) & known), each) for each in source),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    rows = tuple((each.path, each.name, str(count)) for count, each in counted[:MOST] if count > 1)
    if rows:
        header = ("file", "module", "imported by")
        yield Sheet("Most depended on", (), header, rows, code=(0, 1))


def interfaces(modules: Sequence[Module], *, detailed: bool) -> Iterator[Sheet]:
    """The public interfaces of each module with their signatures, or how many there are."""
    if detailed:
        for module in modules:
            rows = tuple(_interface(each) for each in module.interfaces if _is_shown(each))
            if rows:
                said = _unknowable(module)
                yield Sheet(
                    f"{module.name} ({module.path})", said, ("line", "interface"), rows, (1,)
                )
        return
    found = [each for module in modules for each in module.interfaces if each.is_public]
    kinds = (("class", "es"), ("function", "s"), ("method", "s"))
    counts = ((sum(each.kind == kind for each in found), kind, ending) for kind, ending in kinds)
    told = (f"{count:,} {kind}{'' if count == 1 else ending}" for count, kind, ending in counts)
    said = (
        f"Public: {', '.join(told)}.",
        "List them: --part interfaces, with a PATH or --about NAME for a part of them.",
    )
    yield Sheet("Interfaces", said)


def _is_shown(each: Interface) -> bool:
    """Public ones, but not the constants of a module or the attributes nobody annotated."""
    return each.is_public and (each.kind != "attribute" or bool(each.returns))


def _interface(each: Interface) -> tuple[str, ...]:
    words = [mark for mark in each.marks if mark not in ("property", "writable", "dataclass")]
    if each.kind in ("class", "property"):
        words.append(each.kind)
    indent = "    " * each.name.count(".")
    return (str(each.line), " ".join([indent + " ".join([*words, each.signature])]))


def _unknowable(module: Module) -> tuple[str, ...]:
    if not module.unknowable:
        return ()
    return (f"Not all of its names can be read: {', '.join(module.unknowable)}.",)


def passed_over(inventory: Inventory) -> Iterator[Sheet]:
    """The files that were not read, and why."""
    rows = tuple((each.path, each.reason) for each in inventory.passed_over)
    if rows:
        yield Sheet("Passed over", (), ("file", "reason"), rows)
