"""Git, through GitPython; nobody else imports it."""

from __future__ import annotations

from pathlib import Path


class GitHistory:
    """The history of the repository that holds ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def head(self) -> str | None:
        """The commit that is checked out, as 12 hex digits; None outside git or before a commit."""
        # Imported when asked: about 70 ms that only the start of a component needs (design 6).
        try:
            import git
        except ImportError:  # no git executable: GitPython refuses to be imported
            return None
        try:
            with git.Repo(self._root, search_parent_directories=True) as repository:
                return repository.head.commit.hexsha[:12]
        except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError, OSError):
            return None
