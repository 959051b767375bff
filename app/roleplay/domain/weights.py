"""The trained weights as they are shipped, and how an utterance is scored with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import mul
from struct import unpack
from typing import Any, cast

from app.roleplay.domain.bank import CONDUCT
from app.roleplay.domain.features import CONTEXT, evenness
from app.roleplay.domain.second import FINE, as_whole, inputs

FORMAT = 3
# Weights are whole numbers of a 200th, so that sums are exact on every machine.
SCALE = 200
# Weights of features are whole numbers of four 200ths: many small ones tell more than few exact ones.
GRAIN = 4
# Bits a label has in a packed weight; sums of weights stay far below half of what they hold.
_LANE = 32
# In the second pass weights are multiplied by thousandths, which takes more room.
_WIDE = 64
_WORDS = {_LANE: "I", _WIDE: "Q"}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CELL = re.compile("[A-Za-z][0-9]*")
_SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"


class WeightsError(ValueError):
    """The file is not one of weights, or one of another version."""


@dataclass(frozen=True, slots=True)
class Known:
    """The features of an utterance that have weights, packed; the first `own` are the agent's.

    `count` is the number of all its features, known or not.
    """

    found: list[tuple[str, int]]
    own: int
    count: int


@dataclass(frozen=True)
class Weights:
    """`table` maps a feature to its weights as `write_cells` writes them; scores and limits in 1/SCALE.

    `bank` is the digest of the examples trained on, `examples` their number. `centres` are limits of the
    first pass, `second` the weights of the second in 1/FINE, a row a label. A label holds when its
    score after both reaches its limit.
    """

    bank: str
    examples: int
    labels: tuple[str, ...]
    bias: tuple[int, ...]
    centres: tuple[int, ...]
    second: tuple[tuple[int, ...], ...]
    limits: tuple[int, ...]
    table: Mapping[str, str] = field(repr=False)

    def known(self, names: Sequence[str]) -> Known:
        """What the weights know of an utterance; in `names` the customer's words come last."""
        find = self._packed.get
        found = [(name, packed) for name in names if (packed := find(name))]
        own = len(found)
        while own and found[own - 1][0].startswith(CONTEXT):
            own -= 1
        return Known(found, own, len(names))

    def margins(self, known: Known, length: int) -> list[float]:
        """By how much every label's score passes its limit, after both passes.

        `length` is that of the bare text.
        """
        alone, full = (
            [(score - centre) / SCALE for score, centre in zip(scores, self.centres, strict=True)]
            for scores in self._scores(known)
        )
        whole, apart = as_whole(inputs(full, length)), as_whole(inputs(alone, length))
        service, conduct = self._second_packed
        total = sum(map(mul, service, whole)) + sum(map(mul, conduct, apart))
        scores = unpacked(total, len(self.labels), _WIDE)
        return [
            score / (FINE * FINE) - limit / SCALE
            for score, limit in zip(scores, self.limits, strict=True)
        ]

    @cached_property
    def _second_packed(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The second weights, one whole number an input: of the other labels, and of misconduct."""
        kinds = (
            [
                (at, row)
                for at, row in enumerate(self.second)
                if (self.labels[at] in CONDUCT) == kind
            ]
            for kind in (False, True)
        )
        service, conduct = (
            tuple(
                sum(row[number] << (_WIDE * at) for at, row in own)
                for number in range(len(self.second[0]))
            )
            for own in kinds
        )
        return service, conduct

    def _scores(self, known: Known) -> tuple[list[float], list[float]]:
        """The first pass: without the customer's words, and with them."""
        alone = sum([packed for _name, packed in known.found[: known.own]])
        full = alone + sum([packed for _name, packed in known.found[known.own :]])
        even = evenness(known.count)
        apart, whole = (
            [
                bias + even * own
                for bias, own in zip(self.bias, unpacked(total, len(self.bias), _LANE), strict=True)
            ]
            for total in (alone, full)
        )
        return apart, whole

    @cached_property
    def _packed(self) -> dict[str, int]:
        """The weights of a feature as one whole number, so that all labels are added up at once."""
        cells = {
            cell: (weight * GRAIN) << (_LANE * label)
            for row in self.table.values()
            for cell, label, weight in read_cells(row)
        }
        return {
            name: sum([cells[cell] for cell in _CELL.findall(row)])
            for name, row in self.table.items()
        }

    def shares(self, known: Sequence[tuple[str, int]], label: int) -> list[tuple[int, str]]:
        """What speaks for a label: (weight below zero, feature), the heaviest first."""
        below = _LANE * label
        raised, half, mask = _raised(label + 1, _LANE), 1 << (_LANE - 1), (1 << _LANE) - 1
        found = [(half - (((packed + raised) >> below) & mask), name) for name, packed in known]
        return sorted([one for one in found if one[0] < 0])


def unpacked(total: int, count: int, lane: int) -> list[int]:
    """The sums of `count` labels from a sum of weights that were packed `lane` bits apart."""
    half = 1 << (lane - 1)
    raised = total + _raised(count, lane)
    data = raised.to_bytes(count * lane // 8, "little")
    return [value - half for value in unpack(f"<{count}{_WORDS[lane]}", data)]


@cache
def _raised(count: int, lane: int) -> int:
    """What makes every sum positive, so that none borrows from its neighbour."""
    half = 1 << (lane - 1)
    return sum(half << (lane * label) for label in range(count))


def dump_weights(weights: Weights) -> str:
    """A line of JSON, then a feature a line in their order: equal weights, equal bytes."""
    head = {
        "format": FORMAT,
        "bank": weights.bank,
        "examples": weights.examples,
        "labels": weights.labels,
        "bias": weights.bias,
        "centres": weights.centres,
        "second": weights.second,
        "limits": weights.limits,
    }
    lines = [_json(head)]
    before = ""
    for name, cells in sorted(weights.table.items()):
        same = _same(before, name)
        lines.append(f"{_SHARED[same]}{name[same:]}\t{cells}")
        before = name
    return "\n".join([*lines, ""])


def _same(before: str, name: str) -> int:
    """How many characters both begin with; a name is written without those of the one before it."""
    most = min(len(before), len(name), len(_SHARED) - 1)
    return next((at for at in range(most) if before[at] != name[at]), most)


def write_cells(pairs: Iterable[tuple[int, int]]) -> str:
    """(label's index, weight) pairs: a letter a label, large above and small below zero, and how much."""
    return "".join(
        f"{_LETTERS[label] if weight > 0 else _LETTERS[label].lower()}"
        f"{abs(weight) if abs(weight) > 1 else ''}"
        for label, weight in pairs
    )


def read_cells(row: str) -> Iterator[tuple[str, int, int]]:
    """(as written, label's index, weight) of every cell of a row."""
    for cell in _CELL.findall(row):
        size = int(cell[1:] or 1)
        yield cell, _LETTERS.index(cell[0].upper()), size if cell[0].isupper() else -size


def split_text(text: str, most: int) -> list[str]:
    """Cut at line ends into parts of at most `most` bytes each, which join to `text` again."""
    parts: list[str] = []
    part, size = "", 0
    for line in text.splitlines(keepends=True):
        length = len(line.encode())
        if part and size + length > most:
            parts.append(part)
            part, size = "", 0
        part, size = part + line, size + length
    return [*parts, part]


def load_weights(text: str) -> Weights:
    """Read what `dump_weights` wrote; raises WeightsError."""
    head, _line, rest = text.partition("\n")
    try:
        data = cast("dict[str, Any]", json.loads(head))
        if data["format"] != FORMAT:
            raise WeightsError("权重文件是另一个版本的")
        return Weights(
            bank=data["bank"],
            examples=data["examples"],
            labels=tuple(data["labels"]),
            bias=tuple(data["bias"]),
            centres=tuple(data["centres"]),
            second=tuple(tuple(row) for row in data["second"]),
            limits=tuple(data["limits"]),
            table=dict(_read_table(rest)),
        )
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise WeightsError(f"权重文件读不出来：{error}") from None


def _read_table(text: str) -> Iterator[tuple[str, str]]:
    name = ""
    for line in text.splitlines():
        own, cells = line.split("\t")
        name = name[: _SHARED.index(own[0])] + own[1:]
        yield name, cells


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
