"""For any text a diagram; for any drawn net exactly its edges; with a piece missing, never more."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from pytest_phase.formats.plan_markdown.diagrams import Diagram, read_diagram

INK = "─│┐┘┌└├┤┬┴┼→◄▼↑►-|+<>v^=.,;:()[]{}#&%~'`\\/\t\r\n  "
PIECES = st.sampled_from(
    (
        *("Timer", "Vault (exists)", "Task 1", "Tasks 1-3", "all", "none", "時計", "✅", "..."),
        *(" → ", " -> ", "──► ", "◄── ", " depends on ", " after ", "Wave 1: ", "1. ", "- "),
        *(
            "\n",
            "\n  ├─> ",
            "\n  └── ",
            "\n│\n▼\n",
            "┌──┐\n│a │\n└──┘",
            "+--+\n|a |\n+--+",
            "(",
            "]",
        ),
        *(" --> ", " --- ", "-.->", "[x]", "((y))", " & ", "|l|", "subgraph s", "end", "%% c"),
        *("graph TD\n", "flowchart LR\n", "digraph {", "}", ";", "\ufeff", "\u200d", "a\u0310"),
    )
)
ANY = st.one_of(
    st.text(max_size=200),
    st.text(INK, max_size=300),
    st.lists(st.one_of(PIECES, st.text(INK, max_size=3)), max_size=60).map("".join),
)
INFO = st.sampled_from(("", "text", "mermaid", "dot", "python", "{.text}"))


@given(ANY, INFO)
def test_any_text_is_a_diagram(text: str, info: str) -> None:
    """Never an exception; every line lies in the text, every edge is between its nodes."""
    diagram = read_diagram(text, info)

    assert isinstance(diagram, Diagram)
    rows = text.count("\n") + 1
    names = {node.name for node in diagram.nodes}
    for edge in (*diagram.edges, *diagram.tree):
        assert 0 <= edge.line < rows
        assert edge.every or {edge.source, edge.target} <= names
    for place in (*diagram.dropped, *diagram.remarks):
        assert 0 <= place.line < rows
        assert place.column >= 1
        assert "\n" not in place.message
    assert diagram == read_diagram(text, info)


@dataclass(frozen=True, slots=True)
class Net:
    """Sources that all lead to all targets; ``rows`` says which of the two each row holds."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    rows: tuple[bool, ...]

    @property
    def edges(self) -> set[tuple[str, str]]:
        """Every source with every target."""
        return set(product(self.sources, self.targets))


STEMS = ("Timer", "Vault", "時計", "Event Bus", "Store2", "pre-commit", "Größe")


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """A net of up to four sources and four targets, in any order of rows from a source on."""
    numbers = draw(st.permutations(range(10)))
    names = [f"{draw(st.sampled_from(STEMS))} {chr(65 + number)}" for number in numbers[:8]]
    sources = tuple(names[: draw(st.integers(1, 4))])
    targets = tuple(names[4 : 4 + draw(st.integers(1, 4))])
    rest = draw(st.permutations([True] * (len(sources) - 1) + [False] * len(targets)))
    return Net(sources, targets, (True, *rest))


def wide(text: str) -> int:
    """The display columns of a text."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def drawn(net: Net, notes: bool, closed: bool) -> str:
    """The net as the planning pattern draws it: a bus to the right of its sources.

    ``closed``: the last row ends the bus with a corner; else with a tee, as the pattern does.
    """
    left = [f"{name} (exists)" if notes else name for name in net.sources]
    bus = max(map(wide, left)) + 3
    sources, targets = iter(left), iter(net.targets)
    rows: list[str] = []
    for number, is_source in enumerate(net.rows):
        last = closed and number == len(net.rows) - 1
        if is_source:
            name = next(sources)
            joint = "┘" if last else "┤" if number else "┐"
            rows.append(f"{name} {'─' * (bus - wide(name) - 1)}{joint}")
        else:
            rows.append(f"{' ' * bus}{'└' if last else '├'}─► {next(targets)}")
    return "\n".join(rows)


def edges_of(drawing: str) -> set[tuple[str, str]]:
    """The edges that a drawing is read as."""
    return {(edge.source, edge.target) for edge in read_diagram(drawing).edges}


@given(nets(), st.booleans(), st.booleans())
def test_a_drawn_net_reads_back_to_exactly_its_edges(net: Net, notes: bool, closed: bool) -> None:
    """The pattern's own form, with any names and any order of rows, is read completely."""
    diagram = read_diagram(drawn(net, notes, closed))

    assert {(edge.source, edge.target) for edge in diagram.edges} == net.edges
    assert not any(edge.soft for edge in diagram.edges)
    assert diagram.complete
    assert {node.name for node in diagram.nodes if node.external} == (
        set(net.sources) if notes else set()
    )


