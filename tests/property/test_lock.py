"""The lock, whatever is in it: round trips, merges, and every kind of damage."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
import tomli_w
from hypothesis import assume, given
from hypothesis import strategies as st

from pytest_phase.core.evidence import COUNTING, NULLS, Evidence, Red
from pytest_phase.core.ledger import (
    LANES,
    Forgotten,
    Ledger,
    LockError,
    Section,
    Start,
    canonical,
    merge,
    resolve,
)
from pytest_phase.formats.lock_conflicts import merge_texts, resolve_conflict
from pytest_phase.formats.lock_toml import decode_lock, read_lock, write_lock

# Few digests and few tests, so that two ledgers have something to disagree about.
DIGESTS = st.sampled_from(["0" * 12, "9c1f4e7a02bd", "77aa01b2c3d4", "f" * 12])
NASTY = st.text(
    st.sampled_from(list('a%, ,=@~"\\\t\n\r\x00\x85\u2028é€\U0001f600\udc80')), max_size=6
)
IDS = st.sampled_from(["t.py::a", "t.py::A::b", "u v.py::c"]) | NASTY.map(lambda text: f"{text}::t")
WORDS = st.lists(st.sampled_from(["mood=good", "odd", "x=%zz"]), max_size=2).map(tuple)
REASONS = st.none() | NASTY

REDS = st.builds(Red, st.sampled_from(COUNTING), DIGESTS, st.lists(NASTY, max_size=3).map(tuple))
EVIDENCE = st.builds(
    Evidence,
    test=IDS,
    text=st.none() | DIGESTS,
    red=st.none() | REDS,
    green=st.none() | DIGESTS,
    baseline=REASONS,
    waived=REASONS,
    level=st.sampled_from([None, "replayed", "reproduced"]),
    null=st.sampled_from([None, *NULLS]),
    extra=WORDS,
).map(
    # A level is about a red; what a text says of code that does nothing, about one without.
    lambda row: replace(
        row,
        level=row.level if row.red else None,
        null=row.null if row.text and not row.red else None,
    )
)
STARTS = st.builds(
    Start,
    st.none() | DIGESTS,
    st.sampled_from(LANES),
    st.lists(NASTY, max_size=2).map(tuple),
    WORDS,
)
FORGOTTEN = st.builds(Forgotten, IDS, NASTY, WORDS)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([datetime.timezone.utc])),
)
KEYS = st.text(max_size=4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(
    KEYS.filter(lambda key: key not in ("version", "components", "end", "rows")),
    VALUES,
    max_size=2,
)


def _by_test(rows: list[Evidence]) -> dict[str, tuple[Evidence, ...]]:
    tests: dict[str, tuple[Evidence, ...]] = {}
    for row in rows:
        tests[row.test] = (*tests.get(row.test, ()), row)
    return tests


SECTIONS = st.builds(
    Section,
    started=st.none() | STARTS,
    stopped=st.booleans(),
    completed=st.booleans(),
    tests=st.lists(EVIDENCE, max_size=4).map(_by_test),
    forgotten=st.lists(FORGOTTEN, max_size=2).map(lambda rows: {row.test: row for row in rows}),
    extra_rows=st.lists(
        st.sampled_from(["odd", "zig  zag", "completed by=ci", "stopped x", ""]), max_size=2
    ).map(tuple),
    extra_keys=TABLES,
)
NAMES = st.sampled_from(["auditlogger", "retry"]) | st.text(max_size=4)
LEDGERS = st.builds(Ledger, sections=st.dictionaries(NAMES, SECTIONS, max_size=3), extra=TABLES)


def outcome(text: str | bytes) -> Ledger | LockError:
    """What a text is read as, or its refusal; any other exception fails the test."""
    try:
        return read_lock(decode_lock(text) if isinstance(text, bytes) else text)
    except LockError as error:
        return error


def is_sound(found: Ledger | LockError) -> bool:
    """Whether an outcome is a ledger that survives a rewrite, or a refusal that says something."""
    if isinstance(found, LockError):
        return bool(found.message and str(found))
    return outcome(write_lock(found, [])) == found


@given(LEDGERS, st.lists(NAMES, max_size=3))
def test_round_trip(ledger: Ledger, components: list[str]) -> None:
    """What is written is read back, with a section for each component of the plan."""
    again = read_lock(write_lock(ledger, components))
    named = {name: ledger.section(name) for name in {*components, *ledger.sections}}
    assert again == canonical(Ledger(named, ledger.extra))


@given(LEDGERS)
def test_same_content_same_bytes(ledger: Ledger) -> None:
    """A lock that is read and written again is the same, byte for byte."""
    data = write_lock(ledger, ["retry"]).encode()
    assert write_lock(read_lock(decode_lock(data)), []).encode() == data


@given(LEDGERS, st.data())
def test_every_truncation_is_noticed(ledger: Ledger, data: st.DataObject) -> None:
    """A lock that lost more than its last line end is refused, wherever it was cut."""
    text = write_lock(ledger, ["auditlogger"])
    cut = data.draw(st.integers(0, len(text) - 2))
    assert isinstance(outcome(text[:cut]), LockError)


def test_every_truncation_of_one_lock_is_noticed() -> None:
    """The same for every single place of one lock; only the last line end may be missing."""
    row = Evidence("t.py::[end]", "0" * 12, Red("stub", "f" * 12), waived="[end]\n")
    section = Section(Start("0" * 12), completed=True, tests={row.test: (row,)})
    text = write_lock(Ledger({"end": section}, {"a": 1, "z": {"end": {}}}), ["retry"])
    read = [cut for cut in range(len(text)) if isinstance(outcome(text[:cut]), Ledger)]
    assert read == [len(text) - 1]


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are a ledger or a refusal, never another exception."""
    assert is_sound(outcome(data))


