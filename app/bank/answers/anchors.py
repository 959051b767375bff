"""Names that own what follows them: 「分析型」, 「R」, 「考察期」, 「狭义」.

Where key points differ by such a name, words said about one of them do not count for another.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.bank.answers.text import SENTENCE_ENDS, Clause
from app.bank.answers.words import COMMON, FILLERS, PARTIES, word_set

NONE = -1
_ENDS = SENTENCE_ENDS | {"."}
_HEAD = re.compile(
    r"([^\s,，。；;:：、()（）]{1,9}?)(?:[:：]|——|是指|变的是|还包括|包括|包含|是|指|为|侧重|强调|面向|主要|负责|在于|属于|始于|"
    r"靠|决定|由|提供|重|用来|用于)"
)
# 行为说：…… is no 行 that is something.
_COLON_HEAD = re.compile("([^\\s,，。；;:：、()（）]{1,9})[:：]")
_ORDINAL = re.compile("第[一二三四五六七八1-8](?:段|步|层|阶段|类|级|代|句|点|项)")
_KIND = re.compile(
    r"[\u3400-\u9fffa-z0-9]{1,6}?(?:型|期|类|阶段|忠诚|观念|营销|策略|法|客户|质量|需求|成本|价值|层|级|性|目标|说|义|论|线|率)"
)
_CONTRAST = re.compile(
    r"([^\s,，。；;:：、()（）]{2,14})(?:与|和|同|及|、)([^\s,，。；;:：、()（）]{2,14}?)"
    r"(?:之间|两种|二者|两者|这两)?(?:的|在|有|各)?(?:主要|本质|根本|各自)?(?:的)?"
    r"(?:区别|不同|异同|比较|联系|差异|关系|对比|含义|特点|适用)"
)
_COMPARED = re.compile(
    r"(?:试|请)?(?:比较|对比|区分|区别)([^\s,，。；;:：、()（）]{2,14})(?:与|和|同|及)([^\s,，。；;:：、()（）]{2,14})"
)
_THREE = re.compile(
    r"([^\s,，。；;:：、与和()（）]{1,10})、([^\s,，。；;:：、与和()（）]{1,10})(?:、|与|和|及)\s?"
    r"([^\s,，。；;:：、与和()（）]{1,10}?)(?=的|三|在|各|这|中|，|,|。|$)"
)
_LEADING = re.compile(
    "^(?:简述|试述|比较|说明|解释|论述|分析|请|试|谈谈|列出|指出|对比|什么是|如何区分|区分|简要|从.{1,6}角度|写出|分别)+"
)
_BEFORE = ("是", "为", "叫", "叫做", "称为", "即", "属于", "就是", "叫作", "称", "的是", "称作")
_LONGEST_NAME = 10
# In a question a name is followed by the next one, or by what is asked of it.
_AFTER_NAME = "(?:[\\s、，,。；;？?！!：:”）)]|与|和|及|各|分别|两|三|四|在|的|属于|指|是|应|如何|怎样|怎么|服务|crm|$)"
_NO_NAME = frozenset(' ,，。；;:：、()（）"“”')
_GENERIC = word_set("""目的 原因 方法 作用 建议 理由 对策 做法 意义 内容 举例 例子 结论 主张 说明 指出 评价 它 这 客户 企业 能 并 以 主要 就 核心
    对象 条件 结果 应 要 可 也 都 把 将 让 不 主体 本质 特点 特征 实质 定义""")
# 品格，查过去的信誉: the head of one key point among several that are built alike.
_COMMA_HEAD = re.compile(r"([^\s,，。；;:：、()（）]{2,4})[,，].")
_FEWEST_COMMA_HEADS = 3
# 先抽取：…… goes by 抽取.
_IN_TURN = re.compile("^(?:首先|先|再|然后|接着|最后|其次)(?=[^\\s].)")
_ONE_OF = re.compile("各?一项$|的?(?:做法|对策|环节)$")
# A short form of a name counts where a clause begins: 担保 for 担保品.
AT_START = r"(?:(?<=[,，。.；;:：、!?\n\s“”(（)）])|(?<=[在从对而按以与和为是括但])|^)"
_LISTED = re.compile(r"(?:.*?(?:分别是|分别为|分别|重点是|用|跨度|不同在于))?(.+)")
_SPLIT = re.compile("、|与|和|及|,|，|;|；")


@dataclass(frozen=True, slots=True)
class Anchors:
    """The names of an item, each with the number of what it names."""

    numbers: dict[str, int] = field(default_factory=dict[str, int])
    points: tuple[int, ...] = ()
    pattern: re.Pattern[str] | None = None
    # How many things the question compares, 0 if each key point has its own name.
    compared: int = 0
    # The name of each key point as it is written there.
    heads: tuple[str, ...] = ()

    def of_point(self, point: int) -> int:
        """The anchor that a whole key point belongs to, or `NONE`."""
        return self.points[point] if self.points else NONE

    def name_of(self, point: int) -> str:
        """The name that a key point goes by, empty if it has none."""
        return self.heads[point] if self.heads else ""

    def relates(self, norm: str) -> bool:
        """Whether a key point speaks of several names at once: 总价值减去总成本."""
        if self.pattern is None or self.compared:
            return False
        if len({self.numbers[match[0]] for match in self.pattern.finditer(norm)}) > 1:
            return True
        # 满意不一定忠诚 speaks of both, though a short name owns only where a clause begins.
        return len({head for head in self.heads if head and head in norm}) > 1

    def territory(self, norm: str, parts: Sequence[Clause], default: int = NONE) -> list[int]:
        """For each character the anchor that owns it; a name owns to the end of its sentence."""
        owner = [default] * len(norm)
        if self.pattern is None:
            return owner
        current, last = default, 0
        for clause in parts:
            if not _ENDS.isdisjoint(norm[last : clause.start]):
                current = default
            current = self._own_clause(norm, clause, owner, current, default)
            last = clause.end
        return owner

    def side_by_side(self, norm: str) -> list[int]:
        """The territory of a key point that lists what it says of each compared thing in turn."""
        owner = [NONE] * len(norm)
        if not self.compared or self.pattern is None or self.pattern.search(norm):
            return owner
        match = _LISTED.fullmatch(norm)
        start = match.start(1) if match else 0
        pieces = list(_pieces(norm, start))
        if len(pieces) == self.compared:
            for number, (left, right) in enumerate(pieces):
                owner[left:right] = [number] * (right - left)
        return owner

    def _own_clause(
        self, norm: str, clause: Clause, owner: list[int], current: int, default: int
    ) -> int:
        pattern = self.pattern
        marks = list(pattern.finditer(norm, clause.start, clause.end)) if pattern else []
        if len(marks) == 1 and _names_what_stood_before(norm, clause, marks[0].start()):
            own = self.numbers[marks[0][0]]
            owner[clause.start : clause.end] = [own] * (clause.end - clause.start)
            return default
        if _adjacent(marks):
            return default
        place = clause.start
        for mark in marks:
            owner[place : mark.start()] = [current] * (mark.start() - place)
            current, place = self.numbers[mark[0]], mark.start()
        owner[place : clause.end] = [current] * (clause.end - place)
        return current


def _adjacent(marks: Sequence[re.Match[str]]) -> bool:
    """Names that are only listed own nothing: 分为考察期、形成期和稳定期."""
    return len(marks) > 1 and all(
        two.start() - one.end() <= 1 for one, two in itertools.pairwise(marks)
    )


def find_anchors(
    stem: str, points: Sequence[str], alike: Callable[[str], Iterable[str]] = lambda _: ()
) -> Anchors:
    """Find the names by which the key points of an item differ; `alike` gives a name's synonyms."""
    heads = _asked_heads(stem, points) or [_head(text) for text in points]
    named = sorted({head for head in heads if head}, key=heads.index)
    compared = _from_question(stem, points)
    known = [head for head in named if head in stem]
    if compared and not (
        _differ(named) and len(known) > 1 and any(one in two for one in compared for two in known)
    ):
        return _made(compared, tuple(NONE for _ in points), len(set(compared.values())))
    if not _differ(named):
        heads = _comma_heads(points)
        named = [head for head in heads if head]
    if not _differ(named):
        return Anchors()
    numbers = {head: number for number, head in enumerate(named)}
    others: dict[str, int] = {}
    for head in named:
        for name in (*_short_names(head), *_ends_of_scale(head, named), *alike(head)):
            if name not in numbers:
                others.setdefault(name, numbers[head])
    made = _made(
        numbers,
        tuple(numbers[head] if head else NONE for head in heads),
        0,
        {**others, **_first_words(named, {**numbers, **others})},
    )
    return replace(made, heads=tuple(heads))


