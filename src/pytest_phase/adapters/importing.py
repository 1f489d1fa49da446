"""Importing our own modules while pytest is at work."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unrewritten() -> Iterator[None]:
    """Modules imported meanwhile are as they are, without the rewriting of their assertions.

    pytest rewrites every module of a distribution with a plugin. Ours have no assertion to be
    explained, and where Python writes no bytecode (PYTHONDONTWRITEBYTECODE) rewriting them
    costs each run half a second.
    """
    finders = list(sys.meta_path)
    sys.meta_path[:] = [each for each in finders if not _rewrites(each)]
    try:
        yield
    finally:
        sys.meta_path[:] = finders


def _rewrites(finder: object) -> bool:
    return type(finder).__name__ == "AssertionRewritingHook"
