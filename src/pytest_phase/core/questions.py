"""The open questions of a plan: what was asked, and not answered yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, get_args

from pytest_phase.core.plan import Component, Item, Plan

QuestionPolicy = Literal["off", "warn", "block"]
"""What an open question does to a start: nothing, a line, or it waits for ``--phase-start``."""

QUESTION_POLICIES: tuple[QuestionPolicy, ...] = get_args(QuestionPolicy)

_WORDS = r"(?:answer(?:ed)?|resolved|resolution|decided|decision)\s*[:：]"
_ANSWER = re.compile(rf"(?:a\d*\s*[:.：]|{_WORDS})", re.I)
_SETTLED = re.compile(rf"\b{_WORDS}|✅", re.I)


def unanswered(items: Iterable[Item]) -> tuple[Item, ...]:
    """The questions without a tick and without an answer, on their own line or below it."""
    open_: list[Item] = []
    for item in items:
        if _ANSWER.match(item.text):
            open_ = open_[:-1]
        elif not item.checked and not _SETTLED.search(item.text):
            open_.append(item)
    return tuple(open_)


def open_for(plan: Plan, component: Component) -> tuple[Item, ...]:
    """What is open about a component: its own questions, then those of the whole plan."""
    return (*unanswered(component.questions), *unanswered(plan.questions))
