"""``python -m pytest_phase`` is the console script ``pytest-phase``."""

from __future__ import annotations

import sys

from pytest_phase.cli import main

if __name__ == "__main__":
    sys.exit(main())
