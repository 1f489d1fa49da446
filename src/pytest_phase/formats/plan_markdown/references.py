"""Resolving what a plan calls a component: ids, codes, names, paths (grammar 3.8)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_phase.core.plan import Component

_SPACES = re.compile(r"[\W_]+")
_COMMON = 200  # a word that more names than this share tells nothing
_TRAILING_PAREN = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


class Target(NamedTuple):
    """A component as references see it: its position, id, ids of its heading, group."""

    position: int
    component: Component
    word: str = ""
    number: str = ""
    group: str = ""


@dataclass(slots=True)
class References:
    """Finds components by any of their spellings; built once for a plan."""

    targets: list[Target]
    groups: dict[str, str] = field(default_factory=dict)
    group_ids: frozenset[tuple[str, str]] | None = None
    _ids: dict[tuple[str, str], list[Target]] = field(default_factory=dict)
    _names: dict[str, list[Target]] = field(default_factory=dict)
    _paths: dict[str, list[Target]] = field(default_factory=dict)
    _members: dict[str, list[Target]] = field(default_factory=dict)
    _numbers: dict[str, list[Target]] = field(default_factory=dict)
    _words: dict[str, list[Target]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for target in self.targets:
            self._ids.setdefault((target.word, target.number.lower()), []).append(target)
            self._numbers.setdefault(target.number.lower(), []).append(target)
            for phase in _prefixes(target.component.phase or ""):
                self._members.setdefault(phase, []).append(target)

    def _named(self) -> dict[str, list[Target]]:
        """The targets by each of their names; made when the first name is looked up."""
        if self.targets and not self._names:
            for target in self.targets:
                for name in dict.fromkeys(_spellings(target.component)):
                    self._names.setdefault(name, []).append(target)
                for word in dict.fromkeys(key(target.component.name).split()):
                    self._words.setdefault(word, []).append(target)
                for path in dict.fromkeys(_paths(target.component)):
                    self._paths.setdefault(path, []).append(target)
        return self._names

    def by_id(self, word: str, number: str, near: Target | None = None) -> list[Target]:
        """Components with this id; where numbers restart, those of the referring one's group."""
        found = self._ids.get((word, number.lower()), [])
        if len(found) > 1 and near is not None:
            return [each for each in found if each.group == near.group]
        return found

    def by_number(self, number: str, near: Target | None = None) -> list[Target]:
        """Components with this bare number: of the referring component's word, else of any."""
        if near is not None and near.word:
            found = self.by_id(near.word, number, near)
            if found:
                return found
        found = self._numbers.get(number.lower(), []) if number else []
        return found if len(found) == 1 else []

    def by_name(self, name: str, partial: bool = True) -> list[Target]:
        """Components by exact key, by key without its parenthesis, by some of their words."""
        wanted = key(name)
        if not wanted:
            return []
        for spelling in (wanted, key(_TRAILING_PAREN.sub("", name))):
            found = self._named().get(spelling, [])
            if found:
                return found if len(found) == 1 else []
        return self._by_part(wanted) if partial else []

    def _by_part(self, wanted: str) -> list[Target]:
        """The only component whose name begins with these words, or holds them as whole words."""
        if len(wanted) < 4:
            return []
        buckets = [self._words.get(word, []) for word in wanted.split()]
        fewest = min(buckets, key=len)
        if len(fewest) > _COMMON:
            return []
        for holds in (_begins, _holds):
            found = [each for each in fewest if holds(key(each.component.name), wanted)]
            if len(found) == 1:
                return found
        return []

    def by_path(self, path: str) -> list[Target]:
        """The one component that owns a path."""
        found = self._paths.get(path, []) if self._named() else []
        return found if len(found) == 1 else []

    def members(self, number: str) -> list[Target]:
        """The components of a group (sub-phases counted in)."""
        return self._members.get(number, [])

    def is_group(self, word: str, number: str) -> bool:
        """Whether the plan has a group with this word and number (``phase``, ``2``)."""
        return self.group_ids is None or (word, number.lower()) in self.group_ids

    def group_named(self, name: str) -> list[Target]:
        """The components of the one group with this name (``Setup``, ``Foundation``)."""
        number = self.groups.get(key(name), "")
        return self.members(number) if number else []

    def nearest(self, name: str, count: int = 3) -> list[Component]:
        """The components whose names are most like ``name``."""
        names = {each.component.name.casefold(): each.component for each in reversed(self.targets)}
        close = difflib.get_close_matches(name.casefold()[:80], names, n=count, cutoff=0.5)
        return [names[each] for each in close]


def group_numbers(groups: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The number of each group by its name; a name that two groups have means neither."""
    numbers: dict[str, str] = {}
    for name, number in groups:
        for spelling in dict.fromkeys((key(name), key(_TRAILING_PAREN.sub("", name)))):
            numbers[spelling] = "" if spelling in numbers else number
    return numbers


def _begins(name: str, wanted: str) -> bool:
    return f"{name} ".startswith(f"{wanted} ")


def _holds(name: str, wanted: str) -> bool:
    return f" {wanted} " in f" {name} "


def _prefixes(phase: str) -> Iterable[str]:
    """``3.2.1`` to ``3``, ``3.2``, ``3.2.1``."""
    parts = phase.split(".")
    return [".".join(parts[:length]) for length in range(1, min(len(parts), 6) + 1) if phase]


def _spellings(component: Component) -> Iterable[str]:
    yield key(component.name)
    yield key(_TRAILING_PAREN.sub("", component.name))
    yield key(component.id)
    for alias in component.aliases:
        yield key(alias)


def _paths(component: Component) -> Iterable[str]:
    yield from (each.path for each in component.test_files)
    yield from (each.path for each in component.implementation)


def key(name: str) -> str:
    """A name for matching: case folded, punctuation and spaces collapsed."""
    return _SPACES.sub(" ", name.casefold()).strip()
