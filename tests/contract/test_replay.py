"""``--phase-replay``: today's tests on the code as it was, in real repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.project import Project

OLD = """
    def cents(price):
        return int(price)
"""
NEW = """
    def cents(price):
        return int(price.replace(".", ""))


    def shown(cents):
        return f"{cents / 100:.2f}"
"""
TEST = """
    from till.money import cents


    def test_plain():
        assert cents("150") == 150
"""


class Replays:
    """A small repository with a base commit, and replays against it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.file = project.file
        self.result: Any = None

    def base(self, **files: str) -> None:
        """Write and commit what there was before; by default a till with one function."""
        self.file("pytest.ini", "[pytest]\npythonpath = .\n")
        self.file("till/__init__.py", "")
        self.file("till/money.py", OLD)
        self.file("tests/test_money.py", TEST)
        for path, text in files.items():
            self.file(path, text)
        self.project.commit("before")

    def run(self, *words: str, **how: Any) -> dict[str, dict[str, Any]]:
        """Replay against the last commit: what the report says of each test, by its name."""
        report = self.project.root / ".replay.json"
        report.unlink(missing_ok=True)
        how.setdefault("plan", False)
        words = (*words, "--phase-replay=HEAD", f"--phase-report={report}")
        self.result = self.project.run(*words, **how)
        if not report.exists():
            return {}
        document = json.loads(report.read_text(encoding="utf-8"))
        self.findings = document["findings"]
        return {each["id"].rpartition("::")[2]: each for each in document["replay"]["tests"]}

    @property
    def out(self) -> str:
        """What the run printed."""
        return str(self.result.stdout.str())


@pytest.fixture
def replays(project: Project) -> Replays:
    """An empty repository to fill."""
    return Replays(project)


def test_each_verdict_is_told_in_one_table(replays: Replays) -> None:
    """Proved with its grade, not discriminating with its finding; unchanged is only counted."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_money.py",
        TEST
        + """
    def test_point():
        assert cents("1.50") == 150


    def test_seven():
        assert cents("7") == 7


    def test_shown():
        from till.money import shown

        assert shown(150) == "1.50"
""",
    )
    tests = replays.run()
    assert {name: each["verdict"] for name, each in tests.items()} == {
        "test_plain": "unchanged",
        "test_point": "proved",
        "test_seven": "not-discriminating",
        "test_shown": "proved",
    }
    assert (tests["test_point"]["grade"], tests["test_shown"]["grade"]) == ("behaviour", "missing")
    assert tests["test_point"]["new"]
    assert not tests["test_plain"]["new"]
    assert [each["code"] for each in replays.findings] == ["PH840"]
    assert replays.result.ret == 1
    replays.result.stdout.fnmatch_lines(
        [
            "  proved              behaviour  tests/test_money.py::test_point",
            "  proved              missing    tests/test_money.py::test_shown",
            "  not discriminating             tests/test_money.py::test_seven",
            "1 unchanged test of these files, not listed",
            "phase replay: proved 2, not discriminating 1",
            "error PH840: passes on the old implementation too",
        ]
    )


def test_nothing_of_the_repository_is_touched(replays: Replays) -> None:
    """Work tree, index, stash, branches and HEAD are as before; no worktree is left."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file("tests/test_new.py", "from till.money import shown\n\ndef test_a():\n    pass\n")
    git = replays.project.git
    asked = ("status --porcelain", "stash list", "for-each-ref", "rev-parse HEAD", "ls-files -s")
    before = [git(*each.split()) for each in asked]
    index = (replays.project.root / ".git/index").read_bytes()
    replays.run()
    assert [git(*each.split()) for each in asked[1:]] == before[1:]
    assert (replays.project.root / ".git/index").read_bytes() == index
    assert git("worktree", "list").count("\n") == 0
    assert not (replays.project.root / ".git/worktrees").exists()


