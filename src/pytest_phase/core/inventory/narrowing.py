"""A part of an inventory: what lies below some paths, what is called by some names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory

FEW = 3
"""In how many places a method may be defined to be meant by its bare name."""


def below(inventory: Inventory, parts: Collection[str]) -> Inventory:
    """What lies at or below these paths; all of it without any.

    Imports are kept where one of their ends does.
    """
    if not parts:
        return inventory
    modules = tuple(each for each in inventory.modules if is_below(each.path, parts))
    names = {each.name for each in modules}
    suite, schema = inventory.tests, inventory.schema
    return inventory._replace(
        modules=modules,
        imports=tuple(
            each for each in inventory.imports if each.importer in names or each.imported in names
        ),
        tests=suite._replace(
            files=tuple(
                each
                for each in suite.files
                if is_below(each.path, parts) or names.intersection(each.covers)
            ),
            fixtures=tuple(each for each in suite.fixtures if is_below(each.path, parts)),
            helpers=tuple(each for each in suite.helpers if is_below(each, parts)),
        ),
        schema=schema._replace(
            tables=tuple(each for each in schema.tables if is_below(each.path, parts)),
            records=tuple(each for each in schema.records if is_below(each.path, parts)),
        ),
        passed_over=tuple(each for each in inventory.passed_over if is_below(each.path, parts)),
    )


def is_below(path: str, parts: Iterable[str]) -> bool:
    """Whether a path is one of these, or in one of these folders."""
    return any(not each or path == each or path.startswith(f"{each}/") for each in parts)


def about(modules: Iterable[Module], names: Collection[str]) -> tuple[Module, ...]:
    """The modules with those of their interfaces that ``names`` mean; those without any left out.

    A name means a module, a class with its members, a function, or a method; dotted ones by any
    of their ends. A method's bare name means it where no more than a few have it.
    """
    wanted = frozenset(names)
    held = tuple(modules)
    spread: dict[str, int] = {}
    for module in held:
        for each in module.interfaces:
            spread[each.last] = spread.get(each.last, 0) + 1
    found = (_about(module, wanted, spread) for module in held)
    return tuple(each for each in found if each.interfaces)


def _about(module: Module, wanted: frozenset[str], spread: dict[str, int]) -> Module:
    if not module.is_test and wanted.intersection(_endings(module.name)):
        return module
    meant: set[str] = set()
    kept: list[Interface] = []
    for each in module.interfaces:
        if each.owner in meant or _is_meant(each, module.name, wanted, spread):
            if each.kind == "class":
                meant.add(each.name)
            kept.append(each)
    return module._replace(interfaces=tuple(kept))


def _is_meant(each: Interface, module: str, wanted: frozenset[str], spread: dict[str, int]) -> bool:
    if each.owner:
        qualified = _endings(f"{module}.{each.name}")[:-1]
        return bool(wanted.intersection(qualified)) or (
            each.is_callable and each.last in wanted and spread[each.last] <= FEW
        )
    return bool(wanted.intersection(_endings(f"{module}.{each.name}")))


def _endings(dotted: str) -> list[str]:
    """``a.b.c``, ``b.c``, ``c``."""
    parts = dotted.split(".")
    return [".".join(parts[start:]) for start in range(len(parts))]
