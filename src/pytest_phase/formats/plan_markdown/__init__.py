"""Reading a Markdown plan into a ``Plan``: from text, a file's bytes, or a folder of files."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown.folder import read_folder
from pytest_phase.formats.plan_markdown.reader import LARGEST, read_bytes, read_plan
from pytest_phase.formats.plan_markdown.reading import Reading, World

__all__ = ["LARGEST", "Reading", "World", "read_bytes", "read_folder", "read_plan"]
