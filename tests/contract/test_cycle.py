"""The rules of the cycle, one by one: whose turn it is, what is red, green and completed."""

from __future__ import annotations

import pytest

from tests.contract.shop import (
    PLAN,
    WRONG,
    codes,
    component,
    evidence,
    grades,
    one,
    open_shop,
    place,
    refused,
    rows,
    run_of,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project


def _add(project: Project, name: str, body: str) -> None:
    with (project.root / f"tests/test_{name}.py").open("a") as file:
        file.write(f"\n\n{body}\n")


# --- 1: one in progress ----------------


def test_only_the_component_in_progress_collects_first_reds(project: Project) -> None:
    """A red test of another component is not recorded while one is in progress and not green."""
    open_shop(project)
    seen_red(project, "alpha")
    write_test(project, "gamma")
    project.run()
    assert place(project, "gamma") == ("pending", "untested")
    assert grades(project, "gamma") == {}


def test_green_in_progress_makes_room(project: Project) -> None:
    """In progress and green, a component lets the next one start, and is completed by that."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    seen_red(project, "gamma")
    assert place(project, "alpha") == ("completed", "green")
    assert place(project, "gamma") == ("in_progress", "red")


def _merged(project: Project) -> None:
    """The lock of two merged branches: Alpha and Gamma both started and red."""
    open_shop(project)
    seen_red(project, "alpha")
    first = project.lock
    project.lock_path.unlink()
    seen_red(project, "gamma")
    ours = first.split("[components.alpha]")[1].split("[components.beta]")[0]
    theirs = project.lock.split("[components.alpha]")[1].split("[components.beta]")[0]
    project.lock_path.write_text(project.lock.replace(theirs, ours, 1))


def test_two_that_are_not_green_are_recorded_for_neither(project: Project) -> None:
    """Two started components that are both not green: nothing is recorded, PH805 says so."""
    _merged(project)
    before = project.lock
    write_source(project, "alpha")
    write_source(project, "gamma")
    result = project.run()
    assert result.ret == 0
    assert project.lock == before
    write_source(project, "alpha", WRONG)
    found = codes(project.report("--phase-gate"))
    assert ("PH805", "error") in found
    assert project.run("--phase-gate").ret == 1


def test_two_that_are_not_green_until_one_is_named(project: Project) -> None:
    """Naming one of the two records it."""
    _merged(project)
    write_source(project, "alpha")
    write_source(project, "gamma")
    project.run("--phase-component=alpha")
    assert place(project, "alpha")[1] == "green"
    assert component(project, "gamma")["tests"]["green"] == 0


def test_two_that_are_not_green_until_one_is_stopped(project: Project) -> None:
    """Putting one of the two back ends the contradiction."""
    _merged(project)
    refused(project.run("--phase-stop"), "Alpha", "Gamma")
    assert project.run("--phase-stop=gamma").ret == 0
    assert place(project, "gamma") == ("pending", "red")
    assert project.status()["in_progress"] == "alpha"


def test_started_and_whole_counts_as_completed_when_another_is_started(project: Project) -> None:
    """Two merged branches, one of them green: that one counts as completed, and no PH805."""
    _merged(project)
    green = project.lock
    project.run("--phase-stop=gamma")
    seen_green(project, "alpha")
    row = evidence(project, "alpha")["test_alpha"]
    start = green.index("test tests/test_alpha.py")
    end = green.index('",', start)
    project.lock_path.write_text(
        green[:start] + "test tests/test_alpha.py::test_alpha " + row + green[end:]
    )
    assert place(project, "alpha") == ("completed", "green")
    assert project.status()["in_progress"] == "gamma"
    assert "PH805" not in {code for code, _ in codes(project.status())}


# --- 2: what can start ----------------


def test_blocked_component_does_not_start_by_itself(project: Project) -> None:
    """A red test of a component whose dependency is not completed starts nothing."""
    open_shop(project)
    write_test(project, "beta")
    project.run()
    assert place(project, "beta") == ("pending", "untested")


def test_blocked_component_starts_once_it_is_free(project: Project) -> None:
    """With its dependency completed a component starts by its first red."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    seen_red(project, "beta")
    assert place(project, "beta") == ("in_progress", "red")


def test_external_dependency_blocks_nothing(project: Project) -> None:
    """What is marked ``(exists)`` is there already."""
    open_shop(project, PLAN.replace("Depends on: Alpha", "Depends on: VaultClient (exists)"))
    seen_red(project, "beta")
    assert place(project, "beta") == ("in_progress", "red")
    assert component(project, "beta")["blocked_by"] == []


def test_explicit_start_goes_over_a_dependency(project: Project) -> None:
    """--phase-start may go over a dependency, with a warning; PH830 shows it, PH806 does not."""
    open_shop(project)
    write_test(project, "beta")
    result = project.run("--phase-start=beta")
    assert result.ret == 1
    assert place(project, "beta") == ("in_progress", "red")
    assert any("Alpha" in line or "alpha" in line for line in result.outlines)
    document = project.report("--phase-gate", "--phase-allow-red")
    assert "PH806" not in {each["code"] for each in document["findings"]}
    (said,) = [each for each in document["findings"] if each["code"] == "PH830"]
    assert "alpha" in said["message"].casefold()


# --- 3: red, then green ----------------


def test_green_needs_a_red_before(project: Project) -> None:
    """A test that passes without ever having been red gets no evidence."""
    open_shop(project)
    seen_red(project, "alpha")
    _add(project, "alpha", "def test_born_green(): pass")
    project.run()
    assert component(project, "alpha")["tests"]["known"] == 2
    assert set(grades(project, "alpha")) == {"test_alpha"}
    seen_green(project, "alpha")
    assert place(project, "alpha") == ("in_progress", "red")


def test_green_needs_the_same_text(project: Project) -> None:
    """A test whose text changed after its red is not green when it passes."""
    open_shop(project)
    seen_red(project, "alpha")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 41"))
    assert project.run().ret == 0
    assert component(project, "alpha")["tests"]["green"] == 0


@pytest.mark.parametrize("when", ["setup", "call", "teardown"])
def test_green_needs_setup_call_and_teardown(project: Project, when: str) -> None:
    """An error in setup or teardown is no green, though the call passed."""
    one(
        project,
        """
        import alpha, pytest

        @pytest.fixture
        def around():
            alpha.setup()
            yield
            alpha.teardown()

        def test_x(around): alpha.call()
        """,
        "def setup(): raise ValueError\n",
    )
    project.run()
    bodies = {"setup": "pass", "call": "pass", "teardown": "pass", when: "raise ValueError"}
    write_source(project, "alpha", "".join(f"def {n}(): {b}\n" for n, b in bodies.items()))
    project.run()
    assert component(project, "alpha")["tests"]["green"] == 0
    write_source(project, "alpha", "".join(f"def {n}(): pass\n" for n in bodies))
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_red_again_renews_evidence_after_an_edit(project: Project) -> None:
    """A test with evidence that is seen red with a new text has new evidence."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 43"))
    assert project.run().ret == 1
    found = component(project, "alpha")
    assert (found["tests"]["red"], found["tests"]["green"], found["tests"]["stale"]) == (1, 0, 0)
    write_source(project, "alpha", "def answer():\n    return 43\n")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_red_again_renews_in_any_component_and_changes_no_state(project: Project) -> None:
    """Evidence of a completed component is renewed while another is in progress."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    before = evidence(project, "alpha")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 43"))
    project.run()
    assert evidence(project, "alpha") != before
    assert place(project, "alpha")[0] == "completed"
    assert place(project, "gamma")[0] == "in_progress"
    assert component(project, "alpha")["tests"]["stale"] == 0


