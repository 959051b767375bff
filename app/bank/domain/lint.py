"""Remarks on one item while it is written: what gives its key away, confuses, or is missing.

Nothing here forbids storing. A remark is a kind, the field it stands at and the facts it tells; the words
belong to the interface. The signs in stems and options are those of the course's own content check
(`app.content.checks.linter.signs`), so that what the bank's editor lets pass is not found there later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from app.bank.domain.items import LETTERS, ItemFace, ItemKey
from app.bank.domain.types import ItemType
from app.content.checks.linter import signs
from app.content.text import count_hanzi, prose_of, says_all_of_the_above

LONG_STEM = 120  # letters and 汉字; a reader at 300 a minute needs 24 seconds for it
LONG_SENTENCE = 60
LEAST_EXPLANATION = 10  # 汉字
ECHO = 3  # 汉字 of the stem that only the key repeats
MANY_BLANKS = 4
# A chapter's keys stand too often in one place from this share on, if there are as many items as FEW.
FEW, MOST_IN_PLACE = 10, 0.4

_SENTENCE = re.compile(r"[。！？；!?;\n]+")
_CLAUSE = re.compile(r"[。！？；，：!?;,:\n]+")
_ECHOED = re.compile(r"[\u4e00-\u9fff]+")
_ARTICLE = re.compile(r"\b(an?)\s*(?:_{3,}|[（(]\s*[)）])", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_NO = re.compile(r"(?<!而)不(?!仅|但|断|同|久|足|良|满)|没有|并非|无法|未必|绝非")

# 任答四点, 写出其中三条, 答对四点即可, 至少五点.
_ANY = re.compile(r"任|其中|即可|至少|不少于|以上|any", re.IGNORECASE)

# A picture whose words are missing says nothing to who cannot see it.
_SILENT_PICTURE = re.compile(r"!\[\s*\]\(picture:")


class Sign(StrEnum):
    """What a remark says."""

    LONG_STEM = "long_stem"
    LONG_SENTENCE = "long_sentence"
    NEGATIVE = "negative"
    TWO_NEGATIVES = "two_negatives"
    ARTICLE = "article"
    BLANK_FIRST = "blank_first"
    MANY_BLANKS = "many_blanks"
    ABSOLUTE_FALSE = "absolute_false"
    LONGER_KEY = "longer_key"
    ABSOLUTE_DISTRACTORS = "absolute_distractors"
    CATCH_ALL = "catch_all"
    MIXED_FORMS = "mixed_forms"
    MIXED_ENDS = "mixed_ends"
    CONTAINED = "contained"
    ECHO = "echo"
    ODD_END = "odd_end"
    KEY_PLACE = "key_place"
    NO_FEEDBACK = "no_feedback"
    NO_MISCONCEPTION = "no_misconception"
    NO_VARIANTS = "no_variants"
    POINTS_DIFFER = "points_differ"
    ANY_UNSAID = "any_unsaid"
    NO_EXPLANATION = "no_explanation"
    SHORT_EXPLANATION = "short_explanation"
    TWIN = "twin"
    CATCH_ALL_OF_MANY = "catch_all_of_many"
    ALL_RIGHT = "all_right"
    SILENT_PICTURE = "silent_picture"
    BAD_FORMULA = "bad_formula"
    NO_PICTURE = "no_picture"
    MODEL_MISSED = "model_missed"
    COPY_EARNS = "copy_earns"
    DENIAL_EARNS = "denial_earns"
    EXCHANGE_EARNS = "exchange_earns"
    MISTAKE_EARNS = "mistake_earns"
    TURNED_EARNS = "turned_earns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to look at again. `place` is the form's field, `index` its row from 0, where it has rows."""

    sign: Sign
    place: str
    index: int | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict[str, str | int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Where the keys of the other 单选 of a chapter stand, by place from 0."""

    places: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.places.values())


def lint(
    face: ItemFace, key: ItemKey, *, stated: Decimal | None = None, habit: Habit | None = None
) -> tuple[Remark, ...]:
    """Every remark on an item, however unfinished, in the order of the form.

    `stated` are marks that the author wrote down beside those of the key points.
    """
    if not face.stem.strip():
        return ()
    remarks = [*_stem(face, key)]
    if face.type.is_choice:
        remarks += _choice(face, key, habit)
    if face.type in (ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY):
        remarks += _written(face.stem, key, stated)
    return (*remarks, *_explanation(key))


def _stem(face: ItemFace, key: ItemKey) -> Iterator[Remark]:
    if _SILENT_PICTURE.search("\n".join([face.stem, *(option.text for option in face.options)])):
        yield Remark(sign=Sign.SILENT_PICTURE, place="stem")
    prose = prose_of(face.stem)
    sentences = [one for one in _SENTENCE.split(prose) if signs.size_of(one)]
    size, longest = signs.size_of(prose), max(map(signs.size_of, sentences), default=0)
    if size > LONG_STEM:
        facts: dict[str, str | int] = {"n": size, "sentences": len(sentences)}
        yield Remark(sign=Sign.LONG_STEM, place="stem", facts=facts)
    if longest > LONG_SENTENCE:
        yield Remark(sign=Sign.LONG_SENTENCE, place="stem", facts={"n": longest})
    if face.type.is_choice and signs.unmarked_negative(face.stem):
        yield Remark(sign=Sign.NEGATIVE, place="stem")
    clauses = [one for one in _CLAUSE.split(prose) if signs.size_of(one)]
    # Other stems tell a story first: what confuses there is the clause that asks.
    judged = clauses if face.type is ItemType.TRUE_FALSE else clauses[-1:]
    if any(len(_NO.findall(one)) > 1 for one in judged):
        yield Remark(sign=Sign.TWO_NEGATIVES, place="stem")
    is_false = face.type is ItemType.TRUE_FALSE and key.truth is False
    if is_false and (found := signs.ABSOLUTE.search(prose)):
        yield Remark(sign=Sign.ABSOLUTE_FALSE, place="stem", facts={"word": found.group()})
    if face.type is ItemType.FILL_BLANK:
        if face.stem.lstrip().startswith("____"):
            yield Remark(sign=Sign.BLANK_FIRST, place="stem")
        if face.blanks > MANY_BLANKS:
            yield Remark(sign=Sign.MANY_BLANKS, place="stem", facts={"n": face.blanks})


def _choice(face: ItemFace, key: ItemKey, habit: Habit | None) -> Iterator[Remark]:
    options = [option.text for option in face.options]
    keys = [place for place, option in enumerate(face.options) if option.id in key.correct]
    for place, option in enumerate(options):
        if says_all_of_the_above(option):
            many = face.type is ItemType.MULTIPLE_RESPONSE
            yield _at(Sign.CATCH_ALL_OF_MANY if many else Sign.CATCH_ALL, place, text=option)
    if signs.mixes_numbers(options):
        yield _at(Sign.MIXED_FORMS)
    if signs.mixes_ends(options):
        yield _at(Sign.MIXED_ENDS)
    for inner, outer in signs.contained(options):
        yield _at(Sign.CONTAINED, inner, inner=LETTERS[inner], outer=LETTERS[outer])
    if len(keys) == len(options) > 1:
        yield _at(Sign.ALL_RIGHT)
    elif keys:
        yield from _given_away(face, options, keys)
        yield from _untaught(face, key)
    if habit is not None and len(keys) == 1 and not face.shuffle:
        yield from _often_there(habit, keys[0])


def _given_away(face: ItemFace, options: Sequence[str], keys: Sequence[int]) -> Iterator[Remark]:
    """The key is told by its look: length, words, ending, an article, an echo of the stem."""
    others = signs.distractors(options, keys)
    if told := signs.longer_key(options, keys):
        yield _at(Sign.LONGER_KEY, keys[0], key=told[0], mean=round(told[1]))
    if signs.absolute_distractors(options, keys):
        yield _at(Sign.ABSOLUTE_DISTRACTORS)
    if len(keys) != 1 or len(others) < 2:
        return
    key = options[keys[0]]
    if echo := echo_of(face.stem, key, others):
        yield _at(Sign.ECHO, keys[0], text=echo)
    if end := _odd_end(key, others):
        yield _at(Sign.ODD_END, keys[0], text=end)
    if article := _ARTICLE.search(face.stem):
        wants_vowel = article.group(1).casefold() == "an"
        fitting = [place for place, text in enumerate(options) if _fits(text, wants_vowel)]
        if fitting == [keys[0]]:
            yield Remark(sign=Sign.ARTICLE, place="stem", facts={"word": article.group(1)})


def _odd_end(key: str, others: Sequence[str]) -> str:
    """The 汉字 with which every distractor ends and the key does not; else nothing."""
    ends = {text.strip()[-1:] for text in others}
    end = ends.pop()
    return end if not ends and _ECHOED.match(end) and key.strip()[-1:] not in ("", end) else ""


def _fits(option: str, wants_vowel: bool) -> bool:
    return bool(_VOWEL.match(option.strip())) is wants_vowel


def echo_of(stem: str, key: str, distractors: Sequence[str]) -> str:
    """The longest run of 汉字 that the stem shares with the key and with no distractor; "" below three.

    A key that stands whole in the stem is one of several that are listed there, and gives nothing away.
    """
    best = ""
    if key.strip() in stem:
        return best
    for run in _ECHOED.findall(key):
        for start in range(len(run)):
            for end in range(start + max(ECHO, len(best) + 1), len(run) + 1):
                piece = run[start:end]
                if piece not in stem:
                    break
                if not any(piece in text for text in distractors):
                    best = piece
    return best


def _untaught(face: ItemFace, key: ItemKey) -> Iterator[Remark]:
    """Distractors that tell those who chose them nothing, or name no confusion."""
    wrong = [one.id for one in face.options if one.id not in key.correct and one.text.strip()]
    notes = key.notes
    silent = [id_ for id_ in wrong if id_ not in notes or not notes[id_].feedback]
    nameless = [id_ for id_ in wrong if id_ not in notes or not notes[id_].misconception]
    if silent:
        yield _at(Sign.NO_FEEDBACK, letters="".join(silent))
    if nameless == wrong != []:
        yield _at(Sign.NO_MISCONCEPTION)


def _often_there(habit: Habit, place: int) -> Iterator[Remark]:
    count, total = habit.places.get(place, 0), habit.total
    if total >= FEW and count / total > MOST_IN_PLACE:
        yield _at(Sign.KEY_PLACE, place, letter=LETTERS[place], n=count, total=total)


def _written(stem: str, key: ItemKey, stated: Decimal | None) -> Iterator[Remark]:
    points, total = key.key_points, key.full_points
    if stated is not None and points and stated != total:
        facts: dict[str, str | int] = {"sum": f"{total:f}", "stated": f"{stated:f}"}
        yield Remark(sign=Sign.POINTS_DIFFER, place="key_points", facts=facts)
    if key.most is not None and not _ANY.search(stem):
        yield Remark(sign=Sign.ANY_UNSAID, place="stem", facts={"n": key.any_of})
    if points and not any(point.variants for point in points):
        yield Remark(sign=Sign.NO_VARIANTS, place="key_points")


def _explanation(key: ItemKey) -> Iterator[Remark]:
    if not key.explanation.strip():
        yield Remark(sign=Sign.NO_EXPLANATION, place="explanation")
    elif 0 < (n := count_hanzi(key.explanation)) < LEAST_EXPLANATION:
        yield Remark(sign=Sign.SHORT_EXPLANATION, place="explanation", facts={"n": n})


def _at(sign: Sign, index: int | None = None, **facts: str | int) -> Remark:
    return Remark(sign=sign, place="options", index=index, facts=facts)
