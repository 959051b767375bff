"""填空 marked leniently, as a proposal to the teacher: what is meant counts, guesses do not.

Strict marking by accepted forms is `app.bank.domain.grading`; here a slip, a unit, another order of
words or a synonym is understood, and a hedge or a denial earns nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.blank_judge import DENIES, judge
from app.bank.answers.blank_verdict import Verdict
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.lexicon import Words
from app.bank.answers.reasons import Reason
from app.bank.answers.text import Text, normalise

_LEAD = re.compile(
    r"^(?:[(（]?[0-9①-⑳一二三四]{1,2}(?:[)）、:：]|\.(?![0-9]))|第[一二三四五六1-6](?:个空?|空)[是为填:：]*|前者[是为]|后者[是为]|空[0-9一二三][:：]?)+"
)
# 9、10 are two numbers; 1、满意 is an answer and its number.
_NUMBERS = re.compile("[0-9]{1,3}、[0-9]{1,3}分?")
_SEPARATORS = ("；;\n", "，,", "、", "/|", " ")
_THOUSANDS = re.compile(r",[0-9]{3}(?![0-9])")
_WIDE = re.compile(" {2,}")
_AND = re.compile("和|与|及|以及")
# ① by itself, and 第①层, are numbers; elsewhere it counts the pieces.
_CIRCLED = re.compile("(?<=第)[①-⑨]|(?:(?<=[；;，,、\\s])|^)[①-⑨](?=\\s*(?:[；;，,、]|$))")
# Signs that stand between pieces and in none of them.
_ARROWS = re.compile("→|⇒|—+|-+>")
_STOPS = re.compile("[。.](?![0-9])(?=.)")
# 1提高2降低, (1)提高(2)降低
_ORDINALS = re.compile("(?<=[\u3400-\u9fffa-z%])[(（]?2[)）.、]?(?=[\u3400-\u9fff])")
# Many more pieces than blanks are a heap.
_HEAP = 3


@dataclass(frozen=True, slots=True)
class BlankMarks:
    """Ids of blanks that are right and half right, ranges of the raw answer, and how sure that is."""

    hits: tuple[str, ...] = ()
    halves: tuple[str, ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a normalised answer."""

    text: str
    start: int


def grade_blank(
    question: Question, answer: str, lexicon: Words, exchangeable: bool = False
) -> BlankMarks:
    """Mark the answer to one or several blanks; several come one after the other, apart by 「；」."""
    text = normalise(_CIRCLED.sub(lambda match: str(ord(match[0]) - ord("①") + 1), answer))
    points = question.key_points
    pieces = _split(text, len(points))
    if pieces is None:
        verdicts, used = _anywhere(question, text, lexicon)
    else:
        verdicts, used = _in_order(question, pieces, lexicon)
        if exchangeable:
            verdicts, used = _exchanged(question, pieces, lexicon)
    return _marks(points, verdicts, used, text)


def _marks(
    points: Sequence[KeyPoint], verdicts: Sequence[Verdict], used: Sequence[Piece], text: Text
) -> BlankMarks:
    rows = list(zip(points, verdicts, used, strict=True))
    spans = [
        (point.id, *text.span(piece.start, piece.start + len(piece.text)))
        for point, verdict, piece in rows
        if piece.text and (verdict.credit == 1 or (verdict.credit and point.half))
    ]
    reasons = sorted({str(v.reason) for v in verdicts if v.reason})
    return BlankMarks(
        tuple(point.id for point, verdict, _ in rows if verdict.credit == 1),
        tuple(point.id for point, verdict, _ in rows if verdict.credit == 0.5 and point.half),
        tuple(spans),
        min((verdict.sure for verdict in verdicts), default=0.0),
        tuple(reasons),
    )


def _split(text: Text, count: int) -> list[Piece] | None:
    """The answer cut into as many pieces as there are blanks; `None` if that is not possible."""
    norm = text.norm
    if count == 1:
        return [_piece(norm, 0, len(norm))]
    circled = [i for i, place in enumerate(text.places) if "①" <= text.raw[place] <= "⑳"]
    if len(circled) == count and not circled[0]:
        ends = [*circled[1:], len(norm)]
        pieces = [_piece(norm, a + 1, b) for a, b in zip(circled, ends, strict=True)]
        if all(piece.text for piece in pieces):
            return pieces
    for plain in (False, True):
        for separators in _SEPARATORS:
            pieces = _cut(text, separators, plain)
            pieces = [p for p in pieces if p.text or separators == _SEPARATORS[0]]
            while len(pieces) > count and not pieces[-1].text:
                pieces.pop()
            if len(pieces) == count:
                return pieces
        numbered = [
            match.start()
            for match in re.finditer(
                r"(?:^|(?<=[\s,，;；。]))[(（]?[1-9一二三四](?:[)）、]|\.(?![0-9]))", norm
            )
        ]
        if len(numbered) == count:
            ends = [*numbered[1:], len(norm)]
            return [_piece(norm, a, b) for a, b in zip(numbered, ends, strict=True)]
    return _split_loosely(norm, count)