@given(nets(), nets())
def test_nets_below_each_other_do_not_mix(one: Net, other: Net) -> None:
    """Two blocks with a blank line between give the edges of the one and of the other."""
    drawing = f"{drawn(one, False, True)}\n\n{drawn(other, False, True)}"

    assert edges_of(drawing) == one.edges | other.edges


@given(nets(), st.booleans(), st.data())
def test_a_missing_piece_never_makes_an_edge(net: Net, closed: bool, data: st.DataObject) -> None:
    """With one cell of the lines rubbed out there may be fewer edges, but no other."""
    drawing = drawn(net, False, closed)
    cells = [at for at, char in enumerate(drawing) if char in "─┐┘├┤└►"]
    at = data.draw(st.sampled_from(cells))

    assert edges_of(f"{drawing[:at]} {drawing[at + 1 :]}") <= net.edges


@given(nets(), st.booleans(), st.data())
def test_a_shifted_row_never_makes_an_edge(net: Net, closed: bool, data: st.DataObject) -> None:
    """A row moved to the right is read as meant or dropped, but not as something else.

    Not so far that a target stands under the one above: there it is its child (rule 6).
    """
    rows = drawn(net, False, closed).split("\n")
    at = data.draw(st.integers(0, len(rows) - 1))
    rows[at] = " " * data.draw(st.integers(1, 5 if net.rows[at] else 3)) + rows[at]

    assert edges_of("\n".join(rows)) <= net.edges


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Depth and name of each node of a tree, from its root down."""
    nodes = [(0, "Root")]
    for number in range(draw(st.integers(1, 9))):
        depth = draw(st.integers(1, min(nodes[-1][0] + 1, 4)))
        nodes.append((depth, f"{draw(st.sampled_from(STEMS))} {chr(65 + number)}"))
    return nodes


def planted(nodes: list[tuple[int, str]], head: str) -> tuple[str, set[tuple[str, str]]]:
    """A tree as it is drawn, and its edges."""
    rows: list[str] = []
    edges: set[tuple[str, str]] = set()
    path: list[str] = []
    for at, (depth, name) in enumerate(nodes):
        del path[depth:]
        if path:
            edges.add((path[-1], name))
        path.append(name)
        later = [each for each, _ in nodes[at + 1 :]]
        bars = "".join(
            "│   " if _goes_on(later, level) else "    " for level in range(1, depth)
        )  # a bar where another node of that level follows before the level is left
        corner = ("├" if _goes_on(later, depth) else "└") + head + " " if depth else ""
        rows.append(f"{bars}{corner}{name}")
    return "\n".join(rows), edges


def _goes_on(later: list[int], level: int) -> bool:
    """Whether a node of ``level`` follows before one of a lesser depth."""
    for depth in later:
        if depth <= level:
            return depth == level
    return False


@given(trees())
def test_a_drawn_tree_reads_back_to_exactly_its_edges(nodes: list[tuple[int, str]]) -> None:
    """A tree with heads gives an edge from each parent to each child, and is complete."""
    drawing, edges = planted(nodes, "─>")

    assert edges_of(drawing) == edges
    assert read_diagram(drawing).complete


@given(trees())
def test_a_tree_without_heads_gives_no_edge(nodes: list[tuple[int, str]]) -> None:
    """The same tree without heads is a grouping only, of the same parents and children."""
    drawing, edges = planted(nodes, "──")
    diagram = read_diagram(drawing)

    assert diagram.edges == ()
    assert {(edge.source, edge.target) for edge in diagram.tree} == edges


@given(st.lists(st.sampled_from(STEMS), min_size=2, max_size=6, unique=True), st.data())
def test_a_chain_reads_the_same_with_any_arrow(names: list[str], data: st.DataObject) -> None:
    """However the arrows of a chain are written, it gives its steps."""
    arrows = st.sampled_from(("→", "->", "-->", "──►", "=>", "►", "⟶", "━━▶"))
    drawing = names[0] + "".join(f" {data.draw(arrows)} {name}" for name in names[1:])

    assert edges_of(drawing) == set(pairwise(names))