@given(LEDGERS, st.data())
def test_any_damage(ledger: Ledger, data: st.DataObject) -> None:
    """A lock with any bytes in the middle of it is a ledger or a refusal."""
    whole = write_lock(ledger, ["auditlogger"]).encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 20)))
    middle = data.draw(st.binary(max_size=8) | st.text(max_size=4).map(str.encode))
    assert is_sound(outcome(whole[:start] + middle + whole[end:]))


@given(st.dictionaries(st.sampled_from(["version", "components", "end", "x"]), VALUES))
def test_any_document(document: dict[str, Any]) -> None:
    """Any TOML document with the keys of a lock is a ledger or a refusal."""
    assert is_sound(outcome(tomli_w.dumps({"version": 1, "end": {}, **document})))


@given(st.lists(VALUES | st.sampled_from(["~", "test", "started", "completed x"]) | NASTY))
def test_any_rows(rows: list[Any]) -> None:
    """Any list of rows is a section or a refusal."""
    assume("\udc80" not in repr(rows) and "\\udc80" not in repr(rows))
    document = {"version": 1, "components": {"a": {"rows": rows}}, "end": {}}
    assert is_sound(outcome(tomli_w.dumps(document)))


@given(st.sampled_from(["test ", "test t::a ", "started ", "completed "]), NASTY)
def test_any_row(start: str, rest: str) -> None:
    """Any words behind a known one survive a rewrite, or are refused with their place."""
    assume("\udc80" not in rest)
    rows = {"version": 1, "components": {"a": {"rows": [start + rest]}}, "end": {}}
    found = outcome(tomli_w.dumps(rows))
    assert is_sound(found)
    assert isinstance(found, Ledger) or found.place == "components.a.rows[0]"


@given(LEDGERS, LEDGERS)
def test_merge_is_commutative(one: Ledger, two: Ledger) -> None:
    """Which side is ours makes no difference."""
    assert merge(one, two) == merge(two, one)


@given(LEDGERS, LEDGERS, LEDGERS)
def test_merge_with_a_base_is_commutative(one: Ledger, two: Ledger, base: Ledger) -> None:
    """Which side is ours makes no difference with a base either."""
    assert merge(one, two, base) == merge(two, one, base)


@given(LEDGERS, LEDGERS, LEDGERS)
def test_merge_is_associative(one: Ledger, two: Ledger, three: Ledger) -> None:
    """The order in which branches are merged makes no difference."""
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(LEDGERS, LEDGERS)
def test_merge_is_idempotent(ledger: Ledger, base: Ledger) -> None:
    """A ledger merged with itself is itself, and merging a second time changes nothing."""
    same = canonical(ledger)
    assert merge(ledger, ledger) == merge(ledger, ledger, base) == same
    both = merge(ledger, base)
    assert merge(both, base) == merge(both, ledger) == both


@given(LEDGERS, LEDGERS)
def test_merge_takes_the_side_that_changed(ledger: Ledger, base: Ledger) -> None:
    """A side that is as it was in the base leaves the other side as it is."""
    assert merge(ledger, base, base) == canonical(ledger)


@given(LEDGERS, LEDGERS)
def test_merging_texts_is_merging_ledgers(one: Ledger, two: Ledger) -> None:
    """What can be written can be merged as text, and as a conflict of the whole file."""
    ours, theirs = write_lock(one, []), write_lock(two, [])
    merged = write_lock(merge(one, two), [])
    assert merge_texts("", ours, theirs) == merged
    conflict = f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n"
    assert resolve_conflict(conflict) == merged


@given(LEDGERS, st.dictionaries(IDS, st.none() | DIGESTS))
def test_resolve_leaves_one_row(ledger: Ledger, texts: dict[str, str | None]) -> None:
    """Every test keeps exactly one of its rows: that with today's text if there is one."""
    before, after = canonical(ledger), resolve(canonical(ledger), texts)
    for name, section in before.sections.items():
        for test, rows in section.tests.items():
            (row,) = after.section(name).tests[test]
            assert row in rows
            today = [
                each for each in rows if each.text is not None and each.text == texts.get(test)
            ]
            assert not today or row in today


@given(st.text(st.sampled_from(list("<|=>ax\n")), max_size=80))
def test_any_conflict(text: str) -> None:
    """Any mixture of markers without a lock in it is refused, never another exception."""
    lines = text.replace("x", "<" * 7).replace("a", "=" * 7)
    with pytest.raises(LockError):  # no side of it is ever a lock
        resolve_conflict(lines)
