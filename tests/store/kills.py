"""Children that are killed while they write."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def killed_forks(work: Callable[[], None], times: int, longest_s: float = 0.03) -> Iterator[None]:
    """Let a copy of this process repeat the work, kill it within that time, so many times; yield after each."""
    chance = random.Random(2022)
    for trial in range(times):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    work()
            finally:
                os._exit(1)
        # Decides only where in the work the kill falls; later and later, for machines that are slow or busy.
        time.sleep(chance.uniform(0.002, longest_s) * (1 + trial / 20))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the child ended by itself: it failed"
        yield


def duration_s(work: Callable[[], None]) -> float:
    """Return how long the work takes here and now, so that kills can be spread over the whole of it."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def killed_programs(program: str, path: Path, times: int) -> Iterator[None]:
    """The same with a program of its own."""
    chance = random.Random(2022)
    for _ in range(times):
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), str(path)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):  # a child that ends by itself has failed
                child.wait(timeout=chance.uniform(0.005, 0.06))
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
        yield
