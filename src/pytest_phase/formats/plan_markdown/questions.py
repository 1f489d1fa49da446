"""Questions in the section of a component (grammar 3.9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.core.plan import Item
from pytest_phase.formats.plan_markdown.inline import is_struck, plain
from pytest_phase.formats.plan_markdown.passages import Passage

NO_QUESTION = re.compile(r"(?:none|n/?a|no open questions?|nothing)\b", re.I)


def read_questions(passages: Iterable[Passage]) -> Iterator[Item]:
    """What stands below a label or heading of questions; an answer is an item like any other."""
    for each in passages:
        if each.label != "questions" or each.kind not in ("line", "item"):
            continue
        text = plain(each.text)
        if text and not is_struck(each.text) and not NO_QUESTION.match(text):
            yield Item(text, each.line, each.mark in "xX" if each.mark else None)
