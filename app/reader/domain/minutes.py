"""Reading time: a chapter's minutes shared out over its sections."""

from __future__ import annotations

from collections.abc import Sequence


def share_minutes(total: int, lengths: Sequence[int]) -> list[int]:
    """Minutes of each section by its length (汉字); they add up to about `total`, none below 1."""
    whole = sum(lengths)
    return [max(1, round(total * length / whole)) if whole else 1 for length in lengths]
