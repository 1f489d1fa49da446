"""The lock: its bytes, what survives, what is refused."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    evidence,
    one,
    open_shop,
    place,
    refused,
    rows,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

HEX = r"[0-9a-f]{12}"
SUM = r" outline=1/[0-9a-z/;.]+ sum=[0-9a-f]{6}"


def _pattern(text: str) -> str:
    """A regular expression for this text; ``#`` is any digest, ``sum=.`` any outline and sum."""
    return re.escape(text).replace(r"\#", HEX).replace(r"\ sum=\.", SUM)


def test_first_write_to_the_byte(project: Project) -> None:
    """The lock after a first red, to the byte but for its digests."""
    open_shop(project)
    seen_red(project, "alpha")
    expected = (
        "version = 1\n"
        "\n"
        "[components.alpha]\n"
        "rows = [\n"
        '    "~",\n'
        '    "started lane=feature",\n'
        '    "test tests/test_alpha.py::test_alpha text=# red=behaviour@# sum=.",\n'
        "]\n"
        "\n"
        "[components.beta]\n"
        "rows = [\n"
        '    "~",\n'
        "]\n"
        "\n"
        "[components.gamma]\n"
        "rows = [\n"
        '    "~",\n'
        "]\n"
        "\n"
        "[end]\n"
    )
    raw = project.lock_path.read_bytes().decode("utf-8")
    assert re.fullmatch(_pattern(expected), raw), raw


def test_green_row(project: Project) -> None:
    """A green is one more word of the row, with the implementation it was seen with."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    (row,) = evidence(project, "alpha").values()
    found = re.fullmatch(rf"text={HEX} red=behaviour@({HEX}) green=({HEX}){SUM}", row)
    assert found, row
    assert found[1] != found[2]


def test_started_row_with_its_base(project: Project) -> None:
    """In a git repository the start keeps the commit it began from, 12 digits of it."""
    open_shop(project)
    commit = project.commit()
    seen_red(project, "alpha")
    assert f"started base={commit[:12]} lane=feature" in rows(project, "alpha")


def test_started_row_in_a_repository_without_a_commit(project: Project) -> None:
    """Before the first commit there is no base, and no error."""
    open_shop(project)
    project.git("init", "--quiet")
    seen_red(project, "alpha")
    assert "started lane=feature" in rows(project, "alpha")


def test_started_over_a_dependency(project: Project) -> None:
    """An explicit start over a dependency is kept in the row."""
    open_shop(project)
    write_test(project, "beta")
    project.run("--phase-start=beta")
    assert "started lane=feature over=alpha" in rows(project, "beta")


def test_states_are_rows(project: Project) -> None:
    """States: completed and stopped are rows beside the others, never keys."""
    open_shop(project)
    seen_red(project, "gamma")
    project.run("--phase-stop")
    assert "stopped" in rows(project, "gamma")
    seen_red(project, "alpha", "--phase-start=alpha")
    seen_green(project, "alpha", "--phase-complete")
    assert "completed" in rows(project, "alpha")
    assert re.findall(r"^\w+", project.lock, re.MULTILINE) == ["version", "rows", "rows", "rows"]


def test_sections_and_rows_are_sorted(project: Project) -> None:
    """Sections stand by id, rows by text, whatever the order of plan and run."""
    open_shop(project)
    project.file(
        "tests/test_alpha.py",
        "def test_b(): assert 0\n\n\ndef test_a(): assert 0\n\n\ndef test_c(): pass\n",
    )
    project.run()
    assert re.findall(r"^\[(.*)\]$", project.lock, re.MULTILINE) == [
        "components.alpha", "components.beta", "components.gamma", "end",
    ]  # fmt: skip
    found = rows(project, "alpha")
    assert found == sorted(found)
    assert len(found) == 4


def test_component_id_that_is_no_bare_key(project: Project) -> None:
    """An id of another script is a quoted key, and reads back."""
    project.plan("## Phase 1: Teil\n\n### Größe\n\n- Tests: `tests/test_x.py`\n")
    project.file("tests/test_x.py", "def test_x(): assert 0\n")
    project.run()
    assert '[components."größe"]\n' in project.lock
    assert project.status()["in_progress"] == "größe"


def test_same_run_twice_same_bytes(project: Project) -> None:
    """Running again what was seen already changes no byte, and does not touch the file."""
    open_shop(project)
    seen_red(project, "alpha")
    before, stat = project.lock, project.lock_path.stat()
    project.run()
    project.run("tests/test_alpha.py")
    after = project.lock_path.stat()
    assert project.lock == before
    assert (after.st_mtime_ns, after.st_ino) == (stat.st_mtime_ns, stat.st_ino)


def test_lock_that_a_checkout_spells_otherwise_is_not_touched(project: Project) -> None:
    """A run that sees nothing new leaves even a lock with other line ends as it is."""
    open_shop(project)
    seen_red(project, "alpha")
    raw = project.lock_path.read_bytes().replace(b"\n", b"\r\n")
    project.lock_path.write_bytes(raw)
    project.run()
    assert project.lock_path.read_bytes() == raw


def test_two_projects_same_bytes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work in another folder gives the same lock."""
    open_shop(project)
    seen_red(project, "alpha")
    first = project.lock
    other = project.root / "somewhere" / "else"
    other.mkdir(parents=True)
    for name in ("PLAN.md", "pytest.ini", "src/alpha.py", "tests/test_alpha.py"):
        target = other / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((project.root / name).read_bytes())
    monkeypatch.chdir(other)
    project.run("--rootdir=.", "-c", "pytest.ini")
    assert (other / "PLAN.lock").read_text() == first


