"""The lexicon as a kind of content."""

from pathlib import Path

import pytest
from pydantic import ValidationError

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