def test_a_src_layout_runs_the_old_code(replays: Replays, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever leads to today's package (here a path in PYTHONPATH) leads to the tree instead."""
    replays.file("src/shop/__init__.py", "VALUE = 1\n")
    replays.file("tests/test_shop.py", "def test_a():\n    pass\n")
    replays.project.commit()
    replays.file("src/shop/__init__.py", "VALUE = 2\n")
    replays.file(
        "tests/test_shop.py",
        """
        import subprocess, sys
        import shop

        def test_value():
            assert shop.VALUE == 2

        def test_process():
            code = "import shop; print(shop.VALUE)"
            out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
            assert out.stdout.strip() == "2"
        """,
    )
    monkeypatch.setenv("PYTHONPATH", str(replays.project.root / "src"))
    tests = replays.run(subprocess=True)
    assert {name: each["verdict"] for name, each in tests.items()} == {
        "test_value": "proved",
        "test_process": "proved",
    }
    assert {each["grade"] for each in tests.values()} == {"behaviour"}


def test_a_new_import_at_the_top_proves_no_unchanged_test(replays: Replays) -> None:
    """All tests of the file fail on the old code; each new one is judged for itself."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_money.py",
        TEST.replace("import cents", "import cents, shown")
        + """
    def test_shown():
        assert shown(150) == "1.50"


    def test_quiet():
        shown(150)


    def test_seven():
        assert cents("7") == 7


    def test_point():
        assert cents("1.50") == 150
""",
    )
    tests = replays.run()
    assert {each["then"] for each in tests.values()} == {"uncollectable"}
    assert {name: (each["verdict"], each["grade"]) for name, each in tests.items()} == {
        "test_plain": ("unchanged", "missing"),
        "test_shown": ("proved", "behaviour"),
        "test_quiet": ("proved", "missing"),
        "test_seven": ("not-discriminating", "missing"),
        "test_point": ("proved", "behaviour"),
    }
    assert tests["test_quiet"]["reason"] == "it passes with stand-ins that do nothing too"
    assert [each["where"] for each in replays.findings] == ["tests/test_money.py::test_seven"]
    assert replays.result.ret == 1


def test_a_new_module_is_stood_in_for_too(replays: Replays) -> None:
    """A package that the old tree lacks altogether: stand-ins, never what is installed today."""
    replays.base()
    replays.file("bank/__init__.py", "def pay():\n    return 1\n")
    replays.file(
        "tests/test_bank.py",
        "import bank\nfrom till.vault import door\nfrom till.money import cents\n\n\n"
        "def test_pay():\n    assert bank.pay() == 1\n\n\n"
        "def test_door():\n    assert door is not None\n\n\n"
        "def test_old():\n    assert cents('7') == 7\n",
    )
    replays.file("till/vault.py", "def door():\n    pass\n")
    tests = replays.run()
    assert {name: (each["verdict"], each["grade"]) for name, each in tests.items()} == {
        "test_pay": ("proved", "behaviour"),
        "test_door": ("proved", "missing"),
        "test_old": ("not-discriminating", "missing"),
    }


def test_a_conftest_that_does_not_import_then_proves_nothing(replays: Replays) -> None:
    """Nothing at all runs on the old code: inconclusive, exit 4."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file("tests/conftest.py", "from till.money import shown\n")
    replays.file("tests/test_new.py", "def test_a():\n    pass\n")
    tests = replays.run()
    assert {each["verdict"] for name, each in tests.items()} <= {"inconclusive", "unchanged"}
    assert tests["test_a"]["verdict"] == "inconclusive"
    assert "conftest" in tests["test_a"]["reason"]
    assert replays.result.ret == 4


def test_moved_and_renamed_tests_are_not_new(replays: Replays) -> None:
    """They are compared by their text: another file, class or name is no change."""
    replays.base()
    replays.file("till/money.py", NEW)
    (replays.project.root / "tests/test_money.py").unlink()
    replays.file(
        "tests/test_cents.py",
        """
        from till.money import cents


        # moved, renamed and written in another way
        def test_no_point():
            assert (cents("150")
                    == 150)
        """,
    )
    tests = replays.run()
    assert {name: each["verdict"] for name, each in tests.items()} in (
        {},
        {"test_no_point": "unchanged"},
    )
    assert replays.result.ret == 0
    assert "No test of this run is new or changed" in replays.out


def test_cases_are_compared_one_by_one(replays: Replays) -> None:
    """A parametrized test with a new case is proved by that case; ids may hold anything."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_money.py",
        """
        import pytest
        from till.money import cents


        IDS = ["plain", "point", "a/b::c[d]\\n"]

        @pytest.mark.parametrize("text", ["150", "1.50", "15.0"], ids=IDS)
        def test_reads(text):
            assert cents(text) == 150
        """,
    )
    found = replays.run()["test_reads"]
    assert found["verdict"] == "proved"
    assert list(found["cases"].values()) == [["passed", "passed"], *[["failed", "passed"]] * 2]


def test_a_refactoring_is_said_in_words(replays: Replays) -> None:
    """No test is new or changed: one sentence, and exit 0."""
    replays.base()
    replays.file("till/money.py", OLD.replace("price", "text"))
    assert replays.run() == {}
    assert replays.result.ret == 0
    assert "a refactoring owes none (lane refactor)" in replays.out


def test_only_more_tests_are_no_crowd_of_errors(replays: Replays) -> None:
    """Where no code changed nothing could have made them fail: a warning, and exit 0."""
    replays.base()
    replays.file("tests/test_more.py", TEST.replace("test_plain", "test_more"))
    replays.file(
        "tests/test_money.py", TEST + "\n    def test_0():\n        assert cents('0') == 0\n"
    )
    tests = replays.run()
    assert tests["test_0"]["verdict"] == "not-discriminating"
    assert {each["severity"] for each in replays.findings} == {"warning"}
    assert replays.result.ret == 0


def test_a_changed_fixture_changes_its_tests(replays: Replays) -> None:
    """Owed red is by what a test uses, not by its own lines alone."""
    test = (
        "def test_price(price):\n    from till.money import cents\n    assert cents(price) == 150\n"
    )
    replays.base(**{
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef price():\n    return '150'\n",
        "tests/test_price.py": test,
    })  # fmt: skip
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/conftest.py", "import pytest\n@pytest.fixture\ndef price():\n    return '1.50'\n"
    )
    tests = replays.run()
    assert tests["test_price"]["verdict"] == "proved"
    assert tests["test_price"]["changed"]
    assert not tests["test_price"]["new"]


def test_a_changed_data_file_can_prove_its_readers(replays: Replays) -> None:
    """A test that reads it failed then and passes now; who passes on both owes nothing."""
    test = """
    from pathlib import Path
    from till.money import cents

    DATA = Path(__file__).parent / "data"

    def test_price():
        assert cents((DATA / "price.txt").read_text()) == 150

    def test_other():
        assert (DATA / "price.txt").read_text()
    """
    replays.base(**{"tests/data/price.txt": "150", "tests/test_data.py": test})
    replays.file("till/money.py", NEW)
    replays.file("tests/data/price.txt", "1.50")
    tests = replays.run()
    assert tests["test_price"]["verdict"] == "proved"
    assert tests["test_other"]["verdict"] == "unchanged"
    assert replays.result.ret == 0


def test_old_code_that_dies_is_inconclusive(replays: Replays) -> None:
    """Verdicts come from a session that finished: exit code 1 without one says nothing."""
    replays.base(**{"till/end.py": "import os\n\ndef end():\n    os._exit(1)\n"})
    replays.file("till/end.py", "def end():\n    pass\n")
    replays.file("tests/test_end.py", "from till.end import end\n\ndef test_end():\n    end()\n")
    tests = replays.run()
    assert tests["test_end"]["verdict"] == "inconclusive"
    assert "test_end ran" in tests["test_end"]["reason"]
    assert replays.result.ret == 4


def test_a_base_that_does_not_exist_is_exit_4(replays: Replays) -> None:
    """What, and what next; the run itself is not lost."""
    replays.base()
    result = replays.project.run("--phase-replay=nowhere", plan=False)
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --phase-replay: *nowhere: git knows no such revision*"])


def test_without_a_repository_it_is_exit_4(replays: Replays) -> None:
    """Outside git there is no earlier code."""
    replays.file("test_a.py", "def test_a():\n    pass\n")
    result = replays.project.run("--phase-replay", plan=False)
    assert result.ret == 4
    result.stderr.fnmatch_lines(["ERROR: --phase-replay: * is in no git repository*"])


def test_an_unchanged_result_is_kept(replays: Replays) -> None:
    """The second time nothing is run again, and the table is the same; an edit makes it anew."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file("tests/test_new.py", TEST.replace('"150"', '"1.50"'))
    first = replays.run()
    assert replays.run() == first
    assert ", result kept from before" in replays.out
    replays.file("till/money.py", NEW + "\n    MORE = 1\n")
    assert replays.run() == first
    assert "result kept" not in replays.out


def test_what_a_killed_replay_left_goes_with_a_kept_result_too(
    replays: Replays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run cleans, whether it has to replay anything or not."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file("tests/test_new.py", "from till.money import shown\n\ndef test_a():\n    pass\n")
    replays.run()
    (above,) = (tmp_path / "temp").glob("pytest-phase-*/replays")
    left = above / "replay-left"
    replays.project.git("worktree", "add", "--detach", str(left / "old"))
    owner = {"pid": 2**22 + 1, "began": "1", "top": str(replays.project.root)}
    (left / "owner.json").write_text(json.dumps(owner))
    replays.run()
    assert "kept" in replays.out
    assert list(above.iterdir()) == []
    assert replays.project.git("worktree", "list").count("\n") == 0


def test_a_src_layout_may_be_new(replays: Replays) -> None:
    """The old code is found where it was, and not where it is today."""
    replays.base(**{"tests/conftest.py": "import sys\nsys.path.insert(0, 'src')\n"})
    (replays.project.root / "till/money.py").unlink()
    (replays.project.root / "till/__init__.py").unlink()
    replays.file("src/till/__init__.py", "")
    replays.file("src/till/money.py", NEW)
    replays.file("tests/test_new.py", TEST.replace('"150"', '"1.50"'))
    tests = replays.run()
    assert (tests["test_plain"]["then"], tests["test_plain"]["now"]) == ("failed", "passed")
    assert tests["test_plain"]["grade"] == "behaviour"


def test_a_module_that_is_new_is_missing_there(replays: Replays) -> None:
    """A package that only today has is not found in today's tree by the old side."""
    replays.base()
    replays.file("bank/__init__.py", "def pay():\n    return 1\n")
    replays.file("tests/test_bank.py", "def test_pay():\n    import bank\n    assert bank.pay()\n")
    tests = replays.run()
    assert (tests["test_pay"]["verdict"], tests["test_pay"]["grade"]) == ("proved", "missing")


def test_skips_and_expected_failures_of_one_side(replays: Replays) -> None:
    """Skipped on one side, expected to fail, or broken by itself: never proved."""
    replays.base(**{"till/flag.py": "READY = False\n"})
    replays.file("till/flag.py", "READY = True\n")
    replays.file(
        "tests/test_flag.py",
        """
        import pytest
        from till.flag import READY

        @pytest.mark.skipif(not READY, reason="not ready")
        def test_skipped_then():
            assert READY

        @pytest.mark.xfail(not READY, reason="not ready", strict=True)
        def test_expected_then():
            assert READY

        def test_broken(no_such_fixture):
            pass

        def test_third_party():
            if not READY:
                import no_such_package

        def test_time():
            if not READY:
                raise TimeoutError("network")
        """,
    )
    tests = replays.run()
    assert {name: (each["then"], each["verdict"]) for name, each in tests.items()} == {
        "test_skipped_then": ("skipped", "inconclusive"),
        "test_expected_then": ("xfailed", "proved"),
        "test_broken": ("error", "still-failing"),
        "test_third_party": ("failed", "inconclusive"),
        "test_time": ("failed", "inconclusive"),
    }


def test_any_failed_report_makes_a_test_red(replays: Replays) -> None:
    """Setup and teardown count; a later pass of the same id does not undo a failure."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_more.py",
        """
        import pytest
        from till.money import cents

        @pytest.fixture
        def before():
            assert cents("1.50") == 150

        @pytest.fixture
        def after():
            yield
            assert cents("1.50") == 150

        def test_setup(before):
            pass

        def test_teardown(after):
            pass
        """,
    )
    tests = replays.run()
    assert {name: (each["then"], each["verdict"]) for name, each in tests.items()} == {
        "test_setup": ("error", "proved"),
        "test_teardown": ("error", "proved"),
    }


PLAN = """
    # Till

    ### Task 1: Money

    - Tests: `tests/test_money.py`
    - Implementation: `till/money.py`

    ### Task 2: Bills

    - Lane: characterization
    - Tests: `tests/test_bills.py`
"""


def test_with_a_plan_the_gate_has_its_findings(replays: Replays) -> None:
    """The table is by component; the lane decides what is owed; the lock is not written."""
    replays.base(**{"PLAN.md": PLAN.replace("\n    ", "\n")})
    replays.file("till/money.py", NEW)
    replays.file("tests/test_bills.py", "def test_bill():\n    assert 1\n")
    replays.file(
        "tests/test_money.py", TEST + "\n    def test_0():\n        assert cents('0') == 0\n"
    )
    tests = replays.run("--phase-gate", plan=True)
    assert tests["test_0"]["component"] == "money"
    assert tests["test_bill"]["verdict"] == "not-discriminating"
    found = [each["where"] for each in replays.findings if each["code"] == "PH840"]
    assert found == ["tests/test_money.py::test_0"]
    assert replays.result.ret == 1
    assert replays.project.lock == ""
    replays.result.stdout.fnmatch_lines(["bills:", "money:", "error PH840 in Money: *"])


def test_inconclusive_is_never_green_in_the_gate(replays: Replays) -> None:
    """One test that cannot be judged is exit 4 there, unless the ini lets it pass."""
    plan = "### Bills\n\n- Lane: characterization\n- Tests: `tests/test_bills.py`\n"
    replays.base(**{"PLAN.md": plan})
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_loose.py",
        TEST.replace('"150"', '"1.50"')
        + """
    def test_late():
        if cents.__code__.co_consts.count("") == 0:
            import no_such_package
""",
    )
    tests = replays.run("--phase-gate", "-o", "phase_plan=PLAN.md", plan=False)
    assert tests["test_late"]["verdict"] == "inconclusive"
    assert tests["test_plain"]["verdict"] == "proved"
    assert replays.result.ret == 4
    replays.run("--phase-gate", "-o", "phase_plan=PLAN.md", "-o", "phase_inconclusive=pass")
    assert replays.result.ret == 0


def test_a_component_is_replayed_from_its_own_base_too(replays: Replays) -> None:
    """What was there when the component started is not what it brought."""
    replays.base(**{"PLAN.md": PLAN.replace("\n    ", "\n")})
    replays.file("till/money.py", NEW)
    later = replays.project.commit("code first")
    replays.file("tests/test_money.py", TEST.replace('"150"', '"1.50"'))
    replays.project.run("--phase-start=money")
    assert f"base={later[:12]}" in replays.project.lock
    report = replays.project.root / "r.json"
    replays.result = replays.project.run("--phase-replay=HEAD^", f"--phase-report={report}")
    (test,) = json.loads(report.read_text())["replay"]["tests"]
    assert test["verdict"] == "not-discriminating"
    assert "when its component started" in test["reason"]
    assert replays.result.ret == 1


def test_what_is_taken_for_what_is_explained(replays: Replays) -> None:
    """Test side, implementation, base and import roots are printed; nothing is run."""
    replays.base(**{"checks/test_x.py": "def test_x():\n    pass\n"})
    replays.file("till/money.py", NEW)
    replays.file("checks/data.txt", "1")
    replays.file("tests/test_new.py", "def test_a():\n    pass\n")
    words = ("--phase-replay=HEAD", "--phase-explain", "-o", "testpaths=checks tests")
    result = replays.project.run(*words, plan=False)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "Replay from * given, HEAD",
            "    of today, put over         checks/data.txt",
            "    of today, put over         tests/test_new.py",
            "    implementation, stays old  till/money.py",
            "    also                       checks",
            "Imported from the trees: till (below .)",
        ],
        consecutive=False,
    )


def test_workers_of_xdist_are_recorded_too(replays: Replays) -> None:
    """Both sides take ``-n``; what each worker saw counts once, and cases keep their ids."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_more.py",
        """
        import pytest
        from till.money import cents

        @pytest.mark.parametrize("text", ["1.50", "150", ""], ids=["a::b", "c[d]", ""])
        def test_case(text):
            assert cents(text or "150") == 150

        def test_plain():
            assert cents("0.50") == 50
        """,
    )
    tests = replays.run("-n2", plugins=("xdist.plugin",), subprocess=True)
    assert {name: each["verdict"] for name, each in tests.items()} == {
        "test_case": "proved",
        "test_plain": "proved",
    }
    assert tests["test_case"]["cases"]["c[d]"] == ["passed", "passed"]


def test_a_console_script_runs_the_old_code(
    replays: Replays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``python -m`` and scripts that tests start find the tree by the environment they inherit."""
    monkeypatch.setenv("PYTHONPATH", str(replays.project.root))
    replays.base(**{"till/__main__.py": "print('old')\n"})
    replays.file("till/__main__.py", "print('new')\n")
    replays.file(
        "tests/test_main.py",
        """
        import subprocess, sys

        def test_main(tmp_path):
            script = tmp_path / "till"
            script.write_text("import runpy; runpy.run_module('till', run_name='__main__')")
            for words in (["-m", "till"], [str(script)]):
                done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
                assert done.stdout == "new\\n", done.stderr
        """,
    )
    tests = replays.run()
    assert (tests["test_main"]["verdict"], tests["test_main"]["grade"]) == ("proved", "behaviour")


def test_old_code_that_hangs_is_named(replays: Replays, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test is stopped after a while; the others are judged."""
    monkeypatch.setattr("pytest_phase.session.replaying._LEAST_SECONDS", 0.5)
    replays.base(**{"till/wait.py": "def wait():\n    while True:\n        pass\n"})
    replays.file("till/wait.py", "def wait():\n    return 1\n")
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_wait.py",
        """
        from till.money import cents
        from till.wait import wait

        def test_wait():
            assert wait()

        def test_point():
            assert cents("1.50") == 150
        """,
    )
    tests = replays.run()
    assert tests["test_wait"]["verdict"] == "inconclusive"
    assert "TookTooLong: it ran longer than" in tests["test_wait"]["reason"]
    assert tests["test_point"]["verdict"] == "proved"


def test_old_code_that_eats_memory_is_named(replays: Replays) -> None:
    """A process gets a part of the machine's memory: beyond that it is stopped, and it is said."""
    replays.base(**{"till/eat.py": "def eat():\n    return len(bytearray(2**45))\n"})
    replays.file("till/eat.py", "def eat():\n    return 1\n")
    replays.file(
        "tests/test_eat.py", "def test_e():\n    from till.eat import eat\n    assert eat()\n"
    )
    tests = replays.run()
    assert tests["test_e"]["verdict"] == "inconclusive"
    assert "MemoryError" in tests["test_e"]["reason"]


def test_a_base_test_that_is_gone_runs_no_more(replays: Replays) -> None:
    """A renamed test file does not run twice, and a deleted helper cannot be imported."""
    replays.base(**{"tests/helper.py": "X = 1\n", "tests/test_old.py": TEST})
    for path in ("tests/helper.py", "tests/test_old.py"):
        (replays.project.root / path).unlink()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_new.py",
        """
        from pathlib import Path
        from till.money import cents

        def test_files():
            assert cents("1.50") == 150
            assert sorted(each.name for each in Path(__file__).parent.glob("*.py")) == [
                "test_money.py", "test_new.py"
            ]
        """,
    )
    assert replays.run()["test_files"]["verdict"] == "proved"


