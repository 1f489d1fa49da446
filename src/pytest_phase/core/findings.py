"""Findings: one judgement each, with a stable code, a place, a message and a hint.

The codes and their meaning are fixed (design 4.3); ``docs/reference/findings.md``
has a paragraph for each, and a test holds code, docs and catalogue together.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeVar

Severity = Literal["error", "warning", "info"]


class Finding(NamedTuple):
    """One judgement of the gate: what, where, what next.

    ``where`` is a test id, a ``PLAN.md:41`` place or a component id; ``component``
    is the id of the component it is about, or None for the whole run.
    """

    code: str
    severity: Severity
    where: str
    message: str
    hint: str
    component: str | None = None


class Diagnostic(NamedTuple):
    """One problem of a plan, with the place it came from (lines and columns count from 1)."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    line: int = 1
    column: int = 1
    file: str = ""

    def at(self, path: str) -> str:
        """The line a person reads: ``PLAN.md:41:3: PH601 warning: message.`` and the hint."""
        path = self.file or path
        text = f"{path}:{self.line}:{self.column}: {self.code} {self.severity}: {self.message}"
        return f"{text} {self.hint}" if self.hint else text


Judged = TypeVar("Judged", Finding, Diagnostic)


def strict(judged: Judged) -> Judged:
    """The same judgement under ``--phase-strict``: a warning counts as an error."""
    return judged._replace(severity="error") if judged.severity == "warning" else judged
