"""Writing an item in a browser: by keys alone, with what Word puts on the clipboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.bank.content import get_library
from app.bank.loading import load_content
from app.bank.models import Item
from tests.bank.imports import picture
from tests.browser.conftest import Site, be
from tests.learning.builders import SMALL

pytestmark = pytest.mark.browser

# Puts HTML on the clipboard of a field, as a browser does when somebody pastes.
PASTE = """([id, html]) => {
  const field = document.getElementById(id);
  field.focus();
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', 'plain');
  return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""
CONVERT = """async (html) => {
  const editor = document.querySelector('script[src*="js/editor.js"]').src;
  const { toMarkdown } = await import(editor.replace('editor.js', 'paste.js'));
  return toMarkdown(html);
}"""
WORD_LIST = """
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">1.<span>&nbsp;</span></span>识别</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">2.<span>&nbsp;</span></span>区分</p>
<p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">·<span>&nbsp;</span></span>按价值</p>
"""
# (what was copied, what goes into the field)
COPIED = [
    ("<p>面积 <b>100</b> m<sup>2</sup>，H<sub>2</sub>O</p>", "面积 **100** m²，H₂O"),
    ("<p><b style='mso-bidi-font-weight:normal'>CRM</b>（&nbsp;&nbsp; ）</p>", "**CRM**（　）"),
    ("<p>与<i style='mso-bidi-font-style:normal'>ERP</i></p>", "与*ERP*"),
    ("<p>客户关\n系管理 is\ngood</p>", "客户关系管理 is good"),
    ("<p>x<sup>k+m</sup></p>", "x$^{\\text{k+m}}$"),
    ("<p><span style='font-weight:bold'>先</span><b>后</b></p><p>再</p>", "**先后**\n\n再"),
    ("<b style='font-weight:normal'><p>整页</p></b>", "整页"),
    ("<p>甲<br>乙</p>", "甲\n乙"),
    (
        "<ol><li>识别</li><li>区分<ul><li>按价值</li></ul></li></ol>",
        "1. 识别\n2. 区分\n    - 按价值",
    ),
    (WORD_LIST, "1. 识别\n2. 区分\n    - 按价值"),
    (
        "<table><tr><td>项目</td><td>数</td></tr><tr><td>甲|乙</td><td><p>1</p><p>2</p></td></tr></table>",
        "| 项目 | 数 |\n|---|---|\n| 甲\\|乙 | 1 2 |",
    ),
    (
        "<table><tr><td colspan='2'>表头</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "| 表头 |  |\n|---|---|\n| 1 | 2 |",
    ),
    ("<style>p{color:red}</style><p>价格是 ____ 元，5*3</p>", "价格是 ____ 元，5\\*3"),
    ("<script>alert(1)</script><p onclick='alert(2)'>安全 &lt;b&gt;</p>", "安全 \\<b>"),
]


@pytest.fixture
def teacher(site: Site) -> Any:
    """A teacher of a site that has the small course."""
    site.app.config["CONTENT"] = Path(SMALL)
    with site.app.app_context():
        load_content(get_library(), site.clock())
    with site.database():
        teacher = site.make.teacher()
        site.make.db.session.expunge_all()
    return teacher


@pytest.fixture
def open_editor(open_page: Callable[..., Any], site: Site, teacher: Any) -> Callable[..., Any]:
    def open_(type_: str, width: int = 1440, **more: Any) -> Any:
        page = open_page(width, **more)
        be(page, site, teacher)
        page.goto(f"/bank/new?type={type_}")
        return page

    return open_


def texts(page: Any) -> list[str]:
    return [field.input_value() for field in page.locator("#options input[data-step]").all()]


def test_an_item_is_written_by_keys_alone(open_editor: Any, site: Site) -> None:
    page = open_editor("multiple_response")
    page.locator("#stem").fill("店主记卡片是为了（　）。")
    keys = page.keyboard
    page.locator("#options-0-text").focus()
    for text in ("记住读者", "催读者还书", "认得熟客", "凑足数目"):
        keys.type(text)
        keys.press("Enter")
    # Enter in the last option has made a fifth one, and the cursor stands in it.
    expect(page.locator("#options-4-text")).to_be_focused()
    keys.type("装点门面")
    keys.press("Alt+ArrowUp")
    keys.press("Alt+ArrowUp")
    assert texts(page) == ["记住读者", "催读者还书", "装点门面", "认得熟客", "凑足数目"]
    expect(page.locator("#options-2-text")).to_be_focused()
    expect(page.locator("[data-says]")).to_have_text("移到第 3 位")
    page.locator("input[name=correct]").nth(0).check()
    page.locator("input[name=correct]").nth(3).check()
    # What students see follows, and the finding of the guess table.
    student = page.locator('[data-part="student"]')
    expect(student).to_contain_text("装点门面")
    expect(page.locator('[data-part="guesses"]')).to_contain_text("全选得 0 分")
    page.locator("#explanation").fill("卡片帮店主认得每一位读者。")
    page.get_by_label("主要知识点", exact=True).select_option("ch01.remember")
    for label, value in (("教学层次", "掌握"), ("认知层次", "理解"), ("预计难度", "2")):
        page.get_by_label(label).select_option(value)
    page.get_by_label("用途").select_option("practice")
    keys.press("Control+Enter")
    page.wait_for_url("**/bank/items/*")
    with site.database() as db:
        item = db.session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()
        face = item.current_version.face
        assert [row["text"] for row in face["options"]][2] == "装点门面"


def test_ticks_move_with_their_options_and_rows_go_away(open_editor: Any) -> None:
    page = open_editor("single_choice")
    for n, text in enumerate("甲乙丙"):
        page.locator(f"#options-{n}-text").fill(text)
    page.locator("input[name=correct]").nth(1).check()
    page.get_by_role("button", name="下移 B").click()
    assert texts(page) == ["甲", "丙", "乙", ""]
    expect(page.locator("input[name=correct]").nth(2)).to_be_checked()
    assert page.locator("input[name=correct]").nth(2).get_attribute("value") == "2"
    page.get_by_role("button", name="去掉 A").click()
    assert texts(page) == ["丙", "乙", ""]
    expect(page.locator("input[name=correct]").nth(1)).to_be_checked()
    expect(page.get_by_role("textbox", name="选项 A", exact=True)).to_be_focused()
    for _ in range(5):
        page.get_by_role("button", name="加一个选项").click()
    expect(page.get_by_role("button", name="加一个选项")).to_be_hidden()
    assert texts(page) == ["丙", "乙", *[""] * 6]


def test_key_points_show_their_sum(open_editor: Any) -> None:
    page = open_editor("short_answer", 360)
    page.locator("#stem").fill("简述客户识别的步骤。")
    page.locator("#key_points-0-text").fill("识别")
    page.locator("#key_points-0-points").fill("2.5")
    expect(page.locator('form [data-part="points"]')).to_have_text(
        "各点合计 2.5 分；这一题型通常 6 分。"
    )
    page.get_by_label("本题满分").fill("6")
    expect(page.locator('form [data-part="remarks-key_points"]')).to_contain_text(
        "各点合计 2.5 分，写明的满分是 6 分"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_word_copies_becomes_markdown(open_editor: Any) -> None:
    page = open_editor("essay")
    for html, markdown in COPIED:
        assert page.evaluate(CONVERT, html) == {"text": markdown, "lost": False}, html


def test_pasting_goes_into_the_field_and_says_what_was_lost(open_editor: Any) -> None:
    page = open_editor("single_choice")
    page.locator("#stem").fill("看表：")
    table = "<table><tr><td>项目</td><td>数</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    page.evaluate(PASTE, ["stem", table])
    assert page.locator("#stem").input_value() == "看表：| 项目 | 数 |\n|---|---|\n| 甲 | 1 |"
    page.evaluate(PASTE, ["options-0-text", "<p>一<b>行</b></p><p>两段<img src='data:,'></p>"])
    assert page.locator("#options-0-text").input_value() == "一**行** 两段"
    expect(page.get_by_text("图片和公式没有粘进来，请另写。").last).to_be_visible()
    page.evaluate(PASTE, ["explanation", "<p>只有字</p>"])
    expect(page.locator("[data-lost-note]")).to_be_hidden()


@pytest.mark.parametrize(
    ("copied", "filled"),
    [
        ("<p>A. 记得住</p><p>B．催还书</p><p>C、凑数</p>", ["记得住", "催还书", "凑数", ""]),
        ("<p>A. 记得住　B. 催还书　C. 凑数　D. 装点</p>", ["记得住", "催还书", "凑数", "装点"]),
        ("<p>1.5 万元</p><p>2.5 万元</p><p>3 万元</p>", ["1.5 万元", "2.5 万元", "3 万元", ""]),
        ("<ol><li>甲</li><li>乙</li></ol>", ["甲", "乙", "", ""]),
        ("<p>一句话</p><p>断成两行</p>", ["一句话 断成两行", "", "", ""]),
        ("<p>A 公司</p>", ["A 公司", "", "", ""]),
        (
            "".join(f"<p>{n}.项{n}</p>" for n in range(1, 10)),
            [f"项{n}" for n in range(1, 8)] + ["项8 项9"],
        ),
    ],
)
def test_options_copied_together_go_each_into_its_row(
    open_editor: Any, copied: str, filled: list[str]
) -> None:
    page = open_editor("single_choice")
    page.evaluate(PASTE, ["options-0-text", copied])
    assert texts(page) == filled
    expect(page.locator('[data-part="student"]')).to_contain_text(filled[0])


def test_lines_never_go_over_what_stands_below(open_editor: Any) -> None:
    page = open_editor("single_choice")
    page.locator("#options-1-text").fill("已经写好")
    page.evaluate(PASTE, ["options-0-text", "<p>A. 甲</p><p>B. 乙</p>"])
    assert texts(page) == ["甲 乙", "已经写好", "", ""]


def test_tables_and_formulas_are_shown_as_students_see_them(open_editor: Any) -> None:
    page = open_editor("essay")
    page.get_by_text("表格、公式怎么写，快捷键").click()
    page.locator("#stem").focus()
    page.get_by_role("button", name="表格").click()
    page.locator("#stem").press("End")
    page.get_by_role("button", name="公式").click()
    page.keyboard.type("\\frac{a}{b}")
    student = page.locator('[data-part="student"]')
    expect(student.locator("table")).to_be_visible()
    expect(student.locator("math mfrac")).to_have_count(1)


def test_every_blank_of_the_stem_gets_a_row_while_one_writes(open_editor: Any) -> None:
    page = open_editor("fill_blank")
    rows = page.locator("#blanks [data-row]")
    page.locator("#stem").press_sequentially("先 ____ 后 ____，再 ____。")
    expect(rows).to_have_count(3)
    expect(page.locator("#stem")).to_be_focused()
    page.get_by_label("第 3 空").fill("第三步")
    # A blank that is taken out takes no words with it.
    page.locator("#stem").fill("先 ____。")
    expect(rows).to_have_count(3)
    expect(page.get_by_label("第 3 空")).to_have_value("第三步")


@pytest.mark.parametrize("width", [360, 1440])
def test_without_scripts_the_same_buttons_do_it(open_editor: Any, width: int) -> None:
    page = open_editor("single_choice", width, java_script_enabled=False)
    page.locator("#stem").fill("下列不属于客户信息的是（　）。")
    page.locator("#options-0-text").fill("甲")
    page.locator("#options-1-text").fill("乙")
    page.locator("input[name=correct]").nth(0).check()
    page.get_by_role("button", name="下移 A").click()
    assert texts(page)[:2] == ["乙", "甲"]
    expect(page.locator("input[name=correct]").nth(1)).to_be_checked()
    expect(page.locator('form [data-part="remarks-stem"]')).to_contain_text("否定的词")
    expect(page.locator('[data-part="student"]')).to_contain_text("下列不属于客户信息的是")
    assert page.locator("[data-inserts]").first.is_hidden()


def test_a_long_select_is_narrowed_by_typing(open_editor: Any) -> None:
    page = open_editor("true_false")
    select = page.get_by_label("主要知识点", exact=True)
    many = select.locator("option").count()
    title = select.locator("option").nth(2).text_content()
    search = page.get_by_label("主要知识点 输入几个字来筛选")
    search.fill(title)
    assert select.locator("option").count() < many
    search.press("Enter")
    expect(select).to_be_focused()
    assert select.evaluate("one => one.selectedOptions[0].textContent") == title
    search.fill("没有这样的知识点")
    assert select.evaluate("one => one.selectedOptions[0].textContent") == title
    search.fill("")
    assert select.locator("option").count() == many


def test_a_pasted_screenshot_becomes_a_picture(open_editor: Any) -> None:
    page = open_editor("true_false")
    page.locator("#stem").fill("看图：，流失的客户更多。")
    page.locator("#stem").evaluate("one => { one.focus(); one.setSelectionRange(3, 3); }")
    page.evaluate(
        """async () => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
          canvas.getContext('2d').fillRect(0, 0, 20, 30);
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
          const clipboard = new DataTransfer();
          clipboard.items.add(new File([blob], 'shot.png', { type: 'image/png' }));
          document.getElementById('stem').dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
          );
        }"""
    )
    expect(page.locator("[data-says]")).to_have_text("图片放进去了，请写一句图里是什么")
    page.keyboard.type("两年的流失率")
    value = page.locator("#stem").input_value()
    assert re.fullmatch(
        r"看图：!\[两年的流失率\]\(picture:[0-9a-f]{64}\)，流失的客户更多。", value
    ), value
    expect(page.locator("#beside img.zk-pic").first).to_have_attribute("alt", "两年的流失率")


def test_a_picture_file_is_put_in_with_its_words(open_editor: Any) -> None:
    page = open_editor("true_false", 360)
    page.locator("#stem").fill("看图。")
    page.get_by_text("插入图片").click()
    page.get_by_label("图里是什么").fill("流失率折线图")
    file = {"name": "图.png", "mimeType": "image/png", "buffer": picture()}
    page.get_by_label("图片文件").set_input_files(file)
    page.get_by_role("button", name="插入", exact=True).click()
    expect(page.locator("#stem")).to_have_value(
        re.compile(r"^看图。\n\n!\[流失率折线图\]\(picture:")
    )
    page.get_by_label("图片文件").set_input_files(file | {"buffer": b"no picture"})
    page.get_by_role("button", name="插入", exact=True).click()
    expect(page.locator("[data-picture-says]")).to_contain_text("不是能用的图片")
