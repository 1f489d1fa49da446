"""What the console script does: one small task in each module.

Each has ``NAME``, ``SUMMARY`` (one line) and ``DETAILS`` for its help, ``arguments`` to say
what it takes, and ``run``, which prints data on stdout and talk on stderr and returns the exit
code. What cannot be judged is raised as ``CannotJudge``, and said by ``cli``.
"""
