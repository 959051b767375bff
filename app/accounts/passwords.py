"""Password hashes: argon2id with 19 MiB and two passes (OWASP's second choice).

The library's default of 64 MiB would take a gigabyte when a class signs in together.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 8
MAX_LENGTH = 128
# Without look-alikes (0/O, 1/l/I): slips are printed and typed off paper.
SLIP_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified against when nobody of that name exists, so that both take the same time.
_nobody = _hasher.hash(secrets.token_hex(8))


def use_quick_hashes() -> None:
    """Make hashing cheap: tests only."""
    global _hasher, _nobody
    _hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _nobody = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed; takes as long when there is none."""
    try:
        matches = _hasher.verify(stored or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def make_slip_password() -> str:
    """A password to print on a slip: ten easily told apart signs, about 49 bits."""
    return "".join(secrets.choice(SLIP_ALPHABET) for _ in range(10))
