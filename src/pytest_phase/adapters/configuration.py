"""The pytest configuration of a folder, for what has to know it without pytest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_phase.formats.pytest_configuration import NAMES, ConfigurationError, read_configuration
from pytest_phase.settings import Setting


@dataclass(frozen=True, slots=True)
class Configuration:
    """The file that configures pytest (None: there is none), and its options."""

    file: Path | None
    options: Mapping[str, Any]

    def path(self, name: str) -> Setting[Path] | None:
        """An option that is a path, absolute; relative ones start at the file's folder."""
        value = self.options.get(name)
        if self.file is None or not isinstance(value, str) or not value:
            return None
        return Setting(absolute(self.file.parent, value), f"ini {name}")


def absolute(folder: Path, path: str) -> Path:
    """A path as somebody in ``folder`` means it, absolute; links stay links."""
    return Path(os.path.abspath(folder / path))


def find_configuration(here: Path) -> Configuration:
    """What configures a pytest that is run in ``here`` without arguments.

    Raises:
        ConfigurationError: the first file that would configure it is broken.
    """
    for folder in (here, *here.parents):
        for name in NAMES:
            options = _read(folder / name)
            if options is not None:
                return Configuration(folder / name, options)
    return Configuration(None, {})


def rootdir(here: Path) -> Path:
    """What pytest takes as rootdir in ``here`` without arguments.

    The nearest folder with its configuration, else with a ``pyproject.toml``, else with a
    ``setup.py``, else ``here``.
    """
    try:
        found = find_configuration(here).file
    except ConfigurationError:  # pytest itself says what is wrong with it
        found = None
    if found is not None:
        return found.parent
    folders = [here, *here.parents]
    marked = (
        folder
        for name in ("pyproject.toml", "setup.py")
        for folder in folders
        if (folder / name).is_file()
    )
    return next(marked, here)


def _read(file: Path) -> Mapping[str, Any] | None:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    try:
        return read_configuration(file.name, text)
    except ConfigurationError as error:
        raise ConfigurationError(f"{file}: {error}") from None
