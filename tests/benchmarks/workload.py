"""The projects that are measured: written by code, the same on every machine.

Three of them, in three folders: ``one`` (10,000 tests in 100 files, all of one component),
``ten`` (the same tests, in ten components) and ``small`` (one test). A test is as short as a
test can be, and fails until the module ``flag`` says that its component is ready, so that
plain pytest runs give the plugin its red and its green.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILES = 100
TESTS_IN_A_FILE = 100
TESTS = FILES * TESTS_IN_A_FILE

TEST_FILE = "from flag import READY\n" + "".join(
    f"\n\ndef test_{number:03}():\n    assert {{component}} in READY\n"
    for number in range(TESTS_IN_A_FILE)
)
TASK = """
### Task {number}: Part {number}

**Files:**
- Create: `flag.py`
{tests}
"""


@dataclass(frozen=True, slots=True)
class Workload:
    """A project in ``root`` with ``components`` components that share the test files evenly."""

    root: Path
    components: int = 1
    files: int = FILES

    @property
    def lock(self) -> Path:
        """The lock beside the plan, written or not."""
        return self.root / "PLAN.lock"

    def write(self) -> None:
        """Write tests, plan and configuration, and commit them: a base for the evidence."""
        (self.root / "tests").mkdir(parents=True)
        (self.root / "pytest.ini").write_text("[pytest]\ntestpaths = tests\npythonpath = .\n")
        (self.root / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n")
        for number in range(self.files):
            component = number * self.components // self.files + 1
            text = TEST_FILE.format(component=component)
            (self.root / _test_file(number)).write_text(text)
        (self.root / "PLAN.md").write_text(plan_text(self.components, self.files))
        self.ready([])
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Tests"]):
            identity = ["-c", "user.name=Bench", "-c", "user.email=bench@example.invalid"]
            subprocess.run(["git", *identity, *words], cwd=self.root, check=True)

    def ready(self, components: Iterable[int]) -> None:
        """Let the tests of these components pass, and the tests of all others fail."""
        names = ", ".join(map(str, components))
        (self.root / "flag.py").write_text(f"READY = [{names}]\n")

    def check_recorded(self, word: str) -> None:
        """Stop where the lock does not hold ``word`` (``red`` or ``green``) for every test."""
        count = len(re.findall(rf" {word}=", self.lock.read_text(encoding="utf-8")))
        if count != TESTS:
            raise RuntimeError(f"{self.lock}: {count} of {TESTS} tests have {word}")


def plan_text(components: int, files: int) -> str:
    """A plan whose components share ``tests/test_000.py`` and the following files evenly."""
    tests: dict[int, list[str]] = {number + 1: [] for number in range(components)}
    for number in range(files):
        tests[number * components // files + 1].append(f"- Test: `{_test_file(number)}`")
    tasks = (TASK.format(number=n, tests="\n".join(lines)) for n, lines in tests.items())
    return "# Phase 1: Measured - TDD Implementation Plan\n" + "".join(tasks)


def _test_file(number: int) -> str:
    return f"tests/test_{number:03}.py"
