"""Long answers made of a labelled one and of what was said to other questions, to train on.

People who label write few answers that are long and say little, so that trees would take length itself for
knowledge. What is added answers other questions and earns nothing here; the labelled answer keeps its marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from app.bank.answers.item import grams_of
from app.bank.answers.text import normalise

# Whose sentences are borrowed.
_LENT = frozenset({"full", "partial", "paraphrase", "colloquial", "overlong", "mixed", "wrong"})
# Which answers are lengthened: what they earn is known and is not all.
_LENGTHENED = frozenset({"partial", "vague", "half", "colloquial", "paraphrase", "terse", "full"})
_SENTENCE = re.compile(r"[^。；;!?！？\n]+[。；;!?！？\n]?")
_SHORTEST = 8
# A question this much like another one, or a sentence this much like a key point, lends nothing.
_ALIKE = 0.4
_SAID = 0.5
_FEWEST, _MOST = 3, 9

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Target:
    """A question that answers are made for."""

    line: Line
    stem: frozenset[str]
    wordings: tuple[frozenset[str], ...]


def made_mixtures(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """For each question answers that are beside the point, and labelled ones among such talk."""
    lent = _sentences(lines)
    items: dict[str, list[Line]] = {}
    for line in lines:
        items.setdefault(line["item"], []).append(line)
    for item_id, own in items.items():
        target = _target(own[0])
        for number in range(2):
            talk = _talk(target, lent, f"{item_id} {number}", 2 + 3 * number)
            yield _made(own[0], "".join(talk), (), ())
        kept = [line for line in own if line["kind"] in _LENGTHENED]
        for line in sorted(kept, key=lambda row: _hash(row["id"]))[:3]:
            count = _FEWEST + _hash("n" + line["id"]) % (_MOST - _FEWEST)
            talk = _talk(target, lent, line["id"], count)
            place = _hash("p" + line["id"]) % (len(talk) + 1)
            answer = line["answer"].rstrip("。") + "。"
            text = "".join([*talk[:place], answer, *talk[place:]])
            yield _made(line, text, line["hit_key_points"], line["half_key_points"])


def _made(line: Line, answer: str, hits: Iterable[str], halves: Iterable[str]) -> dict[str, Any]:
    return {
        **line,
        "answer": answer,
        "hit_key_points": list(hits),
        "half_key_points": list(halves),
        "score": 0,
        "kind": "made",
    }


def _sentences(lines: Sequence[Line]) -> list[tuple[str, frozenset[str], str, frozenset[str]]]:
    """What may be borrowed: item, grams of its question, sentence, grams of it."""
    found: list[tuple[str, frozenset[str], str, frozenset[str]]] = []
    for line in lines:
        if line["kind"] in _LENT:
            stem = _grams(line["question"])
            for match in _SENTENCE.finditer(line["answer"]):
                text = match[0].strip()
                if len(text) >= _SHORTEST:
                    text = text if text[-1] in "。；;!?！？" else text + "。"
                    found.append((line["item"], stem, text, _grams(text)))
    return found


def _target(line: Line) -> _Target:
    texts = [t for p in line["key_points"] for t in (p["text"], *p.get("variants", []))]
    return _Target(line, _grams(line["question"]), tuple(map(_grams, texts)))


def _talk(
    target: _Target,
    lent: Sequence[tuple[str, frozenset[str], str, frozenset[str]]],
    seed: str,
    count: int,
) -> list[str]:
    """Sentences that answer other questions, in an order that a hash decides."""
    chosen: list[str] = []
    start, step = _hash(seed) % len(lent), 1 + _hash("s" + seed) % 997
    for number in range(len(lent)):
        item, stem, text, grams = lent[(start + number * step) % len(lent)]
        if item != target.line["item"] and _far(target, stem, grams):
            chosen.append(text)
            if len(chosen) == count:
                break
    return chosen


def _far(target: _Target, stem: frozenset[str], grams: frozenset[str]) -> bool:
    if len(stem & target.stem) >= _ALIKE * min(len(stem), len(target.stem)):
        return False
    return all(len(grams & own) < _SAID * len(own) for own in target.wordings)


def _grams(text: str) -> frozenset[str]:
    return frozenset(gram for gram in grams_of(normalise(text).norm) if len(gram) > 1)


def _hash(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:6])
