"""The trained weights as they are shipped, and how an utterance is scored with them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from app.roleplay.domain.bank import CONDUCT
from app.roleplay.domain.features import CONTEXT, evenness
from app.roleplay.domain.second import inputs, weigh

FORMAT = 2
# Weights are whole numbers of a 200th, so that sums are exact on every machine.
SCALE = 200
_LINES = 12


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
        whole, apart = inputs(full, length), inputs(alone, length)
        corrected = [
            weigh((row,), apart if label in CONDUCT else whole)[0]
            for label, row in zip(self.labels, self.second, strict=True)
        ]
        return [score - limit / SCALE for score, limit in zip(corrected, self.limits, strict=True)]

    def _scores(self, names: Sequence[str]) -> tuple[list[float], list[float]]:
        """The first pass: without the customer's words, and with them."""
        sums = [0] * len(self.bias)
        find = self.table.get
        alone: list[int] | None = None
        for name in names:
            if (row := find(name)) is not None:
                if alone is None and name.startswith(CONTEXT):
                    alone = sums.copy()
                for label, weight in row:
                    sums[label] += weight
        even = evenness(len(names))
        apart, whole = (
            [bias + even * own for bias, own in zip(self.bias, side, strict=True)]
            for side in (alone or sums, sums)
        )
        return apart, whole

    def shares(
        self, names: Sequence[str], labels: Sequence[int]
    ) -> dict[int, list[tuple[int, str]]]:
        """What speaks for each of `labels`: (weight, feature), in the order of the features."""
        found: dict[int, list[tuple[int, str]]] = {label: [] for label in labels}
        for name in names:
            for label, weight in self.table.get(name, ()):
                if weight > 0 and label in found:
                    found[label].append((weight, name))
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
