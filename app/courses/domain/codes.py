"""Join codes: short, easy to read off a projector, hard to guess."""

from __future__ import annotations

import unicodedata
from random import Random

# No sign that looks or sounds like another (0/O, 1/I/L, 2/Z, 5/S, 8/B) and no vowel, so no words.
ALPHABET = "CDFGHJKMNPQRTVWXY34679"
LENGTH = 6


def make_code(chance: Random) -> str:
    """A new code, one of 22⁶ ≈ 113 million."""
    return "".join(chance.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """What was typed, in the form in which codes are stored: full width, case and gaps evened out."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isalnum())[:12]


def show_code(code: str) -> str:
    """A code in two groups, as it is read aloud: "CDF GHJ"."""
    half = (len(code) + 1) // 2
    return f"{code[:half]} {code[half:]}".strip()
