"""A small project the contract tests share: three components, one of which waits for another.

``Alpha`` and ``Gamma`` can start at once, ``Beta`` depends on ``Alpha``. Each has one test file,
``tests/test_<id>.py``, and one source file, ``src/<id>.py``, whose ``answer()`` has to be 42.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

import pytest

from tests.project import Project

PLAN = """
# Shop

## Phase 1: Shop

### Phase 1.0: Foundations

#### Alpha
- Tests: `tests/test_alpha.py`
  - `test_alpha`
- Implementation: `src/alpha.py`

#### Gamma
- Tests: `tests/test_gamma.py`
- Implementation: `src/gamma.py`

### Phase 1.1: Services

#### Beta
- Tests: `tests/test_beta.py`
- Implementation: `src/beta.py`
- Depends on: Alpha
"""

RIGHT = "def answer():\n    return 42\n"
WRONG = "def answer():\n    return 41\n"
STUB = "def answer():\n    raise NotImplementedError\n"


def open_shop(project: Project, plan: str = PLAN) -> None:
    """Write the plan, and a configuration that finds the sources; no test, no source yet."""
    project.file("pytest.ini", "[pytest]\npythonpath = src\n")
    project.plan(plan)


def write_test(project: Project, name: str) -> None:
    """Write the one test of a component: its answer is 42."""
    project.file(
        f"tests/test_{name}.py",
        f"import {name}\n\n\ndef test_{name}():\n    assert {name}.answer() == 42\n",
    )


def write_source(project: Project, name: str, text: str = RIGHT) -> None:
    """Write a component's source file; right where nothing else is said."""
    project.file(f"src/{name}.py", text)


def all_written(project: Project) -> None:
    """The shop with every test and every source of it, and nothing seen yet."""
    open_shop(project)
    for name in ("alpha", "beta", "gamma"):
        write_test(project, name)
        write_source(project, name)


def seen_red(project: Project, name: str, *args: str) -> pytest.RunResult:
    """Write a component's test and a wrong source, and run its file."""
    write_test(project, name)
    write_source(project, name, WRONG)
    result = project.run(*args, f"tests/test_{name}.py")
    assert result.ret == 1, result.stdout.str() + result.stderr.str()
    return result


def seen_green(project: Project, name: str, *args: str) -> pytest.RunResult:
    """Make a component's source right, and run its file."""
    write_source(project, name)
    result = project.run(*args, f"tests/test_{name}.py")
    assert result.ret == 0, result.stdout.str() + result.stderr.str()
    return result


def one(project: Project, body: str, source: str = RIGHT) -> None:
    """A shop whose Alpha has this test file and this source file."""
    open_shop(project)
    write_source(project, "alpha", source)
    project.file("tests/test_alpha.py", dedent(body))


def component(project: Project, name: str, *args: str) -> dict[str, Any]:
    """What ``--phase-status=json`` says of one component."""
    listed: list[dict[str, Any]] = project.status(*args)["components"]
    (found,) = [each for each in listed if each["id"] == name]
    return found


def place(project: Project, name: str) -> tuple[str, str]:
    """The state and the cycle of a component."""
    found = component(project, name)
    return found["state"], found["cycle"]


def rows(project: Project, name: str) -> list[str]:
    """The rows of one component's section in the lock, without the first."""
    section = project.lock.split(f"[components.{name}]\n")[1].split("\n]")[0]
    found = re.findall(r'^    "(.*)",$', section, re.MULTILINE)
    assert found[0] == "~"
    return found[1:]


def evidence(project: Project, name: str) -> dict[str, str]:
    """The test rows of a component: the part after the test's id, by function name."""
    words = [row.split(" ") for row in rows(project, name) if row.startswith("test ")]
    return {word[1].rpartition("::")[2]: " ".join(word[2:]) for word in words}


def grades(project: Project, name: str) -> dict[str, str]:
    """The grade of each test of a component that has red, by function name."""
    found = {test: re.search(r"\bred=(\w+)@", row) for test, row in evidence(project, name).items()}
    return {test: match[1] for test, match in found.items() if match}


def run_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the run saw, by function name, from the document of ``--phase-report``."""
    return {each["id"].partition("::")[2]: each for each in document["run"]["tests"]}


def codes(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The findings of a document as (code, severity), without the two that only inform."""
    found = [(each["code"], each["severity"]) for each in document["findings"]]
    return [each for each in found if each[0] not in ("PH830", "PH831")]


def refused(result: pytest.RunResult, *said: str) -> None:
    """The run could not be judged: exit 4, the words on stderr, and no traceback."""
    out, err = result.stdout.str(), result.stderr.str()
    assert result.ret == 4, out + err
    assert "Traceback" not in out + err
    assert "INTERNALERROR" not in out + err
    for each in said:
        assert each in err, err
