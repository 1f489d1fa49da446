"""The page of rules and the reader: every rule that can be printed has its row."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_phase.formats import plan_markdown
from tests.docs.examples import ROOT

PAGE = ROOT / "docs" / "reference" / "plan-rules.md"
FAMILIES = "component|files|cases|depends|state|expected"


def written() -> set[str]:
    """The rules that stand in the reader's source."""
    sources = Path(plan_markdown.__file__).parent.glob("*.py")
    every = (path.read_text(encoding="utf-8") for path in sources)
    return {rule for text in every for rule in re.findall(rf'"((?:{FAMILIES})\.[a-z]+)"', text)}


def shown() -> set[str]:
    """The rules in the first column of the page's tables."""
    rows = re.findall(r"^\| (`[^|]*) \|", PAGE.read_text(encoding="utf-8"), re.M)
    return {rule for row in rows for rule in re.findall(rf"`((?:{FAMILIES})\.[a-z]+)`", row)}


def test_every_rule_has_its_row() -> None:
    """No rule without a row; and no row without a rule, but those of a heading's own word."""
    assert written() <= shown()
    more = shown() - written()
    assert {rule.partition(".")[0] for rule in more} <= {"component"}


def test_no_rule_is_shown_twice() -> None:
    """One row for each rule."""
    rows = re.findall(rf"^\| `((?:{FAMILIES})\.[a-z]+)`", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(rows) == len(set(rows)) > 30
