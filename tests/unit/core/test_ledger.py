"""The ledger: rows become sections, two ledgers become one, one row is left for each test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.ledger import (
    Forgotten,
    Ledger,
    LockError,
    NotSaved,
    Section,
    Start,
    canonical,
    gather,
    merge,
    resolve,
    rows_of,
)
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    AFTER,
    ANOTHER_TEXT,
    BEFORE,
    a_section,
    a_start,
    baseline,
    green,
    red,
    waived,
)

BARE = Evidence(A_TEST)
TWO = "tests/test_auditlogger.py::test_two"


def a_ledger(*rows: Evidence, **changes: object) -> Ledger:
    """A ledger with the one section ``auditlogger``."""
    return Ledger({"auditlogger": a_section(*rows, **changes)})  # type: ignore[arg-type]


def rows(ledger: Ledger, test: str = A_TEST) -> tuple[Evidence, ...]:
    """The rows of a test in the one section."""
    return ledger.section("auditlogger").tests[test]


class TestGather:
    """What rows say together."""

    @pytest.mark.parametrize(
        ("words", "started", "stopped", "completed"),
        [
            (["stopped"], False, True, False),
            (["stopped", "completed"], False, False, True),
            (["stopped", a_start()], True, False, False),
            (["stopped", "completed", a_start()], True, False, True),
            ([], False, False, False),
        ],
    )
    def test_completed_over_started_over_stopped(
        self, words: list[str | Start], started: bool, stopped: bool, completed: bool
    ) -> None:
        """Of several states the furthest counts, in any order."""
        for order in (words, words[::-1]):
            section = gather(order)
            assert (section.started is not None) == started
            assert (section.stopped, section.completed) == (stopped, completed)

    def test_one_text_one_row(self) -> None:
        """Two rows of a test with the same text become the one that was seen green."""
        for order in ([red(), green()], [green(), red()]):
            assert gather(order).tests == {A_TEST: (green(),)}

    def test_red_and_green_stay_together(self) -> None:
        """A green is never paired with a red it was not seen after, however strong."""
        seen_green = green(grade="missing")
        stronger = replace(red(grade="behaviour"), red=Red("behaviour", AFTER))
        for order in ([seen_green, stronger], [stronger, seen_green]):
            assert gather(order).tests == {A_TEST: (seen_green,)}

    @pytest.mark.parametrize(
        ("strong", "weak"), [("behaviour", "stub"), ("stub", "missing"), ("behaviour", "missing")]
    )
    def test_stronger_grade(self, strong: str, weak: str) -> None:
        """Of two reds of one text the stronger grade is kept."""
        first, second = red(grade=strong), red(grade=weak)  # type: ignore[arg-type]
        assert gather([first, second]) == gather([second, first]) == gather([first])

    def test_reasons_join(self) -> None:
        """A baseline or a waiver is not lost to evidence of the same text."""
        joined = gather([green(), waived(), baseline()]).tests[A_TEST]
        assert joined == (replace(green(), waived=waived().waived, baseline=baseline().baseline),)

    def test_two_texts_two_rows(self) -> None:
        """Rows with different texts stay side by side until today's text is known."""
        other = red(text=ANOTHER_TEXT)
        assert gather([red(), other]).tests == {A_TEST: (other, red())}

    def test_bare_rows_give_way(self) -> None:
        """A row that only says a test is known is gone once another row says more."""
        assert gather([BARE, red()]).tests == {A_TEST: (red(),)}
        assert gather([BARE, BARE]).tests == {A_TEST: (BARE,)}

    def test_two_starts(self) -> None:
        """Of two starts nothing that was gone over is lost, and the stricter lane counts."""
        one = Start("b" * 12, "refactor", ("retry",), ("x=1",))
        two = Start("a" * 12, "feature", ("audit",))
        joined = Start("a" * 12, "feature", ("audit", "retry"), ("x=1",))
        assert gather([one, two]).started == gather([two, one]).started == joined

    def test_unknown_rows_are_kept_once(self) -> None:
        """Unknown rows survive, sorted."""
        assert gather(["zig zag", "able", "zig zag"]).extra_rows == ("able", "zig zag")

    def test_a_state_with_unknown_words_goes_with_its_state(self) -> None:
        """Words this version does not know on a state's row survive as long as the state does."""
        section = gather(["completed by=ci", "stopped why=x"])
        assert (section.completed, section.extra_rows) == (True, ("completed by=ci",))
        assert set(rows_of(section._replace(completed=False))) == set()


