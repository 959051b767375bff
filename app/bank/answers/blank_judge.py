"""What stands in one blank: accepted, denied, a guess between two, or the term in more words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.bank.answers import blank_forms as forms
from app.bank.answers.blank_names import as_named
from app.bank.answers.blank_numbers import (
    Range,
    is_left_open,
    is_other_percentage,
    is_range,
    range_of,
)
from app.bank.answers.blank_phrases import any_part, holds_form, named_at_end
from app.bank.answers.blank_ratios import ratio_of
from app.bank.answers.blank_verdict import Setting, Verdict
from app.bank.answers.item import Question
from app.bank.answers.lexicon import Words
from app.bank.answers.polarity import denials_in
from app.bank.answers.reasons import Reason
from app.bank.answers.text import normalise

DENIES = re.compile(
    r"(?:并?不(?:是|等于|应该是|会是|叫|查|看|算|指)|没有(?![^,，;；]*(?:[?？)）]))|并非|而?非|绝不是|不属于|\bnot\b|\bnon-)"
)
_GAP = re.compile(r"_{2,}|\(\s*\)|[(（][\s　]*[)）]")
_BUT = re.compile(r"(?:而是|应该是|应当是|应是|应为|[,，;；。]\s*(?:是|为|叫))(.+)$")
_MAYBE = re.compile(r"或者?是?|还是|要么|抑或|(?<![0-9)）])/|/(?![0-9(（])|\bor\b")
# A term, and after the comma one sentence: neither a second guess nor a correction.
_FIRST = re.compile("([^,，;；、]{2,}?)[,，]([^,，;；、]{5,})")
_TAKEN_BACK = re.compile("^(?:或|还是|要么|也可能是|也许|不|应)|错|不对|应该是|应为|改")
# A number or the letter of an abbreviation in front of a term.
_LABEL = re.compile("^(?:[0-9]{1,2}|[a-z])(?=[\u3400-\u9fff])")
_BRACKETS = re.compile("[(（][^()（）]*[)）]")
_LONGEST_REPEATED = 8
# 的需求称为____ and ____忠诚: so much of the question says of what kind a term is.
_BESIDE = 10
_LISTED = re.compile("[、,，]")
_MOST_LISTED = 3
_SHORTEST_LISTED = 2


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank made ready: its forms, those of the other blanks, and what stands around it."""

    accepted: tuple[str, ...]
    forbidden: tuple[str, ...]
    others: tuple[str, ...]
    setting: Setting
    before: str
    after: str
    ranges: tuple[Range, ...]
    is_number: bool


@lru_cache(maxsize=1024)
def blank_of(question: Question, number: int) -> Blank:
    """Make a blank ready."""
    points = question.key_points
    own = points[number]
    accepted = (own.text, *own.variants)
    gaps = list(_GAP.finditer(question.stem))
    before = question.stem[: gaps[number].start()].rstrip() if number < len(gaps) else ""
    after = normalise(question.stem[gaps[number].end() :]).norm if number < len(gaps) else ""
    ranges = tuple(r for form in accepted if (r := range_of(form, question.stem)) is not None)
    return Blank(
        accepted=accepted,
        forbidden=own.forbidden,
        others=tuple(
            form
            for index, other in enumerate(points)
            if index != number
            for form in (other.text, *other.variants)
        ),
        setting=Setting(
            question.stem,
            normalise(question.stem).norm,
            f"{normalise(before[-_BESIDE:]).norm}|{after[:_BESIDE]}",
            "%" if before.endswith("百分之") else after[:4].strip(),
        ),
        before=before,
        after=after.replace(" ", ""),
        ranges=ranges,
        is_number=any(is_range(form) or forms.is_number(form) for form in accepted),
    )


def judge(question: Question, number: int, piece: str, lexicon: Words) -> Verdict:
    """Mark what stands in one blank."""
    blank = blank_of(question, number)
    if (plain := _at_sight(piece, blank)) is not None:
        return plain
    if DENIES.search(piece):
        rest = _BUT.search(piece)
        if not rest:
            return Verdict(0.0, 0.9, Reason.NEGATED)
        verdict = judge(question, number, rest[1], lexicon)
        return Verdict(verdict.credit, min(verdict.sure, 0.85), Reason.NEGATED)
    inner = _without_surroundings(piece, blank)
    if inner != piece and forms.is_accepted(inner, blank.accepted):
        return Verdict(1.0, 0.93)
    if _stands_first(piece, blank):
        return Verdict(1.0, 0.8)
    piece = piece.rsplit("=", 1)[-1]
    choices = [part for part in _MAYBE.split(piece) if part.strip()]
    if len(choices) > 1 and not forms.is_proportion(piece):
        return _choice([judge(question, number, part, lexicon).credit for part in choices])
    if (several := _several(question, number, piece, lexicon)) is not None:
        return several
    return _by_meaning(blank, piece, lexicon)


