"""What a plan says of its components' states: shown, and never believed (grammar 3.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from pytest_phase.core.plan import Origin, Stated, StatedState
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit

_SIGNS: dict[str, str] = {
    "pending": "⏳⌛⬜☐🔴⚪🔲📝📋",
    "in_progress": "🚧🔄🟡🔵🏗",
    "completed": "✅✔☑🟢🎉",
    "blocked": "❌⛔🚫🛑",
    "skipped": "⏭",
}
_WORDS = {
    "pending": r"to-?do|pending|planned|not[ _-]?started|open|backlog|queued"
    r"|未开始|待办|대기|未着手",
    "in_progress": r"wip|in[ _-]?progress|started|ongoing|doing|进行中|진행 중|進行中",
    "completed": r"done|completed?|implemented|finished|merged|shipped|已完成|完成|완료|完了",
    "blocked": r"blocked|failed|stuck",
    "skipped": r"skipped|n/a|deferred|dropped|cancell?ed",
}
_STATES = {state: re.compile(rf"\W*(?:{words})\b", re.I) for state, words in _WORDS.items()}
_MARKS = {
    " ": "pending",
    **dict.fromkeys(("x", "X", "G", "RF"), "completed"),
    **dict.fromkeys(("~", "/", ">", "R", "I"), "in_progress"),
    "!": "blocked",
    "-": "skipped",
}
_IN_HEADINGS = "".join(_SIGNS.values()).translate(dict.fromkeys(map(ord, "🔴🔵🟢📝📋🎉🏗")))
_LONGEST = 80


def state_of(text: str) -> StatedState | None:
    """The state that a word or sign at the beginning of a text means; None for any other text."""
    text = plain(text[:_LONGEST])
    found = next((state for state, words in _STATES.items() if words.match(text)), None)
    if found is None and text:
        found = next((state for state, signs in _SIGNS.items() if text[0] in signs), None)
    return cast("StatedState | None", found)


def read_state(unit: Unit, problems: Problems) -> Stated | None:
    """What the plan says of a component's state: the first of what it says counts (3.9)."""
    said = list(_said(unit))
    _report_mark(unit, problems)
    boxes = [each.mark in ("x", "X") for each in unit.passages[1:] if each.mark in (" ", "x", "X")]
    if said:
        _report_difference(said, unit, problems)
        _report_boxes(said, boxes, unit, problems)
        return said[0]
    if boxes and all(boxes):
        first = next(each.line for each in unit.passages[1:] if each.mark)
        return Stated("completed", Origin(first, "state.boxes", certain=False))
    return None


def _said(unit: Unit) -> Iterator[Stated]:
    """Label or column, then the own box, then a sign or word in the heading."""
    for passage in unit.passages:
        state = state_of(passage.text) if passage.label == "status" and passage.own else None
        if state:
            rule = "state.column" if passage.kind == "row" else "state.label"
            yield Stated(state, Origin(passage.line, rule))
            break
    mark = _mark(unit)
    if mark in _MARKS:
        yield Stated(cast(StatedState, _MARKS[mark]), Origin(unit.line, "state.box"))
    status = unit.heading.status if unit.heading else ""
    if status and (status[0] in _IN_HEADINGS or status[0].isalpha()):
        state = state_of(status)
        if state:
            yield Stated(state, Origin(unit.line, "state.heading"))


def _mark(unit: Unit) -> str:
    if unit.heading and unit.heading.mark:
        return unit.heading.mark
    return unit.passages[0].mark if unit.passages and not unit.level else ""


def _report_mark(unit: Unit, problems: Problems) -> None:
    if _mark(unit) == "?":
        problems.add(
            "PH703", "warning", "unknown status mark [?]", unit.line, "Use [ ], [~] or [x]."
        )


def _report_difference(said: list[Stated], unit: Unit, problems: Problems) -> None:
    other = next((each for each in said if each.state != said[0].state), None)
    if other is None:
        return
    places = sorted((said[0], other), key=lambda each: each.origin.line)
    told = ", and ".join(
        f"{each.state} by its {each.origin.rule.rpartition('.')[2]} at line {each.origin.line}"
        for each in places
    )
    problems.add(
        "PH701",
        "warning",
        f'"{unit.name}" is {told}',
        places[0].origin.line,
        "Correct one of them; the lock holds in any case.",
    )


def _report_boxes(said: list[Stated], boxes: list[bool], unit: Unit, problems: Problems) -> None:
    """PH702 where a component's own box and those below it say different things."""
    own = next((each for each in said if each.origin.rule == "state.box"), None)
    if own is None or not boxes or all(boxes) == (own.state == "completed"):
        return
    open_ = boxes.count(False)
    if own.state == "completed":
        below = f"{open_} of {len(boxes)} below it {'is' if open_ == 1 else 'are'} not"
        message = f'the box of "{unit.name}" is ticked, {below}'
    elif own.state == "pending":
        message = f'the box of "{unit.name}" is not ticked, all {len(boxes)} below it are'
    else:
        return
    problems.add("PH702", "info", message, unit.line)
