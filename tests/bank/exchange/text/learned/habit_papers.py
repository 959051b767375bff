"""Tidy papers in different shapes, and habits of writing that are put on whole papers.

A habit changes how a paper is written and nothing of what it asks, so that the same questions, types and keys have to
come out. `python -m tests.bank.exchange.text.learned.habit_papers` prints how many do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Question
from app.bank.exchange.text import read_text

SINGLE, MULTIPLE, TRUTH = ItemType.SINGLE_CHOICE, ItemType.MULTIPLE_RESPONSE, ItemType.TRUE_FALSE
FILL, TERM, SHORT = ItemType.FILL_BLANK, ItemType.TERM, ItemType.SHORT_ANSWER
TITLES = {
    SINGLE: "单选题",
    MULTIPLE: "多选题",
    TRUTH: "判断题",
    FILL: "填空题",
    TERM: "名词解释",
    SHORT: "简答题",
}
HAN = "一二三四五六七八九十"
LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Asked:
    """A question as the paper has it: what is asked, the options, the key or the answer, and why."""

    type: ItemType
    stem: str
    options: tuple[str, ...]
    key: str
    why: str = ""


def _asked(type_: ItemType, rows: str) -> list[Asked]:
    found: list[Asked] = []
    for row in rows.strip().splitlines():
        stem, options, key, *why = row.split(" | ")
        found.append(
            Asked(type_, stem, tuple(options.split("/")) if options else (), key, "".join(why))
        )
    return found


CHOSEN = _asked(
    SINGLE,
    """
花店为熟客记下生日，主要是为了 | 提前备好祝福/计算折旧/核对库存/缴纳税款 | A | 记住生日才能及时祝福
维修师傅上门前先打电话，体现的是 | 节约油费/尊重顾客/逃避责任/拖延时间 | B | 先约时间是尊重
顾客说“下次再说”时，店员宜 | 立刻走开/大声叹气/留下联系办法/继续纠缠 | C | 留下办法才有下次
茶馆给常客留座，属于 | 价格战/硬广告/甩卖/关怀 | D | 留座是一种关怀
最先应当整理的客户资料是 | 联系方式/血型/爱看的电影/鞋码 | A | 联系不上什么也谈不成
书店统计每月到店次数，衡量的是 | 身高/活跃程度/视力/学历 | B | 次数多就活跃
理发店办卡后不再理人，最可能引起 | 口碑上升/自动续费/客户离开/成本归零 | C | 不理人就会离开
电器行三年后提醒清洗，这种联系叫 | 催债/投诉/罚款/回访 | D | 是售后的回访
旅行社按花费多少分组，依据的是 | 消费金额/籍贯/星座/姓名笔画 | A | 按金额分
接到抱怨的第一句话最好是 | 不归我管/抱歉让您不快/你看错了/去投诉吧 | B | 先道歉
老顾客带来邻居，这样的好处称为 | 折旧/库存/口碑/利息 | C | 邻居因口碑而来
平台上评分突然下降，首先要 | 删除店铺/更换名称/停止发货/查明原因 | D | 先查原因
""",
)
SEVERAL = _asked(
    MULTIPLE,
    """
面包房可以怎样留住街坊 | 记住口味/准时出炉/随意涨价/试吃新品 | ABD | 涨价只会赶人
客户档案里宜记下 | 称呼/往来记录/邻居隐私/偏好 | ABD | 隐私不该记
会造成客户离开的有 | 货不对板/久等无人/耐心解释/乱收费用 | ABD | 耐心不会赶人
适合回访的时机有 | 送货之后/深夜两点/保养到期/换季之前 | ACD | 深夜打扰人
""",
)
JUDGED = _asked(
    TRUTH,
    """
熟客从来不会离开。 |  | × | 熟客也会走
记录投诉有助于改进服务。 |  | √ | 有记录才能改
所有顾客的价值都一样大。 |  | × | 价值有大小
守信用能让人再次光顾。 |  | √ | 信用带来回头客
降价是留住人的唯一办法。 |  | × | 办法很多
资料外泄会伤害信任。 |  | √ | 信任难得
""",
)
FILLED = _asked(
    FILL,
    """
