"""A small HTTP/1.1 client for measuring: kept connections, requests made beforehand, no parsing.

Measuring must cost less than what is measured: a request is bytes, a reply is its status and body.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

TIMEOUT = 30.0


@dataclass(slots=True)
class Client:
    """One browser: its connection, its cookie and its token."""

    port: int
    cookie: str = ""
    token: str = ""
    _socket: socket.socket | None = field(default=None, repr=False)

    def get(self, path: str, *, packed: bool = False) -> tuple[int, dict[str, str], bytes]:
        """Ask for a page."""
        return self.send(self._head("GET", path, packed=packed))

    def post(self, path: str, body: Any) -> tuple[int, dict[str, str], bytes]:
        """Send JSON, or a form where `body` is a text."""
        form = isinstance(body, str)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        data = body.encode() if form else json.dumps(body, separators=(",", ":")).encode()
        extra = f"Content-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
        if self.token:
            extra += f"X-CSRFToken: {self.token}\r\n"
        return self.send(self._head("POST", path, extra) + data)

    def send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send bytes and read one reply; connects again once where the server has hung up."""
        for attempt in (1, 2):
            try:
                if self._socket is None:
                    self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
                    self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._socket.sendall(request)
                return self._read()
            except (ConnectionError, OSError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _head(self, method: str, path: str, extra: str = "", *, packed: bool = False) -> bytes:
        cookie = f"Cookie: zhike_session={self.cookie}\r\n" if self.cookie else ""
        accept = "Accept-Encoding: gzip\r\n" if packed else ""
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}{accept}{extra}\r\n"
        ).encode()

    def _read(self) -> tuple[int, dict[str, str], bytes]:
        assert self._socket is not None
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        lines = data[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("set-cookie", "").startswith("zhike_session="):
            self.cookie = headers["set-cookie"].partition("=")[2].partition(";")[0]
        body = data[end + 4 :]
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._more()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), headers, body

    def _more(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server hung up")
        return data


def rate(jobs: Sequence[Callable[[], None]], seconds: float) -> float:
    """Requests a second when each job is repeated by a thread of its own for `seconds`."""
    counts = [0] * len(jobs)
    start = threading.Event()
    ends = [0.0]

    faults: list[BaseException] = []

    def work(place: int) -> None:
        start.wait()
        try:
            while time.perf_counter() < ends[0]:
                jobs[place]()
                counts[place] += 1
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    ends[0] = began + seconds
    start.set()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts) / (time.perf_counter() - began)


def spread(jobs: Sequence[Callable[[], None]], clients: int) -> float:
    """Jobs a second when each is done once, by so many threads."""
    waiting = list(reversed(jobs))
    lock = threading.Lock()
    faults: list[BaseException] = []

    def work() -> None:
        while not faults:
            with lock:
                if not waiting:
                    return
                job = waiting.pop()
            try:
                job()
            except BaseException as fault:
                faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return len(jobs) / (time.perf_counter() - began)
