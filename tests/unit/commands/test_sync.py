"""``pytest-phase sync``."""

from __future__ import annotations

from pytest_phase.core.ledger import Ledger
from pytest_phase.formats.lock_toml import write_lock
from tests.command_line import CommandLine
from tests.fakes.builders import a_section, a_start, green
from tests.project import Project

PLAN = """# Phase 3: Shop

### Phase 3.1: Core

#### [ ] Cart

- Tests: `tests/test_cart.py`
  - [ ] `test_adds`
  - [ ] `test_empties`

#### [x] Store

- Tests: `tests/test_store.py`
"""


def a_shop(project: Project) -> None:
    """Cart is completed with one green case; Store's box is ticked without any evidence."""
    (project.root / "PLAN.md").write_bytes(PLAN.replace("\n", "\r\n").encode())
    project.file("tests/test_cart.py", "def test_adds():\n    assert True\n")
    row = green("tests/test_cart.py::test_adds", text="000000000000")
    section = a_section(row, started=a_start(), completed=True)
    project.file("PLAN.lock", write_lock(Ledger({"cart": section}), ["cart", "store"]))


def test_all_it_says(project: Project, shell: CommandLine) -> None:
    """Which lines were ticked, and which box the lock does not bear out, word for word."""
    a_shop(project)
    assert shell("sync", "PLAN.md") == (
        0,
        "PLAN.md: ticked line 5\n"
        "PLAN.md:11: the box of Store is ticked, and the lock says pending\n",
        "",
    )


def test_nothing_else_changes(project: Project, shell: CommandLine) -> None:
    """Every other byte of the plan stays, its line ends too; a second time nothing is written."""
    a_shop(project)
    before = (project.root / "PLAN.md").read_bytes()
    shell("sync", "PLAN.md")
    after = (project.root / "PLAN.md").read_bytes()
    assert after == before.replace(b"#### [ ] Cart", b"#### [x] Cart")
    assert shell("sync", "PLAN.md").out.startswith("PLAN.md: no box to tick\n")
    assert (project.root / "PLAN.md").read_bytes() == after


def test_no_plan(project: Project, shell: CommandLine) -> None:
    """Without a plan nothing can be ticked: exit 4, and what next."""
    said = shell("sync", "nope.md")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: The plan ")
