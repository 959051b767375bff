"""A frozen paper as one candidate sees it: sections, drawn and shuffled questions and options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.bank.domain.items import ItemFace, ItemKey, Option
from app.bank.domain.responses import Response, read_response
from app.bank.domain.types import ItemType
from app.bank.domain.variants import instantiate, variant_seed
from app.quiz.domain.orders import opaque_names, rank, shuffled

Heading = tuple[str, ItemType | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One question of a frozen paper; `stimulus_id` names the 材料 it shares, if any.

    `section` is a heading of its own; without one the question stands among those of its type.
    Of the questions that name the same `pool` each candidate gets `take`.
    """

    id: int
    position: int
    type: ItemType
    points: Decimal
    stimulus_id: int | None = None
    section: str = ""
    pool: str = ""
    take: int = 0

    @property
    def heading(self) -> Heading:
        """What the question stands under: a title of its own, or without one its type."""
        return (self.section, None) if self.section else ("", self.type)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading. `number` counts sections, `first` is the first question's number.

    `title` is empty where the questions' type is the heading. Under a title of its own a section
    may hold questions of several types: `type` is then the first one's.
    """

    number: int
    type: ItemType
    first: int
    slots: tuple[Slot, ...]
    title: str = ""

    @property
    def last(self) -> int:
        """Number of the section's last question."""
        return self.first + len(self.slots) - 1

    @property
    def total(self) -> Decimal:
        """Marks of the whole section."""
        return sum((slot.points for slot in self.slots), Decimal(0))

    @property
    def each(self) -> Decimal | None:
        """Marks of each question, or None where they differ."""
        worth = {slot.points for slot in self.slots}
        return worth.pop() if len(worth) == 1 else None


def arrange(slots: Iterable[Slot], *, seed: int, shuffle: bool) -> tuple[Section, ...]:
    """Sections in the order of the form, questions within a section as this seed shuffles them.

    Questions that share a 材料 stay together and in authored order, for they may build on each
    other; what is shuffled is where the group stands.
    """
    drawn = draw(sorted(slots, key=lambda slot: slot.position), seed)
    ordered = [_ordered(members, seed, shuffle) for members in _headed(drawn).values()]
    return in_sections([slot for group in ordered for slot in group])


def in_sections(slots: Sequence[Slot]) -> tuple[Section, ...]:
    """Sections of questions that are in the order of the page already."""
    sections: list[Section] = []
    first = 1
    for number, members in enumerate(_headed(slots).values(), 1):
        title, type_ = members[0].section, members[0].type
        sections.append(Section(number, type_, first, tuple(members), title))
        first += len(members)
    return tuple(sections)


def draw(slots: Sequence[Slot], seed: int) -> list[Slot]:
    """The questions this seed draws: all that are in no pool, and of each pool as many as it gives.

    Their order stays. Questions of a pool that share a 材料 are drawn as they come, one by one:
    an author who wants them together leaves them out of the pool.
    """
    pools: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.pool:
            pools.setdefault(slot.pool, []).append(slot)
    chosen: set[int] = set()
    for pool, members in pools.items():
        ranked = sorted(members, key=lambda slot: rank(seed, "pool", pool, slot.id))
        chosen |= {slot.id for slot in ranked[: members[0].take]}
    return [slot for slot in slots if not slot.pool or slot.id in chosen]


def _headed(slots: Iterable[Slot]) -> dict[Heading, list[Slot]]:
    """Questions by heading, in the order in which headings first come."""
    found: dict[Heading, list[Slot]] = {}
    for slot in slots:
        found.setdefault(slot.heading, []).append(slot)
    return found


def _ordered(members: Sequence[Slot], seed: int, shuffle: bool) -> tuple[Slot, ...]:
    """The questions of one section: groups change places with groups of the same type only."""
    groups: dict[tuple[str, int], list[Slot]] = {}
    for slot in members:
        shared = slot.stimulus_id is not None
        name = ("stimulus", slot.stimulus_id or 0) if shared else ("slot", slot.id)
        groups.setdefault(name, []).append(slot)
    names = list(groups)
    if shuffle:
        kinds = list(dict.fromkeys(groups[name][0].type for name in names))
        names.sort(
            key=lambda name: (
                kinds.index(groups[name][0].type),
                rank(seed, "item", groups[name][0].id),
            )
        )
    return tuple(slot for name in names for slot in groups[name])


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as this candidate sees it: options reordered and under opaque names."""

    face: ItemFace
    own: ItemFace
    names: Mapping[str, str]

    def encode(self, response: Response) -> Response:
        """A stored response in the page's names."""
        if not self.names:
            return response
        if isinstance(response, list):
            return [self.names[option] for option in response if option in self.names]
        return self.names.get(response) if isinstance(response, str) else response

    def decode(self, raw: object) -> Response:
        """What the page sent, as the canonical response. Raises `ResponseError`."""
        response = read_response(self.own, raw)
        if not self.names:
            return response
        back = {name: option for option, name in self.names.items()}
        if isinstance(response, list):
            return read_response(self.face, [back[name] for name in response])
        return back[response] if isinstance(response, str) else response


def present(face: ItemFace, *, slot_id: int, seed: int, shuffle: bool) -> Shown:
    """The question of a slot as the sitting with this seed shows it."""
    if not face.options:
        return Shown(face, face, {})
    names = opaque_names(seed, slot_id, face.option_ids())
    order = option_order(face, slot_id=slot_id, seed=seed, shuffle=shuffle)
    texts = {option.id: option.text for option in face.options}
    own = replace(face, options=tuple(Option(names[id_], texts[id_]) for id_ in order))
    return Shown(face, own, names)


def option_order(face: ItemFace, *, slot_id: int, seed: int, shuffle: bool) -> tuple[str, ...]:
    """Option ids in the order this sitting shows them; authored order where order matters."""
    if shuffle and face.shuffle:
        return shuffled(face.option_ids(), seed, f"options/{slot_id}")
    return face.option_ids()


def own_numbers(
    face: ItemFace, key: ItemKey, *, item_id: int, seed: int
) -> tuple[ItemFace, ItemKey]:
    """Face and key with the numbers this sitting drew; unchanged where nothing is seeded."""
    return instantiate(face, key, variant_seed(str(item_id), seed))
