"""Importing our own modules while pytest is at work."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Modules imported meanwhile are not rewritten, and no garbage is looked for.

    pytest rewrites the assertions of every module of a distribution with a plugin. Ours have
    none to be explained, and where Python writes no bytecode (PYTHONDONTWRITEBYTECODE)
    rewriting them costs each run half a second. Nor is a new class ever garbage: making some
    had Python look through everything that pytest had made before, several times.
    """
    finders, collecting = list(sys.meta_path), gc.isenabled()
    sys.meta_path[:] = [each for each in finders if not _rewrites(each)]
    gc.disable()
    try:
        yield
    finally:
        sys.meta_path[:] = finders
        if collecting:
            gc.enable()


def _rewrites(finder: object) -> bool:
    return type(finder).__name__ == "AssertionRewritingHook"
