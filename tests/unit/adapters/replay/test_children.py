"""Children of a replay: what comes back of them, however they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.replay import children
from pytest_phase.adapters.replay.children import Order
from pytest_phase.adapters.replay.importing import Imports


def order(tmp_path: Path, name: str, test: str, **how: object) -> Order:
    """One side with one test file, in a folder of its own."""
    home, tree, place = tmp_path / "home", tmp_path / name, tmp_path / f"{name}.run"
    home.mkdir(exist_ok=True)
    tree.mkdir()
    (tree / "test_a.py").write_text(test)
    words = ("-p", "no:cacheprovider", f"--rootdir={tree}", "test_a.py")
    found = Order("the old code", home, tree, place, Imports((), ()), "", words, on_path=False)
    return found._replace(**how)  # type: ignore[arg-type]


def nothing(said: str) -> None:
    """Nobody is told of progress."""


def seen(ended: children.Ended) -> str:
    """The lines that the recorder of a side wrote."""
    return "".join(each.read_text() for each in ended.seen.iterdir())


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plugin but the recorder."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def test_two_runs_of_one_side_both_come_to_an_end(tmp_path: Path) -> None:
    """The second look at the old code: once more as it is, and with stand-ins, at the same time."""
    orders = [order(tmp_path, name, "def test_a():\n    pass\n") for name in ("again", "apart")]
    ended = children.run(orders, together=True, limit=60, tell=nothing)
    assert [each.problem for each in ended] == ["", ""]
    assert [each.seen.parent.name for each in ended] == ["again.run", "apart.run"]
