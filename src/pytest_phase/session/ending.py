"""A gate that is ended before it judges has not passed: ``os._exit``, and a conftest that leaves.

Armed before any conftest is imported, and only for the gate. It shows a slip or a lie in
Python; a process that is replaced or killed from outside tells by its exit code, or by the
missing verdict.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import pytest

CANNOT_JUDGE = 4


def arm() -> Callable[[], None]:
    """Let ``os._exit(0)`` of this process exit 4, and say where it stands; how to undo that."""
    leave, process, shown = os._exit, os.getpid(), _stderr()

    def refused(status: int) -> NoReturn:
        """What is called in the place of ``os._exit``; a forked child leaves as it likes."""
        if os.getpid() == process and status == 0:
            where = _place(sys._getframe(1))
            _say(shown, f"ERROR: os._exit(0) at {where} ended the run before it was judged.")
            leave(CANNOT_JUDGE)
        leave(status)

    def undo() -> None:
        """Called when pytest is done."""
        os._exit = leave
        if shown is not None:
            with suppress(OSError):
                os.close(shown)

    os._exit = refused
    return undo


@contextmanager
def no_exit() -> Iterator[None]:
    """Around the import of conftests: ``sys.exit`` in one would end pytest with any exit code."""
    try:
        yield
    except SystemExit as error:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        where = _place(frame.tb_frame) if frame is not None else "a conftest"
        raise pytest.UsageError(
            f"sys.exit at {where} ended the run before it was judged. "
            "Take it out, and run the gate again."
        ) from error


def _place(frame: FrameType) -> str:
    path = frame.f_code.co_filename
    with suppress(ValueError):  # on another drive
        path = os.path.relpath(path)
    return f"{path.replace(os.sep, '/')}:{frame.f_lineno}"


def _stderr() -> int | None:
    """Standard error as it is before pytest captures it; None where there is none."""
    with suppress(OSError):
        return os.dup(2)
    return None


def _say(shown: int | None, message: str) -> None:
    if shown is not None:
        with suppress(OSError):
            os.write(shown, f"{message} Take it out, and run the gate again.\n".encode())
