"""Where the texts begin that several questions share, and where the questions about them do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from app.bank.exchange.text.questions.cases import begins_another, tells_case
from app.bank.exchange.text.questions.evidence import KEY_INSIDE
from app.bank.exchange.text.questions.material import find_material
from app.bank.exchange.text.sections.breaking import Piece
from app.bank.exchange.text.sections.draft import Draft
from app.bank.exchange.text.words import marks
from app.bank.exchange.text.words.options import opens_options

# A case is told in so many lines at most; further ones are not looked at.
_LONGEST_CASE = 60
_SHORTEST_LINE = 18


class Materials:
    """The materials of one section. `numbers` are those of its questions by their places, `cases` the
    places of numbered cases."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        numbers: Mapping[int, int],
        cases: Collection[int],
        *,
        in_cases: bool,
    ) -> None:
        self.pieces, self.numbers, self.cases, self.in_cases = pieces, numbers, cases, in_cases
        self.order = sorted(numbers)
        self.last_start = self.order[-1] if self.order else -1

    def begins(self, place: int, text: str, draft: Draft | None, part: str, open_: bool) -> bool:
        """Whether a material begins at a line. `draft` is the question before it and `part` the part of
        it that stood last; `open_` says that a material is being told already."""
        if place in self.cases:
            return True
        if place == 0 and self.in_cases and self.order and tells_case(self.pieces, self.order[0]):
            return True
        if not open_ and draft is not None and self._another_case(place, answered=part != "stem"):
            return True
        return find_material(text) is not None and self._may_begin(place, draft, part)

    def asks_now(self, place: int) -> bool:
        """Whether an unnumbered question begins behind a material."""
        if self.last_start > place:
            return False
        text = self.pieces[place].text
        return marks.asks(text) or bool(KEY_INSIDE.search(text)) or opens_options(text)

    def _may_begin(self, place: int, draft: Draft | None, part: str) -> bool:
        if draft is None or draft.has_answer or len(draft.options) > 1:
            return True
        return bool(draft.parts["stem"]) and self.last_start > place and part != "answer"

    def _another_case(self, place: int, *, answered: bool) -> bool:
        """Whether a second case begins here that nothing names."""
        if not self.in_cases or self.cases:
            return False
        at = bisect_right(self.order, place)
        if at == len(self.order) or self.order[at] - place > _LONGEST_CASE:
            return False
        ahead = self.order[at]
        number = self.numbers[ahead]
        if begins_another(self.pieces, place, ahead, number, answered=answered):
            return True
        return not answered and self._asks_without_answers(place, at)

    def _asks_without_answers(self, place: int, at: int) -> bool:
        """Whether the questions stand one close below the other, so that a long text behind one of them
        is no answer: 1.…？ 2.…？ 某茶馆… 3.…？ 4.…？"""
        later = self.order[at:]
        if self.order[max(0, at - 2) : at] != [place - 2, place - 1] or later[0] != place + 1:
            return False
        if len(self.pieces[place].text) < _SHORTEST_LINE or len(later) > _LONGEST_CASE:
            return False
        return later[-1] == len(self.pieces) - 1 and all(b == a + 1 for a, b in pairwise(later))
