"""Making a question ready: variants, weights, postings, names and relations of its key points."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from app.bank.answers.actors import Acts, acts_of, is_usual, merged_acts, with_usual
from app.bank.answers.anchors import NONE, find_anchors
from app.bank.answers.contrasts import Sides, finder_of, joined_in, pairs_in, sides_in, taken_by
from app.bank.answers.directions import merged_ways, ways_of
from app.bank.answers.item import (
    Item,
    KeyPoint,
    Pairs,
    Posting,
    Question,
    Shares,
    Variant,
    grams_of,
    party_of,
)
from app.bank.answers.lexicon import Sense, Words
from app.bank.answers.pairings import pairings_of, sides_of
from app.bank.answers.polarity import TELLING, denials_in, denies_inside
from app.bank.answers.relations import parties_of, relations_of, sequences_of
from app.bank.answers.rival_terms import rivals_of
from app.bank.answers.roles import Roles, merged, roles_of
from app.bank.answers.statistics import Statistics
from app.bank.answers.text import Clause, clauses, normalise
from app.bank.answers.typos import Slips
from app.bank.answers.units import Unit, units_of
from app.bank.answers.valence import told_as
from app.bank.answers.wordings import phrases_of, reference_variants
from app.bank.answers.words import COMMON, FILLERS, PARTIES
from app.content import cutting

# Words of the question count so much of their weight.
ASKED = 0.2
_LETTERS = re.compile("[a-z0-9]+|[\u3400-\u9fff]")
_UNSIGNED_WEIGHT = 0.45
_CAUSES = re.compile("原因|为什么|为何|成因|因素")
_STEPS = re.compile("步骤|几步|顺序|程序|流程|先后|阶段|环节|过程")
_DENIAL_WEIGHT = 0.4


def prepare(question: Question, lexicon: Words, statistics: Statistics) -> Item:
    """Compile a question."""
    item = _Builder(question, lexicon, statistics).build()
    wrong = [(i, text) for i, point in enumerate(question.key_points) for text in point.forbidden]
    if wrong:
        points = tuple(KeyPoint(str(number), text, 1) for number, (_, text) in enumerate(wrong))
        mistakes = Question(question.stem, "", question.max, points, question.is_term)
        item.mistakes = _Builder(mistakes, lexicon, statistics).build()
        item.mistaken = [index for index, _ in wrong]
    return item


class _Builder:
    def __init__(self, question: Question, lexicon: Words, statistics: Statistics) -> None:
        self.question = question
        self.statistics = statistics
        self.stem = normalise(question.stem).norm
        self.texts = [
            (index, normalise(text).norm, False)
            for index, point in enumerate(question.key_points)
            for text in (point.text, *point.variants)
        ]
        self.texts += [(i, text, True) for i, text in reference_variants(question, self.texts)]
        every = [self.stem, *(text for _, text, _ in self.texts)]
        self.words = Words(dict(_own_words(every, lexicon)), lexicon)
        self.asked = {unit.base for unit in _all_units(self.stem, self.words) if len(unit.base) > 1}
        self.asked_grams = frozenset(grams_of(self.stem))
        self.anchors = find_anchors(
            self.stem, [normalise(p.text).norm for p in question.key_points], lexicon.alike
        )
        if question.is_term and self.anchors.pattern is None:
            self.anchors = rivals_of(self.stem, len(question.key_points), lexicon.alike)
        self.parties: dict[int, frozenset[str]] = {}
        self.ways: dict[int, list[tuple[str, int]]] = {}
        self.postings: dict[str, list[Posting]] = {}
        self.grams: dict[str, int] = {}
        self.gram_fields: list[tuple[int, int]] = []
        self.gram_place = 0

    def build(self) -> Item:
        variants = [self._variant(number, *row) for number, row in enumerate(self.texts)]
        texts = [text for _, text, _ in self.texts]
        roles, acts = self._roles(texts)
        bases = self._bases(variants)
        acts = with_usual(acts, frozenset[str]().union(*bases))
        finder = finder_of(pairs_in(texts))
        sides = self._sides(finder)
        return Item(
            question=self.question,
            words=self.words,
            variants=variants,
            numbers=[
                [i for i, variant in enumerate(variants) if variant.point == point]
                for point in range(len(self.question.key_points))
            ],
            postings=self.postings,
            grams=self.grams,
            gram_fields=self.gram_fields,
            anchors=self.anchors,
            slips=Slips(texts, self.words),
            asked_grams=self.asked_grams,
            phrases=phrases_of(texts),
            has_relations=any(variant.relations for variant in variants),
            denying=_denying(self.question),
            topics=frozenset(self.asked - PARTIES) if _CAUSES.search(self.stem) else frozenset(),
            asks_steps=_STEPS.search(self.stem) is not None,
            parties=[
                self.parties.get(i, frozenset()) for i in range(len(self.question.key_points))
            ],
            ways=[merged_ways(self.ways.get(i, ())) for i in range(len(self.question.key_points))],
            roles=roles,
            role_words=frozenset(base for base, _ in roles),
            acts=acts,
            bases=bases,
            act_words=frozenset(base for base, _ in acts),
            usual_words=frozenset(base for base, _ in acts if is_usual(base)),
            required=[self._required(point) for point in self.question.key_points],
            tripped=[frozenset[str]() for _ in self.question.key_points],
            pairings=pairings_of(
                [
                    [
                        sides
                        for index, text, _ in self.texts
                        if index == i
                        for sides in sides_of(text, _all_units(text, self.words))
                    ]
                    for i in range(len(self.question.key_points))
                ]
            ),
            finder=finder,
            sides=[sides_in(map(sides_in, wordings)) for wordings in sides],
            joined=[joined_in(itertools.chain.from_iterable(wordings)) for wordings in sides],
            all_joined=joined_in(row for wordings in sides for rows in wordings for row in rows),
            valences=[
                told_as(text for index, text, _ in self.texts if index == i)
                for i in range(len(self.question.key_points))
            ],
            mistakes=None,
            mistaken=[],
        )

    def _roles(self, texts: Sequence[str]) -> tuple[Roles, Acts]:
        """Who stands beside what, and who acts, in the texts of the key points and in the model answer."""
        found: list[Roles] = []
        acts: list[Acts] = []
        for text in (*texts, normalise(self.question.reference).norm):
            parts = clauses(text)
            units = [units_of(text, clause, self.words) for clause in parts]
            found += roles_of(text, parts, units)
            acts += acts_of(text, parts, units)
        return merged(found), merged_acts(acts)

    def _sides(self, finder: re.Pattern[str] | None) -> list[list[list[Sides]]]:
        """For each key point, each of its wordings and each clause the sides of pairs that it takes."""
        rows: list[list[list[Sides]]] = [[] for _ in self.question.key_points]
        if finder:
            for point, text, _ in self.texts:
                parts = clauses(text)
                sides: list[Sides] = [taken_by(text[p.start : p.end], finder) for p in parts]
                rows[point].append(sides)
        return rows

    def _bases(self, variants: Sequence[Variant]) -> list[frozenset[str]]:
        """The concepts of each key point."""
        found = [set[str]() for _ in self.question.key_points]
        for base, postings in self.postings.items():
            for posting in postings:
                found[variants[posting.variant].point].add(base)
        return [frozenset(row) for row in found]

    def _required(self, point: KeyPoint) -> tuple[frozenset[str], frozenset[str]]:
        words = frozenset(normalise(word).norm.strip() for word in point.must_any) - {""}
        senses = (sense for word in words for sense in self.words.senses(word) or ())
        return words, frozenset(sense.base for sense in senses if sense.sign > 0)

    def _variant(self, number: int, point: int, text: str, is_reference: bool) -> Variant:
        variant = Variant(point, text, is_reference, denials=denials_in(text))
        parts = clauses(text)
        rows = [(clause, units_of(text, clause, self.words)) for clause in parts]
        territory = self.anchors.territory(text, parts, self.anchors.of_point(point))
        if max(territory, default=-1) < 0:
            territory = self.anchors.side_by_side(text)
        elif self.anchors.relates(text):
            territory = [NONE] * len(text)
        self._add_units(number, variant, rows, territory)
        self._add_grams(variant)
        for _, units in rows:
            self.ways.setdefault(point, []).extend(ways_of(units))
        for clause, units in rows:
            variant.relations += relations_of(text, clause, units)
        variant.relations += sequences_of(text, parts, [units for _, units in rows])
        self.parties[point] = self.parties.get(point, frozenset()) | parties_of(text)
        return variant

    def _add_units(
        self,
        number: int,
        variant: Variant,
        rows: Sequence[tuple[Clause, list[Unit]]],
        territory: Sequence[int],
    ) -> None:
        place: dict[str, int] = {}
        masks: list[int] = []
        for _clause, units in rows:
            masks.append(0)
            by_word: dict[int, list[Unit]] = {}
            for unit in units:
                by_word.setdefault(unit.start, []).append(unit)
            last = 0
            before: list[Unit] = []
            for start, group in by_word.items():
                bits = self._add_word(number, variant, group, territory[start], place)
                masks[-1] |= bits
                if bits and last:
                    variant.pairs.append((last, bits))
                    _note_parties(variant, before, last, group, bits)
                last = bits or last
                before = group
        if len(masks) == 2 and masks[0] and masks[1] & ~masks[0]:
            variant.condition, variant.result = masks[0], masks[1] & ~masks[0]
        if variant.denials:
            # What a denial adds to 满意不一定忠诚 is most of its sense.
            variant.denial = 1 << len(variant.weights)
            variant.weights.append(_DENIAL_WEIGHT)
            variant.full_weights.append(0.0)
        variant.shares = Shares(variant.weights)
        variant.pairs_in = Pairs(variant.pairs)
        variant.full_total = sum(variant.full_weights)

    def _add_word(
        self, number: int, variant: Variant, group: list[Unit], anchor: int, place: dict[str, int]
    ) -> int:
        """All senses of one word share a bit; concepts inside it get a bit each as well."""
        whole = [unit for unit in group if not unit.part]
        inner = [unit for unit in group if unit.part]
        word = whole[0].word if whole else ""
        if not word or word in place:
            return place.get(word, 0)
        weight = max(self._weight(unit) for unit in whole)
        full = max(self._full_weight(unit) for unit in whole)
        party = any(unit.base in PARTIES for unit in whole)
        opposed = any(self.words.has_opposite(unit.base) for unit in whole)
        signed = (opposed or full > _UNSIGNED_WEIGHT) and word not in COMMON and not party
        bits = 0
        bit = 1 << len(variant.weights)
        bits |= bit
        if inner:
            variant.weights.append(weight * 0.3)
            variant.full_weights.append(full * 0.3)
            each = weight * 0.7 / len(inner)
            for unit in inner:
                one = 1 << len(variant.weights)
                variant.weights.append(each)
                variant.full_weights.append(full * 0.7 / len(inner))
                bits |= one
                # 不太计较价格 says nothing against 价格.
                own = signed and unit.base not in PARTIES and not denies_inside(word)
                self._post(variant, unit, Posting(number, one, unit.sign, anchor, own, unit.whole))
        else:
            variant.weights.append(weight)
            variant.full_weights.append(full)
        name = self.anchors.name_of(variant.point)
        unless = "" if word == name else name
        for unit in whole:
            posting = Posting(number, bits, unit.sign, anchor, signed, unit.whole, unless)
            self._post(variant, unit, posting)
        if not any(unit.base in self.asked for unit in whole):
            variant.own |= bits
        place[word] = bits
        return bits

    def _post(self, variant: Variant, unit: Unit, posting: Posting) -> None:
        self.postings.setdefault(unit.base, []).append(posting)
        variant.postings.setdefault(unit.base, []).append(posting)

    def _weight(self, unit: Unit) -> float:
        return self._full_weight(unit) * (ASKED if unit.base in self.asked else 1.0)

    def _full_weight(self, unit: Unit) -> float:
        weight = self.statistics.weight(unit.word) * (0.5 if len(unit.word) == 1 else 1.0)
        if unit.word in COMMON:
            weight *= 0.55
        return weight

    def _add_grams(self, variant: Variant) -> None:
        seen: set[str] = set()
        for gram in grams_of(variant.text):
            if gram in seen:
                continue
            bit = 1 << self.gram_place + len(seen)
            seen.add(gram)
            self.grams[gram] = self.grams.get(gram, 0) | bit
            weight = self.statistics.gram_weight(gram)
            if gram in self.asked_grams:
                weight *= ASKED
            variant.gram_weights.append(weight)
        variant.gram_shares = Shares(variant.gram_weights)
        self.gram_fields.append((self.gram_place, (1 << len(seen)) - 1 << self.gram_place))
        self.gram_place += len(seen)


def _denying(question: Question) -> float:
    points = question.key_points
    return sum(bool(denials_in(normalise(p.text).norm)) for p in points) / max(1, len(points))


def _note_parties(
    variant: Variant, before: Sequence[Unit], last: int, after: Sequence[Unit], bits: int
) -> None:
    """了解 with 客户 after it; 客户 with 满意 after it."""
    left, right = party_of(before), party_of(after)
    if right and not left:
        variant.parties.append((last, right, 1))
    elif left and not right:
        variant.parties.append((bits, left, -1))


def _all_units(text: str, words: Words) -> list[Unit]:
    return [unit for clause in clauses(text) for unit in units_of(text, clause, words)]


def _own_words(texts: Iterable[str], lexicon: Words) -> Iterable[tuple[str, tuple[Sense, ...]]]:
    """Words of the item that the lexicon lacks, each its own concept."""
    for text in texts:
        for clause in clauses(text):
            place = clause.start
            for start, end, word in [*lexicon.scan(text, clause.start, clause.end), _end(clause)]:
                yield from _words_in(text[place:start])
                if word in TELLING and not lexicon.senses(word):
                    yield word, (Sense(word, 1, 1.0),)
                place = end


def _end(clause: Clause) -> tuple[int, int, str]:
    return clause.end, clause.end, ""


def _words_in(gap: str) -> Iterable[tuple[str, tuple[Sense, ...]]]:
    for word in cutting.cut(gap, False) if gap else ():
        word = word.strip()
        if word[:1].isalnum() and (len(word) > 1 or word.isascii()) and word not in FILLERS:
            yield word, (Sense(word, 1, 1.0),)
