"""Edits of generated tests: form never counts, more is never less, less is never more."""

from __future__ import annotations

import ast
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pytest_phase.adapters.source import Sources
from pytest_phase.core.edits import Edit, compare
from pytest_phase.core.outline import Survey, outline_of
from pytest_phase.formats.outline import read_outline, write_outline
from tests.trees import FILE, TEST, plant

THINGS = st.sampled_from(["cart.n", "cart.get(1)", "shop.total(cart)", "len(cart)", "name", "got"])
VALUES = st.sampled_from(
    ["3", "'a'", "[1, 2]", "None", "WANTED", "other.n", "shop.total()", "name"]
)
ASSERTIONS = st.one_of(
    st.tuples(THINGS, st.sampled_from(["==", "!=", "in", "<", "is"]), VALUES).map(
        lambda each: "assert {} {} {}".format(*each)
    ),
    THINGS.map(lambda each: f"assert {each}"),
    THINGS.map(lambda each: f"assert not {each}"),
    st.tuples(THINGS, VALUES).map(lambda each: "check({}, {})".format(*each)),
    st.tuples(THINGS, st.sampled_from(["0.1", "0.5"])).map(
        lambda each: "assert {} == pytest.approx(1, abs={})".format(*each)
    ),
    THINGS.map(lambda each: f"with pytest.raises(ValueError):\n    shop.add({each})"),
)
ACTS = st.sampled_from(
    ["got = cart.get(1)", "name = 'a'", "cart.add(1)", "got = shop.total(cart)", "other = cart"]
)
LINES = st.lists(st.one_of(ASSERTIONS, ACTS), max_size=8)


def _assertion(line: str) -> bool:
    return line.startswith(("assert", "check", "with"))


def _source(lines: list[str]) -> str:
    body = "\n".join(f"    {part}" for line in ["pass", *lines] for part in line.split("\n"))
    return (
        "import pytest, shop\nWANTED = 3\n"
        "def check(a, b):\n    assert a == b\n    assert a\n"
        f"def test_x(cart, name, got, other):\n{body}\n"
    )


def _survey(source: str) -> Survey:
    with TemporaryDirectory() as folder:
        found = Sources(plant(Path(folder), {FILE: source})).survey(TEST)
    assert found is not None
    return found


def _edit(then: list[str], now: list[str]) -> Edit:
    """The edit, by way of the word that the lock keeps."""
    outline = read_outline(write_outline(outline_of(_survey(_source(then)))))
    assert outline is not None
    return compare(outline, _survey(_source(now)))


@given(LINES)
def test_form_does_not_count(lines: list[str]) -> None:
    """Another formatter, comments and docstrings leave the whole survey as it is."""
    source = _source(lines)
    formatted = ast.unparse(ast.parse(source)).replace("    pass\n", "    # why\n    '''Why.'''\n")
    assert _survey(formatted) == _survey(source)


@given(LINES)
def test_no_edit_loses_nothing(lines: list[str]) -> None:
    """A text against itself."""
    survey = _survey(_source(lines))
    assert compare(outline_of(survey), survey).kind in ("support", "changed")
    assert compare(outline_of(survey), survey).keeps or not (survey.stated or survey.calls)


@given(LINES, ASSERTIONS, st.integers(0, 8))
def test_one_more_assertion_never_weakens(lines: list[str], more: str, place: int) -> None:
    """Wherever it stands."""
    now = [*lines[:place], more, *lines[place:]]
    found = _edit(lines, now)
    assert found.kind != "weakened"
    if any(map(_assertion, lines)):
        assert found.kind == "strengthened"


@given(LINES.filter(lambda lines: any(map(_assertion, lines))), st.data())
def test_one_assertion_fewer_never_passes_with_a_warning(
    lines: list[str], data: st.DataObject
) -> None:
    """Whichever it is."""
    places = [place for place, line in enumerate(lines) if _assertion(line)]
    gone = data.draw(st.sampled_from(places))
    assert not _edit(lines, lines[:gone] + lines[gone + 1 :]).keeps
