"""Which test files a changed file may concern."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.replay.mentions import may_differ

FILES = {
    "tests/conftest.py": "",
    "tests/test_a.py": "from tests import helper",
    "tests/test_b.py": "import json",
    "tests/helper.py": "from tests.base import Base",
    "tests/base.py": "",
    "tests/deep/conftest.py": "",
    "tests/deep/test_c.py": "",
    "tests/test_d.py": "DATA = Path('data') / 'prices.json'",
    "tests/test_e.py": "for each in Path('data').glob('*'): pass",
}


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        ("tests/test_b.py", []),
        ("tests/helper.py", ["tests/test_a.py"]),
        ("tests/base.py", ["tests/helper.py", "tests/test_a.py"]),
        ("tests/deep/conftest.py", ["tests/deep/test_c.py"]),
        ("tests/data/prices.json", ["tests/test_d.py", "tests/test_e.py"]),
    ],
)
def test_a_file_concerns_those_that_name_it(
    tmp_path: Path, changed: str, concerned: list[str]
) -> None:
    """As a module, as a file, by its folder; a conftest all that is below."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert sorted(may_differ(tmp_path, FILES, [changed]) - {changed}) == concerned
