"""The lock's text: read, written, and refused."""

from __future__ import annotations

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.ledger import Ledger, LockError, Section, Start
from pytest_phase.formats.lock_toml import decode_lock, read_lock, write_lock

ID = "tests/audit/test_logger.py::test_x"
TEXT = """\
version = 1

[components.auditlogger]
rows = [
    "~",
    "started base=1a2b3c4d5e6f lane=feature over=retry",
    "test tests/audit/test_logger.py::test_x text=9c1f4e7a02bd \
red=missing@77aa01b2c3d4 green=81bc22d0e4f5",
]

[components.exporter]
rows = [
    "~",
]

[end]
"""
INVALID_VERSION = "version: The version is no version number: expected 1."
LEDGER = Ledger(
    {
        "auditlogger": Section(
            started=Start("1a2b3c4d5e6f", "feature", ("retry",)),
            tests={
                ID: (Evidence(ID, "9c1f4e7a02bd", Red("missing", "77aa01b2c3d4"), "81bc22d0e4f5"),)
            },
        ),
        "exporter": Section(),
    }
)


def refusal(text: str) -> LockError:
    """The error with which a text is refused."""
    with pytest.raises(LockError) as caught:
        read_lock(text)
    return caught.value


def with_row(row: str) -> str:
    """The example with one row replaced by this TOML value, on line 7."""
    lines = TEXT.splitlines(keepends=True)
    return "".join([*lines[:6], f"    {row},\n", *lines[7:]])


def test_the_example_of_the_design_is_read() -> None:
    """The lock that the design shows is read as what it says."""
    assert read_lock(TEXT) == LEDGER


def test_the_example_of_the_design_is_written() -> None:
    """The same ledger is written as exactly that text; each component has its section."""
    alone = Ledger({"auditlogger": LEDGER.section("auditlogger")})
    assert write_lock(alone, ["exporter", "auditlogger"]) == TEXT
    assert write_lock(LEDGER, []) == TEXT


def test_an_empty_ledger() -> None:
    """A lock without a component is whole, and read again."""
    text = write_lock(Ledger(), [])
    assert text.startswith("version = 1\n")
    assert text.endswith("\n[end]\n")
    assert read_lock(text) == Ledger()


def test_sections_and_rows_are_sorted() -> None:
    """Sections and rows come in one order, the anchor first, whatever the ledger's order."""
    section = Section(
        completed=True,
        started=Start(),
        tests={"b::t": (Evidence("b::t"),), "a::t": (Evidence("a::t"),)},
        extra_rows=("unknown", "able"),
    )
    text = write_lock(Ledger({"b": section, "ä b": Section()}), ["c", "a"])
    headers = [line for line in text.splitlines() if line.startswith("[")]
    assert headers == [
        "[components.a]",
        "[components.b]",
        "[components.c]",
        '[components."ä b"]',
        "[end]",
    ]
    rows = [line.strip(' ",') for line in text.partition("[components.b]")[2].splitlines()[2:9]]
    assert rows[:-1] == ["~", "able", "completed", "started lane=feature", "test a::t", "test b::t"]


def test_what_is_unknown_survives() -> None:
    """Unknown keys, tables, section keys, rows and words are written back."""
    text = (
        'version = 1\nfuture = true\n\n[components.a]\nrows = [\n    "~",\n'
        '    "completed by=ci",\n    "started lane=feature speed=9",\n'
        '    "retested  twice",\n    "test a::t mood=good",\n]\nowner = 2020-01-02\n\n'
        "[components.a.more]\nx = 1\n\n[later]\nkey = 1.5\n\n[end]\nmark = 1\n"
    )
    again = write_lock(read_lock(text), [])
    for kept in (
        "future = true",
        '"completed by=ci"',
        '"started lane=feature speed=9"',
        '"retested  twice"',
        '"test a::t mood=good"',
        "owner = 2020-01-02",
        "[components.a.more]\nx = 1",
        "[later]\nkey = 1.5",
        "[end]\nmark = 1\n",
    ):
        assert kept in again
    assert read_lock(again) == read_lock(text)
    assert write_lock(read_lock(again), []) == again


