"""Which code is at work: what an earlier version of it found out is not believed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec

import pytest_phase

_PARSER = "markdown_it"


@cache
def version() -> str:
    """A word that changes with our own code, the Markdown parser and the interpreter.

    By size and time of each file, as Python itself knows its bytecode to be of today: a number
    of a version would stay the same while somebody works on the reader. Looked up once in a
    process: what is imported stays as it was.
    """
    parser = find_spec(_PARSER)
    places = [*pytest_phase.__path__, *((parser and parser.submodule_search_locations) or ())]
    told = [sys.version, *(line for place in places for line in sorted(_files(place)))]
    return blake2b("\n".join(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _files(folder: str) -> Iterator[str]:
    """A line for each module below a folder."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(".py"):
            state = entry.stat()
            yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry.path)