def test_red_again_of_a_stopped_component(project: Project) -> None:
    """Evidence is renewed in a component that is pending, and it stays pending."""
    open_shop(project)
    seen_red(project, "alpha")
    project.run("--phase-stop")
    test = project.root / "tests/test_alpha.py"
    test.write_text(test.read_text().replace("== 42", "== 43"))
    project.run()
    assert place(project, "alpha") == ("pending", "red")
    assert component(project, "alpha")["tests"]["stale"] == 0


# --- 4: the cycle ----------------


def test_cycle_of_a_component_without_tests(project: Project) -> None:
    """No test, no evidence: untested."""
    open_shop(project)
    assert place(project, "alpha") == ("pending", "untested")


def test_cycle_is_green_only_when_every_known_test_is(project: Project) -> None:
    """One of two green is red."""
    one(
        project,
        """
        import alpha
        def test_a(): assert alpha.a
        def test_b(): assert alpha.b
        """,
        "a = b = 0\n",
    )
    project.run()
    write_source(project, "alpha", "a, b = 1, 0\n")
    project.run()
    assert place(project, "alpha")[1] == "red"
    write_source(project, "alpha", "a, b = 1, 1\n")
    project.run()
    assert place(project, "alpha")[1] == "green"


def test_waived_and_baseline_count_for_the_cycle(project: Project) -> None:
    """Green, baseline and waived together make a component green."""
    open_shop(project)
    project.file("tests/test_alpha.py", "def test_old(): pass\n")
    write_source(project, "alpha", WRONG)
    project.run("--phase-baseline=before")
    project.file(
        "tests/test_alpha.py",
        """
        import alpha, pytest

        def test_old(): pass

        @pytest.mark.phase_waive(reason="r")
        def test_waived(): pass

        def test_new(): assert alpha.answer() == 42
        """,
    )
    project.run()
    assert place(project, "alpha") == ("in_progress", "red")
    seen_green(project, "alpha")
    assert place(project, "alpha") == ("in_progress", "green")


