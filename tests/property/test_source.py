"""A test's text: no edit of form changes it, and every edit of content does."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pytest_phase.adapters.source import Sources
from tests.trees import FILE, plant

LINES = (
    "import pytest",
    "from shop import Cart",
    "LIMIT = {data}",
    "def make():",
    "    return Cart({function}, LIMIT)",
    "@pytest.fixture",
    "def cart():",
    "    yield make() + {fixture}",
    "def test_{name}(cart):",
    "    for each in cart:",
    "        if each:",
    "            assert each == {body}",
    "    assert cart",
)

FILLERS = st.lists(
    st.tuples(
        st.integers(0, len(LINES)), st.sampled_from(["", "# a comment", "        # deep", "\t"])
    ),
    max_size=8,
)
NAMES = st.from_regex(r"[a-z_0-9]{1,8}", fullmatch=True)
VALUES = st.fixed_dictionaries(
    {place: st.integers(0, 10**6) for place in ("data", "function", "fixture", "body")}
)


def _text(name: str, values: dict[str, int], fillers: list[tuple[int, str]] = []) -> str:  # noqa: B006
    """The text of a test with these values and these lines put in."""
    lines = [line.format(name=name, **values) for line in LINES]
    for position, filler in sorted(fillers, reverse=True):
        lines.insert(position, filler)
    with TemporaryDirectory() as folder:
        root = plant(Path(folder), {FILE: "\n".join(lines) + "\n"})
        text = Sources(root).text(f"{FILE}::test_{name}")
    assert text is not None
    return text


@given(NAMES, VALUES, FILLERS)
def test_form_and_name_do_not_count(
    name: str, values: dict[str, int], fillers: list[tuple[int, str]]
) -> None:
    """Comments, blank lines and another name leave the text alone."""
    assert _text(name, values, fillers) == _text("x", values)


@given(VALUES, VALUES)
def test_every_value_counts(one: dict[str, int], other: dict[str, int]) -> None:
    """Texts are the same exactly where all constants are, in the test and what it names."""
    assert (_text("x", one) == _text("x", other)) == (one == other)


@given(VALUES, st.sampled_from(["data", "function", "fixture", "body"]))
def test_one_value_is_enough(values: dict[str, int], place: str) -> None:
    """A constant one larger, in the test or in what it names, is another text."""
    assert _text("x", values) != _text("x", values | {place: values[place] + 1})
