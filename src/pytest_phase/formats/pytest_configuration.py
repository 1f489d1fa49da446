"""What a pytest configuration file says, for commands that run without pytest: text -> values."""

from __future__ import annotations

import configparser
import sys
from collections.abc import Mapping
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAMES = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
"""The files that pytest looks for in a folder, in its order; the first that configures it wins."""

_ALWAYS = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini")
"""Those that count even where they say nothing."""


class ConfigurationError(ValueError):
    """A configuration file that pytest would refuse; the message says why."""


def read_configuration(name: str, text: str) -> Mapping[str, Any] | None:
    """The options in a file called ``name``; None where it does not configure pytest.

    Raises:
        ConfigurationError: the file is broken.
    """
    options = _from_toml(name, text) if name.endswith(".toml") else _from_ini(name, text)
    return {} if options is None and name in _ALWAYS else options


def _from_toml(name: str, text: str) -> Mapping[str, Any] | None:
    try:
        document: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"broken TOML: {error}") from None
    if name != "pyproject.toml":
        return _table(document, "pytest")
    native = _table(document, "tool", "pytest") or {}
    # The table of pytest 9 and newer holds the older one, and one of them is in use.
    options = _table(native, "ini_options")
    return options if options is not None else (native or None)


def _table(document: Mapping[str, Any], *names: str) -> Mapping[str, Any] | None:
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _from_ini(name: str, text: str) -> Mapping[str, Any] | None:
    section = "tool:pytest" if name == "setup.cfg" else "pytest"
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ConfigurationError(f"broken: {error}".replace("\n", " ")) from None
    return dict(parser[section]) if parser.has_section(section) else None
