"""Is anything asked twice: the same stem, nearly the same one, the same fact too often?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.content.checks.linter.shingles import bare, groups, jaccard, shingles, similar_pairs
from app.content.problems import Problem, error, warning
from app.content.questions import Question

SHORT = 8  # a shorter stem (客户资产) is a name; only the whole of it can be compared
SAME_STEM = 0.6  # share of trigrams from which two stems are one
SAME_FACT = 0.35  # share of bigrams of stem and key from which two items of a point ask one fact
MOST_OF_A_FACT = 2
SAME_BLANK = 0.3

Key = tuple[str, str | None, frozenset[str]]


def check(found: Sequence[Question]) -> Iterator[Problem]:
    yield from _same(found)
    yield from _nearly_same(found)
    yield from _families(found)
    yield from _same_blank(found)


def _same(found: Sequence[Question]) -> Iterator[Problem]:
    """The same words, material and options are one question; the same words alone deserve a look."""
    whole: dict[Key, str] = {}
    words: dict[tuple[str, str | None, str], str] = {}
    for question in found:
        bare_stem = bare(question.stem)
        if not bare_stem:
            continue
        place = question.place("stem")
        key = (_exact(question.stem), question.stimulus, frozenset(question.options))
        said = (bare_stem, question.stimulus, question.type)
        if key in whole:
            yield error(question.path, place, f"与 {whole[key]} 是同一道题")
        elif said in words:
            yield warning(question.path, place, f"题干与 {words[said]} 只有数字或标点不同")
        whole.setdefault(key, question.id)
        words.setdefault(said, question.id)


def _exact(stem: str) -> str:
    return "".join(character for character in stem.casefold() if character.isalnum())


def _nearly_same(found: Sequence[Question]) -> Iterator[Problem]:
    stems = [bare(question.stem) for question in found]
    sets = [shingles(stem) if len(stem) >= SHORT else frozenset[str]() for stem in stems]
    for pair in similar_pairs(sets, SAME_STEM):
        first, second = found[pair.first], found[pair.second]
        if first.stimulus != second.stimulus:
            continue  # “据材料，……” asks something else of every material
        if stems[pair.first] == stems[pair.second] and first.type == second.type:
            continue  # told already
        text = f"题干与 {first.id} 的有 {pair.share:.0%} 相同，是不是同一问？"
        yield warning(second.path, second.place("stem"), text)


def _families(found: Sequence[Question]) -> Iterator[Problem]:
    """More than two items of one point and type that ask nearly the same fact."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, question in enumerate(found):
        if question.knowledge:
            alike[question.knowledge[0], question.type].append(number)
    for (point, _type), numbers in alike.items():
        if len(numbers) <= MOST_OF_A_FACT:
            continue
        sets = [shingles(bare(_fact(found[number])), 2) for number in numbers]
        for family in groups(list(similar_pairs(sets, SAME_FACT))):
            members = [found[numbers[place]] for place in family]
            if len(members) > MOST_OF_A_FACT:
                names = "、".join(one.id for one in members[:-1])
                text = f"与 {names} 问的几乎是“{point}”的同一件事，同一题型最多 {MOST_OF_A_FACT} 道"
                yield warning(members[-1].path, members[-1].place("stem"), text)


def _fact(question: Question) -> str:
    keys = [question.options[place] for place in question.keys]
    return " ".join([question.stem, *keys, *(forms[0] for forms in question.blanks if forms)])


def _same_blank(found: Sequence[Question]) -> Iterator[Problem]:
    """Two blanks of a chapter with the same words as key, in stems that resemble each other."""
    seen: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in found:
        if question.type != "fill_blank":
            continue
        forms = {bare(form) for blank in question.blanks for form in blank}
        for form in sorted(form for form in forms if form and not form.isdigit()):
            own = shingles(bare(question.stem), 2)
            for earlier in seen[question.chapter, form]:
                share = jaccard(shingles(bare(earlier.stem), 2), own)
                if share >= SAME_BLANK:
                    text = f"与 {earlier.id} 用相近的题干填同一个“{form}”"
                    yield warning(question.path, question.place("stem"), text)
            seen[question.chapter, form].append(question)
