"""Known questions rendered as papers in the styles teachers use, with the truth about each.

The rendered corpus and the random texts of the property tests come from here. Nothing of the parser
is used, so that neither can share a mistake with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

POOL: dict[str, list[Any]] = yaml.safe_load(
    (Path(__file__).parent / "corpus" / "pool.yaml").read_text(encoding="utf-8")
)
TYPES = {
    "single": "single_choice",
    "multi": "multiple_response",
    "truth": "true_false",
    "fill": "fill_blank",
    "term": "term",
    "short": "short_answer",
    "essay": "essay",
}
NAMES = {
    "single": ("单项选择题", "单选题", "单项选择题"),
    "multi": ("多项选择题", "多选题", "多项选择题"),
    "truth": ("判断题", "判断题", "判断正误题"),
    "fill": ("填空题", "填空题", "填空题"),
    "term": ("名词解释", "名词解释题", "名词解释"),
    "short": ("简答题", "简答题", "问答题"),
    "essay": ("论述题", "论述题", "论述题"),
}
NUMBERS: dict[str, Callable[[int], str]] = {
    "dot": lambda n: f"{n}. ",
    "tight": lambda n: f"{n}.",
    "dun": lambda n: f"{n}、",
    "wide": lambda n: f"{n}．",
    "round": lambda n: f"（{n}）",
    "half": lambda n: f"{n}) ",
    "circle": lambda n: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"[n - 1],
    "ordinal": lambda n: f"第{n}题 ",
}
LETTERS = {
    "dot": "{}. ",
    "tight": "{}.",
    "dun": "{}、",
    "half": "{}) ",
    "wide": "{}．",
    "round": "（{}）",
    "full": "{}．",
}
FURNITURE = (
    "第 {n} 页 共 8 页",
    "- {n} -",
    "百度文库 - 让每个人平等地提升自我",
    "版权声明：本文档由网友上传，侵权必究",
    "密封线内不要答题",
    "{n} / 8",
    "免费下载全文请扫码关注公众号：题海小站",
    "www.tiku-example.cn 更多资料",
    "还剩{n}页未读，继续阅读",
)


@dataclass(frozen=True)
class Style:
    """How one paper is written. `key` is inside, line, list, pairs, table or none."""

    number: str = "dot"
    letter: str = "dot"
    layout: str = "lines"
    key: str = "inside"
    truth: str = "√×"
    blank: str = "____"
    heading: str = "{han}、{name}（每题{each}分，共{total}分）"
    names: int = 0
    running: bool = False
    furniture: float = 0.0
    wrap: int = 0
    gaps: float = 0.2
    explain: bool = False
    written: str = "答："
    points: str = "（{}）"
    traditional: bool = False


class Writer:
    """Writes one paper and keeps its truth."""

    def __init__(self, style: Style, rng: Random) -> None:
        self.style, self.rng = style, rng
        self.lines: list[str] = []
        self.truth: list[dict[str, Any]] = []
        self.keys: list[tuple[str, list[tuple[int, str]]]] = []
        self.number = 0

    def section(self, kind: str, place: int, questions: Sequence[Any]) -> None:
        style = self.style
        if style.heading:
            name = NAMES[kind][style.names]
            self.lines.append(
                style.heading.format(
                    han="一二三四五六七八"[place], name=name, each=2, total=2 * len(questions)
                )
            )
            self.keys.append((f"{'一二三四五六七八'[place]}、{name}", []))
        else:
            self.keys.append(("", []))
        if not style.running:
            self.number = 0
        for question in questions:
            self.number += 1
            getattr(self, f"_{'choice' if kind in ('single', 'multi') else kind}")(kind, question)
            if self.rng.random() < style.gaps:
                self.lines.append("")
            if self.rng.random() < style.furniture:
                self.lines.append(self.rng.choice(FURNITURE).format(n=self.rng.randint(1, 8)))

    def _told(self, **truth: Any) -> None:
        self.truth.append(truth)

    def _stem(self, text: str) -> None:
        text = NUMBERS[self.style.number](self.number) + text
        width = self.style.wrap
        if width and len(text) > width:
            self.lines += [text[n : n + width] for n in range(0, len(text), width)]
        else:
            self.lines.append(text)

    def _key(self, key: str, why: str = "") -> None:
        style = self.style
        if style.key == "line":
            word = self.rng.choice(["答案：", "参考答案：", "【答案】", "正确答案："])
            self.lines.append(word + key)
            if style.explain:
                self.lines.append(self.rng.choice(["解析：", "【解析】"]) + (why or "见教材。"))
        else:
            self.keys[-1][1].append((self.number, key))

    def _choice(self, kind: str, question: Any) -> None:
        stem, options, key = question
        inside = self.style.key == "inside"
        shown = (
            self.rng.choice([key, f" {key} ", " ".join(key), "、".join(key)]) if inside else "  "
        )
        self._stem(
            stem.replace(
                "〔〕", f"（{shown}）" if inside else self.rng.choice(["（  ）", "（　）", "( )"])
            )
        )
        letters = "ＡＢＣＤＥ" if self.style.letter == "full" else "ABCDE"
        texts = [
            LETTERS[self.style.letter].format(letters[n]) + text for n, text in enumerate(options)
        ]
        layout = self.style.layout
        if layout == "mixed":
            layout = self.rng.choice(["lines", "row", "pairs"])
        if layout == "lines":
            self.lines += texts
        elif layout == "row":
            self.lines.append(self.rng.choice(["    ", "\t", "　　"]).join(texts))
        elif layout == "pairs":
            self.lines += ["    ".join(texts[n : n + 2]) for n in range(0, len(texts), 2)]
        elif layout == "glued":
            self.lines.append("".join(texts))
        else:
            self.lines[-1] += "".join(texts)
        if not inside:
            self._key(key)
        told = None if self.style.key == "none" else (key if kind == "single" else list(key))
        self._told(
            type=TYPES[kind],
            stem=stem.replace("〔〕", "（　）"),
            options=list(options),
            key=told,
        )

    def _truth(self, _kind: str, question: Any) -> None:
        stem, truth = question
        words = {
            "√×": ("√", "×"),
            "对错": ("对", "错"),
            "正误": ("正确", "错误"),
            "TF": ("T", "F"),
            "AB": ("A", "B"),
        }[self.style.truth]
        key = words[0] if truth else words[1]
        if self.style.truth == "AB" and self.style.key == "inside":
            self._stem(f"{stem}（{key}）")
            self.lines.append("A. 正确    B. 错误")
        elif self.style.key == "inside":
            self._stem(f"{stem}（{key}）" if self.rng.random() < 0.7 else f"（ {key} ）{stem}")
        else:
            self._stem(stem + self.rng.choice(["（  ）", "（　　）"]))
            self._key(key)
        told = None if self.style.key == "none" else truth
        self._told(type="true_false", stem=stem, options=[], key=told)

    def _fill(self, _kind: str, question: Any) -> None:
        words = re.findall("〔(.+?)〕", question)
        blank = self.style.blank
        if blank == "filled":
            self._stem(re.sub("〔(.+?)〕", r"（\1）", question))
        elif blank == "told":
            self._stem(re.sub("〔(.+?)〕", "  ", question) + f"（{'、'.join(words)}）")
        else:
            self._stem(re.sub("〔(.+?)〕", blank, question))
            told = self.rng.choice(["；", "、"]).join(words)
            if self.style.key == "inside":
                self.lines.append(f"答案：{told}")
            else:
                self._key(told)
        told = [[word] for word in words]
        if self.style.key == "none" and blank not in ("filled", "told"):
            told = None
        self._told(
            type="fill_blank", stem=re.sub("〔(.+?)〕", "____", question), options=[], key=told
        )

    def _term(self, _kind: str, question: Any) -> None:
        term, meaning = question
        if self.style.key in ("list", "pairs", "table", "none"):
            self._stem(term)
            self._key(meaning)
        elif self.style.written == "：":
            self._stem(f"{term}：{meaning}")
        else:
            self._stem(term)
            self.lines.append(f"{self.style.written}{meaning}")
        told = None if self.style.key == "none" else meaning
        self._told(type="term", stem=term, options=[], key=None, reference=told)

    def _short(self, _kind: str, question: Any) -> None:
        stem, points = question
        marked = [f"{self.style.points.format(n)}{text}；" for n, text in enumerate(points, 1)]
        self._stem(stem)
        if self.style.key in ("list", "pairs", "table", "none"):
            self._key("".join(marked))
        elif self.rng.random() < 0.5:
            self.lines.append(self.style.written.replace("：", "：") + "".join(marked))
        else:
            self.lines += ["答：", *marked]
        told = None if self.style.key == "none" else points
        self._told(type="short_answer", stem=stem, options=[], key=None, points=told)

    def _essay(self, _kind: str, question: Any) -> None:
        stem, answer = question
        self._stem(stem)
        if self.style.key in ("list", "pairs", "table", "none"):
            self._key(answer)
        else:
            self.lines.append("答：" + answer)
        told = None if self.style.key == "none" else answer
        self._told(type="essay", stem=stem, options=[], key=None, reference=told)

    # ── keys apart

    def give_keys(self) -> None:
        if self.style.key not in ("list", "pairs", "table"):
            return
        self.lines += ["", self.rng.choice(["参考答案", "参考答案及评分标准", "附：答案"])]
        for name, keys in self.keys:
            if not keys:
                continue
            if name:
                self.lines.append(name)
            if all(re.fullmatch("[A-E]{1,5}|[√×对错TF]|正确|错误", key) for _n, key in keys):
                self._short_keys(keys)
            else:
                self.lines += [f"{number}. {key}" for number, key in keys]

    def _short_keys(self, keys: list[tuple[int, str]]) -> None:
        if self.style.key == "table":
            for start in range(0, len(keys), 10):
                row = keys[start : start + 10]
                self.lines.append("\t".join(["题号", *(str(n) for n, _key in row)]))
                self.lines.append("\t".join(["答案", *(key for _n, key in row)]))
        elif self.style.key == "list" and all(len(key) == 1 for _n, key in keys):
            for start in range(0, len(keys), 5):
                row = keys[start : start + 5]
                if len(row) == 1:
                    self.lines.append(f"{row[0][0]}-{row[0][0]} {row[0][1]}")
                else:
                    self.lines.append(f"{row[0][0]}-{row[-1][0]} {''.join(key for _n, key in row)}")
        else:
            for start in range(0, len(keys), 5):
                self.lines.append("  ".join(f"{n}.{key}" for n, key in keys[start : start + 5]))
            if len(keys) % 5 == 1:
                last = self.lines.pop()
                self.lines[-1] += "  " + last


def write(
    style: Style, rng: Random, counts: dict[str, int], title: str = ""
) -> tuple[str, list[dict[str, Any]]]:
    """A paper with so many questions of each kind, and the truth about it."""
    writer = Writer(style, rng)
    if title:
        writer.lines += [title, ""]
    for place, (kind, count) in enumerate(counts.items()):
        writer.section(kind, place, rng.sample(POOL[kind], count))
    writer.give_keys()
    return "\n".join(writer.lines) + "\n", writer.truth


def random_style(rng: Random) -> Style:
    """Any style that a reader can be asked to understand."""
    style = Style(
        number=rng.choice([name for name in NUMBERS if name != "circle"]),
        letter=rng.choice(list(LETTERS)),
        layout=rng.choice(["lines", "row", "pairs", "glued", "mixed"]),
        key=rng.choice(["inside", "line", "list", "pairs", "table", "none"]),
        truth=rng.choice(["√×", "对错", "正误", "TF"]),
        blank=rng.choice(["____", "________", "（　　）", "______"]),
        heading=rng.choice(
            [
                "{han}、{name}（每题{each}分，共{total}分）",
                "{han}、{name}",
                "{name}",
                "{han}．{name}（本大题共{total}分）",
                "【{name}】",
                "（{han}）{name}",
                "第{han}部分 {name}",
            ]
        ),
        names=rng.randrange(3),
        running=rng.random() < 0.3,
        furniture=rng.choice([0.0, 0.1, 0.3]),
        wrap=rng.choice([0, 0, 26, 34]),
        gaps=rng.choice([0.0, 0.3, 1.0]),
        explain=rng.random() < 0.5,
        written=rng.choice(["答：", "参考答案：", "答:"]),
        points=rng.choice(["（{}）", "{}）", "({})"]),
    )
    return replace(style, points="（{}）") if style.number in ("half", "round") else style
