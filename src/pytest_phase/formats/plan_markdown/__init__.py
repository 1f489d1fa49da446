"""Reading a Markdown plan into a ``Plan``: from text, or from a file's bytes.

A folder of plan files is read by ``folder.read_folder``, imported by who has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_phase.formats.plan_markdown.reading import Reading, World

if TYPE_CHECKING:
    from pytest_phase.formats.plan_markdown.reader import LARGEST, read_bytes, read_plan

__all__ = ["LARGEST", "Reading", "World", "read_bytes", "read_plan"]


def __getattr__(name: str) -> Any:
    """The reader, imported by who reads: a run that remembers its plan does not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pytest_phase.formats.plan_markdown import reader

    return getattr(reader, name)
