"""Why a proposal is what it is; the codes that a teacher's queue is sorted by."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One reason; its value is written to the output."""

    BLANK = "blank"  # nothing was answered
    STUFFED = "stuffed"  # a heap of key words
    COPIED = "copied"  # the question copied back, or a definition that repeats its term
    DENIED = "denied"  # a key point is denied or reversed
    MISPLACED = "misplaced"  # said of another name: 分析型 for 运营型
    CROSSED = "crossed"  # the sides of a relation are exchanged
    MISTAKEN = "misconception"  # a wrong statement that the author named
    REQUIRED = "word_missing"  # none of the words that the author asks for
    TURNED = "out_of_order"  # the parts of an ordered key point in another order
    MENDED = "slip_mended"  # a slip of the input method was read as meant
    HALF = "half"  # a key point is only partly said
    NOTHING = "nothing_found"  # no key point was found, maybe for want of a known wording
    UNALIGNED = "unaligned"  # most of the answer belongs to no key point
    UNSURE = "unsure"  # the expected error is large
    HEDGED = "hedged"  # a blank with two answers
    NEGATED = "negated"  # a blank that denies the right answer
    NUMBER = "equal_number"  # a blank that is right as a number
    UNIT = "unit_missing"  # a number without the unit that it needs
    SYNONYM = "synonym"  # a blank that is right in other words
    PARTIAL = "partial"  # a blank that says a part of it
    DOUBTFUL = "doubtful_slip"  # a wrong character that makes another word
