"""What is wrong with a plan and its lock, read without running a test."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_phase.core.plan import Plan

_UNREADABLE = "PH102"

SOUND, PROBLEMS, CANNOT_JUDGE = 0, 1, 4


@dataclass(frozen=True, slots=True)
class Lint:
    """A plan with all its diagnostics, and why the lock cannot be read (None: it can)."""

    plan: Plan
    lock_problem: str | None = None
    strict: bool = False

    @property
    def exit_code(self) -> int:
        """0 sound, 1 a diagnostic is an error, 4 plan or lock cannot be read (design 3.2)."""
        found = self.plan.diagnostics
        if self.lock_problem is not None or any(each.code == _UNREADABLE for each in found):
            return CANNOT_JUDGE
        wrong = ("error", "warning") if self.strict else ("error",)
        return PROBLEMS if any(each.severity in wrong for each in found) else SOUND
