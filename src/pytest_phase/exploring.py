"""The inventory of a project for commands and for the session: one call, lazily.

Nothing here imports the libraries of the extra ``explore`` before they are known to be there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_phase.adapters.configuration import find_configuration
from pytest_phase.adapters.exploring.libraries import INSTALL, missing_libraries
from pytest_phase.adapters.places import guard_path
from pytest_phase.core.ledger import NotSaved
from pytest_phase.formats.pytest_configuration import ConfigurationError
from pytest_phase.wiring import CannotJudge

if TYPE_CHECKING:
    from pytest_phase.core.inventory.whole import Inventory

KEPT = "explored"
"""The suffix of the file, beside the guard, that keeps what was read of each file."""


def inventory(root: Path) -> Inventory:
    """What the project at ``root`` is made of. Raises CannotJudge without the libraries for it."""
    missing = missing_libraries()
    if missing:
        raise CannotJudge(
            f"exploring needs {', '.join(missing)}, which this Python does not have. "
            f"Install: {INSTALL}"
        )
    from pytest_phase.adapters.exploring.explore import Ground, explore

    file, options = _configuration(root)
    ground = Ground(
        root,
        configuration_file=file,
        configuration=options,
        memory=_memory(root),
    )
    return explore(ground)


def _configuration(root: Path) -> tuple[str, dict[str, Any]]:
    """The file that configures pytest here, relative to the root, and its options."""
    try:
        found = find_configuration(root)
    except ConfigurationError:
        return "", {}
    if found.file is None or not found.file.is_relative_to(root):
        return "", {}
    return found.file.relative_to(root).as_posix(), dict(found.options)


def _memory(root: Path) -> Path | None:
    try:
        return guard_path(root).with_suffix(f".{KEPT}")
    except NotSaved:
        return None  # every run reads everything then
