"""Children of a replay are forked by a process that has pytest imported, and are as good as new."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_phase.adapters import runner
from pytest_phase.adapters.replay.forks import CHILD, HERE, Forked, Launch, Start, afresh, forking
from pytest_phase.adapters.runner import Process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked")

FACTS = """
import json, os, sys
from importlib import import_module


def test_a():
    facts = {
        "argv": sys.argv,
        "path": sys.path,
        "hashed": hash("a"),
        "folder": os.getcwd(),
        "group": os.getpgid(0) == os.getpid(),
        "environment": sorted(each for each in os.environ if each != "PYTEST_CURRENT_TEST"),
        "given": os.environ["GIVEN"],
        "value": import_module("shop").VALUE,
        "limit": import_module("resource").getrlimit(9)[0],
        "input": os.read(0, 1).decode(),
        "meta": [type(each).__name__ for each in sys.meta_path],
    }
    with open("facts.json", "w") as file:
        json.dump(facts, file)
    print("said")
"""


class Tree:
    """A tree with one test file, and the launches of pytest in it."""

    def __init__(self, place: Path, names: tuple[str, ...] = ("shop",)) -> None:
        self.folder = place / "tree"
        self.folder.mkdir()
        self.place = place
        self.output = place / "output.txt"
        (self.folder / "shop.py").write_text("VALUE = 'old'\n")
        (self.folder / "pytest.ini").write_text("[pytest]\n")
        self.told = place / "tree.json"
        told = {"home": str(place / "home"), "tree": str(self.folder), "kept": [], "seconds": 0}
        told |= {"roots": [str(self.folder)], "names": list(names), "seen": str(place)}
        self.told.write_text(json.dumps(told))

    def launch(self, test: str, *words: str) -> Launch:
        """One pytest run of a test file."""
        (self.folder / "test_a.py").write_text(test)
        environment = {
            **runner.inherited(os.environ),
            "PYTHONPATH": HERE,
            "PYTHONHASHSEED": "0",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PHASE_TREE": str(self.told),
            "GIVEN": "é\udcff",
            CHILD: str(os.getpid()),
        }
        words = ("-q", "-p", "no:cacheprovider", *words, "test_a.py")
        boot = "import sys\ndel sys.path[0]\nsys.argv[0] = 'pytest'\nimport resource, pytest\n"
        boot += f"resource.setrlimit(resource.RLIMIT_AS, ({2**33}, -1))\nsys.exit(pytest.main())"
        return Launch(
            words, self.folder, environment, self.output, 2**33, drop=True, boot=lambda _: boot
        )

    @property
    def facts(self) -> dict[str, object]:
        """What the test saw of its process."""
        file = self.folder / "facts.json"
        found: dict[str, object] = json.loads(file.read_text())
        file.unlink()
        return found


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A tree to run in."""
    return Tree(tmp_path)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts children by fork."""
    (tmp_path / "empty").mkdir()
    with forking(tmp_path / "empty") as started:
        yield started


def ended(process: Process) -> int | None:
    """How a child ended, after waiting for it."""
    process.communicate()
    return process.returncode


def test_a_fork_is_what_a_fresh_interpreter_is(tree: Tree, start: Start) -> None:
    """Path, environment, hash seed, group, folder, limits, streams and finders are the same."""
    launch = tree.launch(FACTS, "-s")
    forked = start(launch)
    assert isinstance(forked, Forked)
    assert ended(forked) == 0
    facts, said = tree.facts, tree.output.read_text()
    assert ended(afresh(launch)) == 0
    assert facts == tree.facts
    assert said.splitlines()[0] == tree.output.read_text().splitlines()[0] == "said"


@pytest.mark.parametrize("how", ["named", "hidden"])
def test_what_is_imported_already_may_be_the_projects(
    tmp_path: Path, how: str, start: Start
) -> None:
    """A project that pytest itself imports, or hides by a name, gets a fresh interpreter."""
    tree = Tree(tmp_path, ("shop", "pluggy") if how == "named" else ("shop",))
    if how == "hidden":
        (tree.folder / "pluggy.txt").write_text("")  # it looks like one
    launch = tree.launch("def test_a():\n    pass\n")
    assert ended(start(launch._replace(boot=lambda _: "open('fresh', 'x').close()"))) == 0
    assert (tree.folder / "fresh").exists()


def test_its_threads_and_exit_functions_come_to_their_end(tree: Tree, start: Start) -> None:
    """As in any interpreter: threads first, then what was registered, the last one first."""
    test = """
    import atexit, threading, time

    def say(word):
        with open("said", "a") as file:
            file.write(word)

    def test_a():
        threading.Thread(target=lambda: (time.sleep(0.2), say("thread "))).start()
        threading.Thread(target=time.sleep, args=[300], daemon=True).start()
        atexit.register(say, "first")
        atexit.register(say, "second ")
        assert not print("printed")
    """
    assert ended(start(tree.launch(dedent(test), "-s"))) == 0
    assert (tree.folder / "said").read_text() == "thread second first"
    assert "printed" in tree.output.read_text()


def test_what_a_test_left_running_ends_with_its_side(tree: Tree, start: Start) -> None:
    """A process that nobody waited for: the folder it works in is about to go."""
    test = """
    import subprocess

    def test_a():
        left = subprocess.Popen(["sleep", "300"])
        open("left", "w").write(str(left.pid))
    """
    assert ended(start(tree.launch(dedent(test)))) == 0
    assert gone(int((tree.folder / "left").read_text()))


def test_all_ends_when_a_replay_is_killed(tree: Tree, tmp_path: Path) -> None:
    """With SIGKILL, which nobody can catch: the tests end, and what they started."""
    test = """
    import os, subprocess

    def test_a():
        left = subprocess.Popen(["sleep", "300"])
        with open("unfinished", "w") as file:
            file.write(f"{os.getppid()} {os.getpid()} {left.pid}")
        os.rename("unfinished", "left")
        left.wait()
    """
    (tmp_path / "empty").mkdir()
    launch = tree.launch(dedent(test))
    replay = os.fork()
    if replay == 0:
        with suppress(BaseException), forking(tmp_path / "empty") as start:
            start(launch).communicate()
        os._exit(0)
    while not (tree.folder / "left").exists():
        time.sleep(0.01)
    os.kill(replay, signal.SIGKILL)
    os.waitpid(replay, 0)
    assert [gone(int(each)) for each in (tree.folder / "left").read_text().split()] == [True] * 3


def test_without_who_forks_a_fresh_interpreter_is_as_good(tree: Tree, start: Start) -> None:
    """It may have been killed for want of memory."""
    test = "import os\n\ndef test_a():\n    open('parent', 'w').write(str(os.getppid()))\n"
    assert ended(start(tree.launch(test))) == 0
    forker = int((tree.folder / "parent").read_text())
    assert forker != os.getpid()
    os.kill(forker, signal.SIGKILL)
    assert ended(start(tree.launch(test))) == 0
    assert (tree.folder / "parent").read_text() == str(os.getpid())


def test_one_that_is_not_needed_ends_at_once(tmp_path: Path) -> None:
    """A kept result asks for no child."""
    with forking(tmp_path) as start:
        forker = start.__self__._process  # type: ignore[attr-defined]
    assert forker.returncode == -signal.SIGKILL


def gone(pid: int) -> bool:
    """Whether a process ends soon."""
    for _ in range(1000):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True
        if stat.rpartition(")")[2].split()[0] == "Z":
            return True  # its parent may be slow to notice
        time.sleep(0.01)
    return False