class TestMerge:
    """Two ledgers become one, row by row."""

    def test_union_without_base(self) -> None:
        """Without a base nothing is removed."""
        ours, theirs = a_ledger(red()), a_ledger(red(TWO))
        assert merge(ours, theirs) == merge(theirs, ours) == a_ledger(red(), red(TWO))

    def test_removed_on_one_side(self) -> None:
        """A row removed here and untouched there is gone; one changed there stays."""
        base, removed = a_ledger(red(), red(TWO)), a_ledger(red(TWO))
        assert merge(base, removed, base) == merge(removed, base, base) == removed
        changed = a_ledger(green(), red(TWO))
        assert merge(changed, removed, base) == merge(removed, changed, base) == changed

    def test_renewed_on_one_side(self) -> None:
        """A renewed text replaces the old one, where a union would keep both."""
        base, renewed = a_ledger(red()), a_ledger(red(text=ANOTHER_TEXT))
        assert merge(renewed, base, base) == renewed
        assert len(rows(merge(renewed, base))) == 2

    def test_renewed_on_both_sides(self) -> None:
        """Two new texts of one test are both kept."""
        ours, theirs = a_ledger(red(text=ANOTHER_TEXT)), a_ledger(red(text="f" * 12))
        both = (red(text=ANOTHER_TEXT), red(text="f" * 12))
        assert rows(merge(ours, theirs, a_ledger(red()))) == both

    def test_stopped_here_completed_there(self) -> None:
        """Completed wins over stopped, and keeps the base commit of its start."""
        base = a_ledger(green(), started=a_start())
        stopped = a_ledger(green(), stopped=True)
        completed = a_ledger(green(), started=a_start(), completed=True)
        assert merge(stopped, completed, base) == merge(completed, stopped, base) == completed

    def test_reopened_here(self) -> None:
        """A completion that one side took back, and the other left alone, is taken back."""
        base = a_ledger(green(), started=a_start(), completed=True)
        reopened = a_ledger(green(), started=a_start())
        assert merge(reopened, base, base) == reopened

    def test_sections_of_both(self) -> None:
        """Sections of both sides are there, empty ones too; one that one side dropped is gone."""
        base = Ledger({"a": Section(), "gone": a_section(red())})
        ours, theirs = Ledger({"a": Section(), "b": Section()}), base
        assert merge(ours, theirs, base) == Ledger({"a": Section(), "b": Section()})
        assert set(merge(ours, theirs).sections) == {"a", "b", "gone"}

    def test_a_dropped_section_that_changed_elsewhere(self) -> None:
        """What the other side added to a section is kept, though this side dropped it."""
        base = Ledger({"x": a_section(red())})
        theirs = Ledger({"x": a_section(red(), red(TWO))})
        assert merge(Ledger(), theirs, base) == Ledger({"x": a_section(red(TWO))})

    def test_unknown_keys(self) -> None:
        """Unknown tables merge key by key; a value both changed is chosen by its spelling alone."""
        base = Ledger(extra={"t": {"same": 1, "gone": 1, "new": 1, "both": 1}})
        ours = Ledger(extra={"t": {"same": 1, "new": 1, "both": 2}, "ours": [1]})
        theirs = Ledger(extra={"t": {"same": 1, "gone": 1, "new": 9, "both": 3}, "theirs": {}})
        merged = {"ours": [1], "theirs": {}, "t": {"same": 1, "new": 9, "both": 3}}
        assert merge(ours, theirs, base).extra == merged
        assert merge(theirs, ours, base).extra == merged


