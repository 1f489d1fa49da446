"""The story of an exploration: find the files, read each, put together what they say."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pytest_phase.adapters.exploring.facts import FORM, Facts, from_json, read_facts, to_json
from pytest_phase.adapters.exploring.graph import import_graph
from pytest_phase.adapters.exploring.places import Found, Names, find_files
from pytest_phase.adapters.exploring.schemas.whole import read_schema
from pytest_phase.adapters.exploring.suite import read_tests
from pytest_phase.adapters.python.files import without_collector
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.memory import Memory
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory, PassedOver


class Ground(NamedTuple):
    """What is explored: the project root, and the file and options that configure pytest there.

    ``memory`` is a file in which facts are kept from run to run.
    """

    root: Path
    configuration_file: str = ""
    configuration: Mapping[str, Any] = MappingProxyType({})
    memory: Path | None = None


def explore(ground: Ground) -> Inventory:
    """The inventory of a project. Files that cannot be read are named in it, never raised."""
    found = find_files(ground.root)
    names = Names(found.files, ("src", *listed(ground.configuration.get("pythonpath"))))
    finder = Finder(ground.root, listed(ground.configuration.get("testpaths")), ())
    with without_collector():
        facts, passed = _facts(ground, found, names)
        imports = import_graph(ground.root, names, facts)
        source = [each for each in facts if not finder.is_test(each.path)]
        schema = read_schema(source, _sql(ground.root, found.files))
        tests = read_tests(facts, finder, ground.configuration_file, ground.configuration)
    return Inventory(
        roots=names.roots,
        modules=tuple(_module(each, finder) for each in facts),
        imports=imports,
        tests=tests,
        schema=schema,
        passed_over=tuple(sorted((*found.passed_over, *passed))),
    )


def _facts(ground: Ground, found: Found, names: Names) -> tuple[list[Facts], list[PassedOver]]:
    memory = Memory(ground.memory)
    read: list[Facts] = []
    passed: list[PassedOver] = []
    for path in found.files:
        if not path.endswith(".py"):
            continue
        try:
            content = (ground.root / path).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            passed.append(PassedOver(path, f"cannot be read: {reason}"))
            continue
        facts = _remembered(memory, content, names.module(path), path)
        if facts.problem:
            passed.append(PassedOver(path, facts.problem))
        else:
            read.append(facts)
    memory.save()
    return read, passed


def _sql(root: Path, files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The SQL files with their texts; what is no text is read as far as it goes."""
    for path in files:
        if path.endswith(".sql"):
            try:
                yield path, (root / path).read_bytes().decode("utf-8-sig", "replace")
            except OSError:
                continue  # gone meanwhile


def _remembered(memory: Memory, content: bytes, module: str, path: str) -> Facts:
    """The facts of a file, from the memory if its content is there under this name."""
    digest = blake2b(f"{FORM}\0{module}\0{path}\0".encode("utf-8", "surrogateescape"))
    digest.update(content)
    key = digest.hexdigest()[:24]
    known = memory.get(key)
    facts = from_json(known) if known is not None else None
    if facts is None:
        facts = read_facts(content, module, path)
        memory.put(key, to_json(facts))
    return facts


def _module(facts: Facts, finder: Finder) -> Module:
    return Module(
        facts.module,
        facts.path,
        facts.lines,
        facts.interfaces,
        facts.exports,
        facts.unknowable,
        is_package=facts.path.endswith("__init__.py"),
        is_test=finder.is_test(facts.path),
    )


def listed(value: object) -> tuple[str, ...]:
    """The words of an option that is a list: one string of words, or several strings."""
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value))
        except ValueError:
            return tuple(value.split())
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
