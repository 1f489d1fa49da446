"""Diagrams are read for what is certain in them, and say what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_phase.formats.plan_markdown.diagrams import Diagram, Dropped, Edge, Node, read_diagram

FIXTURES = Path(__file__).parent / "diagrams"


def fixtures() -> dict[str, tuple[str, list[str]]]:
    """The cases of all files: title, ``.``, diagram, ``.``, what is expected, ``.``."""
    cases: dict[str, tuple[str, list[str]]] = {}
    for path in sorted(FIXTURES.glob("*.txt")):
        parts = path.read_text(encoding="utf-8").split("\n.\n")
        triples = zip(parts[::3], parts[1::3], parts[2::3], strict=False)
        for title, drawing, expected in triples:
            cases[f"{path.stem}: {title.strip()}"] = (drawing, expected.splitlines())
    return cases


def lines_of(diagram: Diagram, alone: bool) -> Iterator[str]:
    """A diagram in the words of the fixtures."""
    if diagram.kind != "text":
        yield f"kind: {diagram.kind}"
    for edge in diagram.edges:
        every = " (every)" if edge.every else ""
        yield f"{edge.source} {'~>' if edge.soft else '→'} {edge.target}{every}"
    yield from (f"tree: {edge.source} > {edge.target}" for edge in diagram.tree)
    if external := [node.name for node in diagram.nodes if node.external]:
        yield f"external: {', '.join(external)}"
    if alone:
        yield f"alone: {', '.join(node.name for node in diagram.isolated)}".strip()
    yield from _places("dropped at", diagram.dropped)
    yield from _places("remarked at", diagram.remarks)


def _places(word: str, places: tuple[Dropped, ...]) -> Iterator[str]:
    if places:
        lines = sorted({place.line + 1 for place in places})
        yield f"{word}: {', '.join(map(str, lines))}"


CASES = fixtures()


@pytest.mark.parametrize(("drawing", "expected"), CASES.values(), ids=CASES)
def test_a_drawing_gives_exactly_the_edges_that_are_certain(
    drawing: str, expected: list[str]
) -> None:
    """Each fixture gives its edges, no other edge, and its complaints at their lines."""
    diagram = read_diagram(drawing)

    alone = any(line.startswith("alone:") for line in expected)
    assert sorted(lines_of(diagram, alone)) == sorted(line.strip() for line in expected if line)


def test_the_fixtures_are_found() -> None:
    """No fixture file is read as empty."""
    assert len(CASES) > 100


def test_every_drawing_of_the_grammar_has_its_fixture() -> None:
    """The 26 drawings that the reader was made for are among them, by their numbers."""
    numbers = {int(each) for title in CASES for each in re.findall(r"\(drawing (\d+)\)", title)}
    assert numbers == set(range(1, 27))


@pytest.mark.parametrize(
    "arrow", ["→", "->", "-->", "──►", "=>", "==>", "►", "▶", ">", "⟶", "⇒", "➜"]
)
def test_a_chain_may_be_written_with_any_head(arrow: str) -> None:
    """Every token of the grammar for a head makes the same three edges."""
    diagram = read_diagram(f"Timer {arrow} Vault {arrow} Shelf {arrow} Web")

    assert [(edge.source, edge.target) for edge in diagram.edges] == [
        ("Timer", "Vault"),
        ("Vault", "Shelf"),
        ("Shelf", "Web"),
    ]
    assert diagram.complete


def test_an_edge_knows_its_line_within_the_fence() -> None:
    """Lines count from 0; a repeated edge keeps its first line."""
    diagram = read_diagram("\nTimer → Vault\nVault → Web\nTimer → Vault\n")

    assert diagram.edges == (Edge("Timer", "Vault", 1), Edge("Vault", "Web", 2))


def test_a_certain_edge_replaces_a_soft_one() -> None:
    """What is drawn both dotted and plain is certain."""
    assert read_diagram("Timer ┄┄► Vault\nTimer ──► Vault").edges == (Edge("Timer", "Vault", 1),)


def test_a_node_keeps_its_note_and_says_whether_it_exists() -> None:
    """The name is bare; what stood in brackets is its note."""
    diagram = read_diagram("Timer (exists) → Vault [two tables] → Timer → Web ✅")

    assert diagram.nodes == (
        Node("Timer", "exists", external=True),
        Node("Vault", "two tables"),
        Node("Web", external=True),
    )


def test_names_differ_by_more_than_case_and_spaces() -> None:
    """Two spellings of one name are one node, spelled as it was first."""
    diagram = read_diagram("Event Bus → Web\nevent bus → Help")

    assert {edge.source for edge in diagram.edges} == {"Event Bus"}


def test_known_names_are_not_split() -> None:
    """A component whose name holds a separator stays whole when its name is given."""
    drawing = "Search & Replace → Lists, Trees"

    assert [edge.source for edge in read_diagram(drawing).edges] == ["Search"] * 2 + ["Replace"] * 2
    known = read_diagram(drawing, known=["search & replace", "Lists, Trees"])
    assert known.edges == (Edge("Search & Replace", "Lists, Trees", 0),)


def test_a_known_name_is_no_label() -> None:
    """``uses`` between two lines is a verb, unless a component is called so."""
    drawing = "Timer -- uses --> Vault"

    assert read_diagram(drawing).edges == (Edge("Vault", "Timer", 0),)
    assert read_diagram(drawing, known=["Uses"]).edges == (Edge("uses", "Vault", 0),)


def test_trailing_spaces_and_line_endings_change_nothing() -> None:
    """Blanks at the end of lines and carriage returns are not part of the drawing."""
    drawing = "Timer ──┐\n        ├─► Web\nVault ──┘"
    blanks = "\r\n".join(f"{line}   " for line in drawing.split("\n"))

    assert read_diagram(blanks) == read_diagram(drawing)


def test_tabs_that_read_the_same_at_both_widths_are_fine() -> None:
    """Indentation by tabs is read where the tab's width does not matter."""
    diagram = read_diagram("\tTimer ──┐\n\t        ├─► Web\n\tVault ──┘")

    assert [(edge.source, edge.target) for edge in diagram.edges] == [
        ("Timer", "Web"),
        ("Vault", "Web"),
    ]
    assert diagram.complete


