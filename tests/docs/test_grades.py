"""The table of grades and the code: every kind of failure on the page, run."""

from __future__ import annotations

import json
import re

import pytest

from tests.docs.examples import ROOT
from tests.project import Project

PAGE = (ROOT / "docs" / "reference" / "grades.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## Kinds of failure\n")[2].partition("\n## ")[0]
SOURCE = SECTION.partition("```python\n")[2].partition("```")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in SECTION.splitlines()
    if line.startswith("| ") and not line.startswith("| kind")
]
IMPORTS = "import os, time\nimport pytest\nfrom till import money\n\n"


def _body(example: str) -> str:
    """A test file: the lines of an example as they are, or one statement in a test."""
    lines = re.findall(r"`(.+?)`(?=<br>|$)", example)
    whole = any(line.startswith(("def ", "@", "from ")) for line in lines)
    text = "\n".join(lines) if whole else f"def test_x():\n    {lines[0]}"
    return f"{IMPORTS}{text}\n"


def _open(project: Project, example: str) -> None:
    project.plan("### Task 1: Money\n\n- Tests: `tests/test_money.py`\n- Files: `till/money.py`\n")
    project.file("pytest.ini", "[pytest]\npythonpath = .\n")
    project.file("till/money.py", SOURCE)
    project.file("till/torn.py", "def torn(:\n")
    project.file(
        "tests/conftest.py",
        "import pytest\n\n\n@pytest.fixture\ndef till():\n    raise ValueError('closed')\n",
    )
    project.file("tests/test_money.py", _body(example))


@pytest.mark.parametrize(("kind", "example", "grade"), ROWS, ids=[row[0] for row in ROWS])
def test_a_kind_of_failure_has_its_grade(
    project: Project, kind: str, example: str, grade: str
) -> None:
    """The example of a row fails, with the grade of the row."""
    _open(project, example)
    words: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    if kind == "a timeout":
        pytest.importorskip("pytest_timeout")
        words, plugins = ("--timeout=1", "--timeout-method=signal"), ("pytest_timeout",)
    elif kind == "a worker that crashed":
        words, plugins = ("-n1",), ("xdist.plugin",)
    result = project.run(
        "--phase-report=report.json", *words, plugins=plugins, subprocess="-n1" in words
    )
    assert result.ret == 1
    (seen,) = json.loads((project.root / "report.json").read_text())["run"]["tests"]
    assert f"`{seen['grade']}`" == grade


def test_the_table_is_read() -> None:
    """Every grade has its rows: an empty table would pass for ever."""
    grades = {row[2].strip("`") for row in ROWS}
    assert grades == {"behaviour", "stub", "missing", "broken", "infra"}
    assert len(ROWS) > 20
