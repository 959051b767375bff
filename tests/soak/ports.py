"""Ports of this machine that nobody listens on, kept for this process as long as it lives."""

from __future__ import annotations

import itertools
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_ports: Iterator[int] = itertools.cycle(range(8300, 8400))
_kept: list[IO[str]] = []


def free_port() -> int:
    """A free loopback port between 8300 and 8399.

    While a node lies killed its port is free: a lock keeps other runs from taking it then.
    """
    for port in itertools.islice(_ports, 200):
        if not _keep(port):
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port between 8300 and 8399 is free")


def _keep(port: int) -> bool:
    """Take the port's lock, unless another process has it."""
    import fcntl

    file = (Path(tempfile.gettempdir()) / f"zhike-soak-{port}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return False
    _kept.append(file)
    return True
