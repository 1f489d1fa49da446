"""Which of the units that were found are the plan's components (grammar 3.2, R1 to R6)."""

from __future__ import annotations

from collections import Counter

from pytest_phase.formats.plan_markdown.units import Unit

_COMPONENT_WORDS = frozenset({"task", "cycle", "component", "behavior", "work item", "work unit"})


def chosen(found: list[Unit]) -> list[Unit]:
    """The components among the units, and what a directive makes one in any case (grammar 3.0)."""
    directed = [unit for unit in found if unit.rule == "component.directive"]
    family = _family([unit for unit in found if unit.rule != "component.directive"])
    return [*directed, *family]


def _family(found: list[Unit]) -> list[Unit]:
    """The first family of rules that yields a component with tests (grammar 3.2, R1 to R6).

    Without a test anywhere: the first family that has several members.
    """
    words = {unit.word for unit in found if unit.rank == "id" and unit.evidence}
    words |= _families(found)
    phases = [unit for unit in found if unit.rank == "phase"]
    boxes = [unit for unit in found if unit.rank == "boxes"]
    ided = [
        unit for unit in found if unit.rank == "inner" or (unit.rank == "id" and unit.word in words)
    ]
    if ided:
        numbered = any(unit.rule == "component.item" and not unit.word for unit in ided)
        more = [unit for unit in boxes if numbered and not unit.level]
        own = [unit for unit in phases if unit.evidence]
        known = {path for unit in ided for path in unit.test_paths} if own else set()
        return [*ided, *more, *(unit for unit in own if not _is_schedule(unit, known))]
    if any(unit.evidence for unit in phases):
        kinds = {(unit.word, unit.level) for unit in phases if unit.evidence}
        return [unit for unit in phases if (unit.word, unit.level) in kinds]
    plain = [unit for unit in found if unit.rank == "plain"]
    if len(phases) > len(plain):
        plain = []
    if plain:
        return [*plain, *(unit for unit in boxes if unit.level)]
    sections = [unit for unit in boxes if unit.level]
    others = [unit for unit in found if unit.rank == "id"]
    families = (others, _one_word(phases), sections, [unit for unit in boxes if not unit.level])
    return next((family for family in families if len(family) > 1), others)


def _is_schedule(phase: Unit, known: set[str]) -> bool:
    """Whether a phase only says when the tests of others are written (*Week 1*)."""
    paths = phase.test_paths
    return bool(paths) and paths <= known


def is_ided(unit: Unit) -> bool:
    """Whether a unit is a heading that a word makes a task, a step or a phase."""
    return unit.level > 0 and bool(unit.word) and unit.rank in ("id", "phase")


def _one_word(phases: list[Unit]) -> list[Unit]:
    """The phases of the word that most of them have, those with a separator after the id first."""
    words = Counter(unit.word for unit in phases if unit.heading and unit.heading.separated)
    words = words or Counter(unit.word for unit in phases)
    most = max(words.values(), default=0)
    return [unit for unit in phases if words[unit.word] == most]


def _families(found: list[Unit]) -> set[str]:
    """The words that can only mean components, where several headings have them."""
    words = Counter(unit.word for unit in found if unit.rank == "id")
    return {word for word, count in words.items() if count > 1 and word in _COMPONENT_WORDS}
