"""What the answers stand behind: a short label or sign that returns with nearly every question and whose rest is nearly
always a key that fits, wherever it stands. Written as 答案： below the question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.bank.domain.types import ItemType
from app.bank.exchange.text.learned.blocks import Block, blocks
from app.bank.exchange.text.learned.open_answers import opened
from app.bank.exchange.text.learned.right_options import ticked
from app.bank.exchange.text.learned.rows import SIGN, SOLE_SIGN, Row, heads
from app.bank.exchange.text.words.marks import cut_remarks, find_answer, find_explanation
from app.bank.exchange.text.words.options import split_options

KEY = r"[A-H](?:\s*[、,，/]?\s*[A-H]){0,7}|[√×✓✗对错是否]|正确|错误|True|False|TRUE|FALSE|[TF](?![A-Za-z])"
_CLOSE = rf"\s*(?:{SIGN}){{0,4}}"
_LINE = re.compile(rf"(?P<label>.{{0,12}}?)\s*(?P<key>{KEY})(?P<close>{_CLOSE})")
_END = re.compile(
    rf"(?P<head>.*?\S)(?P<label>\s*(?:(?![)）])(?:{SOLE_SIGN})){{1,4}}\s*|\s{{2,}}|\s+[\u4e00-\u9fffA-Za-z]{{1,4}}(?:{SIGN}){{0,3}}\s*|(?<=[）)])\s*)(?P<key>{KEY})(?P<close>{_CLOSE})",
    re.DOTALL,
)
_LABEL = re.compile(
    rf"(?P<label>(?:{SIGN}){{0,3}}\s*[\u4e00-\u9fffA-Za-z]{{0,6}}\s*(?:{SIGN}){{0,3}})"
)
_FEWEST = 3
_COVER = 0.6
_SURE = 0.8
_LETTER = re.compile("[A-H]")


@dataclass(frozen=True, slots=True)
class Told:
    """A key that a row tells: the question it stands in, the place, the label, what is left of the row."""

    block: Block
    place: int
    label: tuple[str, str]
    key: str
    head: str = ""


def answered(rows: Sequence[Row]) -> list[Row] | None:
    """The rows with 答案： for what stands in its place, None where answers are told already or not found."""
    own = blocks(rows)
    if len(own) < _FEWEST or sum(one.told for one in own) > len(own) * _SURE:
        return None
    for look in (_on_lines, _behind_stems, _behind_options):
        found = _agreed(rows, own, [one for block in own for one in look(rows, block)])
        if found:
            return _explained(_written(rows, own, found))
    return ticked(rows, own) or opened(rows, own)


def _fits(block: Block, key: str) -> bool:
    letters = (
        _LETTER.findall(key) if key.strip("、,， /").isupper() and key not in ("T", "F") else []
    )
    if not letters:
        return not block.labels or len(block.labels) == 2
    return bool(block.labels) and all(letter in block.labels for letter in letters)


def _on_lines(rows: Sequence[Row], block: Block) -> Iterator[Told]:
    for place in block.rest:
        match = _LINE.fullmatch(rows[place].text)
        if match:
            yield Told(block, place, (match["label"].strip(), match["close"].strip()), match["key"])


def _behind_stems(rows: Sequence[Row], block: Block) -> Iterator[Told]:
    text = rows[block.start].text
    head = split_options(text)[0] if block.start in block.options else text
    yield from _at_end(block, block.start, head, text[text.find(head) + len(head) :])


def _behind_options(rows: Sequence[Row], block: Block) -> Iterator[Told]:
    yield from _at_end(block, block.last, rows[block.last].text, "")


def _at_end(block: Block, place: int, text: str, rest: str) -> Iterator[Told]:
    """The key at the end of a text; the rest of its row stays with what stands before the key."""
    match = _END.fullmatch(text)
    if match and match["key"]:
        label = re.sub(r"\s+", " ", match["label"])
        label = label.strip() or label
        yield Told(
            block, place, (label, match["close"].strip()), match["key"], match["head"] + rest
        )


def _agreed(rows: Sequence[Row], own: Sequence[Block], found: Sequence[Told]) -> list[Told]:
    """The keys behind the label that most questions have, where nearly all of them fit. Keys behind a stem or option
    may follow it anywhere: below, or, where the first question has none below the last, above."""
    keyed = [block for block in own if block.labels or block.type is ItemType.TRUE_FALSE]
    keyed = keyed or list(own)
    for label, _n in Counter(one.label for one in found).most_common(3):
        same = [one for one in found if one.label == label]
        shifted = _shifted(own, same) if _begins_above(rows, own, label) else []
        for told in (shifted, same):
            good = [one for one in told if _fits(one.block, one.key)]
            covered = {id(one.block) for one in good}
            if (
                len(good) >= _FEWEST
                and len(good) >= len(told) * _SURE
                and len(covered) >= len(good) * _SURE
                and sum(id(block) in covered for block in keyed) >= len(keyed) * _COVER
                and len({one.key for one in good}) > 1
            ):
                return good
    return []


def _begins_above(rows: Sequence[Row], own: Sequence[Block], label: tuple[str, str]) -> bool:
    """Whether a key stands behind the label above the first question, and none below the last."""
    if not label[0] or any(rows[place].text.startswith(label[0]) for place in own[-1].rest):
        return False
    return any(row.text.startswith(label[0]) for row in rows[: own[0].start])


def _shifted(own: Sequence[Block], told: Sequence[Told]) -> list[Told]:
    """The keys as those of the question below each, if they stand at the end of the one above."""
    following = {id(a): b for a, b in pairwise(own)}
    if any(one.head for one in told):
        return []
    return [
        replace(one, block=following[id(one.block)])
        for one in told
        if id(one.block) in following and one.place == one.block.end
    ]


def _written(rows: Sequence[Row], own: Sequence[Block], found: Sequence[Told]) -> list[Row]:
    label, close = found[0].label
    by_place = {one.place: one for one in found}
    above = any(one.block.start > one.place for one in found)
    result: dict[int, list[Row]] = {n: [row] for n, row in enumerate(rows)}
    moved: dict[int, Row] = {}
    ends = {block.start: block.last for block in own}
    for place, row in enumerate(rows):
        one = by_place.get(place)
        text = one.key if one else _open_answer(row.text, label, close)
        if text is None or (one is None and (not label.strip() or heads(row.text))):
            continue
        told = Row(row.number, f"答案：{text}")
        if one and one.head:
            result[place] = [replace(row, text=one.head)]
            moved[one.block.last] = told
        elif above:
            start = next((block.start for block in own if block.start > place), None)
            if start is not None:
                result[place] = []
                moved[ends[start]] = told
        elif one or any(place in block.rest for block in own):
            result[place] = [told]
    if not label.strip():
        _bare_answers(rows, own, by_place, result)
    return [
        row
        for place in range(len(rows))
        for row in [*result[place], *([moved[place]] if place in moved else [])]
    ]


def _open_answer(text: str, label: str, close: str) -> str | None:
    """What stands behind the label in other words than a key."""
    if not label or not text.startswith(label):
        return None
    told = text[len(label) :].strip()
    told = told.removesuffix(close).rstrip() if close else told
    return told or None


def _bare_answers(
    rows: Sequence[Row], own: Sequence[Block], keyed: dict[int, Told], result: dict[int, list[Row]]
) -> None:
    """The one line below each question without options answers it, where the keys of the others stand bare."""
    for block in own:
        if (
            not block.labels
            and len(block.rest) == 1
            and block.rest[0] not in keyed
            and not block.told
        ):
            place = block.rest[0]
            result[place] = [replace(rows[place], text=f"答案：{rows[place].text}")]


def _explained(rows: Sequence[Row]) -> list[Row]:
    """The rows with 解析： for the label that returns below the answers."""
    below: list[tuple[int, str]] = []
    answers = 0
    for place, row in enumerate(rows):
        above = rows[place - 1].text if place else ""
        answers += find_answer(row.text) is not None
        if above.startswith("答案：") and _may_explain(row.text):
            below.append((place, row.text))
    if len(below) < _FEWEST:
        return list(rows)
    label = _shared([text for _place, text in below], _COVER)
    if not label:
        return list(rows)
    places = {place for place, text in below if text.startswith(label)}
    return [
        replace(row, text=f"解析：{row.text[len(label) :].strip()}") if n in places else row
        for n, row in enumerate(rows)
    ]


def _may_explain(text: str) -> bool:
    return bool(
        text
        and not text[0].isdigit()
        and find_answer(text) is None
        and find_explanation(text) is None
        and not cut_remarks(text)[1]
        and not heads(text)
    )


def _shared(texts: Sequence[str], share: float) -> str:
    """The label that this share of the texts begins with, with at least one sign in it."""
    labels: Counter[str] = Counter()
    for text in texts:
        match = _LABEL.match(text)
        if match and match["label"].strip() and re.search(SIGN, match["label"]):
            labels[match["label"].strip()] += 1
    if not labels:
        return ""
    label, count = labels.most_common(1)[0]
    return label if count >= max(_FEWEST, len(texts) * share) else ""