留住一位老顾客比找一位____更省钱。 |  | 新顾客
把顾客按贡献分成几等，叫作客户____。 |  | 分级
顾客离开的比例称为____率。 |  | 流失
接待、成交、____是三个环节。 |  | 售后
""",
)
NAMED = _asked(
    TERM,
    """
回头客 |  | 买过一次以后再来购买的顾客。
口碑 |  | 顾客之间对商家的评说与推荐。
体验 |  | 顾客在往来中得到的感受。
""",
)
OPEN = _asked(
    SHORT,
    """
怎样安抚一位等了很久的顾客？ |  | 先道歉，再说明原因，最后给出补偿。
为什么要定期整理客户资料？ |  | 资料会过时，整理以后联系才不会出错。
怎样让新顾客第二次上门？ |  | 记住他的喜好，及时问候，给一张小小的礼券。
""",
)


@dataclass(frozen=True)
class Style:
    """How a paper is written. Every part may be replaced by a habit."""

    number: Callable[[int], str] = lambda n: f"{n}. "
    head: Callable[[int, str], str] = lambda n, title: f"{HAN[n]}、{title}"
    option: Callable[[int, str], str] = lambda n, text: f"{LETTERS[n]}. {text}"
    side: int = 1  # Options side by side on a line; 0 for all behind the stem.
    answer: Callable[[str], str] = lambda key: f"答案：{key}"
    why: Callable[[str], str] | None = None
    place: str = "below"  # above, below, stem, option, section, end
    title: str = "参考答案"
    keys: Callable[[Sequence[tuple[int, str]]], Sequence[str]] = lambda pairs: [
        " ".join(f"{n}.{key}" for n, key in pairs)
    ]
    heads_in_keys: bool = True
    running: bool = False
    room: str = "（  ）"
    gap: bool = False
    line: Callable[[int, str], str] = lambda _n, text: text
    marked: Callable[[str, bool], str] | None = None  # Every option by whether it is right.


@dataclass(frozen=True)
class Paper:
    name: str
    sections: Sequence[Sequence[Asked]]
    style: Style = field(default_factory=Style)


def write(paper: Paper, style: Style) -> str:
    lines: list[str] = []
    listed: list[str] = []
    number = 0
    for order, section in enumerate(paper.sections):
        type_ = section[0].type
        lines += ["", style.head(order, TITLES[type_])]
        pairs: list[tuple[int, str]] = []
        number = number if style.running else 0
        for one in section:
            number += 1
            pairs.append((number, one.key))
            lines += _question(one, number, style)
        keys = _listed(pairs, section[0], style)
        if style.place == "section" and keys:
            lines += ([style.title] if style.title else []) + keys
        if style.heads_in_keys:
            listed.append(style.head(order, TITLES[type_]))
        listed += keys
    if style.place == "end":
        lines += ["", *([style.title] if style.title else []), *listed]
    while lines and not lines[0]:
        lines.pop(0)
    text = "\n".join(lines).split("\n")
    return "\n".join(style.line(n, line) if line else line for n, line in enumerate(text, 1)) + "\n"


def _listed(pairs: Sequence[tuple[int, str]], first: Asked, style: Style) -> list[str]:
    if first.type in (SINGLE, MULTIPLE, TRUTH):
        return list(style.keys(pairs))
    return [f"{style.number(n)}{key}" for n, key in pairs]


def _question(one: Asked, number: int, style: Style) -> Iterator[str]:
    keyed = one.type in (SINGLE, MULTIPLE, TRUTH)
    told = style.answer(one.key)
    inline = style.place in ("stem", "option") and keyed
    room = style.room if keyed else ""
    stem = f"{style.number(number)}{one.stem}{room}"
    if style.place == "above":
        yield told
    if inline and (style.place == "stem" or not one.options):
        stem += told
    marked = style.marked if one.options else None
    options = [
        style.option(n, marked(text, LETTERS[n] in one.key) if marked else text)
        for n, text in enumerate(one.options)
    ]
    if options and not style.side:
        stem += "  " + "  ".join(options)
        stem += told if inline and style.place == "option" else ""
        options = []
    yield stem
    step = max(1, style.side)
    rows = ["    ".join(options[n : n + step]) for n in range(0, len(options), step)]
    if rows and inline and style.place == "option":
        rows[-1] += told
    yield from rows
    if style.place in ("below", "stem", "option") and not inline and not marked:
        yield told
    if style.why and one.why and style.place in ("below", "stem", "option"):
        yield style.why(one.why)
    if style.gap:
        yield ""


BASE = Style()
PAPERS = (
    Paper("below", (CHOSEN[:6], JUDGED[:4], OPEN), BASE),
    Paper("gaps", (CHOSEN[4:10], SEVERAL, JUDGED[2:]), replace(BASE, gap=True)),
    Paper("why", (CHOSEN[6:], JUDGED[:3]), replace(BASE, why=lambda why: f"解析：{why}。")),
    Paper("running", (CHOSEN[:5], SEVERAL[:3], FILLED), replace(BASE, running=True)),
    Paper("end", (CHOSEN[2:9], JUDGED), replace(BASE, place="end")),
    Paper(
        "end, running", (CHOSEN[:8], SEVERAL, JUDGED[:5]), replace(BASE, place="end", running=True)
    ),
    Paper("pairs", (CHOSEN[3:11], JUDGED[1:5]), replace(BASE, side=2)),
    Paper("four", (CHOSEN[1:7], SEVERAL[:3], NAMED), replace(BASE, side=4)),
    Paper("behind", (CHOSEN[:7], FILLED[:3], OPEN[:2]), replace(BASE, side=0, running=True)),
    Paper("one kind", (CHOSEN,), BASE),
    Paper("long", (CHOSEN, SEVERAL, JUDGED, FILLED, NAMED, OPEN), replace(BASE, gap=True)),
    Paper("open", (FILLED, NAMED, OPEN), BASE),
    Paper("section", (CHOSEN[5:], JUDGED[:4]), replace(BASE, place="section")),
)

Habit = Callable[[Style], Style | None]


def _numbers(make: Callable[[int], str]) -> Habit:
    return lambda style: replace(style, number=make)


def _options(make: Callable[[int, str], str], *, room: bool = True) -> Habit:
    return lambda style: replace(style, option=make)


def _own_line(make: Callable[[int, str], str]) -> Habit:
    """Options that only stand well on lines of their own."""
    return lambda style: replace(style, option=make, side=1)


def _answers(make: Callable[[str], str]) -> Habit:
    return lambda style: replace(style, answer=make) if style.place == "below" else None


def _placed(place: str, make: Callable[[str], str], **more: object) -> Habit:
    def habit(style: Style) -> Style | None:
        if style.place != "below":
            return None
        return replace(style, answer=make, place=place, **more)  # type: ignore[arg-type]

    return habit


def _lines(make: Callable[[int, str], str]) -> Habit:
    return lambda style: replace(style, line=make)


def _listed_at_end(title: str, **more: object) -> Habit:
    return lambda style: replace(style, place="end", title=title, **more)  # type: ignore[arg-type]


def _marked(make: Callable[[str, bool], str]) -> Habit:
    def habit(style: Style) -> Style | None:
        if style.place != "below":
            return None
        return replace(style, marked=make, side=1)

    return habit


def _several(*names: str) -> Habit:
    def habit(style: Style) -> Style | None:
        own: Style | None = style
        for name in names:
            own = HABITS[name](own) if own is not None else None
        return own

    return habit


ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
FORMAL = "壹贰叁肆伍陆柒捌玖拾"


def _han(n: int) -> str:
    tens, ones = divmod(n, 10)
    if n <= 10:
        return HAN[n - 1]
    return ("" if tens == 1 else HAN[tens - 1]) + "十" + (HAN[ones - 1] if ones else "")


def _formal(n: int) -> str:
    tens, ones = divmod(n, 10)
    if n <= 10:
        return FORMAL[n - 1]
    return ("" if tens == 1 else FORMAL[tens - 1]) + "拾" + (FORMAL[ones - 1] if ones else "")


_SIGNS = "①②③④⑤⑥⑦⑧"
HABITS: dict[str, Habit] = {
    # Markers of questions.
    "number: 1~": _numbers(lambda n: f"{n}~ "),
    "number: ☆1☆": _numbers(lambda n: f"☆{n}☆ "),
    "number: §1": _numbers(lambda n: f"§{n} "),
    "number: 1°": _numbers(lambda n: f"{n}° "),
    "number: 1|": _numbers(lambda n: f"{n}| "),
    "number: {1}": _numbers(lambda n: f"{{{n}}} "),
    "number: --1--": _numbers(lambda n: f"--{n}-- "),
    "number: 1#": _numbers(lambda n: f"{n}# "),
    "number: 题一：": _numbers(lambda n: f"题{_han(n)}："),
    "number: 壹、": _numbers(lambda n: f"{_formal(n)}、"),
    "number: 第1道": _numbers(lambda n: f"第{n}道 "),
    "number: 001号": _numbers(lambda n: f"{n:03d}号："),
    "number: (Q-1)": _numbers(lambda n: f"(Q-{n}) "),
    "number: item 1": _numbers(lambda n: f"item {n} "),
    "number: 1=>": _numbers(lambda n: f"{n}=> "),
    "number: ▲1▲": _numbers(lambda n: f"▲{n}▲"),
    "number: alone": _numbers(lambda n: f"{n}\n"),
    "number: alone in signs": _numbers(lambda n: f"=== {n} ===\n"),
    "number: 练1": _numbers(lambda n: f"练{n} "),
    "number: P1/": _numbers(lambda n: f"P{n}/ "),
    "number: ⟨1⟩": _numbers(lambda n: f"⟨{n}⟩"),
    "number: 「1」": _numbers(lambda n: f"「{n}」"),
    "number: 1——": _numbers(lambda n: f"{n}——"),
    "number: ^1^": _numbers(lambda n: f"^{n}^ "),
    "number: 小题1，": _numbers(lambda n: f"小题{n}，"),
    # Markers of options.
    "option: A→": _options(lambda n, text: f"{LETTERS[n]}→{text}"),
    "option: A-": _options(lambda n, text: f"{LETTERS[n]}-{text}"),
    "option: A|": _options(lambda n, text: f"{LETTERS[n]}|{text}"),
    "option: A～": _options(lambda n, text: f"{LETTERS[n]}～{text}"),
    "option: A=": _options(lambda n, text: f"{LETTERS[n]}={text}"),
    "option: <A>": _options(lambda n, text: f"<{LETTERS[n]}>{text}"),
    "option: {A}": _options(lambda n, text: f"{{{LETTERS[n]}}} {text}"),
    "option: A/": _options(lambda n, text: f"{LETTERS[n]}/{text}"),
    "option: 「A」": _options(lambda n, text: f"「{LETTERS[n]}」{text}"),
    "option: #A": _options(lambda n, text: f"#{LETTERS[n]} {text}"),
    "option: A>": _options(lambda n, text: f"{LETTERS[n]}> {text}"),
    "option: A_": _options(lambda n, text: f"{LETTERS[n]}_{text}"),
    "option: A*": _options(lambda n, text: f"{LETTERS[n]}* {text}"),
    "option: a→": _options(lambda n, text: f"{'abcdefgh'[n]}→{text}"),
    "option: A；": _options(lambda n, text: f"{LETTERS[n]}；{text}"),
    "option: 选A": _own_line(lambda n, text: f"选{LETTERS[n]} {text}"),
    "option: ※A※": _options(lambda n, text: f"※{LETTERS[n]}※{text}"),
    "option: ①": _own_line(lambda n, text: f"{_SIGNS[n]}{text}"),
    "option: 甲→": _own_line(lambda n, text: f"{'甲乙丙丁戊'[n]}→{text}"),
    "option: 1)": _own_line(lambda n, text: f"  {n + 1}) {text}"),
    "option: - ": _own_line(lambda _n, text: f"- {text}"),
    "option: ◇": _own_line(lambda _n, text: f"◇{text}"),
    # Labels of answers.
    "answer: A:": _answers(lambda key: f"A:{key}"),
    "answer: 谜底：": _answers(lambda key: f"谜底：{key}"),
    "answer: 老师说：": _answers(lambda key: f"老师说：{key}"),
    "answer: ☞": _answers(lambda key: f"☞ {key}"),
    "answer: R=": _answers(lambda key: f"R={key}"),
    "answer: ==": _answers(lambda key: f"== {key}"),
    "answer: ~": _answers(lambda key: f"~{key}"),
    "answer: 正解": _answers(lambda key: f"正解 {key}"),
    "answer: 应为": _answers(lambda key: f"应为 {key}"),
    "answer: #": _answers(lambda key: f"#{key}"),
    "answer: 结果是": _answers(lambda key: f"结果是{key}"),
    "answer: ||": _answers(lambda key: f"|| {key} ||"),
    "answer: Lösung": _answers(lambda key: f"Lösung: {key}"),
    "answer: DA |": _answers(lambda key: f"DA | {key}"),
    "answer: <<>>": _answers(lambda key: f"<<{key}>>"),
    "answer: bare": _answers(lambda key: key),
    "answer above: 底：": _placed("above", lambda key: f"底：{key}"),
    "answer behind stem: ‖B‖": _placed("stem", lambda key: f"‖{key}‖"),
    "answer behind stem: #B": _placed("stem", lambda key: f" #{key}"),
    "answer behind stem: B": _placed("stem", lambda key: f"  {key}", room=""),
    "answer behind options: /B/": _placed("option", lambda key: f"  /{key}/"),
    "answer behind options: ☞B": _placed("option", lambda key: f"   ☞{key}"),
    # What was right among the options.
    "right option: ←": _marked(lambda text, right: f"{text} ←" if right else text),
    "right option: ！！": _marked(lambda text, right: f"{text}！！" if right else text),
    "right option: ★": _marked(lambda text, right: f"★{text}" if right else text),
    "right option: (ok)": _marked(lambda text, right: f"{text}(ok)" if right else text),
    # All lines.
    "lines: | ": _lines(lambda _n, text: f"| {text}"),
    "lines: // ": _lines(lambda _n, text: f"// {text}"),
    "lines: > ": _lines(lambda _n, text: f"> {text}"),
    "lines: * ": _lines(lambda _n, text: f"* {text}"),
    "lines: 001 ": _lines(lambda n, text: f"{n:03d} {text}"),
    "lines: 12| ": _lines(lambda n, text: f"{n}| {text}"),
    "lines: [10:32:05] ": _lines(lambda n, text: f"[10:{n // 60:02d}:{n % 60:02d}] {text}"),
    "lines: 小周：": _lines(lambda _n, text: f"小周：{text}"),
    "lines: | … |": _lines(lambda _n, text: f"| {text} |"),
    "lines: …\\": _lines(lambda _n, text: f"{text}\\"),
    "lines: “…”,": _lines(lambda _n, text: f'"{text}",'),
    "lines: 2023/5/6 小周> ": _lines(lambda n, text: f"2023/5/6 9:{n % 60:02d} 小周> {text}"),
    # Keys apart.
    "keys: no title": _listed_at_end(""),
    "keys: 锦囊": _listed_at_end("锦囊"),
    "keys: 对一对": _listed_at_end("对一对"),
    "keys: Lösungen": _listed_at_end("Lösungen"),
    "keys: bare run": _listed_at_end(
        "对一对", keys=lambda pairs: ["".join(key for _n, key in pairs)]
    ),
    "keys: one a line": _listed_at_end(
        "锦囊", keys=lambda pairs: [key for _n, key in pairs], heads_in_keys=False
    ),
    "keys: 1~A": _listed_at_end(
        "锦囊", keys=lambda pairs: ["  ".join(f"{n}~{key}" for n, key in pairs)]
    ),
    "keys: [1]A;": _listed_at_end(
        "", keys=lambda pairs: ["; ".join(f"[{n}]{key}" for n, key in pairs)]
    ),
    "keys: run without heads": _listed_at_end(
        "锦囊", keys=lambda pairs: [" ".join(key for _n, key in pairs)], heads_in_keys=False
    ),
    # Several at once.
    "all: §1 A→ 谜底：": _several("number: §1", "option: A→", "answer: 谜底："),
    "all: {1} {A} R=": _several("number: {1}", "option: {A}", "answer: R="),
    "all: 题一： ◇ 正解": _several("number: 题一：", "option: ◇", "answer: 正解"),
    "all: 1° A/ ‖B‖": _several("number: 1°", "option: A/", "answer behind stem: ‖B‖"),
    "all: 第1道 #A 底：": _several("number: 第1道", "option: #A", "answer above: 底："),
    "all: | 1# A= one a line": _several(
        "lines: | ", "number: 1#", "option: A=", "keys: one a line"
    ),
    "all: 12| 练1 a→ ~": _several("lines: 12| ", "number: 练1", "option: a→", "answer: ~"),
    "all: alone - ★": _several("number: alone in signs", "option: - ", "right option: ★"),
    "all: ^1^ 「A」 1~A": _several("number: ^1^", "option: 「A」", "keys: 1~A"),
    # Headings.
    "head: ◆": lambda style: replace(style, head=lambda _n, title: f"◆ {title}"),
    "head: Ⅰ": lambda style: replace(style, head=lambda n, title: f"{ROMAN[n]} {title}"),
    "head: 第1关": lambda style: replace(style, head=lambda n, title: f"第{n + 1}关 {title}"),
    "head: >>>": lambda style: replace(style, head=lambda _n, title: f">>> {title} <<<"),
    "head: Part A": lambda style: replace(
        style, head=lambda n, title: f"Part {LETTERS[n]}  {title}"
    ),
}


def tell(one: Question) -> tuple[object, ...]:
    """What has to come out of a question, without the room for the key."""
    return (
        one.type,
        _plain(one.stem or ""),
        tuple(_plain(option.text) for option in one.options) if one.type != TRUTH else (),
        one.key if one.type not in (TERM, SHORT) else _plain(one.reference or ""),
    )


def truth(one: Asked) -> tuple[object, ...]:
    keys: dict[ItemType, object] = {TRUTH: one.key == "√", FILL: ((one.key,),)}
    key = tuple(one.key) if one.type in (SINGLE, MULTIPLE) else _plain(one.key)
    return (one.type, _plain(one.stem), tuple(map(_plain, one.options)), keys.get(one.type, key))


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()。.，,？?]", "", text)


@dataclass
class Tally:
    """Questions asked, and those that came out whole, with their type, with their key."""

    asked: int = 0
    whole: int = 0
    types: int = 0
    keys: int = 0

    def add(self, paper: Paper, text: str) -> bool:
        wanted = [truth(one) for section in paper.sections for one in section]
        found: dict[object, list[tuple[object, ...]]] = {}
        read = [tell(one) for one in read_text(text).questions]
        for row in read:
            found.setdefault(row[1:3], []).append(row)
        self.asked += len(wanted)
        for row in wanted:
            rows = found.get(row[1:3])
            if rows:
                got = rows.pop(0)
                self.whole += 1
                self.types += got[0] == row[0]
                self.keys += got[3] == row[3]
        return read == wanted


def table() -> Iterator[str]:
    all_ = Tally()
    for name, habit in {"tidy": lambda style: style, **HABITS}.items():
        own, good, written = Tally(), 0, 0
        for paper in PAPERS:
            style = habit(paper.style)
            if style is not None:
                written += 1
                good += own.add(paper, write(paper, style))
        for part in ("asked", "whole", "types", "keys"):
            setattr(all_, part, getattr(all_, part) + getattr(own, part))
        yield _row(name, own, f"{good}/{written}")
    yield _row("all", all_, "")


def _row(name: str, own: Tally, papers: str) -> str:
    shares = (100 * part / own.asked for part in (own.whole, own.types, own.keys))
    return f"{name:32}" + "".join(f"{share:7.1f}" for share in shares) + f"   {papers}"


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(f"{line}\n")
