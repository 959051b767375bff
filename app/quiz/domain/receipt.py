"""The receipt of a handed-in paper: a short code over exactly what the server holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

# Crockford's alphabet: no I, L, O and U, so that nobody misreads a code aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS = 3
_GROUP = 4

SaveMark = tuple[int, int, str]  # (slot id, number of the save, digest of its body)


def receipt_code(sitting: str, handed_in: datetime, saves: Iterable[SaveMark]) -> str:
    """The code of a sitting, such as `7Q2M-X0KD-94TB`.

    It can be worked out again from the stored saves at any time: another answer, another time or
    another candidate gives another code.
    """
    body = hashlib.sha256(f"{sitting}\n{handed_in.astimezone(UTC).isoformat()}\n".encode())
    for slot, number, digest in sorted(saves):
        body.update(f"{slot} {number} {digest}\n".encode())
    value = int.from_bytes(body.digest(), "big")
    signs = [_ALPHABET[(value >> (5 * place)) & 31] for place in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[i : i + _GROUP]) for i in range(0, len(signs), _GROUP))
