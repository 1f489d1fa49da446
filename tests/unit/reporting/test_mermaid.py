"""The dependency graph: what it draws, and that no name can break it."""

from __future__ import annotations

import pytest

from pytest_phase.reporting import mermaid
from tests.fakes.builders import a_component, a_report, a_standing, green, red


def test_the_graph_shows_components_their_states_and_what_needs_what() -> None:
    """Solid arrows block, dotted ones are order alone, dashed boxes are external."""
    report = a_report(
        a_standing(a_component("Retry"), green("tests/test_retry.py::test_a"), completed=True),
        a_standing(
            a_component(needs=["retry"], external=["PostgresClient"]),
            red(),
            red("tests/test_auditlogger.py::test_two"),
        ),
        a_standing(
            a_component(
                "LLMClient", needs=["retry"], external=["PostgresClient"], after=["auditlogger"]
            )
        ),
    )

    assert mermaid.graph(report).splitlines() == [
        "flowchart LR",
        '    c1["Retry<br/>completed<br/>red 1/1, green 1/1"]:::completed',
        '    c2["AuditLogger<br/>in_progress<br/>red 2/2, green 0/2"]:::in_progress',
        '    c3["LLMClient<br/>pending<br/>untested"]:::pending',
        '    x1["PostgresClient"]:::external',
        "    c1 --> c2",
        "    x1 --> c2",
        "    c1 --> c3",
        "    x1 --> c3",
        "    c2 -.-> c3",
        "    classDef pending fill:#eeeeee,stroke:#8c8c8c,color:#1f1f1f",
        "    classDef in_progress fill:#fff1b8,stroke:#b58a00,stroke-width:3px,color:#1f1f1f",
        "    classDef completed fill:#d3f2d9,stroke:#2f8f46,color:#1f1f1f",
        "    classDef external fill:#ffffff,stroke:#8c8c8c,stroke-dasharray:5 5,color:#1f1f1f",
    ]


def test_the_graph_ends_in_one_newline() -> None:
    """It can be put into a fence as it is."""
    assert mermaid.graph(a_report()).endswith("color:#1f1f1f\n")


def test_an_arrow_is_drawn_once() -> None:
    """A dependency that a field and a diagram both give is one dependency."""
    report = a_report(
        a_standing(a_component("Retry")), a_standing(a_component(needs=["retry"] * 2))
    )

    assert mermaid.graph(report).count("c1 --> c2") == 1


def test_a_dependency_on_what_left_the_plan_draws_no_arrow() -> None:
    """An arrow needs two ends."""
    assert "-->" not in mermaid.graph(a_report(a_standing(a_component(needs=["gone"]))))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("end", "end"),
        ('say "x"', "say #34;x#34;"),
        ("<b> & #35;", "#60;b#62; #38; #35;35;"),
        ("`code`", "#96;code#96;"),
        ("two\nlines", "two lines"),
        ("C:\\new", "C:#92;#8203;new"),
        ("$$x$$", "#36;#8203;#36;#8203;x#36;#8203;#36;#8203;"),
    ],
)
def test_a_label_is_read_as_it_is_written(name: str, label: str) -> None:
    """What Mermaid reads as its own goes in as a character code."""
    assert mermaid.label(name) == label