@pytest.mark.parametrize(
    "left_out",
    [
        ("-k", "not test_more"),
        ("tests/test_alpha.py::test_alpha",),
        ("--deselect", "tests/test_alpha.py::test_more"),
        ("-m", "not slow"),
    ],
)
def test_partial_run_makes_nothing_green_by_leaving_out(
    project: Project, left_out: tuple[str, ...]
) -> None:
    """A partial run adds evidence for what it saw; what it left out is known all the same."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nmarkers = slow: slow\n")
    write_source(project, "alpha", WRONG)
    write_test(project, "alpha")
    _add(
        project,
        "alpha",
        "import pytest\n\n\n@pytest.mark.slow\ndef test_more():\n    assert alpha.answer() == 42",
    )
    project.run(*left_out)
    found = component(project, "alpha")
    assert found["tests"]["known"] == 2
    assert found["tests"]["red"] == 1
    write_source(project, "alpha")
    project.run(*left_out)
    assert place(project, "alpha") == ("in_progress", "red")


def test_known_tests_of_a_file_the_run_left_out(project: Project) -> None:
    """A component of two files is not green by running one of them."""
    open_shop(
        project,
        PLAN.replace(
            "- Tests: `tests/test_gamma.py`", "- Tests: `tests/test_gamma.py`, `tests/test_g2.py`"
        ),
    )
    project.file(
        "tests/test_g2.py", "import gamma\n\n\ndef test_g2():\n    assert gamma.answer()\n"
    )
    seen_red(project, "gamma")
    seen_green(project, "gamma")
    assert place(project, "gamma") == ("in_progress", "red")
    refused(project.run("--phase-complete", "tests/test_gamma.py"))


def test_known_is_what_pytest_collected(project: Project) -> None:
    """Classes pytest does not collect are not known, inherited and generated tests are."""
    one(
        project,
        """
        import pytest

        class TestNot:
            __test__ = False
            def test_not(self): assert 0

        class Base:
            def test_inherited(self): assert 0

        class TestReal(Base):
            pass

        def make():
            def test_generated(): assert 0
            return test_generated

        test_generated = make()
        """,
    )
    project.run()
    assert set(evidence(project, "alpha")) == {"test_inherited", "test_generated"}


def test_refactor_lane_owes_no_red(project: Project) -> None:
    """A component in the refactor lane is green with tests that were born green."""
    for lane in ("refactor", "characterization"):
        open_shop(
            project,
            PLAN.replace(
                "- Tests: `tests/test_gamma", f"- Lane: {lane}\n- Tests: `tests/test_gamma"
            ),
        )
        assert component(project, "gamma")["lane"] == lane
        write_test(project, "gamma")
        write_source(project, "gamma")
        project.run("--phase-start=gamma")
        assert place(project, "gamma") == ("in_progress", "green")
        assert project.run("--phase-gate").ret == 0
        project.lock_path.unlink()


# --- 5: completion ----------------


def test_completion_needs_every_named_case(project: Project) -> None:
    """The next component does not complete one with a listed case unwritten."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - `test_alpha`\n  - `test_more`"))
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    assert place(project, "alpha") == ("in_progress", "green")
    seen_red(project, "gamma")
    assert place(project, "gamma") == ("in_progress", "red")


