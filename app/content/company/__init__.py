"""The fictional company that runs through the course, and data about its customers for exercises."""

from __future__ import annotations

from app.content.company.data import (
    DIMENSIONS,
    FIRST_DAY,
    LAST_DAY,
    Answer,
    CompanyData,
    Complaint,
    Customer,
    Habit,
    Kind,
    Line,
    Order,
    Trouble,
)
from app.content.company.generator import LARGEST, generate, sample
from app.content.company.specs import CompanySpec

__all__ = [
    "DIMENSIONS",
    "FIRST_DAY",
    "LARGEST",
    "LAST_DAY",
    "Answer",
    "CompanyData",
    "CompanySpec",
    "Complaint",
    "Customer",
    "Habit",
    "Kind",
    "Line",
    "Order",
    "Trouble",
    "generate",
    "sample",
]
