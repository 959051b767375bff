"""An item as one learner was asked it: their numbers, their order of options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from app.bank.domain.items import ItemFace, ItemKey, display_order
from app.bank.domain.variants import instantiate, variant_seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was shown. `key` holds the same numbers as `face`; None where it was not loaded."""

    face: ItemFace
    order: tuple[str, ...]
    key: ItemKey | None = None

    def sealed(self) -> Asked:
        """The same without its key."""
        return replace(self, key=None)


def as_asked(
    item_id: int, seed: int, face: ItemFace, key: ItemKey | None, *, shuffled: bool = True
) -> Asked:
    """Rebuild what a learner saw from the seed that was kept with the answer.

    A seeded item needs its key, in which the rules for its numbers are. Lessons ask with the
    options in authored order (`shuffled` false).
    """
    order = display_order(face, Random(seed)) if shuffled else face.option_ids()
    if key is not None:
        face, key = instantiate(face, key, variant_seed(str(item_id), seed))
    return Asked(face=face, order=order, key=key)
