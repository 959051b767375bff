"""What a reading leaves of markers inside the words of its questions: numbers that count on from stem to stem, letters in
front of the options that they name, a sign that all of them begin or end with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from app.bank.exchange.questions import Question
from app.bank.exchange.text.learned.counting import NUMERALS, counts
from app.bank.exchange.text.learned.rows import SOLE_SIGN

_REACH = 8
_FEWEST = 3
_SHARE = 0.6
_ALL = 0.6
_LETTERED = re.compile(rf"\W{{0,3}}(?:选项?)?([A-Ha-h])(?:{SOLE_SIGN}|[\s_])")
_FIRST = re.compile(rf"^{SOLE_SIGN}")
_LAST = re.compile(rf"(?![）)】」』；;：:、])(?:{SOLE_SIGN})$")
_ODD_OPTION = 0.5


def residue(questions: Sequence[Question]) -> list[float]:
    """For each question 1, or less where such a marker is left in it."""
    counted = _counted([one.stem or "" for one in questions])
    stems = [one.stem for one in questions if one.stem]
    common = _common(stems) or _common([text for one in questions for text in _options(one)])
    common = common or _common([one.options[-1].text for one in questions if one.options])
    found: list[float] = []
    for place, question in enumerate(questions):
        value = 0.6 if place in counted else 1.0
        value *= 0.8 if common else 1.0
        value *= _of_options(question)
        found.append(value)
    return found


def _options(question: Question) -> Iterator[str]:
    return (one.text for one in question.options)


def _counted(stems: Sequence[str]) -> frozenset[int]:
    """The places of stems that begin with a numeral that counts on from one to the next."""
    places: dict[tuple[str, str], list[int]] = {}
    last: dict[tuple[str, str], tuple[int, int]] = {}
    for place, stem in enumerate(stems):
        for count in counts(stem.lstrip("（ \u3000）"), NUMERALS, _REACH):
            key = (count.before, count.kind)
            at, value = last.get(key, (-1, 0))
            if count.value == value + 1 and (at == place - 1 or at < 0):
                places.setdefault(key, []).append(place)
            last[key] = (place, count.value)
    good = [own for own in places.values() if len(own) >= _FEWEST]
    good = [own for own in good if len(own) >= min(len(stems) * _SHARE, _FEWEST + 3)]
    return frozenset(place for own in good for place in own)


def _common(texts: Sequence[str]) -> bool:
    """Whether a sign stands at the beginning or the end of nearly all."""
    for sign in (_FIRST, _LAST):
        found = Counter(match[0] for text in texts if (match := sign.search(text)))
        if len(texts) > _FEWEST and found and max(found.values()) >= len(texts) * _ALL:
            return True
    return False


def _of_options(question: Question) -> float:
    texts = list(_options(question))
    if len(texts) < _FEWEST:
        return 1.0
    letters = "".join(match[1] for text in texts if (match := _LETTERED.match(text))).upper()
    if len(letters) >= _FEWEST and letters in "ABCDEFGH":
        return _ODD_OPTION
    firsts = {text[:1] for text in texts}
    if len(firsts) == 1 and _FIRST.match(next(iter(firsts))):
        return _ODD_OPTION
    numerals = [
        {(count.kind, count.value) for count in counts(text, ("digits", "stem", "circled"), 1)}
        for text in texts
    ]
    for kind in ("digits", "stem", "circled"):
        if all((kind, n) in own for n, own in enumerate(numerals, 1)):
            return _ODD_OPTION
    return 1.0
