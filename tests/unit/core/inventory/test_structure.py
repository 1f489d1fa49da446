"""What rests on what: levels, circles, reach."""

from __future__ import annotations

from pytest_phase.core.inventory.structure import Import, cycles, imports_of, levels, reach

EDGES = {"a": {"b", "c"}, "b": {"c"}, "c": {"d"}, "d": {"c"}, "e": set[str]()}
NAMES = ["a", "b", "c", "d", "e"]


def test_a_module_stands_above_what_it_imports() -> None:
    """Level 0 imports nothing of these; modules of a circle stand together."""
    assert levels(NAMES, EDGES) == {"a": 2, "b": 1, "c": 0, "d": 0, "e": 0}


def test_circles_are_found() -> None:
    """Modules that import each other, however long the way round."""
    assert cycles(NAMES, EDGES) == [("c", "d")]
    ring = {str(each): {str((each + 1) % 5000)} for each in range(5000)}
    assert len(cycles(list(ring), ring)[0]) == 5000


def test_reach_follows_the_edges_all_the_way() -> None:
    """All that a module needs, itself left out even in a circle."""
    assert reach("c", EDGES) == {"d"}
    assert reach("a", EDGES) == {"b", "c", "d"}


def test_imports_for_type_checkers_are_left_out_on_request() -> None:
    """They load nothing when the program runs."""
    found = [Import("a", "b"), Import("a", "c", typing=True)]
    assert imports_of(found) == {"a": {"b", "c"}}
    assert imports_of(found, typing=False) == {"a": {"b"}}
