"""Which of today's tests are new or changed: by their texts."""

from __future__ import annotations

from pytest_phase.core.replay.comparing import compare, touched


def test_a_text_decides_and_not_an_id() -> None:
    """Same id and text is unchanged, another text is changed, an unknown one is new."""
    then: dict[str, str | None] = {"a::x": "1", "a::y": "2"}
    now: dict[str, str | None] = {"a::x": "1", "a::y": "3", "a::z": "4"}
    assert compare(then, now) == {"a::x": "unchanged", "a::y": "changed", "a::z": "new"}


def test_moved_and_renamed_is_unchanged() -> None:
    """A test that is gone answers for one with its text, wherever that is."""
    assert compare({"a::x": "1"}, {"b::y": "1", "c::z": "1"}) == {
        "b::y": "unchanged",
        "c::z": "new",
    }


def test_two_that_changed_names_are_unchanged() -> None:
    """Each has the text that the other had."""
    swapped = compare({"a::x": "1", "a::y": "2"}, {"a::x": "2", "a::y": "1"})
    assert set(swapped.values()) == {"unchanged"}


def test_what_cannot_be_read_is_changed() -> None:
    """Without a text nothing says that it is the same."""
    assert compare({"a::x": None}, {"a::x": None}) == {"a::x": "changed"}


def test_a_change_goes_along_all_mentions() -> None:
    """A file that mentions one that mentions a changed one may differ."""
    mentions = {"test_a": ["helper"], "helper": ["base"], "test_b": ["other"]}
    assert touched(["base"], mentions) == {"base", "helper", "test_a"}
