"""What earlier runs made of files, by their content: parsing a large project takes seconds.

Nothing depends on it: what cannot be read is forgotten, what cannot be written is made again.
The key is the content itself, so that no edit, however quick, is taken for the old file.
"""

from __future__ import annotations

import contextlib
import json
import os
from functools import cached_property
from pathlib import Path

FORM = 1
"""The version of the canonical form; what an older one wrote is not used."""


class Memory:
    """Digests of canonical forms by digests of contents, kept in a file if one is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._used: dict[str, str] = {}

    @cached_property
    def _known(self) -> dict[str, str]:
        """What the file holds, read when first asked for: most runs ask only some memories."""
        return _read(self._path) if self._path is not None else {}

    @property
    def lasting(self) -> bool:
        """Whether what is put here outlives the run."""
        return self._path is not None

    def get(self, content: str) -> str | None:
        """What is known of a content."""
        found = self._known.get(content)
        if found is not None:
            self._used[content] = found
        return found

    def put(self, content: str, canonical: str) -> None:
        """Remember what a content says."""
        self._known[content] = self._used[content] = canonical

    def save(self) -> None:
        """Keep what was used, unless that is in the file already."""
        if self._path is None or self._used == _read(self._path):
            return
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({"form": FORM, "files": self._used}), encoding="utf-8")
            beside.replace(self._path)
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, dict) or content.get("form") != FORM:
        return {}
    return {key: value for key, value in files.items() if isinstance(value, str)}
