"""The message of a snapshot's commit: text <-> value. Its rows are spelled as in the lock."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.evidence import Evidence
from pytest_phase.core.phrases import plural
from pytest_phase.core.snapshot import Snapshot
from pytest_phase.formats.lock_rows import RowError, decode, encode, format_row, parse_row


def write_message(snapshot: Snapshot) -> str:
    """One line for people, then one for each fact."""
    name = encode(snapshot.component)
    return "\n".join(
        [f"red of {name}: {plural(len(snapshot.rows), 'test')}", "", *_facts(snapshot), ""]
    )


def _facts(snapshot: Snapshot) -> Iterator[str]:
    yield f"component {encode(snapshot.component)}"
    if snapshot.head is not None:
        yield f"head {snapshot.head}"
    yield from (format_row(row) for row in snapshot.rows)


def read_message(commit: str, text: str) -> Snapshot | None:
    """What a message says of the commit that has it; None where it is no snapshot's.

    Lines that this version does not know are passed over: the tree is there all the same.
    """
    facts = [line.partition(" ")[::2] for line in text.splitlines()[2:]]
    component = next((value for word, value in facts if word == "component"), None)
    if component is None:
        return None
    head = next((value for word, value in facts if word == "head"), None)
    return Snapshot(commit, decode(component), head, tuple(_rows(text)))


def _rows(text: str) -> Iterator[Evidence]:
    for line in text.splitlines():
        try:
            row = parse_row(line)
        except RowError:
            continue
        if isinstance(row, Evidence):
            yield row
