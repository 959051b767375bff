"""The question component: one view, four places; what is not yet told is not in the page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from markupsafe import Markup

from app.web.questionview import BlankView, OptionView, PointView, QuestionView, StimulusView

SECRETS = ("为什么对", "为什么错", "误解之名", "采分之一", "参考全文", "解析全文", "接受写法")


def choice(kind: str = "single_choice") -> QuestionView:
    """A choice item with everything in it that a reader may not know before release."""
    return QuestionView(
        key="q7",
        name="a-7",
        type=kind,
        type_label="单选",
        number=7,
        points="2",
        stem=Markup("<p>题干</p>"),
        options=(
            OptionView(
                id="o1", letter="A", html=Markup("甲"), correct=True, feedback=Markup("为什么对")
            ),
            OptionView(
                id="o2",
                letter="B",
                html=Markup("乙"),
                chosen=True,
                correct=False,
                feedback=Markup("为什么错"),
                misconception="误解之名",
            ),
        ),
        explanation=Markup("<p>解析全文</p>"),
        verdict="wrong",
        can_flag=True,
        flagged=True,
        save_state="saved",
        save_text="已保存 10:32:05",
    )


BLANKS = QuestionView(
    key="q8",
    type="fill_blank",
    type_label="填空",
    stem_parts=(Markup("<p>一 "), Markup(" 二 "), Markup(" 三</p>")),
    blanks=(
        BlankView(name="q8-1", value="写的", correct=True, accepted=("接受写法",)),
        BlankView(name="q8-2", correct=False, accepted=("接受写法二", "接受写法三")),
    ),
    verdict="part",
)
WRITTEN = QuestionView(
    key="q9",
    type="short_answer",
    type_label="简答",
    points="6",
    stem=Markup("<p>请说明</p>"),
    text="<b>我写的</b>",
    key_points=(PointView(number=1, text="采分之一", worth="3", earned="1.5", state="half"),),
    score="1.5",
    model_answer=Markup("<p>参考全文</p>"),
    verdict="waiting",
)


def show(app: Flask, view: QuestionView, mode: str) -> str:
    with app.test_request_context():
        source = (
            '{% from "macros/question.html" import question %}'
            "{% call question(view, mode) %}<i>更多</i>{% endcall %}"
        )
        return app.jinja_env.from_string(source).render(view=view, mode=mode)


@pytest.mark.parametrize("mode", ["answer", "paper"])
@pytest.mark.parametrize("view", [choice(), choice("multiple_response"), BLANKS, WRITTEN])
def test_nothing_is_told_before_release(app: Flask, view: QuestionView, mode: str) -> None:
    page = show(app, view, mode)
    assert [secret for secret in SECRETS if secret in page] == []
    assert "zk-opt--right" not in page
    assert "zk-opt--wrong" not in page


def test_answering_offers_inputs(app: Flask) -> None:
    page = show(app, choice(), "answer")
    assert page.count('type="radio" name="a-7"') == 2
    assert re.search(r'value="o2"\s+checked', page)
    assert 'name="flag" value="a-7" checked' in page
    assert "已保存 10:32:05" in page
    assert "<i>更多</i>" in page
    assert show(app, choice("multiple_response"), "answer").count('type="checkbox" name="a-7"') == 2


def test_blanks_stand_in_the_line(app: Flask) -> None:
    page = show(app, BLANKS, "answer")
    assert re.search(
        r"<p>一 <input[^>]+name=\"q8-1\" value=\"写的\"[^>]*> 二 <input[^>]+> 三</p>", page
    )


def test_written_answer_is_escaped(app: Flask) -> None:
    page = show(app, WRITTEN, "answer")
    assert "&lt;b&gt;我写的&lt;/b&gt;</textarea>" in page
    assert "<b>我写的" not in show(app, WRITTEN, "review")


def test_review_says_it_in_words(app: Flask) -> None:
    page = show(app, choice(), "review")
    assert "你选的，错" in page
    assert "正确答案" in page
    assert "解析全文" in page
    several = show(app, choice("multiple_response"), "review")
    assert "正确，你没有选" in several
    assert "<input" not in page + several


def test_review_of_written_answer_shows_each_point(app: Flask) -> None:
    page = show(app, WRITTEN, "review")
    assert "采分之一" in page
    assert "写到一半" in page
    assert "参考全文" in page


def test_own_answer_alone_where_the_key_stays_hidden(app: Flask) -> None:
    options = (
        OptionView(id="o1", letter="A", html=Markup("甲")),
        OptionView(id="o2", letter="B", html=Markup("乙"), chosen=True),
    )
    view = QuestionView(key="q1", type="single_choice", type_label="单选", options=options)
    page = show(app, view, "review")
    assert "你选的" in page
    assert "你选的，" not in page
    assert "正确答案" not in page


def test_preview_shows_the_key(app: Flask) -> None:
    page = show(app, choice(), "preview")
    assert "正确项" in page
    assert "误解之名" in page
    assert "接受写法三" in show(app, BLANKS, "preview")


def test_stimulus(app: Flask) -> None:
    with app.test_request_context():
        source = '{% from "macros/question.html" import stimulus %}{{ stimulus(view) }}'
        view = StimulusView(key="m1", html=Markup("<p>材料正文</p>"), title="会员日")
        page = app.jinja_env.from_string(source).render(view=view)
    assert "材料正文" in page
    assert 'aria-labelledby="m1-h"' in page
