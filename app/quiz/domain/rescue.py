"""The rescue file: unsent answers that a page can write out where there is no network at all.

The page gets, with the hall, a key of its own and an envelope that names sitting, page and time. The
envelope is signed with the server's key (HMAC-SHA-256) and the page's key is derived from it with
another (HMAC as a pseudorandom function): whoever holds the server's key works the page's key out
again, whoever holds only the envelope cannot, so that the envelope needs no encryption.

The page encrypts with SHA-256 over (key, nonce, counter) as a key stream (inputs of one fixed length,
so nothing can be appended to them) and authenticates what comes out with HMAC-SHA-256 under a second
key. All of that is written in plain JavaScript (`exam-seal.js`), as plain HTTP has no WebCrypto.

What the file proves: that it was written by the page which got the key, and that nobody changed or
read it on its way. It does not prove when its answers were written: the page says so itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from app.quiz.domain.saves import SaveError, SaveSpec, read_saves

VERSION = 1
RESCUED = "rescue-"  # what names of rescued pages begin with
LARGEST = 2_000_000  # signs of a file
_BLOCK = hashlib.sha256().digest_size


class Wrong(StrEnum):
    """What is wrong with a file; the interface has the words."""

    UNREADABLE = "unreadable"  # no rescue file at all, or cut off
    NOT_OURS = "not_ours"  # written for another site, or the site's key has changed
    OTHER_EXAM = "other_exam"
    CHANGED = "changed"
    CONTENT = "content"  # authentic, but what is inside cannot be answers


class RescueError(ValueError):
    """A file that cannot be used."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the server told a page: `key` (hexadecimal) stays in it, `envelope` goes into the file."""

    key: str
    envelope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescue:
    """An opened file. `given_at` is when the page got its key, `written_at` what the page says."""

    sitting: str
    page: str
    given_at: datetime
    written_at: datetime | None
    saves: tuple[SaveSpec, ...]


def make_envelope(sitting: str, secret: str, at: datetime, page: str | None = None) -> Envelope:
    """A key and an envelope for one page of a sitting (its public id)."""
    body = {
        "v": VERSION,
        "s": sitting,
        "p": page or secrets.token_hex(12),
        "t": int(at.timestamp()),
    }
    payload = _text(json.dumps(body, sort_keys=True, separators=(",", ":")).encode())
    seal = _hmac(secret.encode(), b"zhike rescue envelope\n" + payload.encode())
    return Envelope(key=_page_key(payload, secret).hex(), envelope=f"{payload}.{_text(seal)}")


def seal_file(given: Envelope, content: Mapping[str, Any], nonce: bytes | None = None) -> str:
    """The file that a page writes; the same as `exam-seal.js` makes of the same values."""
    nonce = nonce or secrets.token_bytes(16)
    plain = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    encrypting, authenticating = _keys(bytes.fromhex(given.key))
    body = _text(_stream(encrypting, nonce, plain))
    mac = _mac(authenticating, given.envelope, nonce.hex(), body)
    file = {
        "zhike": "rescue",
        "v": VERSION,
        "envelope": given.envelope,
        "nonce": nonce.hex(),
        "body": body,
        "mac": mac.hex(),
    }
    return json.dumps(file, separators=(",", ":"))


def open_rescue(text: str | bytes, secret: str, sittings: frozenset[str] | None = None) -> Rescue:
    """Open a file with the server's key. `sittings` are those it may belong to, if that matters.

    Raises `RescueError` naming what is wrong.
    """
    file = _file(text)
    payload, _, seal = file["envelope"].partition(".")
    wanted = _hmac(secret.encode(), b"zhike rescue envelope\n" + payload.encode())
    if not hmac.compare_digest(_bytes(seal), wanted):
        raise RescueError(Wrong.NOT_OURS)
    told = _json(_bytes(payload), Wrong.NOT_OURS)
    sitting = str(told.get("s"))
    encrypting, authenticating = _keys(_page_key(payload, secret))
    mac = _mac(authenticating, file["envelope"], file["nonce"], file["body"])
    if not hmac.compare_digest(mac, _unhex(file["mac"])):
        raise RescueError(Wrong.CHANGED)
    if sittings is not None and sitting not in sittings:
        raise RescueError(Wrong.OTHER_EXAM)
    plain = _stream(encrypting, _unhex(file["nonce"]), _bytes(file["body"]))
    content = _json(plain, Wrong.CONTENT)
    return Rescue(
        sitting=sitting,
        page=str(told.get("p")),
        given_at=datetime.fromtimestamp(int(told.get("t", 0)), UTC),
        written_at=_written(content.get("at")),
        saves=_saves(content),
    )


def rescued_name(client: str) -> str:
    """The name under which a rescued save of a page's is stored: the same each time."""
    return RESCUED + hashlib.sha256(client.encode()).hexdigest()[:24]


def _saves(content: Mapping[str, Any]) -> tuple[SaveSpec, ...]:
    """The saves inside; a file may hold none. Raises `RescueError`."""
    if content.get("saves") == []:
        return ()
    try:
        return read_saves({"client": content.get("client"), "saves": content.get("saves")})
    except SaveError:
        raise RescueError(Wrong.CONTENT) from None


def _written(value: object) -> datetime | None:
    """What the page says: milliseconds since 1970, or ISO 8601 with an offset."""
    if isinstance(value, str):
        try:
            said = datetime.fromisoformat(value)
            return said.astimezone(UTC) if said.tzinfo else None
        except (ValueError, OverflowError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _file(text: str | bytes) -> Mapping[str, str]:
    if len(text) > LARGEST:
        raise RescueError(Wrong.UNREADABLE)
    file = _json(text, Wrong.UNREADABLE)
    names = ("envelope", "nonce", "body", "mac")
    if file.get("zhike") != "rescue" or file.get("v") != VERSION:
        raise RescueError(Wrong.UNREADABLE)
    if not all(isinstance(file.get(name), str) for name in names):
        raise RescueError(Wrong.UNREADABLE)
    if len(_unhex(file["nonce"])) != 16:
        raise RescueError(Wrong.UNREADABLE)
    return {name: file[name] for name in names}


def _page_key(payload: str, secret: str) -> bytes:
    return _hmac(secret.encode(), b"zhike rescue page key\n" + payload.encode())


def _keys(key: bytes) -> tuple[bytes, bytes]:
    """Two keys of one, for two purposes."""
    return _hmac(key, b"encrypt"), _hmac(key, b"authenticate")


def _mac(key: bytes, envelope: str, nonce: str, body: str) -> bytes:
    return _hmac(key, f"{VERSION}\n{envelope}\n{nonce}\n{body}".encode())


def _stream(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """`data` xor the key stream; the same call encrypts and decrypts."""
    stream = b"".join(
        hashlib.sha256(key + nonce + count.to_bytes(4, "big")).digest()
        for count in range(-(-len(data) // _BLOCK))
    )
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise RescueError(Wrong.UNREADABLE) from None


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise RescueError(Wrong.UNREADABLE) from None


def _json(text: str | bytes, wrong: Wrong) -> Mapping[str, Any]:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        raise RescueError(wrong) from None
    if not isinstance(found, dict):
        raise RescueError(wrong)
    return cast("Mapping[str, Any]", found)