def test_first_red_is_kept(project: Project) -> None:
    """A red seen again, for the same text, is not refreshed: neither its grade nor its digest."""
    open_shop(project)
    write_test(project, "alpha")
    project.run()
    before = project.lock
    assert "red=missing@" in before
    write_source(project, "alpha", WRONG)
    assert project.run().ret == 1
    assert project.lock == before


def test_green_is_kept(project: Project) -> None:
    """A green test that fails and passes again keeps the green it had."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    before = project.lock
    write_source(project, "alpha", WRONG)
    project.run()
    write_source(project, "alpha", "def answer():\n    return 6 * 7\n")
    project.run()
    assert project.lock == before


def test_no_clock_no_path_no_name(project: Project) -> None:
    """The lock names no absolute path, no host, no user, no time."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert str(project.root) not in project.lock
    assert socket.gethostname() not in project.lock
    assert not re.search(r"\b20\d\d-\d\d", project.lock)
    assert not re.search(rf"\b{re.escape(getpass.getuser())}\b", project.lock)


def test_nothing_stands_beside_plan_and_lock(project: Project) -> None:
    """No temporary file, no lock of the lock is left beside the plan."""
    open_shop(project)
    before = {path.name for path in project.root.iterdir()}
    seen_red(project, "alpha", "-p", "no:cacheprovider")
    after = {path.name for path in project.root.iterdir()}
    assert after - before == {"PLAN.lock", "src", "tests"}


def test_a_run_without_evidence_writes_nothing(project: Project) -> None:
    """Where nothing was observed that the lock keeps, no lock is made."""
    open_shop(project)
    project.file("tests/test_other.py", "def test_other(): assert 0\n")
    project.run()
    assert not project.lock


# --- what survives ----------------


def test_unknown_keys_survive(project: Project) -> None:
    """Keys, tables and words of a row that this version does not know survive a rewrite."""
    open_shop(project)
    seen_red(project, "alpha")
    text = project.lock.replace("version = 1\n", 'version = 1\nfuture = "kept"\n')
    text = text.replace("[components.beta]\n", '[components.beta]\nnote = "kept too"\n')
    text = text.replace("started lane=feature", "started lane=feature mood=good")
    text = re.sub(r"(red=behaviour@\w+)", r"\1 weather=fair", text)
    text = text.replace('    "test ', '    "remark something new",\n    "test ')
    text = text.replace("[end]\n", "[later]\nx = [1, 2]\n\n[end]\n")
    project.lock_path.write_text(text)
    seen_green(project, "alpha")
    assert 'future = "kept"' in project.lock
    assert 'note = "kept too"' in project.lock
    assert "started lane=feature mood=good" in rows(project, "alpha")
    assert "remark something new" in rows(project, "alpha")
    (row,) = evidence(project, "alpha").values()
    assert "weather=fair" in row
    assert "green=" in row
    assert "[later]" in project.lock
    assert project.lock.rstrip().endswith("[end]")


def test_section_of_a_dropped_component_survives(project: Project) -> None:
    """A component that left the plan keeps its section."""
    open_shop(project)
    seen_red(project, "gamma")
    before = rows(project, "gamma")
    project.plan(PLAN.replace("#### Gamma", "#### Delta"))
    project.file("tests/test_alpha.py", "def test_alpha(): assert 0\n")
    project.run()
    assert rows(project, "gamma") == before
    assert "[components.delta]" in project.lock


def test_duplicate_rows_are_legal_on_read(project: Project) -> None:
    """Rows as a union merge leaves them: today's text wins, then green, completed over started."""
    open_shop(project)
    seen_red(project, "alpha")
    red = evidence(project, "alpha")["test_alpha"]
    seen_green(project, "alpha")
    name = "test tests/test_alpha.py::test_alpha"
    green = evidence(project, "alpha")["test_alpha"]
    other = re.sub(r"text=\w+", "text=000000000000", green)
    text = project.lock.replace(
        f'    "{name} {green}",\n',
        f'    "{name} {other}",\n    "{name} {green}",\n    "{name} {red}",\n    "completed",\n',
    )
    project.lock_path.write_text(text)
    assert place(project, "alpha") == ("completed", "green")
    assert project.lock == text
    seen_red(project, "gamma")
    assert evidence(project, "alpha") == {"test_alpha": green}
    assert sum(row.startswith("test ") for row in rows(project, "alpha")) == 1


