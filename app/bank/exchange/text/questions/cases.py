"""Cases with questions of their own: 1.某银行… 问题：（1）…（2）… 答案要点：（1）…（2）…"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.bank.exchange.text.questions.starts import Chosen, choose_starts
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Section
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import LIST_ITEM, Start, cut_tail, find_answer, find_start

_CASE = re.compile(r"案例|材料|情景|情境|综合分析")
_WORD = r"(?:(?:思考|讨论|分析)?(?:问题|思考题|讨论题|要求)|[请试]问|请(?:你)?(?:回答|思考|分析|讨论)(?:(?:下列|以下)?问题)?)"
_ASKED = re.compile(rf"{_WORD}\s*[:：]")
_ASKS_NEXT = re.compile(rf"(?:请?(?:回答|思考|讨论)?(?:下列|以下)?)?{_WORD}\s*[:：]?")
_INLINE = re.compile(rf"(?:^|(?<=[。！!？?”）)]))\s{{0,4}}(?={_WORD}\s*[:：]\s*[（(]\s*1\s*[)）])")
_ROUND = re.compile(r"[（(]\s*(\d{1,2})\s*[)）]")
_SHORTEST = 30


def is_case_heading(heading: Heading | None) -> bool:
    """Whether a section says that it holds cases: 案例分析题."""
    return heading is not None and bool(_CASE.search(heading.title))


def asks_next(text: str) -> bool:
    """Whether a line only says that questions about a case follow: 思考题：."""
    return _ASKS_NEXT.fullmatch(text.strip()) is not None


def break_cases(pieces: Sequence[Piece]) -> list[Piece]:
    """A case typed on one line with its questions and answers, broken where each of them begins."""
    return [part for piece in pieces for part in _broken(piece)]


def find_cases(pieces: Sequence[Piece]) -> dict[int, Start]:
    """The places of numbered cases: behind the text 问题： and （1） follow. Empty where there is none."""
    found: dict[int, Start] = {}
    starts = [find_start(piece.text) for piece in pieces]
    plain = [n for n, start in enumerate(starts) if start and start.family == "plain"]
    number = 0
    for place, end in zip(plain, [*plain[1:], len(pieces)], strict=False):
        start = starts[place]
        if start is None or (start.number != number + 1 and start.number != 1):
            continue
        if any(
            _ASKS_NEXT.fullmatch(pieces[n].text.strip()) and _is_first(starts[n + 1])
            for n in range(place + 1, end - 1)
        ):
            found[place] = start
            number = start.number
    return found


def starts_of_cases(
    pieces: Sequence[Piece], section: Section, cases: Sequence[int]
) -> list[Chosen]:
    """The lines that begin the questions of each case; those of one case are weighed by themselves."""
    found: list[Chosen] = []
    for place, end in zip(cases, [*cases[1:], len(pieces)], strict=True):
        own = choose_starts(pieces[place + 1 : end], section.heading, trusted=True)
        found += [Chosen(one.place + place + 1, one.start, one.strong) for one in own]
    return found


def tells_case(pieces: Sequence[Piece], first_start: int) -> bool:
    """Whether the lines in front of the first question of a section are long enough to be a case."""
    told = pieces[:first_start]
    if len(told) > 1 and _ASKS_NEXT.fullmatch(told[-1].text.strip()):
        return True
    return sum(len(piece.text) for piece in told) >= _SHORTEST


def begins_another(
    pieces: Sequence[Piece], place: int, next_start: int, first: int, *, answered: bool
) -> bool:
    """Whether a case without a number or a title begins behind a question: long text in front of 问题： or
    of questions that count from 1 again. `first` is the number at `next_start`; `answered` says that the
    question before has an answer, to which the lines up to a gap belong."""
    between = pieces[place:next_start]
    if len(pieces[place].text) < _SHORTEST or any(_is_answer(piece.text) for piece in between):
        return False
    if not _ASKS_NEXT.fullmatch(between[-1].text.strip()) and first != 1:
        return False
    gaps = [n for n, piece in enumerate(between) if piece.after_gap]
    return not answered or len(between) == 1 or (gaps[-1:] or [0])[0] == 0


def _is_answer(text: str) -> bool:
    return find_answer(text) is not None or LIST_ITEM.fullmatch(text) is not None


def _is_first(start: Start | None) -> bool:
    return start is not None and start.style == "round" and start.number == 1


def _broken(piece: Piece) -> Iterator[Piece]:
    cut = _INLINE.search(piece.text)
    if cut is None:
        yield piece
        return
    if piece.text[: cut.start()].strip():
        yield Piece(piece.number, piece.text[: cut.start()].strip(), piece.after_gap)
    rest = piece.text[cut.end() :]
    asked = _ASKED.match(rest)
    assert asked is not None  # noqa: S101 - the pattern before looked for it
    yield Piece(piece.number, asked[0].strip())
    questions, answers = cut_tail(rest[asked.end() :])
    for text in counted(questions):
        yield Piece(piece.number, text)
    told = find_answer(answers)
    if told is None:
        return
    yield Piece(piece.number, answers[: len(answers) - len(told)].strip())
    for text in counted(told):
        yield Piece(piece.number, text)


def counted(text: str) -> Iterator[str]:
    """（1）…（2）… cut at its numbers as long as they go up by one."""
    position, number = 0, 1
    for match in _ROUND.finditer(text):
        if int(match[1]) != number:
            continue
        if text[position : match.start()].strip():
            yield text[position : match.start()].strip()
        position, number = match.start(), number + 1
    if text[position:].strip():
        yield text[position:].strip()