def test_tabs_that_read_differently_are_reported() -> None:
    """Where the tab's width decides what joins, only what agrees is kept."""
    diagram = read_diagram("Timer → Vault\nShelf ─┐\n\t    └─► Web\n\t└─► Help")

    assert diagram.edges == (Edge("Timer", "Vault", 0),)
    assert diagram.dropped[0] == Dropped(
        2, 1, "its tabs can be read as 4 or as 8 columns, with other edges"
    )


def test_what_is_dropped_is_told_with_its_column_and_what_was_kept() -> None:
    """The message names the column in display columns, the reason, the edges kept and lost."""
    diagram = read_diagram("Timer → Vault\n時計             ├──► Web")

    assert diagram.edges == (Edge("Timer", "Vault", 0),)
    assert diagram.dropped == (
        Dropped(
            1,
            18,
            'cannot tell where the line at column 18 goes ("├" has nothing above it). '
            "Edges kept: Timer→Vault. Dropped: ?→Web",
        ),
    )
    assert not diagram.complete


def test_a_message_names_at_most_three_edges_that_were_kept() -> None:
    """A long list of kept edges is counted, not printed."""
    diagram = read_diagram("One → Two → Three → Four → Five → Six\nSeven ↔ Eight")

    assert [dropped.message for dropped in diagram.dropped] == [
        'cannot read "↔" at column 7. Edges kept: One→Two, Two→Three, Three→Four and 2 more'
    ]


def test_remarks_tell_how_an_arrow_was_read() -> None:
    """A label and a left arrow against the numbers are told, not dropped."""
    diagram = read_diagram("Extract ──uses──▶ Lookup\nTask 1 ← Task 2")

    assert diagram.remarks == (
        Dropped(0, 17, 'arrow labelled "uses" read as Lookup→Extract'),
        Dropped(1, 8, '"Task 1 ← Task 2" read as Task 1→Task 2, by their numbers'),
    )
    assert diagram.complete


@pytest.mark.parametrize("kind", ["gantt", "sequenceDiagram", "stateDiagram-v2", "classDiagram"])
def test_other_mermaid_diagrams_give_no_edges(kind: str) -> None:
    """Only flowcharts are dependency graphs; the kind says what was there."""
    assert read_diagram(f"{kind}\n  A --> B", "mermaid") == Diagram(kind)


@pytest.mark.parametrize("info", ["python", "bash", "json", "{.yaml}"])
def test_a_fence_of_code_is_no_diagram(info: str) -> None:
    """An info string that names a language gives an empty diagram."""
    assert read_diagram("A --> B", info) == Diagram("other")


@pytest.mark.parametrize("info", ["", "text", "txt title=x", "ascii", "Text"])
def test_a_fence_of_text_may_be_a_diagram(info: str) -> None:
    """No info string, and those that stand for plain text, are read."""
    assert read_diagram("A --> B", info).edges == (Edge("A", "B", 0),)


def test_a_graph_without_directions_gives_nothing() -> None:
    """Only a ``digraph`` of Graphviz has edges to read."""
    assert read_diagram("graph { a -- b }", "dot") == Diagram("dot")


def test_a_huge_fence_is_not_read() -> None:
    """A megabyte of line characters is refused at once, and said so."""
    diagram = read_diagram("┼" * 1_000_000)

    assert diagram == Diagram(
        "other",
        dropped=(Dropped(0, 1, "not read: 1000000 characters are too many for a drawing"),),
    )


def test_a_line_too_long_is_dropped_alone() -> None:
    """One line beyond the limit does not take the others with it."""
    diagram = read_diagram("Timer → Vault\n" + "─" * 1_001)

    assert diagram.edges == (Edge("Timer", "Vault", 0),)
    assert [(each.line, each.column) for each in diagram.dropped] == [(1, 1_001)]


def test_too_many_edges_are_not_meant() -> None:
    """A list by a list beyond the limit is dropped instead of multiplied."""
    names = ", ".join(f"N{number}" for number in range(90))

    diagram = read_diagram(f"{names} → {names.replace('N', 'M')}")

    assert diagram.edges == ()
    assert not diagram.complete


def test_an_empty_fence_is_an_empty_diagram() -> None:
    """Nothing written, nothing read, nothing to complain about."""
    assert read_diagram("") == Diagram("text")
    assert read_diagram("\n  \n").complete
