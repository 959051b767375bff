"""Questions that name their own type: [多选题]客户是…, 客户是（ ）。[单选题] *."""

from __future__ import annotations

import re

from app.bank.exchange.text.sections.draft import Draft

_NAMES = (
    r"单选题?|单项选择题?|多选题?|多项选择题?|不定项(?:选择题?)?|判断(?:对错|正误)?题?|填空题?|名词解释题?|名词|名解|案例(?=\s{0,4}[,，、]\s{0,4}\d)|简述题?|辨析题?|是非题?|简答题?|问答题?|论述题?|案例分析题?"
    "|(?:主观|客观)(?:填空|单选|多选|判断)题|(?:主观|客观|选择|分析|综合|综合分析|计算|材料|材料分析|辨析|改错|是非|思考|讨论|应用|操作|实操|情景|情境|匹配|排序)题"
)
_TYPED = re.compile(
    rf"[【\[（(<《「]?(?P<name>{_NAMES}|[Tt]rue\s{{0,4}}(?:or|/)\s{{0,4}}[Ff]alse)"
    rf"(?:\s{{0,4}}[,，、]?\s{{0,4}}(?P<inside>\d{{1,2}}(?:\.\d)?)\s{{0,4}}分(?=\s{{0,4}}[】\])）]))?(?:[】\])）>》」]\s*[:：]?(?:\s*[（(]\s*(?P<marks>\d{{1,2}}(?:\.\d)?)\s*分\s*[)）])?|(?<=题)\s*[:：]|(?<=题)[ \u3000\t]+(?=\S.{{5}})|(?<=单选|多选|判断|对错|正误|填空|简答|问答|论述)\s*[:：](?=\s*\S.{{3}})|(?<=名词解释)\s*[:：]|(?<=名词|名解)\s*[:：](?=\s*\S.)|(?<=alse)\s*[:：])\s*(?P<text>\S.*)",
    re.DOTALL,
)
# 客户是（ ）。[单选题] *: the same behind it.
_TYPED_BEHIND = re.compile(
    rf"\s{{0,8}}[【\[（(]\s{{0,4}}(?P<name>{_NAMES})"
    rf"(?:\s{{0,4}}[,，、]?\s{{0,4}}(?:分值\s{{0,4}}[:：])?\s{{0,4}}(?P<marks>\d{{1,2}}(?:\.\d)?)\s{{0,4}}分?)?\s{{0,4}}[】\])）]\s{{0,4}}(?:[*＊]|[（(]?必[答填做]题?[)）]?|\s){{0,4}}(?:[（(【\[]\s{{0,4}}(?:分值|本题|满分)?\s{{0,4}}[:：]?\s{{0,4}}(?P<behind>\d{{1,2}}(?:\.\d)?)\s{{0,4}}分\s{{0,4}}[)）】\]])?\s{{0,4}}[*＊]?\s{{0,4}}(?=$|[（(]?[A-H]\s{{0,2}}[.．、)）])"
)
_NAMED = re.compile(
    r"(?P<name>单选|多选|不定项|判断|填空|名词解释|名词|简答|问答|论述)[ \u3000\t]+(?P<text>[^\s\d（(每共本].{4,})",
    re.DOTALL,
)
_SCORES_ONLY = re.compile(r"(?:本大?题|每|共|满分|[（(](?!\s*[)）])).*")


def find_typed(line: str) -> tuple[str, str, str] | None:
    """(名词解释, 2分)客户忠诚 names its type in front of the question; returns name, question and marks."""
    match = _TYPED.fullmatch(line)
    if match is None or _SCORES_ONLY.match(match["text"]):
        return None
    return match["name"], match["text"], match["inside"] or match["marks"] or ""


def find_named(text: str) -> tuple[str, str] | None:
    """简答 大客户流失怎样防范？ behind its number: the bare name of a type, and the question."""
    match = _NAMED.fullmatch(text)
    return (match["name"], match["text"]) if match else None


def without_type(draft: Draft, line: str) -> str:
    """The line without the type that stands behind a question, which the draft then knows."""
    match = _TYPED_BEHIND.search(line)
    if match is None:
        return line
    draft.labels.setdefault("type", match["name"])
    draft.marks = draft.marks or match["marks"] or match["behind"] or ""
    return line[: match.start()] + line[match.end() :]