def test_todays_text_wins_over_green(project: Project) -> None:
    """Of two rows of a test the one with today's text counts, though the other is green."""
    open_shop(project)
    seen_red(project, "alpha")
    red = evidence(project, "alpha")["test_alpha"]
    other = re.sub(r"text=\w+", "text=000000000000", red) + " green=111111111111"
    line = f'    "test tests/test_alpha.py::test_alpha {red}",\n'
    project.lock_path.write_text(project.lock.replace(line, line.replace(red, other) + line))
    assert place(project, "alpha") == ("in_progress", "red")


# --- cases ----------------

PARAMETRIZED = """
import alpha, pytest

@pytest.mark.parametrize("n", [41, 42, 43], ids=["low", "right", "high"])
def test_n(n): assert alpha.answer() == n
"""


def test_cases_are_named_only_where_they_differ(project: Project) -> None:
    """A row of a test whose cases all failed names none of them."""
    one(project, PARAMETRIZED, "def answer():\n    return 0\n")
    project.run()
    (row,) = evidence(project, "alpha").values()
    assert re.fullmatch(rf"text={HEX} red=behaviour@{HEX}{SUM}", row)


def test_cases_that_differ_are_named(project: Project) -> None:
    """Where only some cases failed the row names those."""
    one(project, PARAMETRIZED)
    project.run()
    (row,) = evidence(project, "alpha").values()
    assert "low" in row
    assert "high" in row
    assert "right" not in row


# --- what is refused ----------------


def _spoilt(project: Project, text: str | bytes) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode()
    project.lock_path.write_bytes(raw)
    return raw


BAD: dict[str, Callable[[str], str | bytes]] = {
    "newer": lambda text: text.replace("version = 1", "version = 2"),
    "conflict": lambda text: text.replace(
        "[end]", "<<<<<<< ours\n[end]\n=======\n[end]\n>>>>>>> theirs"
    ),
    "no end": lambda text: text.replace("[end]\n", ""),
    "half": lambda text: text[: len(text) // 2],
    "broken": lambda text: text.replace("rows = [", "rows = [[", 1),
    "no version": lambda text: text.replace("version = 1\n", ""),
    "version of another type": lambda text: text.replace("version = 1", "version = true"),
    "rows of another type": lambda text: text.replace('    "~",', "    1,", 1),
    "bad digest": lambda text: re.sub(r"text=\w+", "text=nonsense", text),
    "bad grade": lambda text: text.replace("red=behaviour@", "red=wonderful@"),
    "bad lane": lambda text: text.replace("lane=feature", "lane=fast"),
    "empty": lambda text: "",
    "not UTF-8": lambda text: text.encode() + b"\xff\xfe",
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("args", [(), ("--phase-gate",), ("--phase-status",), ("--phase-stop",)])
def test_bad_lock_is_refused(project: Project, name: str, args: tuple[str, ...]) -> None:
    """A lock that cannot be read is refused with its path, and no byte of it is changed."""
    open_shop(project)
    seen_red(project, "alpha")
    raw = _spoilt(project, BAD[name](project.lock))
    write_source(project, "alpha")
    refused(project.run(*args), "PLAN.lock")
    assert project.lock_path.read_bytes() == raw


@pytest.mark.parametrize("name", ["conflict", "broken", "bad digest", "bad grade", "bad lane"])
def test_bad_lock_is_refused_with_its_line(project: Project, name: str) -> None:
    """The message names the line of the lock, and what to do."""
    open_shop(project)
    seen_red(project, "alpha")
    _spoilt(project, BAD[name](project.lock))
    said = project.run("--phase-status").stderr.str()
    assert re.search(r"PLAN\.lock:\d+", said), said


def test_conflict_markers_name_the_way_out(project: Project) -> None:
    """Conflict markers are refused with the command that resolves them."""
    open_shop(project)
    seen_red(project, "alpha")
    _spoilt(project, BAD["conflict"](project.lock))
    refused(project.run(), "pytest-phase merge")


def test_truncation_anywhere_is_noticed(project: Project) -> None:
    """A lock cut off at any line or in the middle of one is refused, never read as less."""
    open_shop(project)
    seen_red(project, "alpha")
    whole = project.lock_path.read_bytes()
    cuts = {0, 5, len(whole) - 2, *(match.start() for match in re.finditer(rb"\n", whole))}
    for cut in sorted(cuts - {len(whole) - 1}):
        _spoilt(project, whole[:cut])
        refused(project.run("--phase-status"), "PLAN.lock")


def test_lock_without_its_last_newline_is_whole(project: Project) -> None:
    """An editor that strips the last line end has taken nothing away."""
    open_shop(project)
    seen_red(project, "alpha")
    _spoilt(project, project.lock.rstrip())
    assert project.status()["in_progress"] == "alpha"
