"""Blanks answered in more words than asked for: the term with an explanation, or inside a phrase.

催化剂的作用 says 催化剂, and 一次就搞定，也就是一次解决 says 一次解决; 潜在客户 does not say 客户.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.bank.answers.blank_slips import shares_sense
from app.bank.answers.lexicon import Words
from app.bank.answers.polarity import denials_in
from app.content import cutting

_EXPLAINS = re.compile(
    r"也就是|就是说?|(?<!立)即|(?<![不也只但而还])是|[(（)）:：]|——|所谓|属于|(?<!呼)叫做?|称为|指的是|[,，]"
    r"|(?<=[a-z])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[a-z])"
)
_NAMING = re.compile("^(?:也?就是|即|也叫|称为|所谓)")
_SHORTEST_TOLD = 2
_GUESSES = re.compile("[^,，(（:：—]{1,4}(?:[,，](?!就是|也就是|即|指)[^,，(（:：—]{1,4})+")
# A word in front of a term that makes another thing of it.
_OTHER_KIND = re.compile("(?:[非反伪假不无未低负半准亚副前次]|潜在|竞争|传统|所谓)的?$")
_LONGEST_REST = 8
# 客户一喊就有人应的那个响应性: a clause about the term that stands after it.
_RELATIVE = re.compile("的(?:那|这)(?:个|种|条|类)$")
_LONGEST_CLAUSE = 20
# 装载到数据仓库 says where to, not something else.
_FOLLOWING = ("的", "到", "进", "入")
_SHORTEST = 2
_SUFFIXES = ("性", "度")
_OWNERS = ("客户", "企业", "公司", "员工", "供应商", "对手", "商家")


def any_part(piece: str, accepts: Callable[[str], bool], is_other: Callable[[str], bool]) -> bool:
    """Whether one part of an explained answer is right and none is the answer of another blank."""
    parts = [part.strip() for part in _EXPLAINS.split(piece) if part.strip()]
    if len(parts) < 2 or any(is_other(part) for part in parts):
        return False
    right = [part for part in parts if accepts(part)]
    # Short parts with nothing but commas between them are guesses.
    guessed = all(len(part) <= 4 for part in parts) and _GUESSES.fullmatch(piece) is not None
    return bool(right) and not guessed


def named_at_end(piece: str, accepts: Callable[[str], bool]) -> bool:
    """每次都不一样，即异质性: told in words, which may deny, and then named."""
    if piece.endswith((")", "）")):
        told, _, name = piece[:-1].replace("（", "(").rpartition("(")
    else:
        told, _, name = piece.replace("，", ",").rpartition(",")
        if not _NAMING.match(name):
            return False
        name = _NAMING.sub("", name)
    return len(told) >= _SHORTEST_TOLD and bool(name) and accepts(name)


def holds_form(
    piece: str, forms: Sequence[str], others: Sequence[str], stem: str, lexicon: Words
) -> bool:
    """Whether a form stands whole in a phrase that adds nothing which would make it another thing."""
    denials = denials_in(piece)
    for form in forms:
        if denials > denials_in(form):
            continue
        if len(form) < _SHORTEST or form == piece:
            continue
        for start in _starts(piece, form):
            before, after = piece[:start], piece[start + len(form) :]
            around = before + "|" + after
            if any(len(o) > 1 and o in around and o not in _OWNERS for o in others):
                continue
            if _of_another(before, forms):
                continue
            if _adds_nothing(before, after, form, stem, lexicon):
                return True
    return False


def _of_another(before: str, forms: Sequence[str]) -> bool:
    """企业总成本 where 客户总成本 is accepted, and 总成本 for short."""
    said = before.rstrip("的")
    # Of a clause (企业愿意付出的那个成本) it is who begins it.
    owner = next((party for party in _OWNERS if said.endswith(party)), "") or next(
        (party for party in _OWNERS if said.startswith(party)), ""
    )
    owners = {party for form in forms for party in _OWNERS if form.startswith(party)}
    return bool(owner) and bool(owners) and owner not in owners


def _starts(piece: str, form: str) -> list[int]:
    """Where a form begins and ends at the bounds of words."""
    bounds = {0}
    for word in cutting.cut(piece, False):
        bounds.add(max(bounds) + len(word))
    found = [match.start() for match in re.finditer(re.escape(form), piece)]
    # 便利性 is one word, and 便利 all that it says.
    bounds.update(place - 1 for place in tuple(bounds) if piece[place - 1 : place] in _SUFFIXES)
    return [start for start in found if {start, start + len(form)} <= bounds]


def _adds_nothing(before: str, after: str, form: str, stem: str, lexicon: Words) -> bool:
    longest = _LONGEST_CLAUSE if _RELATIVE.search(before) else _LONGEST_REST
    if len(before) + len(after) > longest or _OTHER_KIND.search(before):
        return False
    # 潜在客户, 服务质量: the lexicon knows the longer word as a thing of its own.
    longer = (before.rstrip("的") + form, form + after.lstrip("的"))
    if any(
        word != form and lexicon.senses(word) and not shares_sense(word, form, lexicon)
        for word in longer
    ):
        return any(word in stem for word in longer if word != form)
    return not after or after.startswith(_FOLLOWING) or _generic(after, stem)


def _generic(after: str, stem: str) -> bool:
    return after in stem or after in _ENDINGS or after.isascii()


_ENDINGS = frozenset(
    [
        "安排",
        "节点",
        "方面",
        "作用",
        "程度",
        "水平",
        "比例",
        "因素",
        "要素",
        "的",
        "上",
        "上的",
        "方面的",
        "类",
        "型",
        "性",
        "率",
        "度",
        "法",
        "期",
        "阶段",
        "力",
        "线",
        "那个",
        "这个",
        "客户",
        "管理",
        "系统",
        "技术",
        "工作",
        "部分",
        "环节",
        "步骤",
        "问题",
        "情况",
        "意愿",
        "需求",
    ]
)
