from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bank.changes import marked
from app.bank.texts import pieces


@pytest.fixture(autouse=True)
def request_(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def seen(html: str) -> str:
    """Without what only a screen reader says."""
    return re.sub(r'<span class="zk-vh">.*?</span>', "", html)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("催读者还书", "催人还书", "催<del>读者</del>还书", "催<ins>人</ins>还书"),
        ("衡量满意度的指标", "衡量忠诚度的指标", "<del>满意度</del>", "<ins>忠诚度</ins>"),
        ("降到 42% 以下", "降到 30% 以下", "降到 <del>42%</del> 以下", "<ins>30%</ins>"),
        ("先识别客户。", "先识别客户，再区分。", "先识别客户", "<ins>，再区分</ins>"),
    ],
)
def test_whole_words_are_marked(before: str, after: str, old: str, new: str) -> None:
    left, right = marked(before, after)
    assert old in seen(left)
    assert new in seen(right)


def test_what_is_new_or_gone_is_marked_whole_and_escaped() -> None:
    assert seen(marked("", "a<b")[1]) == "<ins>a&lt;b</ins>"
    assert seen(marked("a<b", "")[0]) == "<del>a&lt;b</del>"


def test_a_change_is_heard_from_where_to_where() -> None:
    left, right = marked("满意度", "忠诚度")
    assert left.index("删去") < left.index("<del>") < left.index("］")
    assert right.index("加上") < right.index("<ins>") < right.index("］")


words = st.text(alphabet="客户满意度忠诚的，。 42%\n<&", max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(words, words)
def test_both_texts_stay_whole(before: str, after: str) -> None:
    left, right = marked(before, after)
    assert re.sub("</?del>", "", seen(left)) == str(left.__class__("{}").format(before))
    assert re.sub("</?ins>", "", seen(right)) == str(right.__class__("{}").format(after))
    if before == after and before:
        assert "<del>" not in left


@given(st.text(max_size=60))
def test_pieces_are_the_text_again(text: str) -> None:
    assert "".join(pieces(text)) == text
