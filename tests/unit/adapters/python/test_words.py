"""The words of a test: what it may possibly name."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from pytest_phase.adapters.source import Sources

FILE = """
    import pytest
    from till import money
    from till.money import cents as pennies, shown

    CASES = [shown(1)]


    @pytest.fixture
    def purse():
        return money.Purse()


    def check(value):
        assert value == pennies("1")


    def test_plain():
        assert money.total() == 1


    def test_fixture(purse):
        assert purse.full


    def test_through():
        check(1)


    @pytest.mark.parametrize("case", CASES)
    def test_cases(case):
        assert case


    def test_text():
        __import__("till.vault")
"""


def words(folder: Path, name: str) -> frozenset[str] | None:
    """The words of one test of the file."""
    (folder / "test_a.py").write_text(dedent(FILE), encoding="utf-8")
    return Sources(folder).words(f"test_a.py::{name}")


def test_the_words_of_the_body_are_there_and_others_are_not(tmp_path: Path) -> None:
    """Names with their attributes; nothing of the tests beside it."""
    found = words(tmp_path, "test_plain") or frozenset()
    assert {"money", "total", "till"} <= found
    assert not {"cents", "pennies", "shown", "Purse"} & found


def test_what_it_reaches_is_among_them(tmp_path: Path) -> None:
    """Fixtures, helpers, data of the file, and the true name of what has another one here."""
    assert {"Purse", "full"} <= (words(tmp_path, "test_fixture") or frozenset())
    assert {"pennies", "cents"} <= (words(tmp_path, "test_through") or frozenset())
    assert "shown" in (words(tmp_path, "test_cases") or frozenset())


def test_words_in_strings_count(tmp_path: Path) -> None:
    """A module may be imported by a text."""
    assert "vault" in (words(tmp_path, "test_text") or frozenset())


def test_of_a_test_that_no_source_defines_nothing_is_known(tmp_path: Path) -> None:
    """None, and not an empty set: whoever asks has to doubt."""
    assert words(tmp_path, "test_generated") is None