def test_what_the_run_leaves_out_is_not_judged(replays: Replays) -> None:
    """``-k`` and paths narrow the replay as they narrow the run."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file("tests/test_a.py", TEST.replace("test_plain", "test_a"))
    replays.file("tests/test_b.py", TEST.replace("test_plain", "test_b"))
    assert list(replays.run("tests/test_a.py")) == ["test_a"]
    assert list(replays.run("-k", "test_b")) == ["test_b"]


def test_today_that_does_not_import_is_no_proof(replays: Replays) -> None:
    """A run that was interrupted stays so; nothing is replayed."""
    replays.base()
    replays.file("tests/test_a.py", "import no_such_thing\n")
    assert replays.run() == {}
    assert replays.result.ret == 2


def test_a_flaky_failure_proves_nothing(replays: Replays) -> None:
    """What would be proved is looked at twice on the old code; once passed is not proved."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_flaky.py",
        """
        from pathlib import Path
        from till.money import cents

        def test_flaky():
            seen = Path(__file__).parents[1] / "seen.txt"
            first = not seen.exists()
            seen.write_text("")
            assert cents("150") == 150 and not (first and "old" in str(seen))

        def test_point():
            assert cents("1.50") == 150
        """,
    )
    tests = replays.run()
    assert (tests["test_flaky"]["then"], tests["test_flaky"]["verdict"]) == (
        "failed",
        "inconclusive",
    )
    assert "fails once and passes once" in tests["test_flaky"]["reason"]
    assert tests["test_point"]["verdict"] == "proved"


def test_a_glitch_of_todays_side_is_looked_at_again(replays: Replays) -> None:
    """Passed in the run, failed once in its copy for a reason of its own: the second look tells."""
    replays.base()
    replays.file("till/money.py", NEW)
    replays.file(
        "tests/test_slow.py",
        """
        from pathlib import Path
        from till.money import cents

        def test_slow():
            seen = Path(__file__).parents[1] / "seen.txt"
            assert "new" not in seen.parts or seen.exists() or seen.write_text("") < 0, "too slow"
            assert cents("1.50") == 150
        """,
    )
    tests = replays.run()
    assert tests["test_slow"]["verdict"] == "proved", tests["test_slow"]["reason"]


def test_where_nothing_changed_it_is_said(replays: Replays) -> None:
    """A branch that is where its base is: one sentence, exit 0."""
    replays.base()
    assert replays.run() == {}
    assert replays.result.ret == 0
    assert "nothing to prove. To go back further: --phase-replay=REV" in replays.out
