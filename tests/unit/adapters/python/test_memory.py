"""What is remembered of the implementation between runs changes its speed and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_phase.adapters.python.memory import FORM, Memory
from pytest_phase.adapters.source import Sources
from tests.trees import plant

OWN = "src/cart.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one module."""
    return plant(tmp_path / "project", {OWN: "A = 1\n"})


def test_it_is_kept_from_run_to_run(tmp_path: Path) -> None:
    """What one run saved, the next one knows; what was not used is let go."""
    path = tmp_path / "cache" / "memory.json"
    first = Memory(path)
    first.put("a", "b")
    first.put("c", "d")
    first.save()
    second = Memory(path)
    assert second.get("a") == "b"
    second.save()
    assert (Memory(path).get("a"), Memory(path).get("c")) == ("b", None)


def test_it_makes_no_difference(root: Path, tmp_path: Path) -> None:
    """The digests with a memory, with a full one, and without are the same."""
    path = tmp_path / "memory.json"
    plain = Sources(root).implementation([OWN])
    assert [Sources(root, memory=path).implementation([OWN]) for _ in range(2)] == [plain, plain]
    assert len(json.loads(path.read_text())["files"]) == 1


def test_an_edit_is_seen(root: Path, tmp_path: Path) -> None:
    """An edit of the same size within the same moment is another content."""
    path = tmp_path / "memory.json"
    before = Sources(root, memory=path).implementation([OWN])
    plant(root, {OWN: "A = 2\n"})
    assert Sources(root, memory=path).implementation([OWN]) != before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"{}",
        b'{"form": 1, "files": []}',
        b'{"form": 1, "files": {"a": 1}}',
        b'{"form": 0, "files": {"a": "b"}}',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_used_is_forgotten(tmp_path: Path, content: bytes) -> None:
    """A broken file, or one of another form, is as good as none."""
    path = tmp_path / "memory.json"
    path.write_bytes(content)
    memory = Memory(path)
    assert memory.get("a") is None
    memory.put("a", "c")
    memory.save()
    assert json.loads(path.read_text()) == {"form": FORM, "files": {"a": "c"}}


def test_where_it_cannot_be_written_nothing_happens(tmp_path: Path) -> None:
    """A file stands where its folder should be: the run goes on, and leaves nothing behind."""
    (tmp_path / "cache").write_text("")
    memory = Memory(tmp_path / "cache" / "memory.json")
    memory.put("a", "b")
    memory.save()
    assert [each.name for each in tmp_path.iterdir()] == ["cache"]
