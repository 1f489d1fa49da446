"""Git as a child process, for plumbing: quicker than importing GitPython, and alone with itself.

A command of git takes 3 to 5 ms here, the import of GitPython 70 to 110. No hook of the user
runs, nothing is asked, and no variable that a hook around us has set moves it elsewhere.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SECONDS = 120
"""How long one command may take: a filter that hangs must not keep a test run from its end."""

# What `git rev-parse --local-env-vars` lists, but for the configuration: a pre-commit hook has
# some of them set, and git would work on the index of the commit in the making.
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_NAMESPACE"),
    *("GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE"),
)
_ALONE = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_CONFIGURATION = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "core.safecrlf=false",
    "core.quotePath=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
)
_SETTINGS = tuple(word for each in _CONFIGURATION for word in ("-c", each))


class GitFailed(Exception):
    """A command of git failed; the message is what git said, in one line."""


def git(
    folder: Path,
    *words: str,
    given: bytes | None = None,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """What one command prints. ``given`` is its stdin, ``variables`` are set for it.

    Raises:
        GitFailed: it is not installed, it exits with another code than 0, or takes too long.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    try:
        done = subprocess.run(
            ["git", *_SETTINGS, *words],
            cwd=folder,
            env={**kept, **_ALONE, **(variables or {})},
            input=given if given is not None else b"",
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except OSError as error:
        raise GitFailed(f"git cannot be run ({error.strerror or error})") from None
    except subprocess.TimeoutExpired:
        raise GitFailed(f"git {words[0]} took longer than {SECONDS} seconds") from None
    if done.returncode:
        raise GitFailed(_said(words[0], done.returncode, done.stderr))
    return done.stdout


def line(folder: Path, *words: str, variables: Mapping[str, str] | None = None) -> str:
    """What one command prints, as text without the end of its last line. Raises GitFailed."""
    printed = git(folder, *words, variables=variables)
    return printed.decode("utf-8", "surrogateescape").strip()


def _said(word: str, code: int, stderr: bytes) -> str:
    lines = [each.strip() for each in stderr.decode("utf-8", "replace").splitlines()]
    told = [each for each in lines if each.startswith(("fatal:", "error:"))] or lines
    reason = told[0].partition(": ")[2] or told[0] if told else f"exit {code}"
    return f"git {word}: {reason.rstrip('.')}"
