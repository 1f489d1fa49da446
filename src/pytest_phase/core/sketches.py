"""Components sketched from the code that is there, in the order of its imports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from pytest_phase.core.inventory.structure import Module, groups, imports_of
from pytest_phase.core.inventory.testing import SuiteFile
from pytest_phase.core.inventory.whole import Inventory

FOUNDATION, MODELS, SERVICES = "Foundation Utilities", "Domain Models", "Core Services"
GROUPS = (FOUNDATION, MODELS, SERVICES)

_MODEL_NAMES = frozenset({"models", "model", "schema", "schemas", "entities", "types", "domain"})
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Sketch(NamedTuple):
    """One component to be: its name, its file, its test file, and a case for what is public.

    ``needs`` are the names of those it imports, ``circle`` the modules that it stands in a
    circle of imports with (empty for none). ``exists`` are names of code that is there and
    that it rests on.
    """

    name: str
    path: str
    tests: str
    cases: tuple[str, ...]
    needs: tuple[str, ...]
    group: str
    circle: tuple[str, ...] = ()
    exists: tuple[str, ...] = ()


class Way(NamedTuple):
    """One way to place a test file: folder, what of the package is repeated, and the ``test``."""

    base: str
    mirrored: int | None
    suffix: bool

    def path(self, module: str) -> str:
        """Where the tests of a module would be."""
        *packages, last = module.split(".")
        inner = [] if self.mirrored is None else packages[self.mirrored :]
        file = f"{last}_test.py" if self.suffix else f"test_{last}.py"
        return "/".join(part for part in (self.base, *inner, file) if part)


def sketches(inventory: Inventory, *, spelled_out: bool = False) -> Iterator[Sketch]:
    """A component for each module with something public: foundations, models, then services.

    A module with a test file of its own gets no cases. ``spelled_out`` calls each component
    with its package: a word such as ``After`` alone means something else in a plan.
    """
    chosen = {each.name: each for each in inventory.source if any(_cases(each))}
    names = _names(list(chosen), spelled_out=spelled_out)
    place, needs = convention(inventory), _needs(inventory, chosen)
    in_order = groups(list(chosen), needs)
    circles = {name: group for group in in_order if len(group) > 1 for name in group}
    order = {name: number for number, group in enumerate(in_order) for name in group}
    kinds = _kinds(chosen, list(order), needs, inventory)
    written = {each.path for each in inventory.tests.files}
    for name in sorted(order, key=lambda each: (GROUPS.index(kinds[each]), order[each], each)):
        behind = sorted(needs[name] - set(circles.get(name, ())), key=order.__getitem__)
        tests = place(chosen[name])
        yield Sketch(
            names[name],
            chosen[name].path,
            tests,
            () if tests in written else tuple(dict.fromkeys(_cases(chosen[name]))),
            tuple(names[each] for each in behind),
            kinds[name],
            circles.get(name, ()),
        )


def convention(inventory: Inventory) -> Callable[[Module], str]:
    """Where the tests of a module belong: in the file that is named after it, else as most are."""
    votes: Counter[Way] = Counter()
    named: dict[str, str] = {}
    for file in inventory.tests.files:
        for module in file.covers:
            ways = list(_ways(file, module))
            votes.update(ways)
            if ways:
                named.setdefault(module, file.path)
    folder = next(iter(inventory.tests.folders), "tests")
    usual = max(votes, key=lambda way: (votes[way], way.mirrored is None), default=None)
    way = usual or Way(folder, None, suffix=False)
    return lambda module: named.get(module.name) or way.path(module.name)


def _ways(file: SuiteFile, module: str) -> Iterator[Way]:
    """The ways that lead from a module to this very file."""
    folder, _, name = file.path.rpartition("/")
    packages = module.split(".")[:-1]
    for suffix in (False, True):
        if Way("", None, suffix).path(module) != name:
            continue
        yield Way(folder, None, suffix)
        for start in range(len(packages)):
            inner = "/".join(packages[start:])
            if folder == inner or folder.endswith(f"/{inner}"):
                yield Way(folder[: -len(inner)].rstrip("/"), start, suffix)


def _cases(module: Module) -> Iterator[str]:
    for each in module.interfaces:
        if each.is_callable and each.is_public and not each.last.startswith("__"):
            yield "_".join(["test", *(snake(part) for part in each.name.split("."))])


def snake(name: str) -> str:
    """``AuditLogger`` as a module is called: ``audit_logger``."""
    return _HUMP.sub("_", name).lower()


def _needs(inventory: Inventory, chosen: Mapping[str, Module]) -> dict[str, set[str]]:
    """What each module imports of the others, also through modules that are none of them."""
    edges = imports_of(inventory.imports, typing=False)
    found: dict[str, set[str]] = {}
    for name in chosen:
        seen, waiting = {name}, [name]
        while waiting:
            for each in edges.get(waiting.pop(), set()) - seen:
                seen.add(each)
                if each not in chosen:
                    waiting.append(each)
        found[name] = (seen & set(chosen)) - {name}
    return found


def _kinds(
    chosen: Mapping[str, Module],
    in_order: Iterable[str],
    needs: Mapping[str, set[str]],
    inventory: Inventory,
) -> dict[str, str]:
    """The group of each module. What rests on a service is a service, whatever it is made of."""
    kinds: dict[str, str] = {}
    for name in in_order:
        below = {kinds.get(each, SERVICES) for each in needs[name]}
        if SERVICES not in below and _is_model(chosen[name], inventory):
            kinds[name] = MODELS
        else:
            kinds[name] = SERVICES if below else FOUNDATION
    return kinds


def _is_model(module: Module, inventory: Inventory) -> bool:
    """Whether it is called so, or at least half of its classes are records or tables."""
    schema = inventory.schema
    made = sum(each.path == module.path for each in schema.records)
    made += sum(each.path == module.path for each in schema.tables)
    classes = sum(each.kind == "class" and each.is_public for each in module.interfaces)
    return module.name.rpartition(".")[2] in _MODEL_NAMES or (made > 0 and 2 * made >= classes)


def _names(modules: list[str], *, spelled_out: bool) -> dict[str, str]:
    """What to call each module: by its last part, with its package where two share it."""
    last = Counter(each.rpartition(".")[2] for each in modules)
    return {
        each: _title(parts[-2:] if spelled_out or last[parts[-1]] > 1 else parts[-1:])
        for each in modules
        for parts in [each.split(".")]
    }


def _title(parts: list[str]) -> str:
    words = [word for part in parts for word in part.split("_") if word]
    return " ".join(word[:1].upper() + word[1:] for word in words)
