"""Web nodes: real gunicorn processes as a service unit starts them, killed by their own pids."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

from tests.soak.ports import free_port
from tests.soak.world import Place

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Node:
    """One gunicorn: a master and its workers."""

    place: Place
    folder: Path
    workers: int = 1
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        return self.folder / f"node-{self.port}.log"

    def start(self, *, wait: bool = True) -> float:
        """Start it; seconds until it answered."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "gunicorn", "run:create_app()"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.place.environment(**self.environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        if wait:
            self.wait_until_ready()
        return time.monotonic() - begun

    def wait_until_ready(self, path: str = "/ready", seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._process is not None
            if self._process.poll() is not None:
                raise RuntimeError(f"gunicorn ended: {self.log.read_text()[-2000:]}")
            if self.answers(path):
                return
            time.sleep(0.05)
        raise TimeoutError(f"no answer: {self.log.read_text()[-2000:]}")

    def answers(self, path: str = "/ready") -> bool:
        with suppress(OSError, urllib.error.URLError):
            address = f"http://127.0.0.1:{self.port}{path}"
            with urllib.request.urlopen(address, timeout=3) as reply:
                return bool(reply.status == 200)
        return False

    def worker_pids(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.pid).children()]
        return []

    def memory(self) -> int:
        """Bytes that the workers keep to themselves and share, summed."""
        total = 0
        for pid in self.worker_pids():
            with suppress(psutil.NoSuchProcess):
                total += psutil.Process(pid).memory_info().rss
        return total

    def kill_worker(self, chance: Random) -> bool:
        pids = self.worker_pids()
        if not pids:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(pids), signal.SIGKILL)
        return True

    def kill(self) -> None:
        """`kill -9` the master; its workers are ended as systemd ends what is left of a service."""
        assert self._process is not None
        with suppress(psutil.NoSuchProcess):
            processes = psutil.Process(self.pid).children(recursive=True)
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait(timeout=20)
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(processes, timeout=20)

    def stop(self) -> None:
        """A quick, orderly stop (SIGINT, as Ctrl-C)."""
        stop([self])


def stop(nodes: Sequence[Node]) -> None:
    """Stop nodes side by side."""
    for node in nodes:
        if node._process is not None and node._process.poll() is None:
            os.kill(node.pid, signal.SIGINT)
    for node in nodes:
        if node._process is not None:
            try:
                node._process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                node.kill()
