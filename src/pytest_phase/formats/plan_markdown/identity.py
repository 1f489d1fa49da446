"""One file, several spellings: a shorter path means the longer one it ends (grammar 3.5)."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.core.plan import TestFile
from pytest_phase.formats.plan_markdown.problems import Problems


class Identity:
    """The full paths that a plan writes, found again by their ends."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_name: dict[str, list[str]] = {}
        for path in dict.fromkeys(paths):
            self._by_name.setdefault(path.rpartition("/")[2], []).append(path)

    def meant(self, path: str) -> list[str]:
        """The longer paths that end with this one; empty if it stands for itself."""
        same = self._by_name.get(path.rpartition("/")[2], [])
        return [each for each in same if each.endswith(f"/{path}")][:3] if len(same) < 500 else []


def identified(
    files: tuple[TestFile, ...], identity: Identity, problems: Problems
) -> tuple[TestFile, ...]:
    """Test files by their full paths; PH307 where a short one could be several."""
    return tuple(_identified(file, identity, problems) for file in files)


def _identified(file: TestFile, identity: Identity, problems: Problems) -> TestFile:
    meant = identity.meant(file.path)
    if len(meant) == 1:
        return file._replace(path=meant[0])
    if len(meant) > 1 and "/" not in file.path:
        problems.add(
            "PH307",
            "error",
            f'"{file.path}" matches {" and ".join(meant)}',
            file.origin.line,
            "Write the whole path.",
            file.origin.column,
        )
    return file
