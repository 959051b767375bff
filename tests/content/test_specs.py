"""Strict shapes, and findings in the author's words with the place they belong to."""

import pytest

from tests.content.samples import copy_small, load, only, replace, said


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "course.yml",
            "id: small\n",
            "id: small\ncolour: red\n",
            "course.yml › colour（small，第 2 行）: 没有这个字段，请检查拼写",
        ),
        (
            "course.yml",
            "title: 小课程\n",
            "",
            "course.yml › title（small，第 1 行）: 缺少这一项",
        ),
        ("course.yml", "weight: 60", "weight: 61", "各项权重合计应为 100，现为 101"),
        ("course.yml", "theory: 4,", "theory: 5,", "各章理论学时合计 4，与课程的 5 不符"),
        ("course.yml", "no: 2", "no: 3", "各章的 no 应从 1 起依次相连"),
        ("course.yml", "default: two", "default: three", "默认方案“three”不在所列方案中"),
        ("course.yml", "theory: 4,", "theory: '4',", "hours.theory（small，第 11 行）: 应为整数"),
        ("course.yml", "level: 运用", "level: 精通", "只能是 了解, 掌握, 运用 之一"),
        (
            "knowledge/ch01.yml",
            "cognitive: 理解",
            "cognitive: 记住",
            "points[0].cognitive（ch01.remember，第 6 行）: 只能是 识记, 理解, 应用",
        ),
        ("knowledge/ch01.yml", "id: ch01.count", "id: ch02.count", "应以“ch01.”开头：ch02.count"),
        ("knowledge/ch01.yml", "id: ch01.count", "id: Count", "写法不合要求"),
        (
            "glossary/ch01.yml",
            "synonyms: [借书证]",
            "synonyms: [1984]",
            "synonyms[0]（reader-card，第 5 行）: 应为文字",
        ),
        ("company/company.yml", "fictional: true", "fictional: false", "只能是 True 之一"),
        ("chapters/ch01.md", "minutes: 5", "minutes: 0", "minutes（ch01，第 4 行）: 应不小于 1"),
        (
            "chapters/ch01.md",
            "minutes: 5",
            "minutes: 5\nminutes: 6",
            "第 5 行: 键“minutes”重复出现",
        ),
        (
            "items/ch01/a.yml",
            "type: true_false",
            "type: true_false\n    type: term",
            "第 31 行: 键“type”重复出现",
        ),
        (
            "items/ch01/a.yml",
            "{text: 催读者还书,",
            "{txt: 催读者还书,",
            "items[0].options[1].txt（ch01-sc-001，第 12 行）: 没有这个字段",
        ),
    ],
)
def test_finding(tmp_path, name, old, new, message):
    root = copy_small(tmp_path)
    replace(root, name, old, new)
    found = said(load(root), errors=True)
    assert any(line.startswith(f"{name} › ") and message in line for line in found), found


def test_all_findings_of_a_file_come_at_once(tmp_path):
    root = copy_small(tmp_path)
    replace(root, "course.yml", "title: 小课程\n", "titel: 小课程\n")
    replace(root, "course.yml", "minimum: 60", "minimum: 600")
    found = [line for line in said(load(root), errors=True) if line.startswith("course.yml")]
    assert len(found) == 3


@pytest.mark.parametrize("text", ["", "- a\n", "just text", "[]", "null"])
def test_a_file_of_another_shape(tmp_path, text):
    root = copy_small(tmp_path)
    (root / "glossary/ch01.yml").write_text(text)
    assert any("glossary/ch01.yml" in line for line in said(load(root), errors=True))


@pytest.mark.parametrize(
    "name", ["glossary/ch01.yml", "knowledge/ch01.yml", "items/ch01/a.yml", "course.yml"]
)
def test_one_mistake_is_reported_once(tmp_path, name):
    root = copy_small(tmp_path)
    path = root / name
    path.write_text(path.read_text() + "extra: 1\n")
    assert only(load(root)).endswith("没有这个字段，请检查拼写")


def test_not_utf8(tmp_path):
    root = copy_small(tmp_path)
    (root / "items/ch01/a.yml").write_bytes("章: 一".encode("gb18030"))
    assert "items/ch01/a.yml: 不是 UTF-8 编码的文本" in said(load(root))


def test_byte_order_mark_and_windows_lines_are_fine(tmp_path):
    root = copy_small(tmp_path)
    for path in [*root.rglob("*.yml"), *root.rglob("*.md")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_text().replace("\n", "\r\n").encode())
    assert said(load(root), errors=True) == []


@pytest.mark.parametrize("text", ["没有章信息\n", "---\nid: ch01\n没有结束\n", ""])
def test_front_matter_is_needed(tmp_path, text):
    root = copy_small(tmp_path)
    (root / "chapters/ch01.md").write_text(text)
    assert "chapters/ch01.md › 第 1 行: 开头应有两行 --- 之间的章信息" in said(load(root))


def test_missing_folder_and_missing_course(tmp_path):
    assert "没有这个内容文件夹" in only(load(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    assert only(load(tmp_path / "empty")).endswith("empty: 没有 course.yml")