def _at_sight(piece: str, blank: Blank) -> Verdict | None:
    """What the strict rule and the numbers around the blank decide."""
    if forms.is_empty(piece):
        return Verdict(0.0, 0.98, Reason.BLANK)
    if is_other_percentage(piece, blank.accepted, blank.setting.unit):
        return Verdict(0.0, 0.85)
    if forms.is_accepted(piece, blank.accepted):
        if is_left_open(piece, blank.setting.norm) and piece not in blank.accepted:
            return Verdict(0.5, 0.7, Reason.PARTIAL)
        return Verdict(1.0, 0.98)
    if blank.ranges and (said := range_of(piece, blank.setting.stem)) is not None:
        right = said in blank.ranges
        return Verdict(float(right), 0.93, Reason.NUMBER if right else None)
    if (ratio := ratio_of(piece)) is not None:
        wanted = [r for form in blank.accepted if (r := ratio_of(form)) is not None]
        if wanted:
            return Verdict(float(ratio in wanted), 0.93, Reason.NUMBER)
    if forms.is_accepted(piece, blank.forbidden):
        return Verdict(0.0, 0.95, Reason.MISTAKEN)
    return None


def _several(question: Question, number: int, piece: str, lexicon: Words) -> Verdict | None:
    """不高兴、不满: wordings of one answer; 不满、满意 are two answers."""
    parts = [part.strip() for part in _LISTED.split(piece)]
    if not 2 <= len(parts) <= _MOST_LISTED or blank_of(question, number).is_number:
        return None
    if any(len(part) < _SHORTEST_LISTED for part in parts):
        return None
    verdicts = [judge(question, number, part, lexicon) for part in parts]
    if min(verdict.credit for verdict in verdicts) == 1:
        return Verdict(1.0, min(0.85, *(verdict.sure for verdict in verdicts)), Reason.SYNONYM)
    words = [normalise(form).norm for form in blank_of(question, number).accepted]
    one_right = max(verdict.credit for verdict in verdicts) == 1
    if one_right and any(_contrary(part, word, lexicon) for part in parts for word in words):
        return Verdict(0.0, 0.85, Reason.HEDGED)
    return None


def _contrary(part: str, word: str, lexicon: Words) -> bool:
    senses = {(sense.base, -sense.sign) for sense in lexicon.senses(part) or ()}
    return any((sense.base, sense.sign) in senses for sense in lexicon.senses(word) or ())


def _stands_first(piece: str, blank: Blank) -> bool:
    """不满意，可能会投诉或流失: the term, then what comes of it."""
    match = _FIRST.fullmatch(piece)
    if match is None or blank.is_number or not forms.is_accepted(match[1], blank.accepted):
        return False
    rest = match[2]
    return not (_TAKEN_BACK.search(rest) or any(len(o) > 1 and o in rest for o in blank.others))


def _choice(earned: list[float]) -> Verdict:
    """Two answers in one blank: right only if both are."""
    if min(earned) == 1:
        return Verdict(1.0, 0.85, Reason.SYNONYM)
    return Verdict(0.0, 0.85, Reason.HEDGED) if max(earned) > 0 else Verdict(0.0, 0.9)


def _by_meaning(blank: Blank, piece: str, lexicon: Words) -> Verdict:
    verdict = _compare(blank, piece, lexicon)
    named = as_named(verdict, piece, blank.before, blank.accepted, lexicon)
    if named is not None:
        return named
    if verdict.credit < 1 and _in_more_words(blank, piece, lexicon):
        return Verdict(1.0, 0.78, Reason.SYNONYM)
    return verdict


def _compare(blank: Blank, piece: str, lexicon: Words) -> Verdict:
    return forms.compare(piece, blank.accepted, blank.others, blank.setting, lexicon)


def _in_more_words(blank: Blank, piece: str, lexicon: Words) -> bool:
    """Whether the term stands in an explanation, in a phrase, or behind a letter: B预算."""
    if blank.is_number or forms.is_accepted(piece, blank.others):
        return False
    plain = _LABEL.sub("", piece)
    if plain != piece and forms.is_accepted(plain, blank.accepted):
        return True
    if named_at_end(piece, lambda name: forms.is_accepted(name, blank.accepted)):
        return True
    outside = _BRACKETS.sub("", piece)
    words = [normalise(form).norm for form in blank.accepted]
    # 不满意，可能会投诉 denies nothing more than 不满意 does.
    if denials_in(outside) > max(
        denials_in(word) for word in words if word in outside or word == words[0]
    ):
        return False
    others = [normalise(form).norm for form in blank.others]

    def accepts(part: str) -> bool:
        # A synonym beside something else may be said of that: 购买时间，也就是来了多少次.
        verdict = _compare(blank, part, lexicon)
        right = verdict.credit == 1 and verdict.reason is not Reason.SYNONYM
        return right or holds_form(part, words, others, blank.setting.stem, lexicon)

    if any_part(piece, accepts, lambda part: forms.is_accepted(part, blank.others)):
        return True
    return holds_form(outside, words, others, blank.setting.stem, lexicon)


def _without_surroundings(piece: str, blank: Blank) -> str:
    """第二手 in 第____手 is 二, 6月10日 in 6 月 ____ 日 is 10."""
    before, after = normalise(blank.before).norm.replace(" ", ""), blank.after
    text = piece.replace(" ", "")
    for length in range(min(len(text) - 1, len(before), _LONGEST_REPEATED), 0, -1):
        if before.endswith(text[:length]):
            text = text[length:]
            break
    for length in range(min(len(text) - 1, len(after), _LONGEST_REPEATED), 0, -1):
        if after.startswith(text[-length:]):
            return text[:-length]
    return text
