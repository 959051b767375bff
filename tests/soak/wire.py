"""A small HTTP client: one browser, one connection kept open, cookies, no retries of its own.

It speaks only to 127.0.0.1. What goes wrong on the way is `Lost`: nobody knows then whether the
server did what it was asked.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
LONGEST_REPLY = 20_000_000


class Lost(Exception):
    """No whole reply came: refused, cut off or too late."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Browser:
    """One person's browser. `address` is what the proxy in front would say of where it stands."""

    port: int
    address: str = "10.0.0.1"
    timeout: float = 15.0
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Reply:
        return await self.send("GET", path)

    async def post_form(self, path: str, **fields: str) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.send("POST", path, urlencode(fields).encode(), kind)

    async def post_json(self, path: str, data: Any, token: str) -> Reply:
        kind = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": token,
        }
        return await self.send("POST", path, json.dumps(data).encode(), kind)

    async def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        """One request and its reply. Raises Lost."""
        request = self._request(method, path, body, headers or {})
        try:
            async with asyncio.timeout(self.timeout):
                reply = await self._exchange(request)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            await self.close()
            raise Lost(f"{type(error).__name__}: {error}") from None
        except BaseException:
            await self.close()
            raise
        if reply.headers.get("connection", "").lower() == "close":
            await self.close()
        return reply

    async def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams:
            streams[1].close()
            with suppress(OSError):
                streams[1].transport.abort()

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        lines = {
            "Host": f"{HOST}:{self.port}",
            "X-Forwarded-For": self.address,
            "Accept-Language": "zh-CN",
            "User-Agent": "soak",
            **self.headers,
            **headers,
        }
        if self.cookies:
            lines["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method != "GET":
            lines["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    async def _exchange(self, request: bytes) -> Reply:
        """On the open connection; on a new one where the server has closed it meanwhile."""
        fresh = self._streams is None
        if fresh:
            self._streams = await asyncio.open_connection(HOST, self.port)
        assert self._streams
        reader, writer = self._streams
        if not fresh and (reader.at_eof() or writer.is_closing()):
            await self.close()
            return await self._exchange(request)
        writer.write(request)
        await writer.drain()
        return self._keep(await read_reply(reader))

    def _keep(self, reply: Reply) -> Reply:
        for line in reply.headers.get("set-cookie", "").split("\n"):
            name, _, rest = line.partition("=")
            if rest:
                self.cookies[name.strip()] = rest.partition(";")[0]
        return reply


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """A whole reply. Raises EOFError or ValueError where it is none."""
    first = await reader.readline()
    parts = first.split(b" ", 2)
    if len(parts) < 2:
        raise EOFError("the connection ended before a reply")
    headers = await read_headers(reader)
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    else:
        length = int(headers.get("content-length", "0"))
        if length > LONGEST_REPLY:
            raise ValueError("a reply of unlikely length")
        body = await reader.readexactly(length)
    return Reply(int(parts[1]), headers, body)


async def read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(100):
        line = await reader.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the connection ended inside the headers")
        if line in (b"\r\n", b"\n"):
            return headers
        name, _, value = line.decode("latin-1").partition(":")
        name, value = name.strip().lower(), value.strip()
        headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    raise ValueError("too many headers")


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while len(body) < LONGEST_REPLY:
        size = int(await reader.readline(), 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if size == 0:
            return body
    raise ValueError("a reply of unlikely length")
