"""Reading a Markdown plan into a ``Plan``: from text, or from a file's bytes.

A folder of plan files is read by ``folder.read_folder``, imported by who has one.
"""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.reader import LARGEST, read_bytes, read_plan
from pytest_phase.formats.plan_markdown.reading import Reading, World

__all__ = ["LARGEST", "Reading", "World", "read_bytes", "read_plan"]
