"""The rows of each question: what asks, its options, and what is left below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.bank.domain.types import ItemType
from app.bank.exchange.text.learned.key_rows import row_keys
from app.bank.exchange.text.learned.numbers import starts
from app.bank.exchange.text.learned.rows import Row, heads
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import cut_tail, find_answer, find_explanation, find_start
from app.bank.exchange.text.words.options import split_options

KEY_INSIDE = re.compile(r"[（(]\s*(?:[A-H](?:[\s,，、]*[A-H]){0,7}|√|×|对|错)\s*[)）]")

_KEYS = frozenset("ABCDEFGH√×对错")


@dataclass(slots=True)
class Block:
    """Places of rows: where a question begins, its options, and the others; `told` says that it has an answer."""

    start: int
    number: int = 0
    type: ItemType | None = None
    options: list[int] = field(default_factory=list[int])
    labels: list[str] = field(default_factory=list[str])
    texts: list[str] = field(default_factory=list[str])
    rest: list[int] = field(default_factory=list[int])
    section: int = 0
    told: bool = False

    @property
    def last(self) -> int:
        """The last row of what is asked."""
        return max([self.start, *self.options])

    @property
    def end(self) -> int:
        return max([self.last, *self.rest])


def blocks(rows: Sequence[Row]) -> list[Block]:
    """The questions of the rows in order. A heading ends the last one above it."""
    own = frozenset(starts(rows)) or frozenset(_above_options(rows))
    found: list[Block] = []
    type_: ItemType | None = None
    open_ = False
    section = 0
    for place, row in enumerate(rows):
        if not row.text:
            continue
        if place in own:
            found.append(Block(place, _number(row.text), type_, section=section))
            open_ = True
            _look(found[-1], place, row.text, stem=True)
        elif heads(row.text):
            heading = find_heading(row.text)
            type_ = heading.type if heading else None
            section += 1
            open_ = False
        elif open_:
            _look(found[-1], place, row.text, stem=False)
    for block in found:
        _doubt(block)
    return found


def _number(text: str) -> int:
    start = find_start(text)
    return start.number if start else 0


def _doubt(block: Block) -> None:
    """A: with no B below is no option."""
    if len(block.labels) == 1 and block.options != [block.start]:
        block.rest = sorted([*block.rest, *block.options])
        block.options, block.labels, block.texts = [], [], []


def _above_options(rows: Sequence[Row]) -> list[int]:
    """The rows above each A, where nothing counts the questions."""
    found: list[int] = []
    above = None
    for place, row in enumerate(rows):
        if not row.text:
            continue
        head, pairs = split_options(row.text)
        if pairs and pairs[0][0] == "A" and len(pairs) > (1 if head else 0):
            found += [place] if head else [above] if above is not None else []
        above = None if pairs or heads(row.text) else place
    return found


def _look(block: Block, place: int, text: str, *, stem: bool) -> None:
    if not stem and (len(row_keys(text)) > 1 or text in _KEYS):
        block.rest.append(place)
        return
    text, tail = cut_tail(text)
    block.told = block.told or bool(tail) or find_answer(text) is not None
    if stem:
        block.told = block.told or KEY_INSIDE.search(text) is not None
    head, pairs = split_options(text, 0 if stem else len(block.labels))
    if block.labels and pairs and pairs[0][0] == "A":
        pairs = []  # A: behind the options is a label.
    own = bool(pairs) and (stem or not head) and not (block.rest and pairs[0][0] != "A")
    if own and (len(pairs) > 1 or not stem):
        block.options.append(place)
        block.labels += [label for label, _text in pairs]
        block.texts += [text for _label, text in pairs]
        return
    if not stem:
        if find_explanation(text) is not None:
            return
        block.rest.append(place)