def _split_loosely(norm: str, count: int) -> list[Piece] | None:
    """Pieces apart by several spaces, or by 和 where nothing else parts them."""
    for pattern in (_WIDE, _ARROWS, _STOPS, _ORDINALS, _AND):
        cuts = [match.span() for match in pattern.finditer(norm)]
        if len(cuts) == count - 1:
            starts = [0, *(end for _, end in cuts)]
            ends = [*(start for start, _ in cuts), len(norm)]
            pieces = [_piece(norm, a, b) for a, b in zip(starts, ends, strict=True)]
            if all(piece.text for piece in pieces):
                return pieces
    return None


def _cut(text: Text, separators: str, plain: bool = False) -> list[Piece]:
    """Cut at separators outside of brackets; unless `plain`, those of a number or an enumerator stay."""
    norm = text.norm
    cuts, depth = [-1], 0
    for index, char in enumerate(norm):
        depth += (char in "(（") - (char in ")）")
        if char in separators and depth <= 0 and (plain or not _holds(text, index)):
            cuts.append(index)
    cuts.append(len(norm))
    return [_piece(norm, a + 1, b) for a, b in itertools.pairwise(cuts)]


def _holds(text: Text, index: int) -> bool:
    """Whether a mark belongs to what it stands in: 1,000 and 80/20, 不是甲，是乙, 1、."""
    norm = text.norm
    before, after = norm[index - 1 : index], norm[index + 1 : index + 2]
    if norm[index] == "/" and before.isdigit() and after.isdigit():
        return True
    # A Chinese comma stands between two numbers, never inside one.
    if norm[index] == "," and before.isdigit() and text.raw[text.places[index]] == ",":
        return _THOUSANDS.match(norm, index) is not None
    if norm[index] == "、" and re.search(r"(?:^|[\s,，;；。、])[0-9一二三四]$", norm[:index]):
        return True
    clause = re.split("[;；]", norm[:index])[-1]
    return bool(DENIES.search(clause)) and bool(re.match(r"\s*(?:而?是|应)", norm[index + 1 :]))


def _piece(norm: str, start: int, end: int) -> Piece:
    lead = _LEAD.match(norm[start:end].lstrip())
    while start < end and norm[start].isspace():
        start += 1
    if lead and lead.end() < end - start and not _NUMBERS.fullmatch(norm[start:end].strip()):
        start += lead.end()
    while end > start and (norm[end - 1].isspace() or norm[end - 1] in "。.;；,，"):
        end -= 1
    return Piece(norm[start:end], start)


def _in_order(
    question: Question, pieces: Sequence[Piece], lexicon: Words
) -> tuple[list[Verdict], Sequence[Piece]]:
    verdicts = [judge(question, number, piece.text, lexicon) for number, piece in enumerate(pieces)]
    return verdicts, pieces


def _exchanged(
    question: Question, pieces: Sequence[Piece], lexicon: Words
) -> tuple[list[Verdict], list[Piece]]:
    """The best pairs of a blank and a piece come first; the order of both decides between equals."""
    tried = {
        (number, index): judge(question, number, piece.text, lexicon)
        for number in range(len(question.key_points))
        for index, piece in enumerate(pieces)
    }
    taken: dict[int, int] = {}
    for number, index in sorted(tried, key=lambda pair: (-tried[pair].credit, *pair)):
        if number not in taken and index not in taken.values():
            taken[number] = index
    chosen = [taken[number] for number in range(len(question.key_points))]
    verdicts = [tried[number, index] for number, index in enumerate(chosen)]
    return verdicts, [pieces[index] for index in chosen]


def _anywhere(question: Question, text: Text, lexicon: Words) -> tuple[list[Verdict], list[Piece]]:
    """Where pieces and blanks do not pair up, a blank is right if its answer stands somewhere."""
    pieces = [p for p in _cut(text, "；;，,、\n /|") if p.text] or [Piece("", 0)]
    if len(pieces) > _HEAP * len(question.key_points):
        count = len(question.key_points)
        return [Verdict(0.0, 0.6, Reason.STUFFED)] * count, [Piece("", 0)] * count
    verdicts: list[Verdict] = []
    used: list[Piece] = []
    place = 0
    for number in range(len(question.key_points)):
        tried = [judge(question, number, piece.text, lexicon) for piece in pieces[place:]]
        best = max(range(len(tried)), key=lambda i: (tried[i].credit, -i), default=-1)
        found = tried[best] if best >= 0 and tried[best].credit else Verdict(0.0, 0.6)
        verdicts.append(Verdict(found.credit, min(found.sure, 0.65), found.reason))
        used.append(pieces[place + best] if found.credit else Piece("", 0))
        place += best + 1 if found.credit else 0
    return verdicts, used
