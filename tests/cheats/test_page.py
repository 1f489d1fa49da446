"""The page of cheats and the attempts: one table, written twice and held together."""

from __future__ import annotations

import re
from collections import Counter

from tests.cheats.attempts import ATTEMPTS, EARNED, READER, REPLAY
from tests.cheats.honest import WORK
from tests.docs.examples import ROOT

PAGE = (ROOT / "docs" / "explanation" / "cheats.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    """The cells of the tables below a heading, without their heads."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [each for each in cells if not re.fullmatch(r"-*|what was (tried|done)", each[0])]


def _plain(cell: str) -> str:
    return re.sub(r"\[(.+?)\]\(.+?\)", r"\1", cell)


def test_every_attempt_stands_on_the_page() -> None:
    """What was tried and what catches it: the page says what the tests do, in their order."""
    said = [(row[0], _plain(row[1]), _plain(row[2])) for row in _rows("What was tried")]
    assert said == [(each.tried, each.caught, each.replay) for each in ATTEMPTS]


def test_every_piece_of_honest_work_stands_on_the_page() -> None:
    """The opposite table too."""
    assert [row[0] for row in _rows("Honest work that passes")] == [each.done for each in WORK]


def test_the_page_counts_right() -> None:
    """The figures are those of the tables."""
    count = Counter(each.caught for each in ATTEMPTS)
    caught = len(ATTEMPTS) - count[REPLAY] - count[READER]
    figures = (
        f"Of {len(ATTEMPTS)} ways the gate stops {caught} by itself, {count[REPLAY]} only with "
        f"a replay, and {count[READER]} it cannot stop."
    )
    assert figures in " ".join(PAGE.split())
    stopped = f"{caught + count[REPLAY]} of the {len(ATTEMPTS)} are stopped"
    assert stopped in " ".join(PAGE.split())
    assert f"None of the {len(WORK)} pieces of honest work is stopped." in " ".join(PAGE.split())
    assert f"Of {len(WORK)} pieces of honest work it stops none." in " ".join(PAGE.split())


def test_what_a_replay_outside_the_gate_earns_is_listed() -> None:
    """Each attempt that passes after it stands in the list, and is one of the attempts."""
    listed = PAGE.partition("\n## With a replay in the gate\n")[2].partition("\n## ")[0]
    assert tuple(line[2:] for line in listed.splitlines() if line.startswith("- ")) == EARNED
    assert {each.tried for each in ATTEMPTS} >= set(EARNED)


def test_there_are_enough_of_both() -> None:
    """No attempt stands twice, and none was dropped to make the figures better."""
    assert len({each.tried for each in ATTEMPTS}) == len(ATTEMPTS) >= 60
    assert len({each.done for each in WORK}) == len(WORK) >= 30
