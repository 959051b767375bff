"""Offsets lead back to the student's own characters, whatever was folded."""

import pytest

from app.bank.answers.text import clauses, normalise


def parts(text: str) -> list[str]:
    norm = normalise(text).norm
    return [norm[clause.start : clause.end] for clause in clauses(norm)]


@pytest.mark.parametrize(
    "raw",
    [
        "".join(map(chr, range(0x4E00, 0xA000))),
        "".join(map(chr, range(0x20, 0x7F))),
        "ＣＲＭ，①以客戶為中心；“滿意”。\n２、Ａ　b",
    ],
)
def test_nothing_is_written_otherwise_beside_a_character_that_vanishes(raw: str):
    assert normalise(raw + "\u200b").norm == normalise(raw).norm
    after = normalise("\u200b" + raw)
    assert [place - 1 for place in after.places] == list(normalise(raw).places)


@pytest.mark.parametrize(
    ("raw", "word", "there"),
    [
        ("ＣＲＭ软件", "crm", "ＣＲＭ"),
        ("以客戶為中心", "客户", "客戶"),
        ("①客户㈱满意", "满意", "满意"),
        ("客\u200b户满意", "客户", "客\u200b户"),
        ("é客户", "客户", "客户"),
        ("50㎡门店", "门店", "门店"),
        ("ﬁle 客户", "file", "ﬁle"),
        ("😀客户😀", "客户", "客户"),
    ],
)
def test_a_span_covers_what_was_written(raw: str, word: str, there: str):
    text = normalise(raw)
    place = text.norm.index(word)
    start, end = text.span(place, place + len(word))
    assert raw[start:end] == there


def test_regional_words_become_the_mainland_ones_in_their_place():
    text = normalise("行銷與顧客")
    assert text.norm == "营销与客户"
    assert text.span(3, 5) == (3, 5)


def test_places_grow_and_stay_inside():
    raw = "ﷺ①Ⅷ\u0301㍿繁體\r\n中文\u202e" * 3
    text = normalise(raw)
    assert len(text.places) == len(text.norm)
    assert list(text.places) == sorted(text.places)
    assert all(0 <= place < len(raw) for place in text.places)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("满意，忠诚。", ["满意", "忠诚"]),
        ("1.领导不支持；2.没有目标", ["领导不支持", "没有目标"]),
        ("不是买软件而是改流程", ["不是买软件", "而是改流程"]),
        ("没有支持、没有调整流程、培训很不足", ["没有支持", "没有调整流程", "培训很不足"]),
        ("营销、销售、服务", ["营销、销售、服务"]),
        ("增长1,000家，占12.5%", ["增长1,000家", "占12.5%"]),
        ("首先，客户满意", ["首先", "客户满意"]),
        ("", []),
        ("。，！", []),
    ],
)
def test_clauses(text: str, wanted: list[str]):
    assert [part for part in parts(text) if part not in ("1.", "2.")] == wanted


def test_a_text_without_punctuation_is_cut_all_the_same():
    assert max(map(len, parts("客" * 5000))) <= 240


def test_what_would_be_otherwise_is_marked():
    norm = normalise("如果不重视客户，客户就会流失。客户会流失").norm
    assert [clause.supposed for clause in clauses(norm)] == [True, True, False]


@pytest.mark.parametrize(
    ("raw", "norm"),
    [
        ("照顾客户", "照顾客户"),
        ("产品质量", "产品质量"),
        ("进行销售", "进行销售"),
        ("交通路线", "交通路线"),
        ("顧客與品質", "客户与质量"),
        ("行銷通路", "营销渠道"),
    ],
)
def test_regional_words_are_no_accident_of_two_others(raw: str, norm: str):
    assert normalise(raw).norm == norm
