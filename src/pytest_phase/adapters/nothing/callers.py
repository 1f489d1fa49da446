"""Who asks for a missing name: the nearest frame of the project, and how its file uses names."""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from pytest_phase.adapters.nothing.uses import Uses, uses

_IMPORT_FROM = dis.opmap["IMPORT_FROM"]


class Caller(NamedTuple):
    """The nearest frame of the project, how its file uses names, and whether it is a test's."""

    frame: FrameType
    uses: Uses
    test: bool

    @property
    def importing(self) -> bool:
        """Whether it is in the middle of ``from module import name``."""
        return self.frame.f_code.co_code[self.frame.f_lasti] == _IMPORT_FROM


def unnoted(name: str, test: bool) -> None:
    """Nobody wants to know."""


class Callers:
    """Finds callers.

    ``own`` says of a file whether it is on the test side of the project; None outside of it.
    ``note`` is told each name that is stood in for, and whether a test asked for it.
    """

    def __init__(
        self, own: Callable[[str], bool | None], note: Callable[[str, bool], None] = unnoted
    ) -> None:
        self._own = own
        self.note = note
        self._sides: dict[str, bool | None] = {}
        self._uses: dict[str, Uses] = {}

    def nearest(self) -> Caller | None:
        """The caller now; None where nothing of the project asks (pytest looking around)."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            side = self.side(file)
            if side is not None:
                return Caller(frame, self.read(file), side)
            frame = frame.f_back
        return None

    def side(self, file: str) -> bool | None:
        """Whether a file is on the test side of the project; None where it is not in it."""
        if file not in self._sides:
            self._sides[file] = self._own(file)
        return self._sides[file]

    def read(self, file: str) -> Uses:
        """How a file uses names."""
        if file not in self._uses:
            try:
                self._uses[file] = uses(Path(file).read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                self._uses[file] = Uses()
        return self._uses[file]
