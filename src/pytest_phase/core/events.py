"""What recording a run changed, or did not record and why: said to the user in one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EventKind = Literal[
    "started", "asked", "stopped", "completed", "reopened", "red", "renewed", "green", "baseline",
    "renamed", "replayed", "reproduced", "out-of-turn", "uncounted", "flaky",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a component, and the tests it is about, sorted.

    ``renamed`` names the old test and the new one. ``detail`` is the reason of ``out-of-turn``,
    the grade of ``uncounted``, what ``started`` went over, and the open questions
    of ``asked``, a line each; ``hint`` the command that helps.
    """

    kind: EventKind
    component: str
    tests: tuple[str, ...] = ()
    detail: str = ""
    hint: str = ""
