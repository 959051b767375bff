"""Records whose answer stands above the question: 1.答案：B over 题目：… over its options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line

_ANSWER = re.compile(
    r"(?:(?:第\s*)?\d{1,3}\s*(?:题)?\s*[.．、:：)）]?\s*)?(?P<told>[【\[]?(?:正确|参考|标准)?答案[】\]]?\s*[:：]\s*\S.*)"
)
_STEM = re.compile(r"[【\[]?(?:试题|题目|题干|考题|问题)(?:内容|描述)?[】\]]?\s*[:：]\s*\S")
_FEWEST = 2


def answers_behind(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such answer behind its question."""
    told = [_ANSWER.fullmatch(line.text.strip()) for line in lines]
    stems = [n for n, line in enumerate(lines) if _STEM.match(line.text)]
    heads = [n - 1 for n in stems if n and told[n - 1]]
    if len(heads) < _FEWEST or len(heads) < len(stems):
        return list(lines)
    found = list(lines[: heads[0]])
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        answer = told[head]
        found += lines[head + 1 : end]
        if answer is not None:
            found.append(replace(lines[head], text=answer["told"], after_gap=False))
    return found
