"""What the tests of reading source stand on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trees import Orchard


@pytest.fixture
def orchard(tmp_path: Path) -> Orchard:
    """Project trees in a temporary folder."""
    return Orchard(tmp_path)