class TestResolve:
    """One row for each test."""

    def test_todays_text_wins(self) -> None:
        """The row with today's text is left, though another one is green."""
        ledger = a_ledger(green(), red(text=ANOTHER_TEXT))
        assert rows(resolve(ledger, {A_TEST: ANOTHER_TEXT})) == (red(text=ANOTHER_TEXT),)
        assert rows(resolve(ledger, {A_TEST: A_TEXT})) == (green(),)

    @pytest.mark.parametrize("texts", [{}, {A_TEST: None}, {A_TEST: "f" * 12}])
    def test_green_over_red(self, texts: dict[str, str | None]) -> None:
        """Where no row has today's text the green one is left."""
        ledger = a_ledger(red(text=ANOTHER_TEXT), green())
        assert rows(resolve(ledger, texts)) == (green(),)

    def test_evidence_over_a_waiver_over_a_bare_text(self) -> None:
        """Without today's text: red, then a waiver or a baseline, then a text without evidence."""
        bare = Evidence(A_TEST, text="0" * 12)
        excused = replace(waived(), text=ANOTHER_TEXT)
        assert rows(resolve(a_ledger(bare, excused, red()), {})) == (red(),)
        assert rows(resolve(a_ledger(bare, excused), {})) == (excused,)

    def test_single_rows_stay(self) -> None:
        """A test with one row keeps it, whatever its text is today."""
        ledger = a_ledger(red())
        assert resolve(ledger, {A_TEST: ANOTHER_TEXT}) == ledger


def test_canonical_sorts_lists() -> None:
    """The order in which cases or dependencies were named makes no difference."""
    seen = Evidence(A_TEST, A_TEXT, Red("missing", BEFORE, ("b", "a")), extra=("z", "y"))
    ledger = a_ledger(seen, started=Start(over=("b", "a", "b")))
    section = canonical(ledger).section("auditlogger")
    assert section.started == Start(over=("a", "b"))
    (row,) = section.tests[A_TEST]
    assert row.red == Red("missing", BEFORE, ("a", "b"))
    assert row.extra == ("y", "z")


def test_an_error_says_what_where_and_what_next() -> None:
    """Path, line and dotted place stand before the message, the hint after it."""
    error = LockError("It is odd.", 7, "Run: fix <lock>", place="components.a.rows[3]")
    assert str(error) == "line 7: components.a.rows[3]: It is odd. Run: fix <lock>"
    there = error.at("docs/PLAN.lock")
    assert (
        str(there) == "docs/PLAN.lock:7: components.a.rows[3]: It is odd. Run: fix docs/PLAN.lock"
    )
    assert str(LockError("It is odd.")) == "It is odd."
    assert type(NotSaved("No.").at("x")) is NotSaved


class TestForgotten:
    """Tests whose evidence was taken out, with a reason that stays."""

    def test_two_reasons(self) -> None:
        """One row is kept for each test, and always the same one."""
        one, two = Forgotten(A_TEST, "again", ("x=1",)), Forgotten(A_TEST, "because", ("y=2",))
        joined = {A_TEST: Forgotten(A_TEST, "again", ("x=1", "y=2"))}
        assert gather([one, two]).forgotten == joined
        assert gather([two, one]).forgotten == joined

    def test_forgotten_on_one_branch(self) -> None:
        """What one branch forgot, and the other left as it was, stays forgotten after a merge."""
        base = a_ledger(green())
        ours = a_ledger(forgotten={A_TEST: Forgotten(A_TEST, "replaced")})
        merged = merge(ours, base, base)
        assert merged == canonical(ours)
        assert merge(base, ours, base) == merged

    def test_forgotten_here_and_renewed_there(self) -> None:
        """New evidence of the other branch counts, and the reason stays to be seen."""
        base = a_ledger(red())
        ours = a_ledger(forgotten={A_TEST: Forgotten(A_TEST, "replaced")})
        merged = merge(ours, a_ledger(green()), base)
        assert rows(merged) == (green(),)
        assert list(merged.section("auditlogger").forgotten) == [A_TEST]
