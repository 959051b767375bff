"""Password hashes: argon2id with 19 MiB and two passes (OWASP's second choice).

The library's default of 64 MiB would take a gigabyte when a class signs in together.

Passwords on slips are hashed more cheaply, with 4 MiB and one pass. They are drawn at random (49 bits),
not chosen by people, so there is no dictionary to try: at a generous million guesses a second, half
of their space takes nine years for each one, and each is replaced by the person's own password at the
first sign-in, which is hashed in full. Two thousand of them take 4 s on two cores (measured: 1.8 ms
each in a pool of threads; in full 13.8 ms each, 28 s, longer than a request may take).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Without look-alikes (0/O, 1/l/I): slips are printed and typed off paper.
SLIP_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
SLIP_LENGTH = 10
# argon2 works outside the interpreter's lock, so threads use all cores.
THREADS = 4

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slip_hasher = PasswordHasher(time_cost=1, memory_cost=4 * 1024, parallelism=1)
# Verified against when nobody of that name exists, so that both take the same time.
_nobody = _hasher.hash(secrets.token_hex(8))


def use_quick_hashes() -> None:
    """Make hashing cheap: tests only."""
    global _hasher, _slip_hasher, _nobody
    _hasher = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)
    _slip_hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    _nobody = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def hash_slip_passwords(passwords: Sequence[str]) -> list[str]:
    """Hash passwords made by `make_slip_password`, in order; never those that people choose."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(_slip_hasher.hash, passwords))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was hashed; takes about as long whatever is stored."""
    if stored is None or _is_cheap(stored):
        _matches(_nobody, password)
    return stored is not None and _matches(stored, password)


def make_slip_password() -> str:
    """A password to print on a slip: ten easily told apart signs, about 49 bits."""
    return "".join(secrets.choice(SLIP_ALPHABET) for _ in range(SLIP_LENGTH))


def _is_cheap(stored: str) -> bool:
    try:
        return _hasher.check_needs_rehash(stored)
    except InvalidHashError:
        return True


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