def test_case_in_prose_asks_for_no_function(project: Project) -> None:
    """A listed case that names no function keeps nothing from being completed."""
    open_shop(project, PLAN.replace("  - `test_alpha`", "  - answers with forty-two"))
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    assert place(project, "alpha") == ("completed", "green")


def test_new_red_test_opens_a_completed_component(project: Project) -> None:
    """A test without evidence that is red re-opens its completed component, if nothing else is."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    _add(project, "alpha", "def test_more():\n    assert alpha.more")
    project.run()
    assert place(project, "alpha") == ("in_progress", "red")
    assert grades(project, "alpha")["test_more"] == "missing"
    write_source(project, "alpha", "more = 1\ndef answer():\n    return 42\n")
    project.run("--phase-complete")
    assert place(project, "alpha") == ("completed", "green")


def test_new_red_test_of_a_completed_component_is_out_of_turn(project: Project) -> None:
    """While another is in progress and not green, the completed one stays completed."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    seen_red(project, "gamma")
    _add(project, "alpha", "def test_more():\n    assert alpha.more")
    document = project.report()
    assert run_of(document)["test_more"]["evidence"] == "out-of-turn"
    assert place(project, "alpha")[0] == "completed"
    assert "test_more" not in grades(project, "alpha")


def test_failing_test_with_evidence_opens_nothing(project: Project) -> None:
    """A regression of a completed component changes no state."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    before = project.lock
    write_source(project, "alpha", WRONG)
    assert project.run().ret == 1
    assert project.lock == before


def test_start_of_a_completed_component(project: Project) -> None:
    """--phase-start opens a completed component again; its evidence stays."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    before = evidence(project, "alpha")
    assert project.run("--phase-start=alpha").ret == 0
    assert place(project, "alpha")[0] == "in_progress"
    assert evidence(project, "alpha") == before


INTEGRATION = PLAN.replace(
    "- Implementation: `src/alpha.py`",
    "- Implementation: `src/alpha.py`\n- Integration tests: `tests/integration/test_whole.py`",
)


def test_completion_needs_its_integration_tests(project: Project) -> None:
    """Integration tests that fail, or did not run, keep a component from being completed."""
    open_shop(project, INTEGRATION)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    whole = "import alpha\n\n\ndef test_whole():\n    assert alpha.whole\n"
    project.file("tests/integration/test_whole.py", whole)
    refused(project.run("--phase-complete"))
    assert place(project, "alpha")[0] == "in_progress"
    write_source(project, "alpha", "whole = 1\ndef answer():\n    return 42\n")
    refused(project.run("--phase-complete", "tests/test_alpha.py"))
    assert project.run("--phase-complete").ret == 0
    assert place(project, "alpha")[0] == "completed"


# --- 6: out of turn ----------------


def _out_of_turn(project: Project, *args: str) -> list[str]:
    open_shop(project)
    seen_red(project, "alpha")
    write_test(project, "gamma")
    result = project.run(*args)
    assert result.ret == 1
    return [line for line in result.outlines if "out of turn" in line.casefold()]


@pytest.mark.parametrize("args", [(), ("-q",), ("-v",), ("--tb=no",)])
def test_out_of_turn_is_one_line(project: Project, args: tuple[str, ...]) -> None:
    """Out of turn is one line with its reason and the command that helps, also under -q."""
    (line,) = _out_of_turn(project, *args)
    assert "Gamma" in line
    assert "Alpha is in progress" in line
    assert "--phase-stop=alpha" in line


