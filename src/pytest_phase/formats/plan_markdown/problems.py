"""Diagnostics of the reader, collected with the place they came from (grammar 3.11)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from pytest_phase.core.findings import Diagnostic, Severity
from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.reading import NOTHING, NOWHERE, Reading, World


@dataclass(slots=True)
class Problems:
    """Collects diagnostics; knows the document they are about, and what the reader was told."""

    document: Document
    reading: Reading = NOTHING
    world: World = NOWHERE
    found: list[Diagnostic] = field(default_factory=list)
    _last: tuple[str, list[int]] = field(default=("", []), repr=False)

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
        line = passage.line + self._newlines(passage.text, offset)
        return Origin(line, rule, self.document.column(line, needle), certain)

    def _newlines(self, text: str, offset: int) -> int:
        """How many line ends stand before an offset; the last text's are kept at hand."""
        if "\n" not in text:
            return 0
        if self._last[0] is not text:
            self._last = (text, [match.start() for match in re.finditer("\n", text)])
        return bisect_left(self._last[1], offset)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them once each, in the order of the file."""
        unique = dict.fromkeys(self.found)
        return tuple(sorted(unique, key=lambda each: (each.line, each.column, each.code)))