def test_tables_after_the_end_are_kept_before_it() -> None:
    """``[end]`` is the last thing of a lock, also where something was appended to it."""
    again = write_lock(read_lock(TEXT + "\n[later]\nkey = 1\n"), [])
    assert again.endswith("[later]\nkey = 1\n\n[end]\n")


def test_duplicate_rows_are_legal() -> None:
    """What git's union leaves is read: same text combined, other texts side by side."""
    red = f"test {ID} text=9c1f4e7a02bd red=missing@77aa01b2c3d4"
    other = f"test {ID} text=000000000000 red=stub@77aa01b2c3d4"
    rows = [red, "~", "stopped", f"{red} green=81bc22d0e4f5", "completed", red, f"test {ID}", other]
    text = f"version = 1\n[components.a]\nrows = {rows!r}\n[end]"
    section = read_lock(text).section("a")
    assert (section.stopped, section.completed) == (False, True)
    assert [row.green for row in section.tests[ID]] == [None, "81bc22d0e4f5"]
    assert [row.text for row in section.tests[ID]] == ["000000000000", "9c1f4e7a02bd"]


def test_windows_line_ends() -> None:
    """A checkout that turned line ends into CRLF is the same lock."""
    assert read_lock(TEXT.replace("\n", "\r\n")) == LEDGER


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_empty(text: str) -> None:
    """An empty file is refused, and not taken for a new lock."""
    assert str(refusal(text)) == (
        "line 1: The lock is empty. Restore it from git: git checkout HEAD -- <lock>"
    )


def test_truncated() -> None:
    """A lock cut off anywhere says so, with its last line."""
    assert str(refusal(TEXT.replace("[end]\n", ""))) == (
        "line 13: The lock is truncated: it does not finish with [end]. "
        "Restore it from git: git checkout HEAD -- <lock>"
    )
    inside_a_row = refusal(TEXT[: TEXT.index("red=missing")])
    assert inside_a_row.message == "The lock is truncated: it does not finish with [end]."
    assert inside_a_row.line == 7


@pytest.mark.parametrize(
    ("before", "line"), [("<<<<<<< HEAD", 6), ("=======", 6), (">>>>>>> feature", 6)]
)
def test_conflict_markers(before: str, line: int) -> None:
    """Conflict markers are refused with their line and the command that settles them."""
    text = TEXT.replace('    "started', f'{before}\n    "started')
    assert str(refusal(text)) == (
        f"line {line}: The lock has git's conflict markers. Run: pytest-phase merge <lock>"
    )


def test_broken_toml() -> None:
    """Broken TOML is refused with its line, and with both ways back."""
    error = refusal(TEXT.replace('    "started', "    started"))
    assert error.line == 6
    assert str(error).startswith("line 6: The lock is broken TOML: ")
    assert str(error).endswith(
        ". If a merge broke it: save the lock of the common ancestor and of both branches "
        "(git show COMMIT:<lock> > FILE), then run: pytest-phase merge BASE OURS THEIRS. "
        "Otherwise: Restore it from git: git checkout HEAD -- <lock>"
    )


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("", "version: The lock has no version."),
        ("version = '1'", INVALID_VERSION),
        ("version = true", INVALID_VERSION),
        ("version = 1.0", INVALID_VERSION),
        ("version = 0", INVALID_VERSION),
        ("version = 0x" + "f" * 5_000, INVALID_VERSION),
        ("version = [0x" + "f" * 5_000 + "]", INVALID_VERSION),
    ],
)
def test_version_invalid(version: str, message: str) -> None:
    """A version that is none is refused."""
    hint = "Restore it from git: git checkout HEAD -- <lock>"
    assert str(refusal(TEXT.replace("version = 1", version))) == f"line 1: {message} {hint}"


