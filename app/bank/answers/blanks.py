"""填空 marked leniently, as a proposal to the teacher: what is meant counts, guesses do not.

Strict marking by accepted forms is `app.bank.domain.grading`; here a slip, a unit, another order of
words or a synonym is understood, and a hedge or a denial earns nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers import blank_forms as forms
from app.bank.answers.blank_forms import Verdict
from app.bank.answers.item import KeyPoint, Question
from app.bank.answers.lexicon import Words
from app.bank.answers.reasons import Reason
from app.bank.answers.text import Text, normalise

_BLANK = re.compile(r"_{2,}|\(\s*\)|[(（][\s　]*[)）]")
_LEAD = re.compile(
    r"^(?:[(（]?[0-9①-⑳一二三四]{1,2}(?:[)）、:：]|\.(?![0-9]))|第[一二三四五六1-6](?:个空?|空)[是为填:：]*|前者[是为]|后者[是为]|空[0-9一二三][:：]?)+"
)
_SEPARATORS = ("；;\n", "，,", "、", "/|", " ")
_THOUSANDS = re.compile(r",[0-9]{3}(?![0-9])")
_MAYBE = re.compile(r"或者?是?|还是|要么|抑或|/|\bor\b")
_LONGEST_REPEATED = 8
_NOT = re.compile(r"(?:并?不(?:是|等于|应该是|会是|叫)|并非|而?非|绝不是|不属于)")
_BUT = re.compile(r"(?:而是|应该是|应当是|应是|应为|[,，;；。]\s*(?:是|为|叫))(.+)$")


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
    text = normalise(answer)
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
    return bool(_NOT.search(clause)) and bool(re.match(r"\s*(?:而?是|应)", norm[index + 1 :]))


def _piece(norm: str, start: int, end: int) -> Piece:
    lead = _LEAD.match(norm[start:end].lstrip())
    while start < end and norm[start].isspace():
        start += 1
    if lead and lead.end() < end - start:
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
    """Every blank takes the best piece that is left; the order of blanks decides between equals."""
    left = list(pieces)
    verdicts: list[Verdict] = []
    used: list[Piece] = []
    for number in range(len(question.key_points)):
        tried = [judge(question, number, piece.text, lexicon) for piece in left]
        best = max(range(len(left)), key=lambda index: (tried[index].credit, -index))
        verdicts.append(tried[best])
        used.append(left.pop(best))
    return verdicts, used


def _anywhere(question: Question, text: Text, lexicon: Words) -> tuple[list[Verdict], list[Piece]]:
    """Where pieces and blanks do not pair up, a blank is right if its answer stands somewhere."""
    pieces = [p for p in _cut(text, "；;，,、\n /|") if p.text] or [Piece("", 0)]
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


def judge(question: Question, number: int, piece: str, lexicon: Words) -> Verdict:
    """Mark what stands in one blank."""
    point = question.key_points[number]
    accepted = (point.text, *point.variants)
    unit = unit_after(question.stem, number)
    if forms.is_empty(piece):
        return Verdict(0.0, 0.98, Reason.BLANK)
    if forms.is_accepted(piece, accepted):
        return Verdict(1.0, 0.98)
    if point.forbidden and forms.is_accepted(piece, point.forbidden):
        return Verdict(0.0, 0.95, Reason.MISTAKEN)
    denial = _NOT.search(piece)
    if denial:
        rest = _BUT.search(piece)
        if not rest:
            return Verdict(0.0, 0.9, Reason.NEGATED)
        verdict = judge(question, number, rest[1], lexicon)
        return Verdict(verdict.credit, min(verdict.sure, 0.85), Reason.NEGATED)
    inner = _without_surroundings(piece, question.stem, number)
    if inner != piece and forms.is_accepted(inner, accepted):
        return Verdict(1.0, 0.93)
    piece = piece.rsplit("=", 1)[-1]
    choices = [part for part in _MAYBE.split(piece) if part.strip()]
    if len(choices) > 1 and not forms.is_proportion(piece):
        earned = [judge(question, number, part, lexicon).credit for part in choices]
        if min(earned) == 1:
            return Verdict(1.0, 0.85, Reason.SYNONYM)
        if max(earned) > 0:
            return Verdict(0.0, 0.85, Reason.HEDGED)
        return Verdict(0.0, 0.9)
    others = [
        form
        for index, other in enumerate(question.key_points)
        if index != number
        for form in (other.text, *other.variants)
    ]
    return forms.compare(piece, accepted, others, question.stem, unit, lexicon)


def unit_after(stem: str, number: int) -> str:
    """What follows the blank in the question, where a unit would stand."""
    blanks = list(_BLANK.finditer(stem))
    if number >= len(blanks):
        return ""
    if stem[: blanks[number].start()].rstrip().endswith("百分之"):
        return "%"
    return normalise(stem[blanks[number].end() : blanks[number].end() + 4]).norm.strip()


def _without_surroundings(piece: str, stem: str, number: int) -> str:
    """第二手 in 第____手 is 二, 6月10日 in 6 月 ____ 日 is 10."""
    blanks = list(_BLANK.finditer(stem))
    if number >= len(blanks):
        return piece
    before = normalise(stem[: blanks[number].start()]).norm.replace(" ", "")
    after = normalise(stem[blanks[number].end() :]).norm.replace(" ", "")
    text = piece.replace(" ", "")
    for length in range(min(len(text) - 1, len(before), _LONGEST_REPEATED), 0, -1):
        if before.endswith(text[:length]):
            text = text[length:]
            break
    for length in range(min(len(text) - 1, len(after), _LONGEST_REPEATED), 0, -1):
        if after.startswith(text[-length:]):
            return text[:-length]
    return text
