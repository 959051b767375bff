"""Counting 汉字 and finding marks that are not Chinese."""

import pytest

from app.content.text import (
    count_hanzi,
    glued_blocks,
    half_width_marks,
    says_all_of_the_above,
    straight_quotes,
)


@pytest.mark.parametrize(
    ("text", "count"), [("客户 CRM 2024，", 2), ("", 0), ("〇𠮷龘", 3), ("（　）“”", 0), ("ひ", 0)]
)
def test_count(text, count):
    assert count_hanzi(text) == count


@pytest.mark.parametrize("text", ['他说"好"', "所谓'客户'", '"客户"', '好，"是'])
def test_straight_quotes_are_found(text):
    assert straight_quotes(text)


@pytest.mark.parametrize(
    "text",
    ["他说“好”", 'the "best" one', '$\\text{"客户"}$', '`"客户"`', '[站点](http://a.example/"x)'],
)
def test_straight_quotes_elsewhere_are_not(text):
    assert not straight_quotes(text)


def test_half_width_marks():
    assert half_width_marks("客户,关系") == ["客户,关系"]
    assert not half_width_marks("客户，关系 3,000 元 a:b")


@pytest.mark.parametrize("text", ["以上都对", "以上都不对", "以上均正确。", "上述全是", "都正确"])
def test_all_of_the_above(text):
    assert says_all_of_the_above(text)


def test_ordinary_option_is_not_all_of_the_above():
    assert not says_all_of_the_above("百分之六十以上的客户都不再来")


def test_lists_and_tables_need_a_blank_line():
    text = "段落\n- 一\n- 二\n\n段落\n\n1. 一\n2. 二\n\n段落\n| a |\n|---|\n"
    assert glued_blocks(text) == [2, 11]


def test_a_year_at_the_start_of_a_line_is_no_list():
    assert glued_blocks("段落\n2002. 年\n") == []
