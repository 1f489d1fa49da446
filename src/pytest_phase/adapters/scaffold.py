"""What ``pytest-phase init`` finds and leaves in a project."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_phase.adapters.python.finder import TEST_FOLDERS
from pytest_phase.adapters.source import Sources

ATTRIBUTES = ".gitattributes"

_SPECIAL = re.compile(r"[\\*?\[]")
_QUOTED = re.compile(r'[\s"]|^[#!]')


def test_files(root: Path, folder: str) -> list[str]:
    """The test files below a folder of the project, as paths relative to ``root``.

    ``test_*.py`` anywhere, ``*_test.py`` only below a folder of tests: elsewhere it is as
    often source. Not what is hidden, installed or built.
    """
    found = Sources(root).below(folder)
    return [path for path in found if _is_named_first(path) or _is_in_tests(path)]


test_files.__test__ = False  # type: ignore[attr-defined]  # it is no test, whoever imports it


def _is_named_first(path: str) -> bool:
    return path.rpartition("/")[2].startswith("test_")


def _is_in_tests(path: str) -> bool:
    return not TEST_FOLDERS.isdisjoint(path.split("/")[:-1])


def create(path: Path, text: str) -> None:
    """Write a new file, with the folders above it.

    Raises:
        FileExistsError: there is something already; it is untouched.
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def add_merge_driver(root: Path, lock: str) -> str | None:
    """Have git merge the lock (relative to ``root``) line by line; the line that was added.

    None where ``.gitattributes`` says already how it is merged. The rest of the file is not
    touched. Raises OSError where it cannot be read or written.
    """
    file, pattern = root / ATTRIBUTES, _pattern(lock)
    before = file.read_bytes() if file.exists() else b""
    for line in before.decode("utf-8", "replace").splitlines():
        if line.startswith(f"{pattern} ") and re.search(r"\bmerge\b", line[len(pattern) :]):
            return None
    line = f"{pattern} merge=union"
    end = b"\r\n" if b"\r\n" in before else b"\n"
    start = end if before and not before.endswith(b"\n") else b""
    with file.open("ab") as out:
        out.write(start + line.encode() + end)
    return line


def _pattern(path: str) -> str:
    """A path as gitattributes spells one path alone."""
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", path)
    if not _QUOTED.search(path):
        return escaped
    quoted = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
