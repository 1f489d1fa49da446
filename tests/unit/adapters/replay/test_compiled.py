"""An extension that is built into a folder of its own, or into the environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay.lines import Reader

BUILT = {"shop._c": "/home/shop/build/cp311/_c.cpython-311-x86_64-linux-gnu.so"}
SOURCE = {"shop.money": "/home/shop/src/shop/money.py"}


def foreign(folder: Path, *, stale: bool, **loaded: Mapping[str, str]) -> Mapping[str, str]:
    """What a side takes for foreign of what one process loaded from elsewhere."""
    found = {name: file for each in loaded.values() for name, file in each.items()}
    line = {"finish": 0, "worker": False, "foreign": found}
    (folder / "1.jsonl").write_text(json.dumps(line) + "\n")
    return Reader(is_test_path, ["shop"], stale=stale).read(folder).foreign


def test_it_stands_for_both_sides_while_its_source_is_the_same(tmp_path: Path) -> None:
    """No tree has one, and it says the same of either."""
    assert foreign(tmp_path, stale=False, built=BUILT) == {}
    windows = {"shop._c": "C:\\home\\_c.cp311-win_amd64.pyd"}
    assert foreign(tmp_path, stale=False, built=windows) == {}


def test_it_is_foreign_once_a_source_changed(tmp_path: Path) -> None:
    """Then it is today's on the old side."""
    assert foreign(tmp_path, stale=True, built=BUILT) == BUILT


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.phase_waive(reason="was so before; it bounds the first test")
def test_source_from_elsewhere_is_always_foreign(tmp_path: Path, stale: bool) -> None:
    """It is today's on the old side, whatever changed."""
    assert SOURCE.items() <= foreign(tmp_path, stale=stale, built=BUILT, source=SOURCE).items()
