"""What the tests of single modules share."""

from __future__ import annotations

import pytest

from tests.command_line import CommandLine
from tests.project import Project


@pytest.fixture
def shell(project: Project, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The console script, in the folder of ``project``."""
    return CommandLine(capsys)
