"""The trained weights as they are shipped, and how an utterance is scored with them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from struct import unpack
from typing import Any, cast

from app.roleplay.domain.bank import CONDUCT
from app.roleplay.domain.features import CONTEXT, evenness
from app.roleplay.domain.second import as_whole, inputs, weigh

FORMAT = 2
# Weights are whole numbers of a 200th, so that sums are exact on every machine.
SCALE = 200
_LINES = 12
# Bits a label has in a packed weight; sums of weights stay far below half of what they hold.
_LANE = 32


class WeightsError(ValueError):
    """The file is not one of weights, or one of another version."""


@dataclass(frozen=True)
class Weights:
    """`table` maps a feature to (label's index, weight) pairs; scores and limits in 1/SCALE.

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
    table: Mapping[str, tuple[tuple[int, int], ...]] = field(repr=False)

    def margins(self, names: Sequence[str], length: int) -> list[float]:
        """By how much every label's score passes its limit, after both passes.

        `length` is that of the bare text. In `names` the customer's words come last.
        """
        alone, full = (
            [(score - centre) / SCALE for score, centre in zip(scores, self.centres, strict=True)]
            for scores in self._scores(names)
        )
        whole, apart = as_whole(inputs(full, length)), as_whole(inputs(alone, length))
        corrected = [
            weigh(row, apart if label in CONDUCT else whole)
            for label, row in zip(self.labels, self.second, strict=True)
        ]
        return [score - limit / SCALE for score, limit in zip(corrected, self.limits, strict=True)]

    def _scores(self, names: Sequence[str]) -> tuple[list[float], list[float]]:
        """The first pass: without the customer's words, and with them."""
        find = self._packed.get
        own = next((at for at, n in enumerate(names) if n.startswith(CONTEXT)), len(names))
        alone = sum(find(name, 0) for name in names[:own])
        full = alone + sum(find(name, 0) for name in names[own:])
        even = evenness(len(names))
        apart, whole = (
            [bias + even * own for bias, own in zip(self.bias, self._unpacked(total), strict=True)]
            for total in (alone, full)
        )
        return apart, whole

    @cached_property
    def _packed(self) -> dict[str, int]:
        """The weights of a feature as one whole number, so that all labels are added up at once."""
        return {
            name: sum(weight << (_LANE * label) for label, weight in row)
            for name, row in self.table.items()
        }

    def _unpacked(self, total: int) -> list[int]:
        """The sums of every label from the sum of packed weights."""
        count, half = len(self.bias), 1 << (_LANE - 1)
        raised = total + sum(half << (_LANE * label) for label in range(count))
        data = raised.to_bytes(count * _LANE // 8, "little")
        return [value - half for value in unpack(f"<{count}I", data)]

    def shares(
        self, names: Sequence[str], labels: Sequence[int]
    ) -> dict[int, list[tuple[int, str]]]:
        """What speaks for each of `labels`: (weight, feature), in the order of the features."""
        return {
            label: [(weight, name) for name in names if (weight := own.get(name))]
            for label, own in ((label, self._speaking[label]) for label in labels)
        }

    @cached_property
    def _speaking(self) -> list[dict[str, int]]:
        """For every label what speaks for it."""
        found: list[dict[str, int]] = [{} for _ in self.labels]
        for name, row in self.table.items():
            for label, weight in row:
                if weight > 0:
                    found[label][name] = weight
        return found


def dump_weights(weights: Weights) -> str:
    """As JSON text, several features a line, in order of the features: equal weights, equal bytes."""
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
    lines = [f"{_json(name)}: {_json(value)}," for name, value in head.items()]
    cells = [
        f"{_json(name)}:{_json([number for pair in row for number in pair])}"
        for name, row in sorted(weights.table.items())
    ]
    rows = [",".join(cells[at : at + _LINES]) for at in range(0, len(cells), _LINES)]
    return "\n".join(["{", *lines, '"table": {', ",\n".join(rows), "}}", ""])


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
    try:
        data = cast("dict[str, Any]", json.loads(text))
        if data["format"] != FORMAT:
            raise WeightsError("权重文件是另一个版本的")
        table = cast("dict[str, list[int]]", data["table"])
        return Weights(
            bank=data["bank"],
            examples=data["examples"],
            labels=tuple(data["labels"]),
            bias=tuple(data["bias"]),
            centres=tuple(data["centres"]),
            second=tuple(tuple(row) for row in data["second"]),
            limits=tuple(data["limits"]),
            table={
                name: tuple(zip(row[::2], row[1::2], strict=True)) for name, row in table.items()
            },
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"权重文件读不出来：{error}") from None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
