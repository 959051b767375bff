"""The search box: words wherever they stand, all of them, phrases exactly, and what was found marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.bank.finding import marked, read_needles
from app.bank.indexing import index_items, needs_indexing
from app.bank.loading import needs_loading
from app.bank.models import ContentState, Item
from app.bank.texts import plain_text, search_text
from tests.bank.posted import posted


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def write(client: Any, type_: str, **fields: Any) -> None:
    assert client.post(f"/bank/new?type={type_}", data=posted(type_, **fields)).status_code == 302


def found(client: Any, query: str) -> int:
    page = client.get("/bank", query_string={"q": query})
    assert page.status_code == 200
    return page.text.count('class="zk-item__t"')


@pytest.mark.both_engines
@pytest.mark.usefixtures("loaded")
def test_two_characters_are_found_in_every_part_of_an_item(teacher: Any) -> None:
    write(teacher, "true_false", stem="新客户群要分开看。", explanation="与销售漏斗有关。")
    write(
        teacher,
        "single_choice",
        stem="下面哪一项先做（　）。",
        options__0__text="跟进线索",
        explanation="CRM 的第一步。",
    )
    write(teacher, "term", stem="客户细分", model_answer="把客户分成几群。")
    assert found(teacher, "客户") == 2  # also inside 新客户群
    assert found(teacher, "线索") == 1  # in an option
    assert found(teacher, "漏斗") == 1  # in an explanation
    assert found(teacher, "几群") == 1  # in a model answer
    assert found(teacher, "多买") == 1  # in the material of a shipped item
    assert found(teacher, "crm") == 1
    assert found(teacher, "ＣＲＭ") == 1


@pytest.mark.both_engines
@pytest.mark.usefixtures("loaded")
def test_all_words_are_wanted_and_phrases_are_exact(teacher: Any) -> None:
    write(teacher, "true_false", stem="客户的满意带来忠诚。")
    write(teacher, "true_false", stem="满意的客户不一定忠诚。")
    assert found(teacher, "客户 满意") == 2
    assert found(teacher, "客户 满意 漏斗") == 0
    assert found(teacher, "“满意的客户”") == 1
    assert found(teacher, '"满意的客户" 忠诚') == 1
    assert found(teacher, "「客户的满意」") == 1
    assert found(teacher, "“客户 忠诚”") == 0  # not one after the other


@pytest.mark.usefixtures("loaded")
def test_what_was_found_is_marked(teacher: Any) -> None:
    write(teacher, "true_false", stem="满意的客户<b>。", explanation="先看漏斗，再看转化。")
    page = teacher.get("/bank?q=客户 漏斗").text
    assert "满意的<mark>客户</mark>&lt;b&gt;。" in page
    assert "先看<mark>漏斗</mark>，再看转化。" in page
    assert "解析" in page


@pytest.mark.parametrize(
    ("query", "needles"),
    [
        ("客户 线索", ["客户", "线索"]),
        ("“客户 线索” 漏斗", ["客户 线索", "漏斗"]),
        ('"没有右引号', ["没有右引号"]),
        ("ＣＲＭ", ["crm"]),
        ("  ", []),
        ("“”", []),
        ("a|b", ["a b"]),
    ],
)
def test_needles(query: str, needles: list[str]) -> None:
    assert [needle.text for needle in read_needles(query)] == needles


@given(st.text(max_size=60), st.text(max_size=60))
def test_marking_changes_no_text(text: str, query: str) -> None:
    out = marked(text, read_needles(query))
    assert out.replace("<mark>", "").replace("</mark>", "").unescape() == text


def test_a_bar_in_a_text_makes_no_word() -> None:
    assert search_text(["甲|乙"]).startswith("|甲 乙|")


@pytest.mark.usefixtures("loaded")
def test_words_of_another_edition_are_written_anew(db: Any, clock: Any) -> None:
    digest = db.session.scalar(select(ContentState.digest).where(ContentState.name == "content"))
    assert not needs_indexing()
    db.session.execute(update(Item).values(tokens=" 旧的 "))
    db.session.execute(update(ContentState).where(ContentState.name == "search").values(digest="1"))
    db.session.commit()
    assert needs_loading(digest)
    assert index_items(clock()) == 3
    assert not needs_loading(digest)
    words = db.session.scalar(select(Item.tokens).where(Item.content_id == "ch01-fb-001"))
    assert "|读者|" in words
    assert "一位勤借,一位多买" in words


@pytest.mark.usefixtures("loaded")
def test_no_page_loads_the_searched_text_with_an_item(db: Any) -> None:
    """It holds explanations: whoever reads it without meaning to gets an error, not a key."""
    item = db.session.scalars(select(Item)).first()
    with pytest.raises(Exception, match="tokens"):
        _ = item.tokens


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        (
            "看表。\n\n| 年份 | 人数 |\n|---|:--:|\n| 2024 | 12 |\n\n按 $\\frac{a}{b} \\times 2$ 算。",
            "看表。 年份，人数 2024，12 按 a/b ×2 算。",
        ),
        (r"$$\text{流失率}=\frac{L}{N}\%$$", "流失率=L/N%"),
        (r"若 $x^{2} \leq 3$，选 $\sqrt{2}$", "若 x^2 ≤3，选 √2"),
        (r"| a\|b | c |", "a|b，c"),
        ("甲|乙，**重点**", "甲|乙，重点"),
        ("花 {{a}} 元", "花 … 元"),
    ],
)
def test_tables_and_formulas_are_words_in_a_line(markdown: str, line: str) -> None:
    assert plain_text(markdown) == line


def titles(db: Any) -> dict[int, str]:
    return {row.id: row.title for row in db.session.execute(select(Item.id, Item.title))}


@pytest.mark.usefixtures("loaded")
def test_another_edition_writes_titles_anew_too(db: Any, clock: Any) -> None:
    before = titles(db)
    db.session.execute(update(Item).values(title="| 旧 |"))
    db.session.commit()
    index_items(clock())
    db.session.expire_all()
    assert titles(db) == before
