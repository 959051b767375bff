"""Aiken, read and written: https://docs.moodle.org/en/Aiken_format tells the format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.domain.types import ItemType
from app.bank.exchange.encoding import head, plain
from app.bank.exchange.formats.common import check_size, finish
from app.bank.exchange.loss import Carries, fit
from app.bank.exchange.questions import (
    Choice,
    Found,
    Problem,
    ProblemKind,
    Question,
    Source,
    SourceKind,
)
from app.bank.exchange.written import Written

CARRIES = Carries(
    types=frozenset({ItemType.SINGLE_CHOICE}), parts=frozenset(), needs_key=True, most_options=26
)
_OPTION = re.compile(r"([A-Z])[.)]\s*(.*)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)")
_KEY = re.compile(r"[A-Z](\s*[,;]?\s*[A-Z])*")
_SNIFFED = re.compile(r"(?m)^[ \t]*[A-Z][.)][^\n]*\n(?:[ \t]*\n)*[ \t]*ANSWER[ \t]*:")


def sniff_aiken(_name: str, data: bytes) -> bool:
    """Whether a file is Aiken: options with an `ANSWER:` line behind them."""
    return _SNIFFED.search(head(data)) is not None


def read_aiken(data: bytes, _name: str) -> Found:
    """The questions of an Aiken file; several letters after `ANSWER:` make a 多选."""
    check_size(data)
    lines = plain(data).split("\n")
    reading = _Reading()
    for number, line in enumerate(lines, 1):
        reading.take(number, line.strip())
    reading.close(len(lines))
    return finish(reading.questions)


def write_aiken(questions: Sequence[Question], *, title: str) -> Written:  # noqa: ARG001 - no place for one
    """An Aiken file: only 单选 with its key."""
    fitted, losses = fit(questions, CARRIES)
    blocks = [
        "\n".join(
            [
                one.question.stem or "",
                *(f"{option.label}. {option.text}" for option in one.question.options),
                f"ANSWER: {''.join(one.question.correct or ())}\n",
            ]
        )
        for one in fitted
    ]
    return Written("\n".join(blocks).encode(), "text/plain", "txt", losses)


@dataclass(slots=True)
class _Reading:
    """Goes through the lines: a stem, its options, then `ANSWER:`."""

    stem: list[str] = field(default_factory=list[str])
    options: list[Choice] = field(default_factory=list[Choice])
    first: int = 0
    after_gap: bool = False
    questions: list[Question] = field(default_factory=list[Question])

    def take(self, number: int, line: str) -> None:
        if not line:
            self.after_gap = True
            return
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        gap, self.after_gap = self.after_gap, False
        if gap and self.options and not answer and not (option and self._follows(option[1])):
            # A new question: the one before has no ANSWER line.
            self.close(number - 1)
        elif len(self.options) > 1 and option and option[1] == "A":
            self._split_off(number)
        if not self.stem:
            self.stem, self.first = [line], number
        elif answer:
            self.close(number, answer[1].strip())
        elif option and self._follows(option[1]):
            self.options.append(Choice(option[1], option[2].strip()))
        elif self.options:
            last = self.options[-1]
            self.options[-1] = Choice(last.label, f"{last.text}\n{line}".strip())
        else:
            self.stem.append(line)

    def _split_off(self, number: int) -> None:
        """An option A again: the last line of the option before was the stem of a new question."""
        last = self.options[-1]
        text, broken, stem = last.text.rpartition("\n")
        if not broken:
            return
        self.options[-1] = Choice(last.label, text)
        self.close(number - 2)
        self.stem, self.first = [stem], number - 1

    def close(self, last: int, key: str = "") -> None:
        if not self.stem:
            return
        letters = tuple(re.findall("[A-Z]", key)) if _KEY.fullmatch(key) else ()
        known = {one.label for one in self.options}
        several = len(letters) > 1
        question = Question(
            source=Source(SourceKind.LINE, self.first, last),
            type=ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE,
            stem="\n".join(self.stem),
            options=tuple(self.options),
            correct=letters if letters and known.issuperset(letters) else None,
        )
        if question.correct is None and key:
            question = question.with_problems(Problem(ProblemKind.ODD_KEY, last, key[:40]))
        if not self.options and not key:
            question = question.with_problems(Problem(ProblemKind.CUT_OFF, self.first))
        self.questions.append(question)
        self.stem, self.options = [], []

    def _follows(self, letter: str) -> bool:
        """Options go on from letter to letter, so that a line of text with a letter is none."""
        return ord(letter) == ord("A") + len(self.options)
