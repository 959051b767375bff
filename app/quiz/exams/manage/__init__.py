"""The staff's pages of exams. Each module adds its routes to the one blueprint."""

from app.quiz.exams.manage import (
    arrangements,
    candidate,
    marked,
    papers,
    parts,
    picking,
    ready,
    record,
    rehearsal,
    rescue,
    results,
    seats,
    settings,
    sharing,
    watching,
)
from app.quiz.exams.manage.blueprint import bp

__all__ = [
    "arrangements", "bp", "candidate", "marked", "papers", "parts", "picking", "ready", "record",
    "rehearsal", "rescue", "results", "seats", "settings", "sharing", "watching",
]  # fmt: skip
