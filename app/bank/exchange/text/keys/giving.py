"""Lists of keys given to the questions whose numbers they name."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from app.bank.domain.types import ItemType
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.words.headings import Heading
from app.bank.exchange.text.words.marks import family_of

_LETTERS = frozenset("ABCDEFGH")
_WRITTEN = (ItemType.TERM, ItemType.SHORT_ANSWER, ItemType.ESSAY)
OBJECTIVE = (ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE, None)


class OpenDrafts:
    """Questions that have no key yet, by number, in the order of the sections."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.waiting: dict[int, deque[Draft]] = {}
        for draft in drafts:
            self.waiting.setdefault(draft.number, deque()).append(draft)

    def awaited(self) -> frozenset[tuple[str, int]]:
        """Family and number of each of them."""
        return frozenset(
            (family_of(draft.style), number)
            for number, drafts in self.waiting.items()
            for draft in drafts
            if draft.style
        )

    def take(self, number: int) -> Draft | None:
        """The next question of this number; it will not be given again."""
        waiting = self.waiting.get(number)
        return waiting.popleft() if waiting else None


def open_drafts(scope: Sequence[Section]) -> list[Draft]:
    """The questions of these sections that have no key yet."""
    return [draft for section in scope for draft in section.drafts if not draft.has_answer]


def give_list(
    scope: Sequence[Section], keys: list[tuple[int, str, int]], loose: list[tuple[int, str]]
) -> None:
    """Give a list of keys; where its numbers begin again, the next section's keys begin. Keys that no
    question takes are left among the loose lines."""
    for run in _runs(keys):
        # Letters are rather for a choice than for a blank.
        objective = sorted((one for one in scope if _takes(one, run)), key=_is_fill)
        unnumbered = [] if objective else [one for one in scope if _counts(one)]
        open_ = OpenDrafts(open_drafts(objective or scope))
        for number, key, line in run:
            draft = open_.take(number)
            if draft is None and unnumbered:
                drafts = unnumbered[0].drafts
                draft = drafts[number - 1] if 0 < number <= len(drafts) else None
                draft = draft if draft is not None and not draft.has_answer else None
            if draft is not None and not (key[0] in _LETTERS and _writes(draft)):
                draft.listed_key, draft.key_line = key, line
            else:
                loose.append((line, f"{number}. {key}"))


def _writes(draft: Draft) -> bool:
    """Whether a question asks for words of one's own, so that a letter answers nothing."""
    type_ = draft.heading.type if draft.heading else None
    return type_ in _WRITTEN and not draft.options


def _is_fill(section: Section) -> bool:
    return section.heading is not None and section.heading.type is ItemType.FILL_BLANK


def _counts(section: Section) -> bool:
    """Whether the questions of a section have no numbers, so that their places count."""
    return bool(section.drafts) and not any(draft.number for draft in section.drafts)


def _takes(section: Section, run: list[tuple[int, str, int]]) -> bool:
    """Whether a run of keys fits a section: its questions lack keys and are of a kind that has such."""
    type_ = section.heading.type if section.heading else None
    if type_ not in OBJECTIVE and type_ is not ItemType.FILL_BLANK:
        return False
    numbers = {draft.number for draft in section.drafts if not draft.has_answer}
    own = [key for number, key, _line in run if number in numbers]
    truths = sum(key in ("√", "×", "对", "错", "正确", "错误") for key in own)
    if type_ is ItemType.TRUE_FALSE and not truths:
        return bool(own) and all(key in ("T", "F", "A", "B", "Y", "N") for key in own)
    if truths > len(own) / 2 and type_ is not None and type_.is_choice:
        return False
    return bool(own)


def _runs(keys: list[tuple[int, str, int]]) -> Iterator[list[tuple[int, str, int]]]:
    run: list[tuple[int, str, int]] = []
    for key in keys:
        if run and key[0] <= run[-1][0]:
            yield run
            run = []
        run.append(key)
    if run:
        yield run


def alike(question: Heading, key: Heading) -> bool:
    """Whether the heading of keys may be that of these questions."""
    if key.named and question.named:
        if key.type is question.type:
            return key.type is not None or key.title == question.title
        both = key.title.startswith("选择") and not key.ordinal
        if both and question.type is not None and question.type.is_choice:
            return True
        return key.type is None and question.type in OBJECTIVE and key.ordinal == question.ordinal
    return bool(key.ordinal) and key.ordinal == question.ordinal


def same_title(question: Heading, key: Heading) -> bool:
    return question.title.removesuffix("题") == key.title.removesuffix("题")


def same_ordinal(question: Heading, key: Heading) -> bool:
    return question.ordinal == key.ordinal


def one_each(keys: list[str], drafts: Sequence[Draft]) -> list[str]:
    """BCAD BCAD for eight questions with one right option each, which a space only groups."""
    spread = list("".join(keys))
    several = any(
        draft.heading is not None and draft.heading.type is ItemType.MULTIPLE_RESPONSE
        for draft in drafts
    )
    apart = len(keys) != len(drafts) == len(spread) and not several
    return spread if apart and all(key.isascii() for key in keys) else keys
