"""A small git repository for one test: no identity but its own, nothing of this machine."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from tests.project import IDENTITY


class Repository:
    """A git repository in a folder of its own."""

    def __init__(self, root: Path, *, bare: bool = False) -> None:
        """Make it, with nothing in it."""
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []))

    def git(self, *words: str, given: bytes = b"") -> str:
        """Run git under a fixed identity, and return what it printed."""
        done = subprocess.run(
            ["git", *IDENTITY, *words], cwd=self.root, check=True, capture_output=True, input=given
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, content: str | bytes = "") -> Path:
        """Write a file, with the folders above it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def commit(self, message: str = "A step") -> str:
        """Commit everything there is, and return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")

    def files(self, commit: str) -> dict[str, str]:
        """The files of a commit, and what they hold."""
        paths = self.git("ls-tree", "-r", "-z", "--name-only", commit).split("\0")
        return {path: self.git("show", f"{commit}:{path}") for path in paths if path}

    def refs(self) -> dict[str, str]:
        """Every ref and the commit it stands on."""
        lines = self.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        return dict(each.split(" ") for each in lines)

    def state(self) -> dict[str, str]:
        """Every byte that is the user's: work tree, index, HEAD, branches, stash and their logs."""
        ours = {path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink()}
        found = {}
        for path in sorted(ours):
            name = path.relative_to(self.root).as_posix()
            if not name.startswith((".git/objects/", ".git/refs/phase/", ".git/pytest-phase")):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found
