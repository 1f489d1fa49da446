"""The sections of a spec: what they name as code, and what they ask for."""

from __future__ import annotations

from pytest_phase.core.specification import Part, Spec
from pytest_phase.formats.spec_sections import read_spec

SPEC = """\
# Audit

The shop writes down what was bought.

## Audit logger

`AuditLogger` writes one row for each event. It must reject an empty event with `ValueError`,
e.g. `""`. Background: it was asked for by tax law.

- `record(event)` returns the number of the row
- one row for each event
- Which time zone?

```python
class AuditLogger:
    def record(self, event: str) -> int: ...
```

## Non-goals

- It must not write to `PdfWriter`

## Open questions

- [ ] Must a row be signed?
- [x] Must it be quick? No.
- ~~Which database?~~
"""


def spec(text: str = SPEC) -> Spec:
    """The spec of a text."""
    return read_spec(text, "SPEC.md")


def part(title: str, text: str = SPEC) -> Part:
    """The section with this title."""
    return next(each for each in spec(text).parts if each.title == title)


def test_a_section_knows_its_names_and_what_it_asks_for() -> None:
    """Sentences and bullets with a word of duty or of outcome; the names, each with its line."""
    found = part("Audit logger")
    assert found.asks == (
        "`AuditLogger` writes one row for each event",
        'It must reject an empty event with `ValueError`, e.g. `""`',
        "`record(event)` returns the number of the row",
    )
    assert [(each.claim.name, each.claim.line) for each in found.mentions] == [
        ("AuditLogger", 7),
        ("record", 10),
    ]
    assert [each.leads for each in found.mentions] == [True, True]
    assert found.defines == ("AuditLogger",)


def test_questions_are_no_requirements() -> None:
    """A question waits for its answer: it is carried over, and one with an answer is not."""
    assert spec().questions == ("Which time zone? (SPEC.md:12)", "Must a row be signed?")
    assert part("Open questions").asks == ()


def test_what_is_to_be_decided_is_a_question() -> None:
    """TBD in a sentence asks as well."""
    found = spec("# A\n\n## B\n\nThe format of `Row` is TBD. It must be short.\n")
    assert found.questions == ("The format of `Row` is TBD (SPEC.md:5)",)
    assert found.parts[-1].asks == ("It must be short",)


def test_what_is_out_of_scope_asks_for_nothing() -> None:
    """Sections of what is not to be made, and those below them, stand aside."""
    assert part("Non-goals").aside
    below = "# A\n\n## Out of scope\n\n### Printing\n\nIt must print.\n"
    assert part("Printing", below).aside
    assert not part("Audit logger").aside


def test_a_sentence_may_say_that_others_use_it() -> None:
    """``Used by X`` turns the direction of a dependency around."""
    found = part("Log", "# A\n\n## Log\n\n`Log` is used by `Checkout` and it calls `Clock`.\n")
    assert [each.uses for each in found.mentions] == [False, True, False]


def test_what_is_to_be_made_and_what_a_sample_names() -> None:
    """``Add a X`` makes X; ``write a X`` needs it, and so does an annotation."""
    text = (
        "# A\n\n## B\n\nAdd a `Row` class. It writes a `Line` with `Pen`.\n\n"
        "```python\nclass Row:\n    def put(self, ink: Ink) -> int: ...\n```\n"
    )
    assert [each.made for each in part("B", text).mentions] == [True, False, False]
    assert part("B", text).quotes == ("Ink",)


def test_records_are_models() -> None:
    """A section whose sample, or first sentence, says that it is made of data."""
    assert part("Row", "# A\n\n## Row\n\nA frozen dataclass.\n").is_model
    sample = "# A\n\n## Row\n\n```python\n@dataclass\nclass Row:\n    id: int\n```\n"
    assert part("Row", sample).is_model
    assert not part("Audit logger").is_model