def _comma_heads(points: Sequence[str]) -> list[str]:
    found = [match[1] if (match := _COMMA_HEAD.match(text)) else "" for text in points]
    found = ["" if head in _GENERIC or head in COMMON else head for head in found]
    return found if len({*found} - {""}) >= _FEWEST_COMMA_HEADS else [""] * len(found)


def _first_words(named: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """The first two characters of longer names, where they tell one name from all others."""
    found: dict[str, int] = {}
    for head in named:
        short = head[:2]
        plain = short in known or short in COMMON or short in _GENERIC or head.isascii()
        if len(head) > 2 and not plain and sum(other.startswith(short) for other in named) == 1:
            found[short] = known[head]
    return found


def _asked_heads(stem: str, points: Sequence[str]) -> list[str]:
    """What of the question each key point begins with: 主动保持 and 被动保持; empty if that tells none apart."""
    found = [_asked_head(stem, text) for text in points]
    known = {head for head in found if head}
    # 行为与态度 begins a key point about both.
    found = ["" if sum(name in head for name in known) > 1 else head for head in found]
    # 甲女士：…… and 甲女士的对策：…… are about the same.
    found = [
        head or next((name for name in sorted(known) if text.startswith(f"{name}的")), "")
        for head, text in zip(found, points, strict=True)
    ]
    return found if _differ(sorted({*found} - {""})) else []


def _asked_head(stem: str, text: str) -> str:
    for length in range(min(_LONGEST_NAME, len(text) - 1), 1, -1):
        head = text[:length].rstrip()
        if head in stem and not set(head) & _NO_NAME:
            plain = head in COMMON or head in _GENERIC or head in FILLERS
            plain = plain or (head in PARTIES and text[length] not in ":：")
            # 协作型：…… is a name, though the question goes on with 协作型CRM.
            stands = text[length] in ":：" or re.search(re.escape(head) + _AFTER_NAME, stem)
            return head if len(head) > 1 and stands and not plain else ""
    return ""


def _differ(named: Sequence[str]) -> bool:
    if len(named) < 2:
        return False
    return not any(one in other for one in named for other in named if one != other)


def _head(text: str) -> str:
    match = _COLON_HEAD.match(text) or _ORDINAL.match(text) or _HEAD.match(text)
    if not match:
        return ""
    if match.re is _ORDINAL:
        return match[0]
    head = _ONE_OF.sub("", _IN_TURN.sub("", match[1]))
    if not head or head in _GENERIC:
        return ""
    if match[0][-1] in ":：":
        return head
    if head[:2] in _GENERIC:
        return ""
    return head if _KIND.fullmatch(head) or 2 <= len(head) <= 6 or head.isascii() else ""


def _short_names(head: str) -> Iterable[str]:
    """分析型 for 分析型crm, 第二层 for 第二层次."""
    if match := _ORDINAL.match(head):
        yield from (match[0][:2], f"第{match[0][1]}个")
    # 回归或时间序列 goes by either.
    yield from (name for name in re.split("或者?", head) if name != head and len(name) > 1)
    short = head.removesuffix("crm").removesuffix("的对策")
    if short != head and len(short) > 1:
        yield short


def _ends_of_scale(head: str, named: Sequence[str]) -> Iterable[str]:
    """最低的层次 for 第一层, 最高的层次 for the last."""
    match = _ORDINAL.match(head)
    ends = {named[0]: ("最低", "最基本", "最初"), named[-1]: ("最高", "最深")}
    if match and match[0][-1] in "层级":
        for word in ends.get(head, ()):
            yield from (word + joint + match[0][-1] for joint in ("", "的"))


def _from_question(stem: str, points: Sequence[str]) -> dict[str, int]:
    """推销观念与营销观念的区别 names two things that every key point may speak of."""
    for clause in re.split(r"[。；;，,!?？！:：]|(?=比较|对比)", stem):
        text = _LEADING.sub("", clause)
        three = _THREE.search(text)
        if three and sum(all(name in point for name in three.groups()) for point in points):
            return {name: number for number, name in enumerate(three.groups())}
        match = _CONTRAST.search(text) or _COMPARED.fullmatch(clause)
        if match:
            one, other = match[1].removeprefix("的"), match[2]
            spoken = sum(one in point or other in point for point in points)
            if one != other and (one[-1] == other[-1] or spoken):
                return {one: 0, other: 1, "前者": 0, "后者": 1}
    return {}


def _made(
    numbers: Mapping[str, int],
    owned: tuple[int, ...],
    compared: int,
    first_words: Mapping[str, int] | None = None,
) -> Anchors:
    ordered = sorted(numbers, key=lambda name: (-len(name), name))
    short = sorted(first_words or {}, key=lambda name: (-len(name), name))
    names = [*map(_whole, ordered), *(AT_START + _whole(name) for name in short)]
    # Looking at the first letter before all else takes a tenth of the time.
    first = "".join(map(re.escape, sorted({name[0] for name in (*ordered, *short)})))
    pattern = re.compile(f"(?=[{first}])(?:{'|'.join(names)})")
    return Anchors({**(first_words or {}), **numbers}, owned, pattern, compared)


def _whole(name: str) -> str:
    text = re.escape(name)
    if name.isascii():
        return f"(?<![a-z0-9]){text}(?![a-z0-9])"
    # 行为 names what follows where a clause begins, and not in 购买行为.
    return AT_START + text if len(name) < 3 else text


def _pieces(norm: str, start: int) -> Iterable[tuple[int, int]]:
    for match in _SPLIT.finditer(norm, start):
        yield start, match.start()
        start = match.end()
    yield start, len(norm)


def _names_what_stood_before(norm: str, clause: Clause, start: int) -> bool:
    """喜欢又常买的是真正忠诚: the name comes last."""
    before = norm[clause.start : start]
    return len(before) >= 4 and before.endswith(_BEFORE)
