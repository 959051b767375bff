"""Write the rendered part of the corpus anew: python -m tests.bank.exchange.text.freeze

The papers are frozen so that a change of the parser is measured against the same texts.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import yaml

from tests.bank.exchange.text.papers import Style, write

CORPUS = Path(__file__).parent / "corpus"
MOST = {"single": 9, "multi": 6, "truth": 8, "fill": 6, "term": 4, "short": 4, "essay": 2}
PAPERS: dict[str, Style] = {
    "r01-keys-inside": Style(furniture=0.2, truth="√×"),
    "r02-keys-at-the-end": Style(
        number="dun", letter="dun", layout="row", key="list", truth="对错", heading="{han}、{name}"
    ),
    "r03-key-table": Style(
        number="tight",
        letter="tight",
        layout="pairs",
        key="table",
        heading="第{han}部分 {name}",
        furniture=0.3,
    ),
    "r04-answer-lines": Style(
        number="wide", letter="wide", key="line", explain=True, truth="正误", heading="【{name}】"
    ),
    "r05-one-line": Style(
        number="tight", letter="tight", layout="glued", truth="TF", heading="{name}", names=1
    ),
    "r06-running-numbers": Style(
        number="dun", letter="full", layout="mixed", key="pairs", running=True, gaps=0.0
    ),
    "r07-round-numbers": Style(
        number="round", letter="round", key="line", heading="（{han}）{name}", points="{}）"
    ),
    "r08-wrapped": Style(
        number="dot", letter="half", layout="row", wrap=24, furniture=0.3, gaps=0.1
    ),
    "r09-ordinal": Style(
        number="ordinal",
        letter="dot",
        key="pairs",
        truth="√×",
        heading="{han}．{name}（本大题共{total}分）",
    ),
    "r10-blanks-in-brackets": Style(
        number="half", letter="dun", blank="filled", written="参考答案：", names=2, points="({})"
    ),
    "r11-told-at-the-end": Style(number="wide", blank="told", truth="AB", written="：", gaps=1.0),
    "r12-without-keys": Style(number="dot", key="none", blank="（　　）", furniture=0.1),
}


def freeze() -> None:
    for seed, (name, style) in enumerate(PAPERS.items()):
        counts = {
            kind: count for kind, count in MOST.items() if style.number != "half" or kind != "term"
        }
        text, truth = write(style, Random(seed), counts, title="《客户关系管理》期末试卷")
        (CORPUS / f"{name}.txt").write_text(text, encoding="utf-8")
        rows = [
            [
                one["type"],
                one["stem"],
                one["options"],
                {"points": one["points"]}
                if one.get("points")
                else one.get("reference", one["key"]),
            ]
            for one in truth
        ]
        dumped = yaml.safe_dump(rows, allow_unicode=True, width=200, default_flow_style=None)
        (CORPUS / f"{name}.yaml").write_text(dumped, encoding="utf-8")


if __name__ == "__main__":
    freeze()