def test_out_of_turn_is_silent_under_qq(project: Project) -> None:
    """Under -qq nothing of ours is printed."""
    assert _out_of_turn(project, "-qq") == []


def test_out_of_turn_names_the_dependency(project: Project) -> None:
    """Where a dependency is the reason, the line says so, and how to go over it."""
    open_shop(project)
    write_test(project, "beta")
    said = project.run().stdout.str()
    (line,) = [each for each in said.splitlines() if "out of turn" in each.casefold()]
    assert "Alpha" in line
    assert "--phase-start=beta" in line
    assert not project.lock


# --- 7: the order at the end of a run ----------------


def test_greens_complete_and_start_the_next_in_one_run(project: Project) -> None:
    """One run sees Alpha green, completes it, starts Beta that waited for it, and its reds."""
    open_shop(project)
    seen_red(project, "alpha")
    write_source(project, "alpha")
    write_test(project, "beta")
    project.run()
    assert place(project, "alpha") == ("completed", "green")
    assert place(project, "beta") == ("in_progress", "red")


def test_first_startable_in_the_plans_order_starts(project: Project) -> None:
    """Of several components with reds the first startable one starts, whatever ran first."""
    open_shop(project)
    for name in ("gamma", "beta", "alpha"):
        write_test(project, name)
    project.run("tests/test_gamma.py", "tests/test_beta.py", "tests/test_alpha.py")
    assert place(project, "alpha") == ("in_progress", "red")
    assert place(project, "gamma") == ("pending", "untested")
    assert place(project, "beta") == ("pending", "untested")


def test_order_of_tests_makes_no_difference(project: Project) -> None:
    """The lock of a run is the same in any order of its files."""
    open_shop(project)
    for name in ("gamma", "beta", "alpha"):
        write_test(project, name)
    files = [f"tests/test_{name}.py" for name in ("alpha", "beta", "gamma")]
    project.run(*files)
    first = project.lock
    project.lock_path.unlink()
    project.run(*reversed(files))
    assert project.lock == first


def test_without_auto_start_a_named_start_is_needed(project: Project) -> None:
    """With phase_auto_start off only --phase-start starts; its reds are recorded."""
    open_shop(project)
    project.file("pytest.ini", "[pytest]\npythonpath = src\nphase_auto_start = false\n")
    write_test(project, "alpha")
    result = project.run()
    assert "--phase-start=alpha" in result.stdout.str()
    assert not project.lock
    project.run("--phase-start=alpha")
    assert place(project, "alpha") == ("in_progress", "red")


# --- 8: base and lane ----------------


def test_base_is_absent_outside_git(project: Project) -> None:
    """Without a repository the start has no base, and nothing complains."""
    open_shop(project)
    result = seen_red(project, "alpha")
    assert result.stderr.str() == ""
    assert rows(project, "alpha")[0] == "started lane=feature"


def test_base_stays_the_commit_it_started_from(project: Project) -> None:
    """Later commits do not move the base."""
    open_shop(project)
    first = project.commit()
    seen_red(project, "alpha")
    project.commit("red")
    seen_green(project, "alpha")
    assert f"started base={first[:12]} lane=feature" in rows(project, "alpha")


def test_unreachable_base_is_no_finding(project: Project) -> None:
    """After a rebase the base may be gone: the gate passes all the same."""
    open_shop(project)
    project.commit()
    seen_red(project, "alpha")
    seen_green(project, "alpha")
    base = rows(project, "alpha")[0].split("base=")[1].split()[0]
    project.lock_path.write_text(project.lock.replace(base, "0123456789ab"))
    assert project.run("--phase-gate").ret == 0


def test_red_keeps_the_digest_of_the_implementation(project: Project) -> None:
    """Reds seen against other sources have other digests; comments make no difference."""
    one(project, "import alpha\ndef test_alpha(): assert alpha.answer() == 42\n", WRONG)
    found = []
    for source in (WRONG, "# why\n\n\n" + WRONG, WRONG.replace("41", "40")):
        write_source(project, "alpha", source)
        project.run()
        found.append(evidence(project, "alpha")["test_alpha"].split("@")[1])
        project.lock_path.unlink()
    assert found[0] == found[1] != found[2]
