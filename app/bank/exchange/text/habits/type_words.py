"""Types of questions as people write them in short: [单] in front of a question, 案例分析 alone on a line,
最后两道简答，写在作业本上."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.questions.evidence import GAP
from app.bank.exchange.text.words.headings import HAN, find_heading
from app.bank.exchange.text.words.marks import find_answer, find_start
from app.bank.exchange.text.words.type_names import LETTERS, WORDS

# 【单】客户是… and 3.[判] 会员…; behind such a number or at the beginning of the line.
_TAG = re.compile(
    rf"^(?P<number>(?:\d{{1,3}}\s*[.．、)）]?\s*)?)[【\[（(]\s*(?P<tag>{'|'.join(LETTERS)})\s*[】\])）]\s*(?=\S)"
)
_FEWEST_TAGS = 3
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_SURE = "单选|多选|判断|填空|名词解释|名解|简答|问答|论述|选择|案例分析"
# 最后两道简答，写在作业本上 or 下面是判断：, spoken to the class.
_SPOKEN = re.compile(
    rf"(?:最后|下面|接下来|再来|以下|下边|然后|先来|先做|还有|另外|首先)(?:就|还|再)?(?:是|有|做|来|出|看)?(?:这)?"
    rf"(?:[一二两三四五六七八九十几\d]{{1,3}})?(?:道|个|题|小题)?(?:是|的)?(?P<word>{_SURE})(?:题)?(?:部分|环节)?\s*"
    r"(?:[：:。]|[（(][^（()）]{0,24}[)）]|[，,；;](?=.{0,24}(?:写|做|答|每|共|分|交|完成|不用|注意)).{0,24})?\s*[：:。]?"
)
# ②判断 and ③简答（每题5分）: circled in place of an ordinal.
_CIRCLED = re.compile(
    rf"(?P<n>[①-⑩])\s*[、.．]?\s*(?P<word>{_WORD})题?(?P<rest>\s*[（(][^（()）]{{0,30}}[)）])?\s*[:：]?"
)
# 二、选一选 and 三、选一选（多选）: what is done with the questions, as books for beginners call it.
_PLAYED = re.compile(
    rf"[★☆◆●■▲◎※]?\s{{0,2}}(?P<ordinal>[{HAN}]{{1,3}}\s*[、.．])\s*(?P<verb>[选填判辨答])一(?P=verb)\s*(?:[（(]\s*(?P<name>单选|多选|不定项选择|判断|填空|简答)题?\s*[)）])?\s*(?P<rest>[（(][^（()）]{{0,40}}[)）])?\s*[:：]?"
)
_VERBS = {"选": "选择题", "填": "填空题", "判": "判断题", "辨": "判断题", "答": "简答题"}
_LEADS = re.compile(r"(?:[是有为]|[?？])\s*$")
# 案例分析 or 名词： alone; a heading only where the text has others of the kind.
_ALONE = re.compile(
    rf"[★☆◆●■▲◎※▶►]?\s{{0,2}}(?P<word>{_WORD})(?P<rest>\s*[（(][^（()）]{{0,30}}[)）])?\s*[:：]?"
)
_FEWEST_HEADS = 2


def plain_types(lines: Sequence[Line]) -> list[Line]:
    """The lines with such words as a paper would write them."""
    return _alone([_spoken(line) for line in _tagged(lines)])


def _tagged(lines: Sequence[Line]) -> list[Line]:
    """【单】 as 【单选题】, where several questions are marked so, and not all by the same letter."""
    tags = [found["tag"] for line in lines if (found := _TAG.match(line.text))]
    if len(tags) < _FEWEST_TAGS or len(set(tags)) < 2:
        return list(lines)
    return [
        replace(line, text=_TAG.sub(lambda m: f"{m['number']}【{LETTERS[m['tag']]}】", line.text))
        for line in lines
    ]


def _spoken(line: Line) -> Line:
    if circled := _CIRCLED.fullmatch(line.text.strip()):
        ordinal = HAN["①②③④⑤⑥⑦⑧⑨⑩".index(circled["n"])]
        return replace(line, text=f"{ordinal}、{WORDS[circled['word']]}{circled['rest'] or ''}")
    if played := _PLAYED.fullmatch(line.text.strip()):
        name = f"{played['name']}题" if played["name"] else _VERBS[played["verb"]]
        return replace(line, text=f"{played['ordinal']}{name}{played['rest'] or ''}")
    match = _SPOKEN.fullmatch(line.text.strip())
    if match is None or GAP.search(line.text) or _LEADS.search(line.text):
        return line
    return replace(line, text=WORDS[match["word"]])


def _alone(lines: list[Line]) -> list[Line]:
    """案例分析 as 案例分析题, where two other lines are headings without an ordinal."""
    texts = [line.text.strip() for line in lines]
    words = [_ALONE.fullmatch(text) for text in texts]
    heads = {
        heading.type
        for text, word in zip(texts, words, strict=True)
        if word and (heading := find_heading(text)) and not heading.ordinal
    } | {word["word"] for place, word in enumerate(words) if word and _counts_below(texts, place)}
    if len(heads) < _FEWEST_HEADS:
        return lines
    return [
        replace(line, text=f"{WORDS[word['word']]}{word['rest'] or ''}")
        if word and find_heading(line.text) is None and not _answers(lines, place)
        else line
        for place, (line, word) in enumerate(zip(lines, words, strict=True))
    ]


def _counts_below(texts: Sequence[str], place: int) -> bool:
    """Whether the first of several that are counted stands right below: 简答 over ①客户忠诚有何好处？"""
    start = find_start(texts[place + 1]) if place + 1 < len(texts) else None
    return start is not None and start.number == 1 and not texts[place].endswith(("。", "；"))


def _answers(lines: Sequence[Line], place: int) -> bool:
    """Whether the word is what stands below 答案：."""
    return place > 0 and find_answer(lines[place - 1].text.strip()) == ""
