"""A messy Word file of sixty questions with pictures: brought in, five mended, stored, taken back.

The document is made here, the way teachers' documents are: mixed numbering, answers inline and in a
list at the end, page furniture between, two pictures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.bank.loading import load_content
from app.bank.models import Item
from tests.bank.conftest import SMALL, read
from tests.bank.imports import picture, word_for
from tests.browser.conftest import Site, be

pytestmark = pytest.mark.browser
SINGLES, TRUTHS, BLANKS, WRITTEN = 30, 15, 10, 5


def messy_document() -> bytes:
    """Sixty questions; five single-choice ones lack their key."""
    document = Document()
    document.add_paragraph("客户关系管理 期末试卷（A 卷）")
    document.add_paragraph(f"一、单项选择题（每题2分，共{SINGLES * 2}分）")
    for n in range(1, SINGLES + 1):
        key = "　" if n <= 5 else "ABCD"[n % 4]
        document.add_paragraph(f"{n}{'.．、'[n % 3]}{word_for(n)}的第一步是（{key}）。")
        if n in (7, 11):
            document.add_picture(io.BytesIO(picture(60 + n, 40)))
        texts = [word_for(1000 + n * 4 + k) for k in range(4)]
        if n % 2:
            for letter, text in zip("ABCD", texts, strict=True):
                document.add_paragraph(f"{letter}. {text}")
        else:
            document.add_paragraph(
                "  ".join(f"{a}、{t}" for a, t in zip("ABCD", texts, strict=True))
            )
        if n == 12:
            document.add_paragraph("第 2 页 共 5 页")
    document.add_paragraph("二、判断题")
    for n in range(1, TRUTHS + 1):
        document.add_paragraph(f"{n}、{word_for(200 + n)}总是有利的。（{'√×'[n % 2]}）")
    document.add_paragraph("三、填空题")
    for n in range(1, BLANKS + 1):
        document.add_paragraph(f"{n}. {word_for(300 + n)}称为____。")
        document.add_paragraph(f"答案：{word_for(400 + n)[:4]}")
    document.add_paragraph("四、简答题（每题6分）")
    for n in range(1, WRITTEN + 1):
        document.add_paragraph(f"{n}. 简述{word_for(500 + n)}的步骤。")
        document.add_paragraph(f"答：（1）{word_for(600 + n)}；（2）{word_for(700 + n)}。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def teacher(site: Site) -> Any:
    site.app.config["CONTENT"] = Path(SMALL)
    with site.database():
        load_content(read(SMALL), site.clock())
        person = site.make.teacher()
        _ = person.identifiers
    return person


def own(site: Site) -> int:
    with site.database() as db:
        query = select(func.count()).select_from(Item).where(Item.content_id.is_(None))
        return db.session.scalar(query) or 0


def upload(page: Any) -> None:
    page.goto("/bank/import")
    page.get_by_label("文件").set_input_files(
        {
            "name": "期末.docx",
            "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "buffer": messy_document(),
        }
    )
    page.get_by_text("给这一批的标签").click()
    page.get_by_label("主要知识点", exact=True).select_option("ch01.remember")
    page.get_by_label("教学层次").select_option("掌握")
    page.get_by_label("认知层次").select_option("理解")
    page.get_by_role("button", name="识别题目").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对导入的题")


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_sixty_questions_in_and_out_again(
    site: Site, open_page: Callable[..., Any], teacher: Any, scripts: bool
) -> None:
    page = open_page(1280, 900, java_script_enabled=scripts)
    be(page, site, teacher)
    upload(page)
    expect(page.get_by_text(re.compile("60 道等着核对"))).to_be_visible()
    expect(page.locator("section.zk-paste")).to_have_count(50)
    expect(page.locator("img.zk-pic")).to_have_count(2)
    page.get_by_role("link", name=re.compile("草稿")).click()
    expect(page.locator("section.zk-paste")).to_have_count(5)
    for n in range(5):
        card = page.locator("section.zk-paste").nth(n)
        card.get_by_label("选项 B 是正确项").check()
    page.get_by_role("button", name="存下改动并重新检查").last.click()
    expect(page.get_by_text("这一组没有题")).to_be_visible()
    page.get_by_role("link", name=re.compile("^全部")).click()
    page.get_by_role("button", name=re.compile(r"存入题库（60 道）")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入的结果")
    assert own(site) == 60
    page.go_back()
    expect(page.get_by_text("这一批都存好了")).to_be_visible()
    page.get_by_role("link", name="看已存的 60 道").click()
    page.get_by_role("button", name="撤销整次导入").click()
    if scripts:
        page.get_by_role("alertdialog").get_by_role("button", name="撤销整次导入").click()
    expect(page.get_by_text(re.compile("删去 60 道"))).to_be_visible()
    assert own(site) == 0


def test_an_option_moves_by_keyboard(
    site: Site, open_page: Callable[..., Any], teacher: Any
) -> None:
    page = open_page(360, 800)
    be(page, site, teacher)
    upload(page)
    card = page.locator("section.zk-paste").nth(9)
    first = card.locator('input[name="c9-o"]').first
    before = first.input_value()
    card.get_by_role("button", name="把选项 B 上移").press("Enter")
    expect(card.locator('input[name="c9-o"]').nth(1)).to_have_value(before)
    page.get_by_role("button", name="存下改动并重新检查").last.click()
    expect(page.locator('input[name="c9-o"]').nth(1)).to_have_value(before)
