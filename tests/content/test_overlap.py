from __future__ import annotations

from pathlib import Path

import pytest

from app.content.overlap import compare, is_nobodys, squeeze
from tests.content.samples import copy_small, load, replace

SENTENCE = "来得少的人，卡片翻到最后一页也看得出是从哪个月起疏远的"


def folder(tmp_path: Path, text: str, name: str = "a.txt") -> Path:
    root = tmp_path / "sources"
    root.mkdir(exist_ok=True)
    (root / name).write_text(text, "utf-8")
    return root


def test_a_sentence_of_a_lesson(tmp_path: Path) -> None:
    library = load(copy_small(tmp_path))
    root = folder(tmp_path, f"开头一行\n另一行 {SENTENCE[:12]}\n{SENTENCE[12:]}，完。")
    (one,) = compare(library, root).shared
    assert one.text.startswith(SENTENCE)
    assert one.path == "chapters/ch01.md"
    assert one.field.startswith("第 ")
    assert (one.source, one.line) == ("a.txt", 2)
    assert str(one).endswith("← a.txt:2")


def test_a_text_of_an_item_in_whatever_marks(tmp_path: Path) -> None:
    root = copy_small(tmp_path)
    replace(
        root, "items/ch01/a.yml", "卡片让店主记得每一位读者", "卡片让**店主**记得 [[读者卡]] 上的人"
    )
    found = compare(load(root), folder(tmp_path, "卡片让店主记得读者卡上的人", "b.yml"), 12)
    (one,) = found.shared
    assert one.field.startswith("items[0].explanation（ch01-sc-001，第 ")


def test_shorter_runs_and_other_files_do_not_count(tmp_path: Path) -> None:
    library = load(copy_small(tmp_path))
    assert compare(library, folder(tmp_path, SENTENCE[:13])).shared == ()
    assert compare(library, folder(tmp_path, SENTENCE[:13]), 13).shared
    (tmp_path / "sources/a.txt").rename(tmp_path / "sources/a.png")
    assert compare(library, folder(tmp_path, "", "b.png"), 13).sources == 0


def test_names_and_headings_are_not_compared(tmp_path: Path) -> None:
    root = copy_small(tmp_path)
    name = "书店怎样记得一位读者又怎样算清他"
    replace(root, "knowledge/ch01.yml", "title: 记得住读者", f"title: {name}")
    replace(root, "chapters/ch01.md", "## 1.1 认得读者", f"## 1.1 {name}")
    found = compare(load(root), folder(tmp_path, name))
    assert found.shared == ()
    replace(root, "chapters/ch01.md", "先记住，再算清。", f"说到{name}。")
    found = compare(load(root), folder(tmp_path, name))
    assert (found.shared, found.left_out) == ((), 1)


@pytest.mark.parametrize(
    ("stretch", "nobodys"),
    [
        ("品格、能力、资本、担保品、环境", True),
        ("：获得新客户、提高单客贡献、赢回流失客户。", True),
        ("CustomerLifetimeValue（CLV）", True),
        ("普拉哈拉德与拉马斯瓦米（Prahalad&Ramaswamy", True),
        ("马尔蒂拉与詹姆斯（Martilla&James，1977）提出", True),
        ("年1月1日起施行）、网络数据安全管理条例", True),
        ("客户终身价值与客户资产的计算", True),
        ("1000×0.8×0.5＝400（元）", True),
        ("客户觉得值，才会留下、多买、推荐", False),
        ("，以及不满十四周岁未成年人的", False),
        ("先把资源配置到盈利产出最好的客户", False),
        ("成本，渠道对便利，促销对沟通。", False),
    ],
)
def test_what_is_nobodys_sentence(stretch: str, nobodys: bool) -> None:
    assert is_nobodys(squeeze(stretch), ["客户终身价值", "客户资产", "的计算"]) is nobodys
