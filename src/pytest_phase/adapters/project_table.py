"""The project's own table for its plans, ``[tool.pytest_phase]`` in its pyproject.toml."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.formats.plan_markdown.reading import ProjectTableError, Reading

__all__ = ["ProjectTableError", "read_project_table"]


def read_project_table(root: Path) -> Reading:
    """What the pyproject.toml of the project root says; the default where there is none.

    Raises:
        ProjectTableError: the file is broken, or the table holds what it cannot.
    """
    file = root / "pyproject.toml"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Reading()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ProjectTableError(f"{file}: cannot be read: {reason}. Check that file.") from None
    if "pytest_phase" not in text:
        return Reading()
    from pytest_phase.formats.project_table import read_table  # TOML takes longer than the rest

    try:
        return read_table(text)
    except ProjectTableError as error:
        raise ProjectTableError(f"{file}: {error}") from None
