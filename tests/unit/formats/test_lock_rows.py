"""One row of the lock: text <-> value."""

from __future__ import annotations

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.ledger import Forgotten, Row, Start
from pytest_phase.formats.lock_rows import RowError, format_row, parse_row

ID = "tests/audit/test_logger.py::test_x"

SPELLINGS: list[tuple[str, Row]] = [
    (
        "started base=1a2b3c4d5e6f lane=feature over=retry",
        Start("1a2b3c4d5e6f", "feature", ("retry",)),
    ),
    ("started lane=refactor", Start(None, "refactor")),
    (
        "started lane=characterization over=a%2Cb,c why=x",
        Start(None, "characterization", ("a,b", "c"), ("why=x",)),
    ),
    (
        f"test {ID} text=9c1f4e7a02bd red=missing@77aa01b2c3d4 green=81bc22d0e4f5",
        Evidence(ID, "9c1f4e7a02bd", Red("missing", "77aa01b2c3d4"), "81bc22d0e4f5"),
    ),
    (
        f"test {ID} text=9c1f4e7a02bd red=stub@77aa01b2c3d4 red-cases=a-1,%2C%20",
        Evidence(ID, "9c1f4e7a02bd", Red("stub", "77aa01b2c3d4", ("a-1", ", "))),
    ),
    (
        f"test {ID} text=9c1f4e7a02bd red=stub@77aa01b2c3d4 green=81bc22d0e4f5 level=replayed",
        Evidence(ID, "9c1f4e7a02bd", Red("stub", "77aa01b2c3d4"), "81bc22d0e4f5", level="replayed"),
    ),
    (f"test {ID}", Evidence(ID)),
    (f"test {ID} baseline=50%25%20of,it", Evidence(ID, baseline="50% of,it")),
    (f"test {ID} waived=", Evidence(ID, waived="")),
    (f"test {ID} mood=good odd", Evidence(ID, extra=("mood=good", "odd"))),
    ("test a%20b.py::test_ü%C2%85%ED%B2%80=", Evidence("a b.py::test_ü\x85\udc80=")),
    (f"forgotten {ID} reason=not%20wanted", Forgotten(ID, "not wanted")),
    (f"forgotten {ID} reason=r by=ann", Forgotten(ID, "r", ("by=ann",))),
    ("completed", "completed"),
    ("stopped", "stopped"),
    ("retested  whatever", "retested  whatever"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "value"), SPELLINGS)
def test_both_ways(text: str, value: Row) -> None:
    """Each row is read as its value, and the value is written as exactly that row."""
    assert parse_row(text) == value
    assert format_row(value) == text


def test_words_in_any_order() -> None:
    """Words are read in any order, and written in the fixed one."""
    row = f"test {ID} odd green=81bc22d0e4f5 text=9c1f4e7a02bd"
    assert format_row(parse_row(row)) == f"test {ID} text=9c1f4e7a02bd green=81bc22d0e4f5 odd"


def test_a_start_without_lane() -> None:
    """The lane of a start that names none is ``feature``."""
    assert parse_row("started") == Start()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("test", "A test row has no test id."),
        ("test ", "A test row has no test id."),
        ("test test_x", "test_x is no test id: expected <path>::<function>."),
        (f"test  {ID}", "A test row has no test id."),
        (f"test {ID}  odd", "Its words are not separated by exactly one space."),
        (f"test {ID} ", "Its words are not separated by exactly one space."),
        (f"test {ID} text", "The word text has no value."),
        (f"test {ID} text=", "text has the digest '': expected 12 hex digits."),
        (
            f"test {ID} text=9C1F4E7A02BD",
            "text has the digest '9C1F4E7A02BD': expected 12 hex digits.",
        ),
        (f"test {ID} green=123", "green has the digest '123': expected 12 hex digits."),
        (f"test {ID} text=9c1f4e7a02bd text=9c1f4e7a02bd", "It says text= twice."),
        (f"test {ID} red=missing", "red=missing is not of the form red=<grade>@<digest>."),
        (
            f"test {ID} red=purple@77aa01b2c3d4",
            "red has the grade 'purple': expected behaviour, stub, missing.",
        ),
        (
            f"test {ID} red=broken@77aa01b2c3d4",
            "red has the grade 'broken': expected behaviour, stub, missing.",
        ),
        (f"test {ID} red=stub@x", "red has the digest 'x': expected 12 hex digits."),
        (f"test {ID} level=replayed", "It has a level (level=) of a red it does not have."),
        (
            f"test {ID} red=stub@77aa01b2c3d4 level=observed",
            "level is 'observed': expected replayed, reproduced.",
        ),
        (f"test {ID} red-cases=a", "It names cases (red-cases=) of a red it does not have."),
        (
            f"test {ID} waived=50%",
            "50% has a % that is not followed by two hex digits (%25 is a %).",
        ),
        (f"test {ID} waived=%FF", "%FF is not percent-encoded UTF-8."),
        (f"forgotten {ID}", f"It forgets {ID} without a reason."),
        (f"forgotten {ID} reason", "The word reason has no value."),
        ("forgotten test_x reason=r", "test_x is no test id: expected <path>::<function>."),
        ("started base=main", "base has the digest 'main': expected 12 hex digits."),
        (
            "started lane=fast",
            "lane is 'fast': expected feature, refactor, characterization.",
        ),
    ],
)
def test_refused(row: str, message: str) -> None:
    """An invalid row is refused with what was found and what was expected."""
    with pytest.raises(RowError) as caught:
        parse_row(row)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "value",
    [
        Evidence("test_x"),
        Evidence(ID, text="digest"),
        Evidence(ID, red=Red("infra", "77aa01b2c3d4")),
        Evidence(ID, green="81BC22D0E4F5"),
        Start(base="main"),
    ],
)
def test_nothing_unreadable_is_written(value: Row) -> None:
    """What could not be read again is refused before it reaches the file."""
    with pytest.raises(RowError):
        format_row(value)