def test_version_newer() -> None:
    """A lock of a newer major version is refused, also where it has no end as we know it."""
    for text in (TEXT, TEXT.replace("[end]", "[over]")):
        assert str(refusal(text.replace("version = 1", "# new\nversion = 2"))) == (
            "line 2: version: The lock has version 2; this pytest-phase reads version 1. "
            "Upgrade pytest-phase."
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = 1\ncomponents = 3\n[end]\n", "line 2: components: components is not a table."),
        ("version = 1\n[[end]]\n", "line 2: end: end is not a table."),
        ("version = 1\n[components]\na = 1\n[end]\n", "components.a: A component is not a table."),
        (
            "version = 1\n[components.'a b']\nrows = 'x'\n[end]\n",
            'components."a b".rows: rows is not a list.',
        ),
        (with_row("7"), "line 7: components.auditlogger.rows[2]: A row is not a string."),
        (with_row('["test a::b"]'), "components.auditlogger.rows[2]: A row is not a string."),
        (
            with_row('"test a::b text=nope"'),
            "line 7: components.auditlogger.rows[2]: text has the digest 'nope': "
            "expected 12 hex digits.",
        ),
        (
            with_row('"test"'),
            "line 7: components.auditlogger.rows[2]: A test row has no test id.",
        ),
        (
            with_row('"test \\"q\\""'),
            'line 7: components.auditlogger.rows[2]: "q" is no test id: '
            "expected <path>::<function>.",
        ),
    ],
)
def test_invalid_values(text: str, message: str) -> None:
    """An invalid value is refused with its dotted place, its line and how to go on."""
    assert message in str(refusal(text))
    hint = "Correct that line, or restore the lock from git: git checkout HEAD -- <lock>"
    assert str(refusal(text)).endswith(f" {hint}")


def test_the_line_of_a_row_that_stands_elsewhere_too() -> None:
    """The line of a row is the one in its own section, and the one of its own turn."""
    text = (
        'version = 1\n# "test x"\n[components.a]\nrows = ["~",\n"~",\n"test x",\n"test x"]\n[end]\n'
    )
    error = refusal(text)
    assert (error.place, error.line) == ("components.a.rows[2]", 6)


def test_sections_run_together_by_a_union() -> None:
    """Two headers above one list of rows: whose rows they are is not guessed."""
    text = TEXT.replace("rows", "# rows", 1).replace("# rows", "[components.b]\nrows")
    error = refusal(text)
    assert (error.place, error.line) == ("components.auditlogger", 3)
    assert error.message == "Its rows were run together with those of b by a merge."
    assert error.hint.startswith("Save the lock of the common ancestor and of both branches")


def test_a_section_without_rows() -> None:
    """Headers run together above an empty list are the empty sections that they were."""
    text = TEXT.replace("[components.exporter]", "[components.adder]\n[components.exporter]")
    assert read_lock(text) == Ledger({**LEDGER.sections, "adder": Section()})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[" * 60 + "]" * 60, "Unknown keys are nested too deeply."),
        ("0x" + "f" * 17, "A number is larger than TOML allows."),
    ],
)
def test_what_could_not_be_written_again(value: str, message: str) -> None:
    """Unknown values that would be lost by a rewrite are refused on reading."""
    assert refusal(f"version = 1\nx = {value}\n[end]\n").message == message
    inside = refusal(f"version = 1\n[components.a]\nrows = []\nx = {value}\n[end]\n")
    assert (inside.message, inside.place, inside.line) == (message, "components.a", 2)


@pytest.mark.parametrize("text", ["x = " + "[" * 20_000, "version = " + "1" * 5_000])
def test_what_the_parser_chokes_on(text: str) -> None:
    """Nesting and numbers beyond the parser's limits are refused like any broken TOML."""
    assert isinstance(refusal(text), LockError)


def test_not_utf8() -> None:
    """Bytes that are no UTF-8 are refused with their line."""
    with pytest.raises(LockError) as caught:
        decode_lock(b"version = 1\n# \xff\n")
    assert str(caught.value) == (
        "line 2: The lock is not UTF-8. Restore it from git: git checkout HEAD -- <lock>"
    )
    assert decode_lock(TEXT.encode()) == TEXT
