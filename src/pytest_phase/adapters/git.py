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


def conflict_stages(path: Path) -> tuple[bytes, bytes, bytes] | None:
    """The three versions of a file that git could not merge: base (empty: none), ours, theirs.

    From git's index; None outside git, and where the index holds no conflict of the file.
    """
    try:
        import git
    except ImportError:
        return None
    try:
        with git.Repo(path.parent, search_parent_directories=True) as repository:
            top = Path(repository.working_tree_dir or "").resolve()
            name = path.resolve().relative_to(top).as_posix()
            blobs = dict(repository.index.unmerged_blobs().get(name, ()))
            stages = {stage: blob.data_stream.read() for stage, blob in blobs.items()}
    except (git.InvalidGitRepositoryError, git.NoSuchPathError, ValueError, OSError):
        return None
    if 2 not in stages or 3 not in stages:
        return None
    return stages.get(1, b""), stages[2], stages[3]
