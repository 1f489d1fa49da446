"""An inventory as JSON: plain dictionaries, with what follows from the imports added."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.structure import imported_by, imports_of, levels
from pytest_phase.core.inventory.whole import Inventory

VERSION = 1


def document(inventory: Inventory, parts: Collection[str]) -> dict[str, Any]:
    """The whole inventory, or these parts of it."""
    found: dict[str, Any] = {"version": VERSION, "roots": list(inventory.roots)}
    if "structure" in parts or "interfaces" in parts:
        found["modules"] = _modules(inventory, interfaces="interfaces" in parts)
    if "tests" in parts:
        found["tests"] = plain(inventory.tests)
    if "schema" in parts:
        found["schema"] = plain(inventory.schema)
    found["passed_over"] = plain(inventory.passed_over)
    return found


def _modules(inventory: Inventory, *, interfaces: bool) -> list[dict[str, Any]]:
    out, back = imports_of(inventory.imports), imported_by(inventory.imports)
    names = [each.name for each in inventory.modules]
    level = levels(names, imports_of(inventory.imports, typing=False))
    typing = {(each.importer, each.imported) for each in inventory.imports if each.typing}
    rows = []
    for each in inventory.modules:
        used = sorted(out.get(each.name, ()))
        row: dict[str, Any] = {
            "name": each.name,
            "path": each.path,
            "lines": each.lines,
            "test": each.is_test,
            "level": level[each.name],
            "imports": [name for name in used if (each.name, name) not in typing],
            "imports_for_typing": [name for name in used if (each.name, name) in typing],
            "imported_by": sorted(back.get(each.name, ())),
            "unknowable": list(each.unknowable),
        }
        if interfaces:
            row["interfaces"] = [_interface(one) for one in each.interfaces]
        rows.append(row)
    return rows


def _interface(each: Interface) -> dict[str, Any]:
    return {**plain(each), "signature": each.signature}


def plain(value: Any) -> Any:
    """Named tuples as dictionaries, tuples as lists, all the way down."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain(getattr(value, name)) for name in value._fields}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
