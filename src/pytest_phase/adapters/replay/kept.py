"""Results of replays, kept by everything they depend on: in git's directory, never committed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pytest_phase.adapters.git_process import GitFailed, line
from pytest_phase.core.replay import sides
from pytest_phase.core.replay.sides import Seen, Side
from pytest_phase.core.replay.story import Compared

FOLDER = "pytest-phase/replay"
MOST = 20
"""How many results stay; the oldest go first."""


def key(parts: Iterable[object]) -> str:
    """The digest of all that a result depends on, this tool and the environment among it."""
    digest = blake2b(digest_size=16)
    for part in (*_tool(), *_environment(), *parts):
        digest.update(repr(part).encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def load(top: Path, name: str) -> Compared | None:
    """An earlier result; None where there is none that can be read."""
    place = _place(top)
    if place is None:
        return None
    file = place / f"{name}.json"
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        compared = _compared(found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    with suppress(OSError):
        os.utime(file)
    return compared._replace(kept=True)


def save(top: Path, name: str, compared: Compared) -> None:
    """Keep a result, if both sides came to their end; one that cannot be kept is not missed."""
    place = _place(top)
    if place is None or compared.then.problem or compared.now.problem:
        return
    beside = place / f"{name}.{os.getpid()}"
    with suppress(OSError):
        place.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(_plain(compared)), encoding="utf-8")
        beside.replace(place / f"{name}.json")
        for old in sorted(place.glob("*.json"), key=lambda each: -each.stat().st_mtime)[MOST:]:
            old.unlink()
    with suppress(OSError):
        beside.unlink(missing_ok=True)


def _place(top: Path) -> Path | None:
    try:
        common = line(top, "rev-parse", "--git-common-dir")
    except GitFailed:
        return None
    return top / common / FOLDER


def _tool() -> list[str]:
    folders = (Path(__file__).parent, Path(sides.__file__).parent)
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    return [blake2b(file.read_bytes(), digest_size=8).hexdigest() for file in files]


def _environment() -> list[object]:
    """The interpreter, and what is installed: names, versions, and when each was put there."""
    found: list[object] = [
        sys.version,
        sys.executable,
        sys.prefix,
        os.environ.get("PYTEST_ADDOPTS"),
    ]
    for folder in sys.path:
        if Path(folder).name not in ("site-packages", "dist-packages"):
            continue
        with suppress(OSError), os.scandir(folder) as entries:
            found += sorted(
                (each.name, each.stat().st_mtime_ns)
                for each in entries
                if each.name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth"))
            )
    return found


def _plain(compared: Compared) -> dict[str, Any]:
    told = compared._asdict()
    for name in ("then", "now"):
        side: Side = told[name]
        told[name] = side._replace(opened={})._asdict()
    return told


def _compared(told: dict[str, Any]) -> Compared:
    for name in ("then", "now"):
        told[name] = _side(told[name])
    for name in ("files", "implementation"):
        told[name] = tuple(told[name])
    return Compared(**told)


def _side(told: dict[str, Any]) -> Side:
    tests = {test: _seen(cases) for test, cases in told.pop("tests").items()}
    uncollected, blocked = _seen(told.pop("uncollected")), _seen(told.pop("blocked"))
    apart = _seen(told.pop("apart"))
    return Side(tests, uncollected, blocked, apart=apart, **told)


def _seen(told: Mapping[str, list[Any]]) -> dict[str, Seen]:
    return {case: Seen(*values) for case, values in told.items()}
