"""Diagnostics of the reader, collected with the place they came from (grammar 3.11)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pytest_phase.core.findings import Diagnostic, Severity
from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.passages import Passage


@dataclass(slots=True)
class Problems:
    """Collects diagnostics, and knows the document they are about."""

    document: Document
    found: list[Diagnostic] = field(default_factory=list)

    def add(
        self,
        code: str,
        severity: Severity,
        message: str,
        line: int,
        hint: str = "",
        column: int = 1,
    ) -> None:
        """Keep one diagnostic; before a hint the message ends as a sentence."""
        if hint and message[-1] not in ".?!":
            message += "."
        self.found.append(Diagnostic(code, severity, message, hint, line, column))

    def origin(
        self, passage: Passage, offset: int, needle: str, rule: str, certain: bool = True
    ) -> Origin:
        """Where a token of a passage stands in the file."""
        line = passage.line + passage.text.count("\n", 0, offset)
        return Origin(line, rule, self.document.column(line, needle), certain)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them once each, in the order of the file."""
        unique = dict.fromkeys(self.found)
        return tuple(sorted(unique, key=lambda each: (each.line, each.column, each.code)))
