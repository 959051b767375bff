"""The receipt of a handed-in paper: a short code over exactly what the server holds."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from app.quiz.domain.chain import instant

# Crockford's alphabet: no I, L, O and U, so that nobody misreads a code aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_GROUPS = 4
_GROUP = 4


def receipt_code(sitting: str, handed_in: datetime, saves: int, head: str) -> str:
    """The code of a hand-in, such as `7Q2M-X0KD-94TB-1ZC8` (80 bits: nobody finds one by trying).

    `head` is the last link of the chain of the sitting's `saves` saves. The code can be worked out
    again at any time: another answer, another time or another candidate gives another code.
    """
    body = f"{sitting}\n{instant(handed_in)}\n{saves}\n{head}".encode()
    value = int.from_bytes(hashlib.sha256(body).digest(), "big")
    signs = [_ALPHABET[(value >> (5 * place)) & 31] for place in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[i : i + _GROUP]) for i in range(0, len(signs), _GROUP))


def read_code(text: str) -> str | None:
    """A code as somebody typed it, in its proper form; None where it cannot be one."""
    signs = re.sub(r"[\s–—-]", "", text.upper()).translate(_MISREAD)
    if len(signs) != _GROUPS * _GROUP or not set(signs) <= set(_ALPHABET):
        return None
    return "-".join(signs[i : i + _GROUP] for i in range(0, len(signs), _GROUP))
