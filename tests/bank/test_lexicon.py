"""The lexicon as a kind of content."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.bank.answers.lexicon import written
from app.bank.content import content_kinds
from app.bank.lexicon import read_lexicon
from app.bank.specs.lexicon import GroupSpec
from app.content.library import load_library
from tests.content.samples import copy_small

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_the_shipped_lexicon_is_large_and_read():
    library = load_library(CONTENT, content_kinds(), check=False)
    groups = [group for spec in library.specs("lexicon") for group in spec.groups]
    assert len(groups) >= 400
    words = read_lexicon(CONTENT)
    assert [sense.base for sense in words.senses("客服中心") or ()] == ["呼叫中心"]
    assert any(sense.base == "客户终身价值" for sense in words.senses("clv") or ())


@pytest.mark.parametrize(
    ("wording", "concept", "sign"),
    [
        ("拴得住", "维持", 1),
        ("换起来不划算", "转换成本", 1),
        ("一传十十传百", "口碑", 1),
        ("跟想的不一样", "低于期望", 1),
        ("没想象中好", "低于期望", 1),
        ("比预期还好", "超出期望", 1),
        ("没想象中好", "超出期望", -1),
        ("跑到别家去", "客户流失", 1),
        ("把客户追回来", "客户挽回", 1),
        ("贵点也认", "降低价格敏感度", 1),
        ("涨价就跑", "降低价格敏感度", -1),
        ("赔个罪", "道歉", 1),
        ("打太极", "推诿", 1),
        ("一管到底", "推诿", -1),
        ("客製化", "个性化", 1),
        ("CP值", "物有所值", 1),
        ("慳钱", "降低成本", 1),
        ("把流程捋顺", "业务流程重组", 1),
        ("东一块西一块", "数据分散", 1),
        ("大家都看得到", "共享", 1),
        ("谁都能看", "共享", 1),
        ("不打招呼就", "征得同意", -1),
        ("捞回来", "客户挽回", 1),
        ("买不起", "购买力", -1),
        ("守株待兔", "主动", -1),
        ("还肯骂", "投诉价值", 1),
        ("火头上", "气头上", 1),
        ("静下来", "气头上", -1),
        ("先下架", "停用", 1),
        ("照卖", "停用", -1),
        ("替不了", "可替代", -1),
    ],
)
def test_everyday_wordings_mean_the_term(wording: str, concept: str, sign: int):
    senses = read_lexicon(CONTENT).senses(written(wording)) or ()
    assert (concept, sign) in {(sense.base, sense.sign) for sense in senses}


@pytest.mark.parametrize("name", ["分析型crm", "垄断忠诚", "被动型关系", "财务纽带", "可靠性"])
def test_what_describes_a_type_does_not_pass_for_its_name(name: str):
    """A synonym of a name owns the text after it, so that an exchange would go unseen."""
    words = read_lexicon(CONTENT)
    described = {"动脑子的", "没得选", "等客户找上门", "钱的关系", "说一不二"}
    assert not described & set(words.alike(name))
    assert any(sense.base == name for word in described for sense in words.senses(word) or ())


def test_a_folder_without_a_lexicon(tmp_path: Path):
    assert read_lexicon(tmp_path).senses("客户") is None


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"name": "甲"}, "只有名称"),
        ({"name": "甲", "same": ["乙", "乙"]}, "出现了两次"),
        ({"name": "甲", "same": ["ＡＢ"], "near": ["ab"]}, "出现了两次"),
        ({"name": "甲", "same": ["。"]}, "只有标点"),
        ({"name": "甲", "opposite": ["不"]}, "否定词"),
        ({"name": "甲", "syn": ["乙"]}, "syn"),
    ],
)
def test_a_group_that_is_wrong(group: dict[str, object], message: str):
    with pytest.raises(ValidationError, match=message):
        GroupSpec.model_validate(group)


def test_a_name_belongs_to_one_group(tmp_path: Path):
    root = copy_small(tmp_path)
    folder = root / "lexicon"
    folder.mkdir()
    (folder / "a.yml").write_text("groups:\n  - {name: 甲, same: [乙]}\n", encoding="utf-8")
    (folder / "b.yml").write_text("groups:\n  - {name: 甲, same: [丙]}\n", encoding="utf-8")
    library = load_library(root, content_kinds())
    said = [str(problem) for problem in library.problems if "lexicon" in problem.path]
    assert len(said) == 1
    assert "已有这一组" in said[0]
