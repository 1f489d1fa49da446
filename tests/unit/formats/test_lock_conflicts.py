"""Locks that git could not merge."""

from __future__ import annotations

import pytest

from pytest_phase.core.ledger import Ledger, LockError, merge
from pytest_phase.formats.lock_conflicts import has_conflict, merge_texts, resolve_conflict
from pytest_phase.formats.lock_toml import read_lock, write_lock
from tests.fakes.builders import ANOTHER_TEXT, a_section, a_start, green, red

TWO = "tests/test_auditlogger.py::test_two"
BASE = Ledger({"a": a_section(red())})
OURS = Ledger({"a": a_section(green(), started=a_start())})
THEIRS = Ledger({"a": a_section(red(text=ANOTHER_TEXT), red(TWO))})
TOP = 'version = 1\n\n[components.a]\nrows = [\n    "~",\n'
BOTTOM = "]\n\n[end]\n"


def part(ledger: Ledger) -> str:
    """The lines that differ between the ledgers above."""
    return write_lock(ledger, []).removeprefix(TOP).removesuffix(BOTTOM)


def conflict(base: str | None = None) -> str:
    """The lock as git leaves it, with the base part given or without one."""
    middle = "" if base is None else f"||||||| 1a2b3c4\n{base}"
    return f"{TOP}<<<<<<< HEAD\n{part(OURS)}{middle}=======\n{part(THEIRS)}>>>>>>> b\n{BOTTOM}"


def test_two_sides() -> None:
    """Without a base the rows of both sides are kept."""
    assert has_conflict(conflict())
    assert read_lock(resolve_conflict(conflict())) == merge(OURS, THEIRS)


def test_with_base() -> None:
    """With a base (diff3) a row that one side replaced is gone."""
    resolved = read_lock(resolve_conflict(conflict(part(BASE))))
    assert resolved == merge(OURS, THEIRS, BASE)
    assert red() not in resolved.section("a").tests[red().test]


def test_windows_line_ends() -> None:
    """Markers that end in CRLF are markers."""
    assert resolve_conflict(conflict().replace("\n", "\r\n")) == resolve_conflict(conflict())


def test_a_base_with_a_conflict_of_its_own() -> None:
    """A base that git merged from two ancestors, with a conflict in it, removes nothing."""
    inner = f"<<<<<<<<< Temporary\n{part(BASE)}=========\n>>>>>>>>> Temporary\n"
    assert read_lock(resolve_conflict(conflict(inner))) == merge(OURS, THEIRS)


def test_no_markers() -> None:
    """A text without markers is merged with itself."""
    text = write_lock(OURS, [])
    assert not has_conflict(text)
    assert resolve_conflict(text) == text


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            conflict().replace("<<<<<<< HEAD\n", ""),
            8,
            "The conflict marker ======= has no place here.",
        ),
        (conflict().replace("=======\n", ""), 11, "The conflict marker >>>>>>> has no place here."),
        (conflict().partition(">>>>>>> b")[0], 12, "The last conflict has no end."),
        (
            conflict().replace("red=", "red=x", 1),
            8,
            "red has the grade 'xbehaviour': expected behaviour, stub, missing.",
        ),
        (
            conflict().replace(f"text={ANOTHER_TEXT}", "text=?"),
            10,
            "text has the digest '?': expected 12 hex digits.",
        ),
        (
            conflict().replace("[end]", ""),
            13,
            "The lock is truncated: it does not finish with [end].",
        ),
    ],
)
def test_refused(text: str, line: int, message: str) -> None:
    """A conflict edited by hand is refused, with the line of the file, not of its side."""
    with pytest.raises(LockError) as caught:
        resolve_conflict(text)
    assert (caught.value.line, caught.value.message) == (line, message)
    assert caught.value.hint.startswith("Save the lock of the common ancestor")


def test_three_texts() -> None:
    """Three texts give the three-way merge of what they say."""
    base, ours, theirs = (write_lock(each, []) for each in (BASE, OURS, THEIRS))
    assert read_lock(merge_texts(base, ours, theirs)) == merge(OURS, THEIRS, BASE)
    assert merge_texts(base, theirs, ours) == merge_texts(base, ours, theirs)


@pytest.mark.parametrize("base", ["", "no lock"])
def test_three_texts_without_a_readable_base(base: str) -> None:
    """Without a base that can be read nothing is removed."""
    ours, theirs = write_lock(OURS, []), write_lock(THEIRS, [])
    assert read_lock(merge_texts(base, ours, theirs)) == merge(OURS, THEIRS)


def test_three_texts_refused() -> None:
    """A side that is no lock is refused by its name."""
    text = write_lock(OURS, [])
    with pytest.raises(LockError, match=r"^ours:1: The lock is empty"):
        merge_texts(text, "", text)
    with pytest.raises(LockError, match=r"^theirs:1: version: The lock has version 7"):
        merge_texts(text, text, text.replace("version = 1", "version = 7"))
