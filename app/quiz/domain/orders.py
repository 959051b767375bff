"""The order of questions and options that one candidate sees, and the names options go by.

Everything follows from the sitting's secret seed by a keyed hash (HMAC-SHA-256), so that a paper
comes out the same on every page, every machine and in years to come, and nobody without the seed
can work back from the order shown to the order authored.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_SHORTEST_NAME = 8


def rank(seed: int, *parts: object) -> bytes:
    """Where a thing stands in this candidate's order: sorting by it shuffles."""
    code = _keyed(seed).copy()
    code.update("/".join(str(part) for part in parts).encode())
    return code.digest()


@lru_cache(maxsize=64)
def _keyed(seed: int) -> hmac.HMAC:
    """The hash with the seed's key taken in, to be copied.

    A page asks for some 160 codes. `hmac.digest` would let go of the interpreter's lock for each of
    them, and with ten candidates reading at once the threads then hand it round 500 times a page:
    that cost more than the page itself.
    """
    return hmac.new(str(seed).encode(), digestmod="sha256")


def shuffled(values: Iterable[T], seed: int, label: str) -> tuple[T, ...]:
    """The values in an order of this seed; `label` keeps two lists from being shuffled alike."""
    return tuple(sorted(values, key=lambda value: rank(seed, label, value)))


def opaque_names(seed: int, slot_id: int, option_ids: Sequence[str]) -> dict[str, str]:
    """The names under which this candidate's page sends options, by option id.

    An option's id is its letter in authored order and could hint at the key (many authors put it
    first); these names say nothing and differ from sitting to sitting.
    """
    full = {option: rank(seed, "option", slot_id, option).hex() for option in option_ids}
    length = _SHORTEST_NAME
    while len({name[:length] for name in full.values()}) < len(full):
        length += 1
    return {option: f"o{name[:length]}" for option, name in full.items()}
