"""What every writer gives back."""

from __future__ import annotations

from dataclasses import dataclass

from app.bank.exchange.loss import Loss


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file. `losses` is all that the format could not carry, question by question."""

    data: bytes
    media_type: str
    extension: str
    losses: tuple[Loss, ...] = ()
