"""The rows of exams: `exam` holds what is planned, `sitting` what happens."""

from app.quiz.models.exam import (
    Accommodation,
    CandidatePaper,
    DraftItem,
    Exam,
    ExamForm,
    FormSlot,
    Seat,
)
from app.quiz.models.sitting import (
    AnswerLock,
    ExamAct,
    HandIn,
    Incident,
    ResponseLog,
    RoomMessage,
    Sitting,
)

__all__ = [
    "Accommodation",
    "AnswerLock",
    "CandidatePaper",
    "DraftItem",
    "Exam",
    "ExamAct",
    "ExamForm",
    "FormSlot",
    "HandIn",
    "Incident",
    "ResponseLog",
    "RoomMessage",
    "Seat",
    "Sitting",
]
