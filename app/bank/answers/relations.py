"""Ordered pairs: A 变为 B, A 高于 B, and who is given something, which an exchange turns into a wrong statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.bank.answers.text import SENTENCE_ENDS, Clause
from app.bank.answers.units import Unit

_MARKS: tuple[tuple[str, str, int], ...] = (
    # kind, words, direction
    (
        "become",
        r"转变为|转变成|转化为|转换为|变为|变成|转为|转向|走向|演变为|发展到|发展为|上升到|提升到|升级为|过渡到|到|向",
        1,
    ),
    ("more", r"高于|高出|大于|超过|多于|优于|先于|早于|重于|胜过|强于|好于|超出", 1),
    ("more", r"低于|小于|少于|不如|不及|劣于|晚于|轻于|达不到", -1),
    ("minus", r"减去|减|扣除|(?:高出|大于|多于|超过)(?=.*(?:部分|差额|余额))", 1),
    ("divide", r"除以|占", 1),
    ("cause", r"导致|引起|带来|决定|影响|造成|产生|促进|推动|促使|使得", 1),
    ("cause", r"取决于|源于|来自|来源于|由于|得益于", -1),
    ("basis", r"是…的(?:前提|基础|原因|保证|根本|手段)", 1),
    ("basis", r"是…的(?:结果|目的|体现|表现|延伸)", -1),
)
# 除以期初客户数 names the one side only.
_ONE_SIDED = frozenset({"minus", "divide"})
# 甲比乙便宜: what is compared is worth more or less, or costs more or less.
_THAN = re.compile(
    "比(?!较|例|如|率|重|对|拟|方|照)(.{1,14}?)(?:更加?|还要?|要|也|都|会|得|明显|大大|远远)*"
    "(?:(高|大|多|贵|费|快|强|长)|(低|小|少|便宜|省|弱|轻|慢|短|划算|合算))"
)
_COST = re.compile("成本|费用|花费|代价|贵|便宜|省|花钱|费钱|划算|合算")
_SO = re.compile("(?:所以|才(?!能)|因此|因而|于是|造成|导致|使得|结果)")
_AS = re.compile("(?:正?因为|由于|既然)")
_BRINGS = re.compile("造成|导致|引起|使得")
_FIRST = re.compile("首先|先(?!生|进|前|后|行|天|例|驱)")
_THEN = re.compile("再(?!次)|然后|接着|最后|随后|之后|后来|才(?!能|会|可)")
_BEFORE_IT = re.compile("(?:放在|排在|先于|早于)(.+?)(?:之前|前面|前|$)")
_PART_OF_RATIO = re.compile("(分子|分母)(?:是|为|用)")
_PATTERNS = tuple(
    (kind, re.compile(words.replace("…", ".{1,14}?")), side) for kind, words, side in _MARKS
)
_ANY = re.compile(
    "比|" + "|".join(f"(?:{words.replace('…', '.{1,14}?')})" for _, words, _ in _MARKS)
)
_PARTY = {
    "客户": "客户",
    "顾客": "客户",
    "消费者": "客户",
    "企业": "企业",
    "公司": "企业",
    "商家": "企业",
    "你": "企业",
    "咱": "企业",
}
_NAMES = "|".join(_PARTY)
_TO = re.compile(f"(?:为|给|替|帮|让)(?:了)?({_NAMES})")
_OUT_OF = re.compile(f"从({_NAMES})(?:身上|那里|那儿|处|手里|手中)?(?:所)?(?:得|获|赚|取|拿|挣)")
_OTHER = {"客户": "企业", "企业": "客户"}
_FROM = re.compile("从|由|把|将")


@dataclass(frozen=True, slots=True)
class Relation:
    """`left` stands in the relation `kind` to `right`; both are concepts."""

    kind: str
    left: frozenset[str]
    right: frozenset[str]


def relations_of(norm: str, clause: Clause, units: Sequence[Unit]) -> list[Relation]:
    """The ordered pairs that one clause states."""
    text = norm[clause.start : clause.end]
    found: list[Relation] = []
    if not _ANY.search(text):
        return found
    for kind, pattern, side in _PATTERNS:
        for match in pattern.finditer(text):
            if (
                kind == "become"
                and match[0] in ("到", "向")
                and not _FROM.search(text[: match.start()])
            ):
                continue
            start, end = clause.start + match.start(), clause.start + match.end()
            left = frozenset(u.base for u in units if u.end <= start)
            right = _bases(units, end, clause.end)
            if kind == "basis":
                # 前提 and 基础 stand on neither side.
                right = _bases(units, start, clause.start + text.rindex("的", 0, match.end()))
            if (left and right) or (kind in _ONE_SIDED and (left or right)):
                named = _measured(kind, text)
                found.append(Relation(named, *((left, right) if side > 0 else (right, left))))
            break
    for match in _THAN.finditer(text):
        start, end = clause.start + match.start(), clause.start + match.end(1)
        left = frozenset(u.base for u in units if u.end <= start)
        right = frozenset(u.base for u in units if start < u.start and u.end <= end)
        if left and right:
            sides = (left, right) if match[2] else (right, left)
            found.append(Relation(_measured("more", text), *sides))
    return found


def _measured(kind: str, text: str) -> str:
    """Whose cost is higher says nothing of who is worth more."""
    return "costs" if kind == "more" and _COST.search(text) else kind


def effects_of(
    norm: str, parts: Sequence[Clause], units: Sequence[Sequence[Unit]], topics: frozenset[str]
) -> frozenset[int]:
    """The clauses that tell what comes of the very thing whose causes are asked: 因为客户走了，所以质量才差."""
    found: set[int] = set()
    caused = follows = False
    last = 0
    for number, (clause, row) in enumerate(zip(parts, units, strict=True)):
        if not SENTENCE_ENDS.isdisjoint(norm[last : clause.start]):
            caused = follows = False
        last = clause.end
        text = norm[clause.start : clause.end]
        named = any(unit.base in topics and not unit.part for unit in row)
        follows = follows or (caused and _SO.search(text) is not None)
        if follows and not named:
            found.add(number)
        caused = caused or (named and _AS.match(text) is not None)
        brings = _BRINGS.search(text)
        if brings and named:
            place = clause.start + brings.start()
            if all(unit.end <= place for unit in row if unit.base in topics and not unit.part):
                found.add(number)
    return frozenset(found)


def sequences_of(
    norm: str, parts: Sequence[Clause], units: Sequence[Sequence[Unit]]
) -> list[Relation]:
    """先甲，再乙 over several clauses of one sentence; 分子是甲, 分母是乙."""
    found: list[Relation] = []
    first: frozenset[str] = frozenset()
    last = 0
    for clause, row in zip(parts, units, strict=True):
        text = norm[clause.start : clause.end]
        if not SENTENCE_ENDS.isdisjoint(norm[last : clause.start]):
            found += [Relation("first", first, frozenset())] if first else []
            first = frozenset()
        last = clause.end
        opening, following = _FIRST.search(text), _THEN.search(text)
        if following and (first or opening):
            start = clause.start + following.start()
            before = first | _bases(row, clause.start, start if opening else clause.start)
            found.append(Relation("first", before, _bases(row, start, clause.end)))
        elif opening:
            first = _bases(row, clause.start + opening.start(), clause.end)
        if (match := _BEFORE_IT.search(text)) is not None:
            start = clause.start + match.start()
            left, right = _bases(row, clause.start, start), _bases(row, start, clause.end)
            found.append(Relation("first", left, right))
        if (match := _PART_OF_RATIO.search(text)) is not None:
            own = _bases(row, clause.start + match.end(), clause.end)
            sides = (own, frozenset[str]()) if match[1] == "分子" else (frozenset[str](), own)
            found.append(Relation("divide", *sides))
    return found + ([Relation("first", first, frozenset())] if first else [])


def _bases(units: Sequence[Unit], start: int, end: int) -> frozenset[str]:
    return frozenset(unit.base for unit in units if start <= unit.start and unit.end <= end)


def crossed(own: Sequence[Relation], said: Sequence[Relation], least: int = 1) -> float:
    """How clearly an answer exchanges the two sides of a relation: 0 not at all, 1 wholly; at least so
    many concepts have to stand on the other side."""
    worst = 0.0
    for relation in own:
        for other in said:
            if relation.kind == other.kind:
                worst = max(worst, _crossing(relation, other, least))
    return worst


def parties_of(text: str) -> frozenset[str]:
    """Who is given something in a text: 企业 in 为企业带来 and in 从客户得到."""
    found = {_PARTY[match[1]] for match in _TO.finditer(text)}
    found.update(_OTHER[_PARTY[match[1]]] for match in _OUT_OF.finditer(text))
    return frozenset(found)


def _crossing(own: Relation, said: Relation, least: int) -> float:
    shared = own.left & own.right
    left, right = own.left - shared, own.right - shared
    straight = len(left & said.left) + len(right & said.right)
    turned = len(left & said.right) + len(right & said.left)
    return turned / (turned + straight) if turned > straight and turned >= least else 0.0
