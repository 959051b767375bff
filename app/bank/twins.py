"""Questions that the bank, or the same file, already has in nearly the same words.

Stems are compared as sets of three-sign shingles by Jaccard's index, like the linter of the course's
text does (`app.content.checks.linter.shingles`). The bank's are indexed by their rarest shingles: two
sets can only share t if they meet within the first |x| − ⌈t·|x|⌉ + 1 of them, so nothing is missed and
nearly nothing compared. The bank costs one SQL statement, however many questions are asked about.

Source: Chaudhuri, Ganti and Kaushik, A Primitive Operator for Similarity Joins in Data Cleaning, 2006.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import select

from app.bank.models import Item
from app.bank.texts import plain_line
from app.content.checks.linter.shingles import bare, jaccard, shingles
from app.extensions import db

# Two stems that share this much are shown side by side; 100 means the same words.
LEAST = 0.7
# A stem as short as 名词解释 is like another only where it is the same.
SHORT = 6
SAME = 100
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Twin:
    """What a question is like: an item of the bank, or an earlier question by its place."""

    item_id: int | None
    place: int | None
    share: int


class Finder:
    """Texts that are known already, and which of them a new one is like."""

    def __init__(self, known: Sequence[tuple[int, str]], new: Sequence[str] = ()) -> None:
        """`known` are (item id, title); `new` are texts that will be asked about, for their counts."""
        sets = [(identity, shingles(bare(title))) for identity, title in known]
        self._count = Counter(one for _identity, found in sets for one in found)
        self._count.update(one for text in new for one in shingles(bare(text)))
        self._index: dict[str, list[tuple[Twin, frozenset[str]]]] = defaultdict(list)
        # Shingles know no numbers; whether two texts are quite the same is asked of the texts.
        self._texts: dict[Twin, str] = {}
        for (identity, found), (_identity, title) in zip(sets, known, strict=True):
            self._add(Twin(identity, None, 0), found, title)

    def _prefix(self, found: frozenset[str]) -> list[str]:
        ordered = sorted(found, key=lambda one: (self._count[one], one))
        return ordered[: len(found) - ceil(LEAST * len(found)) + 1]

    def _add(self, twin: Twin, found: frozenset[str], text: str) -> None:
        self._texts[twin] = _SPACE.sub("", text)
        for one in self._prefix(found) if found else ():
            self._index[one].append((twin, found))

    def find(self, text: str) -> Twin | None:
        """The known text that is most like `text`; items before questions, the oldest first."""
        found = shingles(bare(text))
        best: tuple[float, Twin] | None = None
        seen: set[Twin] = set()
        for one in self._prefix(found) if found else ():
            for twin, other in self._index.get(one, ()):
                if twin in seen:
                    continue
                seen.add(twin)
                share = jaccard(found, other)
                least = 1.0 if len(found) < SHORT else LEAST
                if share >= least and (best is None or _rank(share, twin) > _rank(*best)):
                    best = (share, twin)
        if best is None:
            return None
        share, twin = best
        same = self._texts[twin] == _SPACE.sub("", text)
        return Twin(twin.item_id, twin.place, SAME if same else min(SAME - 1, int(share * 100)))

    def remember(self, place: int, text: str) -> None:
        """Let later questions of the batch be compared with this one."""
        self._add(Twin(None, place, 0), shingles(bare(text)), text)


def _rank(share: float, twin: Twin) -> tuple[float, bool, int]:
    return share, twin.item_id is not None, -(twin.item_id or twin.place or 0)


def find_twins(stems: Sequence[str | None], *, within: bool = True) -> list[Twin | None]:
    """What each stem is like in the bank or, where `within`, among the stems before it.

    One SQL statement. Retired items are passed over: they are not offered any more.
    """
    query = select(Item.id, Item.title).where(Item.state != "retired").order_by(Item.id)
    known = [(identity, title) for identity, title in db.session.execute(query)]
    lines = [plain_line(stem or "") for stem in stems]
    finder = Finder(known, lines)
    twins: list[Twin | None] = []
    for place, line in enumerate(lines):
        twins.append(finder.find(line) if line else None)
        if within:
            finder.remember(place, line)
    return twins
