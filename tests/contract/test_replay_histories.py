"""``--phase-replay`` on what real repositories and CI jobs are like, in real repositories."""

from __future__ import annotations

import re
import sys

import pytest

from tests.contract.test_replay import NEW, OLD, TEST, Replays
from tests.docs.examples import ROOT
from tests.project import Project


@pytest.fixture
def replays(project: Project) -> Replays:
    """An empty repository to fill."""
    return Replays(project)


def verdicts(replays: Replays, *words: str, **how: object) -> dict[str, str]:
    """What a replay says of each test, in one word."""
    return {name: each["verdict"] for name, each in replays.run(*words, **how).items()}


class TestPlaces:
    """Where the old code is, and what else leads to it."""

    def test_processes_that_tests_start(
        self, replays: Replays, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """``-m``, a script, a safe path: each runs the old code, and so does who reads it."""
        replays.base(**{"till/__main__.py": "from till.money import cents\nprint(cents('1.5'))\n"})
        replays.file("till/money.py", NEW)
        replays.file(
            "tests/test_run.py",
            """
            import os, subprocess, sys
            from pathlib import Path

            def said(*words, **more):
                done = subprocess.run(
                    [sys.executable, *words], capture_output=True, text=True,
                    env={**os.environ, **more},
                )
                return done.stdout.strip()

            CODE = "import till.money as m; print(m.cents('1.5'))"

            def test_module():
                assert said("-m", "till") == "15"

            def test_safe():
                assert said("-c", CODE, PYTHONSAFEPATH="1") == "15"

            def test_P():
                assert said("-P", "-c", CODE) == "15"

            def test_script(tmp_path):
                script = tmp_path / "till.py"
                script.write_text("import sys; del sys.path[0]\\n" + CODE)
                assert said(str(script)) == "15"

            def test_source():
                assert "replace" in Path(__file__).parents[1].joinpath("till/money.py").read_text()
            """,
        )
        monkeypatch.setenv("PYTHONPATH", str(replays.project.root))
        more = () if sys.version_info >= (3, 11) else ("-k", "not test_P")
        found = verdicts(replays, "tests/test_run.py", *more, subprocess=True)
        assert set(found.values()) == {"proved"}
        assert len(found) == 5 - (sys.version_info < (3, 11))

    def test_what_git_does_not_have(self, replays: Replays) -> None:
        """A generated version file is on both sides; stale bytecode of the old code is not."""
        replays.base(**{".gitignore": "__pycache__\n_version.py\n"})
        replays.file("till/_version.py", "VERSION = '2.0'\n")
        replays.file("till/__pycache__/money.cpython-311.pyc", "stale")
        replays.file("till/money.py", NEW + "\n\n    from till._version import VERSION\n")
        replays.file(
            "tests/test_version.py",
            "from importlib.metadata import version\n\n"
            "def test_generated():\n    from till._version import VERSION\n"
            "    from till.money import shown\n    assert shown(VERSION == '2.0')\n\n"
            "def test_installed():\n    import till.money\n"
            "    assert version('pytest') and till.money.VERSION\n",
        )
        found = replays.run()
        assert {each["verdict"] for each in found.values()} == {"proved"}
        assert {each["grade"] for each in found.values()} == {"missing"}

    def test_a_sparse_checkout(self, replays: Replays) -> None:
        """What is not checked out is on neither side, and no difference."""
        replays.base(**{"docs/old.md": "", "tests/far/test_far.py": "def test_far():\n    pass\n"})
        git = replays.project.git
        git("sparse-checkout", "set", "--no-cone", "/*", "!/docs/", "!/tests/far/")
        replays.file("till/money.py", NEW)
        replays.file("tests/test_money.py", TEST.replace('"150"', '"1.50"'))
        assert verdicts(replays) == {"test_plain": "proved"}
        assert git("sparse-checkout", "list").splitlines() == ["/*", "!/docs/", "!/tests/far/"]
        assert git("worktree", "list").count("\n") == 0

    def test_a_linked_worktree(self, replays: Replays, monkeypatch: pytest.MonkeyPatch) -> None:
        """The user's own tree may be one of several of a repository."""
        replays.base()
        git = replays.project.git
        git("worktree", "add", "--quiet", "linked", "-b", "linked")
        replays.file("linked/till/money.py", NEW)
        replays.file("linked/tests/test_money.py", TEST.replace('"150"', '"1.50"'))
        monkeypatch.chdir("linked")
        assert verdicts(replays, subprocess=True) == {"test_plain": "proved"}
        assert git("worktree", "list").count("\n") == 1


class TestTests:
    """Tests that are no plain functions."""

    def test_doctests(self, replays: Replays) -> None:
        """One in a text is a test like others; one in the code is old with it, and not judged."""
        said = 'def cents(price):\n    """Reads.\n\n    >>> cents("{}")\n    150\n    """\n'
        replays.base(**{
            "pytest.ini": "[pytest]\npythonpath = src .\n"
            "addopts = --doctest-modules --doctest-glob=*.rst\ntestpaths = src docs tests\n",
            "src/shop/__init__.py": said.format("150") + "    return int(price)\n",
            "docs/use.rst": ">>> 1\n1\n",
        })  # fmt: skip
        new = said.format("1.50") + "    return int(float(price) * 100)\n\nTIN = 1\n"
        replays.file("src/shop/__init__.py", new)
        replays.file("docs/use.rst", '>>> from shop import cents\n>>> cents("150")\n15000\n')
        replays.file("docs/raises.rst", '>>> from shop import cents\n>>> cents("1.50")\n150\n')
        replays.file("docs/tin.rst", ">>> from shop import TIN\n>>> TIN\n1\n")
        found = replays.run("src", "docs")
        assert {(name, each["verdict"], each["grade"]) for name, each in found.items()} == {
            ("use.rst", "proved", "behaviour"),
            ("raises.rst", "proved", "behaviour"),
            ("tin.rst", "proved", "missing"),
        }

    def test_a_test_that_needs_its_neighbours(self, replays: Replays) -> None:
        """It passes in the suite and fails when its file runs alone: nobody can tell."""
        replays.base(
            **{"tests/test_a_first.py": "def test_a():\n    import till; till.READY = 1\n"}
        )
        replays.file("till/money.py", NEW)
        replays.file(
            "tests/test_b.py",
            "import till\nfrom till.money import cents\n\n"
            "def test_b():\n    assert till.READY and cents('1.50') == 150\n",
        )
        found = replays.run()["test_b"]
        assert found["verdict"] == "inconclusive"
        assert found["reason"].startswith("passes in this run, and fails when its file runs alone")

    def test_a_mixin_changes_who_uses_it(self, replays: Replays) -> None:
        """A test package's base class: its tests are as new as it is."""
        base = "class Cents:\n    price = '{}'\n\n    def test_price(self):\n"
        base += "        from till.money import cents\n        assert cents(self.price) == 150\n"
        replays.base(**{
            "tests/coins/__init__.py": "",
            "tests/coins/bases.py": base.format("150"),
            "tests/coins/test_it.py": "import coins.bases as b\n\nclass TestIt(b.Cents):\n x = 1\n",
        })  # fmt: skip
        replays.file("till/money.py", NEW)
        replays.file("tests/coins/bases.py", base.format("1.50"))
        assert verdicts(replays)["test_price"] == "proved"

    @pytest.mark.skipif(pytest.version_tuple < (9,), reason="subtests came with pytest 9")
    def test_subtests(self, replays: Replays) -> None:
        """A part that failed on the old code is a red of the whole; one that is skipped is none."""
        replays.base()
        replays.file("till/money.py", NEW)
        replays.file(
            "tests/test_parts.py",
            """
            import pytest
            from till.money import cents

            def test_parts(subtests):
                for text in ("150", "1.50"):
                    with subtests.test(text):
                        assert cents(text) == 150

            def test_skipped(subtests):
                for text in ("150", "1.50"):
                    with subtests.test(text):
                        if text != "150":
                            pytest.skip("later")
                        assert cents(text) == 150
            """,
        )
        assert verdicts(replays) == {
            "test_parts": "proved",
            "test_skipped": "not-discriminating",
        }

    def test_ids_that_depend_on_the_hash_seed(self, replays: Replays) -> None:
        """Sets in parameters: one seed on both sides; an id may be as long as it likes."""
        replays.base()
        replays.file("till/money.py", NEW)
        replays.file(
            "tests/test_set.py",
            "import pytest\nfrom till.money import cents\n\n"
            "TEXTS = {'1.50', '15.0', '150.', '0150', '0' * 300 + '150'}\n\n"
            "@pytest.mark.parametrize('text', TEXTS)\n"
            "def test_set(text):\n    assert cents(text) == 150\n",
        )
        found = replays.run(subprocess=True)["test_set"]
        assert found["verdict"] == "proved"
        assert all(now == "passed" for _, now in found["cases"].values())
        assert (
            sorted(then for then, _ in found["cases"].values()) == ["failed"] * 3 + ["passed"] * 2
        )


class TestBases:
    """What there was before may be broken by itself."""

    def test_code_that_does_not_parse(self, replays: Replays) -> None:
        """Nothing is proved by it, and the reason names the file."""
        replays.base(**{"till/money.py": "def cents(\n"})
        replays.file("till/money.py", OLD)
        replays.file("tests/test_new.py", "def test_n():\n    import till.money\n")
        found = replays.run()["test_n"]
        assert found["verdict"] == "inconclusive"
        assert found["reason"].startswith("broken on the old code, and that is no red: SyntaxError")
        assert "money.py" in found["reason"]

    def test_tests_and_a_conftest_that_did_not_import(self, replays: Replays) -> None:
        """Those of today are what runs."""
        replays.base(**{
            "tests/conftest.py": "import no_such_plugin\n",
            "tests/test_broken.py": "import no_such_module\n",
        })  # fmt: skip
        (replays.project.root / "tests/conftest.py").unlink()
        (replays.project.root / "tests/test_broken.py").unlink()
        replays.file("till/money.py", NEW)
        replays.file("tests/test_money.py", TEST.replace('"150"', '"1.50"'))
        assert verdicts(replays) == {"test_plain": "proved"}

    def test_a_configuration_that_pytest_refuses(self, replays: Replays) -> None:
        """Options that were removed, marks that are strict: today's configuration rules."""
        replays.base(**{
            "pytest.ini": "[pytest]\naddopts = --an-option-of-before --strict-config\nold = 1\n",
            "setup.cfg": "[tool:pytest]\naddopts = --another\n",
        })  # fmt: skip
        replays.file("pytest.ini", "[pytest]\npythonpath = .\naddopts = --strict-markers\n")
        replays.file("till/money.py", NEW)
        replays.file("tests/test_money.py", TEST.replace('"150"', '"1.50"'))
        assert verdicts(replays) == {"test_plain": "proved"}


class TestJobs:
    """What a CI job has checked out, and what it says in its variables."""

    @pytest.fixture
    def branch(self, replays: Replays) -> str:
        """A target that went on, and a branch with one test; the commit they left each other at."""
        replays.base()
        git = replays.project.git
        git("switch", "--quiet", "--create", "points")
        replays.file("till/money.py", NEW)
        replays.file("tests/test_money.py", TEST.replace('"150"', '"1.50"'))
        replays.project.commit("on the branch")
        git("switch", "--quiet", "main")
        replays.file("till/other.py", "")
        replays.project.commit("on the target")
        return git("merge-base", "main", "points")

    def job(self, replays: Replays, *fetched: str, head: str = "points") -> None:
        """Be the clone of a job: detached, with what was fetched and no branch."""
        git = replays.project.git
        git("switch", "--quiet", "--detach", head)
        for branch in ("main", "points"):
            commit = git("rev-parse", branch)
            if branch in fetched:
                git("update-ref", f"refs/remotes/origin/{branch}", commit)
            git("branch", "--quiet", "-D", branch)

    def replay(self, replays: Replays, service: str) -> tuple[str, dict[str, str]]:
        """The line that names the base, and the verdicts, of the command that the docs give."""
        page = (ROOT / "docs/how-to/replay.md").read_text(encoding="utf-8")
        section = page.partition(f"\n## {service}\n")[2].partition("\n## ")[0]
        (command,) = re.findall(r"^ +- (?:run: )?pytest (.*)$", section, re.MULTILINE)
        (written,) = re.findall(r"path.*?(\S+\.json)", section)
        replays.result = replays.project.run(*command.split(), plan=False)
        assert (replays.project.root / written.strip("[]")).exists()
        lines = replays.out.splitlines()
        words = [line.split() for line in lines if "::test_" in line]
        said = {each[-1].rpartition("::")[2]: each[0] for each in words}
        return next(line for line in lines if line.startswith("base ")), said

    def test_a_merge_request_of_gitlab(
        self, replays: Replays, branch: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The target where it was fetched, else the base that GitLab names."""
        monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
        monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", branch)
        self.job(replays, "main", "points")
        line, found = self.replay(replays, "GitLab")
        assert line.startswith(f"base {branch[:12]}: the target of the pull request (CI_MERGE_")
        assert found == {"test_plain": "proved"}
        replays.project.git("update-ref", "-d", "refs/remotes/origin/main")
        line, found = self.replay(replays, "GitLab")
        assert line.startswith(f"base {branch[:12]}: the base of the merge request (CI_MERGE_")
        assert found == {"test_plain": "proved"}

    def test_a_pull_request_of_github(
        self, replays: Replays, branch: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A merge commit: what the target brought is on both sides."""
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
        monkeypatch.setenv("GITHUB_REF", "refs/pull/7/merge")
        git = replays.project.git
        git("switch", "--quiet", "--detach", "main")
        git("merge", "--quiet", "--no-edit", "points")
        target = git("rev-parse", "main")
        self.job(replays, head="HEAD")
        line, found = self.replay(replays, "GitHub Actions")
        said = f"base {target[:12]}: the target of the pull request (its merge commit), HEAD^1"
        assert line == said
        assert found == {"test_plain": "proved"}

    def test_a_fork(self, replays: Replays, branch: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """``origin`` is the fork; the target is on the remote ``upstream``."""
        monkeypatch.setenv("GITHUB_BASE_REF", "main")
        self.job(replays, "points")
        git = replays.project.git
        git("update-ref", "refs/remotes/upstream/main", branch)
        line, found = self.replay(replays, "GitHub Actions")
        assert line.endswith("(GITHUB_BASE_REF), upstream/main")
        assert found == {"test_plain": "proved"}
