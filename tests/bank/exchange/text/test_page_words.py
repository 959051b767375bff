"""Lines of offices and sites beside the questions, and sentences that only speak of such things."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text
from app.bank.exchange.text.page.furniture import is_page_furniture


@pytest.mark.parametrize(
    "line",
    [
        "教研室意见：同意使用。                主任签字：",
        "命题人：某某      审题人：      2023年6月12日",
        "出题教师：________  系主任（签字）：________  日期：    年   月   日",
        "热度：1024  页数：6  格式：docx",
        "上传者：小小文库   上传时间：2020-03-04",
        "售后培训讲义.ppt  热度：",
        "· 客服话术大全.docx",
        "没有找到答案？点击这里提问>>",
        "拍照搜题请长按识别二维码",
        "赞(12) 收藏(8) 评论(3)",
        "登录后查看更多评论",
    ],
)
def test_such_a_line_is_of_the_page(line: str) -> None:
    text = f"一、简答题\n1. 怎样安抚买家？\n答：先倾听，再致歉。\n{line}\n2. 怎样核单？\n答：逐项确认。\n"
    questions = read_text(text).questions
    assert [one.reference for one in questions] == ["先倾听，再致歉。", "逐项确认。"]


@pytest.mark.parametrize(
    "line",
    [
        "把整理好的名单保存为 客户名单.xlsx",
        "买家没有找到答案时，应当转人工答疑。",
        "C. 点击链接查看物流",
        "格式：称呼、正文、落款",
        "时间：写明日期；",
        "负责人：客服主管",
        "A. 文件名 B. 文件大小 C. 上传时间 D. 下载次数",
        "意见：多数客户希望延长保修。",
        "客户可以登录后查看订单，也可以来电查询。",
        "收藏量和点赞量说明了什么",
        "2. 负责人：由谁担任？",
    ],
)
def test_an_ordinary_line_is_not(line: str) -> None:
    assert not is_page_furniture(line)


def test_what_a_teacher_wrote_about_an_answer_is_not_the_model_answer() -> None:
    text = (
        "1. (简答题, 10分) 怎样回访？\n我的答案：\n打电话\n正确答案：\n先约时间；再问使用情况。\n6分\n批语\n太短了。\n"
        "请补充。\n\n2. (判断题, 5分) 回访只为推销。\nA. 对\nB. 错\n我的答案: 错正确答案: 错\n5分\n答案解析:\n回访首先是了解情况。\n"
        "3. (判断题, 5分) 回访要记录。\nA. 对\nB. 错\n我的答案: 对正确答案: 对\n5分\n"
    )
    questions = read_text(text).questions
    assert questions[0].reference == "先约时间；再问使用情况。".replace("；", "；")
    assert [one.key for one in questions[1:]] == [False, True]
    assert questions[1].explanation == "回访首先是了解情况。"


def test_who_wrote_a_question_and_how_to_mark_it_is_no_answer() -> None:
    text = (
        "试题编号：K-1\n【题型】简答题\n【题干】简述回访的原则。\n【答案】及时；真诚；有记录。\n【评分标准】每点2分，共6分。\n【难度】中\n"
        "【出题人】某甲  【审核人】某乙\n试题编号：K-2\n【题型】判断题\n【题干】回访越多越好。\n【答案】错误\n【出题人】某甲  【审核人】某乙\n"
    )
    first, second = read_text(text).questions
    assert (first.reference, second.key, second.explanation) == ("及时；真诚；有记录。", False, "")


def test_what_a_scheme_names_as_points_is_kept() -> None:
    text = "一、简答题\n1. 怎样回访？\n评分标准：约时间（3分）；问使用情况（3分）\n2. 怎样核单？\n评分标准：核对地址（2分）；核对数量（2分）\n"
    assert [len(one.key_points) for one in read_text(text).questions] == [2, 2]
