"""How sure the engine is of what it proposes for answers that are judged together, in three steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from app.bank.answers.grader import REVIEW_BELOW
from app.marking.answers import Row
from app.marking.domain.clusters import Cluster

Certainty = Literal["low", "middle", "high"]
ORDER: tuple[Certainty | None, ...] = (None, "low", "middle", "high")
SURE_FROM = 0.88


def certainty(cluster: Cluster, rows: Sequence[Row]) -> Certainty | None:
    """None where nothing is proposed. Who doubts a key point is not very sure, however likely the mark as
    a whole is."""
    proposals = [row.proposal for row in rows if row.proposal is not None]
    if not proposals:
        return None
    if not cluster.sure or cluster.confidence < REVIEW_BELOW:
        return "low"
    doubts = any(proposal.doubts for proposal in proposals)
    return "high" if cluster.confidence >= SURE_FROM and not doubts else "middle"
