"""A proxy of our own that lets the network fail: whole requests are read, then something happens.

| fault | what happens |
|---|---|
| `cut_request` | half of the request reaches the server, then both sides are cut |
| `cut_reply` | the server does its work and answers, and the answer is never seen |
| `delay` | the request waits on the way |
| `duplicate` | the server gets the request twice, one after the other; the first answer goes back |
| `reorder` | the request waits until a later one has overtaken it |
| `outage` | for a while every connection is cut at once |

Only requests of the kind `concerns` are met by faults; all others pass. Nothing is sent anywhere but
to 127.0.0.1.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from tests.soak.ports import free_port
from tests.soak.wire import HOST, read_reply

FAULTS = ("cut_request", "cut_reply", "delay", "duplicate", "reorder")
LARGEST = 1_000_000


@dataclass(slots=True)
class Proxy:
    """In front of one node. `share` of the requests that it concerns are met by a fault."""

    upstream: int
    chance: Random
    share: float = 0.5
    longest_delay: float = 1.0
    concerns: bytes = b"/answers "
    port: int = field(default_factory=free_port)
    counts: Counter[str] = field(default_factory=Counter)
    is_out: bool = False
    _server: asyncio.Server | None = None
    _overtaken: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port, backlog=1024)

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def outage(self, seconds: float) -> None:
        """Cut everything for a while."""
        self.is_out = True
        self.counts["outage"] += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self.is_out = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while not self.is_out and (request := await _read_request(reader)):
                if self.is_out or not await self._pass_on(request, writer):
                    if self.is_out:
                        self.counts["cut by an outage"] += 1
                    break
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.CancelledError):
            pass  # one of the two has gone, or the proxy is being stopped
        finally:
            self._tasks.discard(task)
            with suppress(OSError):
                writer.close()
                writer.transport.abort()

    async def _pass_on(self, request: bytes, writer: asyncio.StreamWriter) -> bool:
        """Do what chance says; whether the connection lives on."""
        self.counts["requests"] += 1
        fault = None
        if self.concerns in request.split(b"\r\n", 1)[0] and self.chance.random() < self.share:
            fault = self.chance.choice(FAULTS)
            self.counts[fault] += 1
        if fault == "cut_request":
            await self._half(request)
            return False
        if fault == "delay":
            await asyncio.sleep(self.chance.uniform(0, self.longest_delay))
        elif fault == "reorder":
            self._overtaken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.longest_delay):
                    await self._overtaken.wait()
                    self.counts["overtaken"] += 1
        reply = await self._exchange(request)
        self._overtaken.set()
        if fault == "duplicate":
            await self._exchange(request)
        if fault == "cut_reply":
            return False
        writer.write(reply)
        await writer.drain()
        return True

    async def _half(self, request: bytes) -> None:
        _reader, writer = await asyncio.open_connection(HOST, self.upstream)
        writer.write(request[: self.chance.randrange(1, len(request))])
        with suppress(OSError):
            await writer.drain()
        writer.close()

    async def _exchange(self, request: bytes) -> bytes:
        """The upstream's whole reply, written out again with a length."""
        reader, writer = await asyncio.open_connection(HOST, self.upstream)
        try:
            async with asyncio.timeout(30):
                writer.write(request)
                await writer.drain()
                reply = await read_reply(reader)
        finally:
            writer.close()
        lines = [f"HTTP/1.1 {reply.status} -"]
        for name, value in reply.headers.items():
            if name in ("transfer-encoding", "content-length", "connection"):
                continue
            lines += [f"{name}: {part}" for part in value.split("\n")]
        lines += [f"content-length: {len(reply.body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1") + reply.body


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    """A whole request as it came; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length > LARGEST:
        raise ValueError("a request of unlikely length")
    return head + (await reader.readexactly(length) if length else b"")
