"""The names that files which were passed over seem to define: code that nobody read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.core.inventory.whole import PassedOver

_DEFINED = re.compile(
    rb"\b(?:class|def)\s+([A-Za-z_]\w*)|^[ \t]*([A-Za-z_]\w*)[ \t]*(?:=[^=]|:[^:])", re.M
)
_MOST = 20_000_000
"""Bytes that are looked through at most, over all files."""


def hidden_names(root: Path, passed_over: Iterable[PassedOver]) -> dict[str, str]:
    """Each name that these files seem to define, with the first that does; tests define none."""
    found: dict[str, str] = {}
    left = _MOST
    for each in passed_over:
        if is_test_path(each.path):
            continue
        try:
            content = (root / each.path).read_bytes()[:left]
        except OSError:
            continue
        left -= len(content)
        for one, other in set(_DEFINED.findall(content)):
            found.setdefault((one or other).decode("ascii", "replace"), each.path)
    return found
