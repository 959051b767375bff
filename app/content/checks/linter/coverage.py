"""Is every knowledge point tested often enough, in more than one way, and not only by heart?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from app.content.problems import Problem, warning
from app.content.questions import Question
from app.content.specs import KnowledgeSpec

ITEMS_PER_POINT = 4
TYPES_PER_POINT = 2
MOST_REMEMBERED = 0.35
LEAST_APPLIED = 0.35
APPLIED = ("应用", "分析", "评价", "创造")
FEW = 40  # below this number of items the shares of a bank say nothing


def check_chapter(
    chapter: str,
    points: Sequence[KnowledgeSpec],
    own: Sequence[Question],
    types: Mapping[str, str],
) -> Iterator[Problem]:
    """Items per knowledge point; an item counts for every point that it names."""
    folder = f"items/{chapter}"
    tested: dict[str, list[str]] = defaultdict(list)
    for question in own:
        for point in set(question.knowledge):
            tested[point].append(question.type)
    for point in points:
        kinds = tested[point.id]
        if len(kinds) < ITEMS_PER_POINT:
            text = f"知识点“{point.id}”只有 {len(kinds)} 道题，至少要 {ITEMS_PER_POINT} 道"
            yield warning(folder, "", text)
        elif len(set(kinds)) < TYPES_PER_POINT:
            name = types.get(kinds[0], kinds[0])
            text = f"知识点“{point.id}”的题全是{name}，至少要 {TYPES_PER_POINT} 种题型"
            yield warning(folder, "", text)
    present = {question.type for question in own}
    for type_, name in types.items():
        if type_ not in present:
            yield warning(folder, "", f"没有{name}题")


def check_bank(found: Sequence[Question]) -> Iterator[Problem]:
    """Cognitive levels over the whole bank."""
    if len(found) < FEW:
        return
    remembered = sum(question.cognitive == "识记" for question in found) / len(found)
    applied = sum(question.cognitive in APPLIED for question in found) / len(found)
    if remembered > MOST_REMEMBERED:
        text = f"识记的题占 {remembered:.0%}，应不超过 {MOST_REMEMBERED:.0%}"
        yield warning("items", "", text)
    if applied < LEAST_APPLIED:
        text = f"应用及以上的题占 {applied:.0%}，应不少于 {LEAST_APPLIED:.0%}"
        yield warning("items", "", text)
