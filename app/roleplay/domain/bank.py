"""The example bank: labelled lines of what agents say, from which the weights are trained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from app.roleplay.domain.acts import MISCONDUCT, Act, Taboo

# Beside the acts and the classes of taboos: whether there is any taboo, any misconduct at all.
ANY_TABOO = "taboo"
ANY_MISCONDUCT = "misconduct"
LABELS = (*(act.value for act in Act), ANY_MISCONDUCT, ANY_TABOO, *(t.value for t in Taboo))
CONDUCT = frozenset(LABELS[LABELS.index(Act.BLAME.value) :])
_HELD_BACK_OF = 4


class BankError(ValueError):
    """A line of the bank that cannot be used; the message says which and why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled line. `acts` and `taboo` follow the guide in `docs/roleplay-labels.md`.

    Lines of one `family` are never parted: paraphrases of one thing, or answers to one thing said.
    """

    id: str
    context: str
    utterance: str
    acts: frozenset[Act]
    taboo: Taboo | None
    family: str = ""

    @property
    def hand(self) -> str:
        """Who wrote the line: what comes before the first hyphen of its id."""
        return self.id.partition("-")[0]

    @property
    def labels(self) -> frozenset[str]:
        """All of LABELS that hold."""
        labels = {act.value for act in self.acts}
        if self.taboo is not None:
            labels |= {ANY_TABOO, self.taboo.value}
        if self.taboo is not None or self.acts & MISCONDUCT:
            labels.add(ANY_MISCONDUCT)
        return frozenset(labels)

    @property
    def is_held_back(self) -> bool:
        """A quarter is never trained on; which one follows from the ids alone."""
        return self.draw("") % _HELD_BACK_OF == 0

    def draw(self, purpose: str) -> int:
        """0–255 for `purpose`. A family draws the same, as do paraphrases, `x-12.1` and `x-12.2`."""
        family = self.family or self.id.partition(".")[0]
        return hashlib.sha256(f"{purpose}{family}".encode()).digest()[0]


def parse_bank(lines: Iterable[str], name: str) -> Iterator[Example]:
    """Read JSON lines of the file `name`; raises BankError at the first that is wrong."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _example(line)
            except (ValueError, TypeError, KeyError) as error:
                reason = f"缺少 {error}" if isinstance(error, KeyError) else str(error)
                raise BankError(f"{name} 第 {number} 行：{reason}") from None


def _example(line: str) -> Example:
    raw: object = json.loads(line)
    if not isinstance(raw, dict):
        raise TypeError("应是一个 JSON 对象")
    data = cast("dict[str, Any]", raw)
    taboo = data["taboo"]
    utterance = str(data["utterance"])
    if not utterance.strip():
        raise ValueError("utterance 是空的")
    return Example(
        id=str(data["id"]),
        context=str(data.get("context") or ""),
        utterance=utterance,
        acts=frozenset(Act(act) for act in data["acts"]),
        taboo=Taboo(taboo) if taboo else None,
        family=str(data.get("family") or ""),
    )


def digest(examples: Iterable[Example]) -> str:
    """Names exactly these examples with these labels, in whatever order they come."""
    rows = sorted(
        json.dumps(
            [e.id, e.context, e.utterance, sorted(e.acts), e.taboo or ""], ensure_ascii=False
        )
        for e in examples
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def refuse_repeated(examples: Iterable[Example]) -> None:
    """Raise BankError if an id or an utterance in its context stands twice."""
    ids: set[str] = set()
    said: dict[tuple[str, str], str] = {}
    for example in examples:
        if example.id in ids:
            raise BankError(f"编号重复：{example.id}")
        ids.add(example.id)
        key = (example.context, example.utterance)
        if key in said:
            raise BankError(f"{example.id} 与 {said[key]} 的话相同")
        said[key] = example.id
