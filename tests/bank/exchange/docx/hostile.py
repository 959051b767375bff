"""Word documents as they come from many hands, each with the truth about it: type, stem, options, key."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as WordDocument

from tests.bank.exchange.docx.documents import NAMES, packed, paragraph, run, saved

Truth = list[tuple[str, str | None, list[str], Any]]
Paper = tuple[bytes, Truth]


def _grid(document: WordDocument, rows: list[list[str]]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    return table


def key_tables() -> Paper:
    """A seat table on top, the key of each section in a Word table of two rows above its questions, and
    one of four rows where the numbers wrap."""
    document = Document()
    document.add_paragraph("某某学院2023学年《客户关系管理》试卷")
    _grid(document, [["题号", "一", "二", "三", "总分"], ["得分", "", "", "", ""]])
    document.add_paragraph("一、单项选择题（每题2分，共12分）")
    _grid(
        document,
        [
            ["题号", "1", "2", "3"],
            ["答案", "C", "A", "D"],
            ["题号", "4", "5", "6"],
            ["答案", "B", "B", "A"],
        ],
    )
    truth: Truth = []
    for number, (stem, options, key) in enumerate(
        [
            ("忠诚计划中最基础的一层是", ["情感", "社交", "财务", "结构"], "C"),
            ("服务失误之后最先要做的是", ["致歉", "追责", "开会", "罚款"], "A"),
            ("以下属于行为数据的是", ["姓名", "籍贯", "性别", "浏览记录"], "D"),
            ("会员等级一般依据什么划分", ["身高", "消费额", "星座", "住址"], "B"),
            ("客户不再购买但没有注销，叫做", ["新客户", "沉睡客户", "大客户", "伙伴"], "B"),
            ("客户数据导出前应当", ["取得授权", "群发", "打印", "备注"], "A"),
        ],
        1,
    ):
        document.add_paragraph(f"{number}．{stem}")
        _grid(
            document,
            [[f"A．{options[0]}", f"B．{options[1]}"], [f"C．{options[2]}", f"D．{options[3]}"]],
        )
        truth.append(("single_choice", stem, options, key))
    document.add_paragraph("二、判断题（每题1分，共3分）")
    for number, (stem, key) in enumerate(
        [
            ("投诉渠道越少越好。", "×"),
            ("回访应当有记录。", "√"),
            ("客户画像一经建立不必更新。", "×"),
        ],
        7,
    ):
        document.add_paragraph(f"{number}．{stem}")
        truth.append(("true_false", stem, [], key == "√"))
    _grid(document, [["题号", "7", "8", "9"], ["答案", "×", "√", "×"]])
    return saved(document), truth


def levels() -> Paper:
    """Automatic numbering of three levels: 一、 sections, 1. questions, A. options; then tracked changes."""
    numbering = f"""<w:numbering {NAMES}><w:abstractNum w:abstractNumId="1">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="%3."/></w:lvl>
    </w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""

    def at(level: int, inner: str) -> str:
        return paragraph(inner, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')

    def changed(gone: str, come: str) -> str:
        return (
            f'<w:del w:id="1" w:author="x"><w:r><w:delText>{gone}</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="x">{run(come)}</w:ins>'
        )

    body = paragraph(run("客户关系管理习题"))
    body += at(0, run("单选题"))
    body += at(1, run("客户分级常用的工具是（") + changed("A", "B") + run("）。"))
    for option in ("温度计", "客户金字塔", "打卡机", "计算尺"):
        body += at(2, run(option))
    body += at(1, run("下列做法最伤害信任的是（D）。"))
    for option in ("及时回复", "说明理由", "主动跟进"):
        body += at(2, run(option))
    body += at(2, changed("按时发货", "泄露信息"))
    body += at(0, run("填空题"))
    body += at(
        1,
        run("期望值由") + run("      ", '<w:u w:val="single"/>') + run("和口碑共同形成。（承诺）"),
    )
    body += at(1, run("沉默的客户又叫") + run(" 休眠 ", '<w:u w:val="single"/>') + run("客户。"))
    body += at(0, run("简答题"))
    body += at(1, run("简述客户交接的流程。"))
    body += paragraph(run("答：清点资料，共同拜访，书面确认。"))
    truth: Truth = [
        (
            "single_choice",
            "客户分级常用的工具是（　）。",
            ["温度计", "客户金字塔", "打卡机", "计算尺"],
            "B",
        ),
        (
            "single_choice",
            "下列做法最伤害信任的是（　）。",
            ["及时回复", "说明理由", "主动跟进", "泄露信息"],
            "D",
        ),
        ("fill_blank", "期望值由____和口碑共同形成。", [], [["承诺"]]),
        ("fill_blank", "沉默的客户又叫____客户。", [], [["休眠"]]),
        ("short_answer", "简述客户交接的流程。", [], "清点资料，共同拜访，书面确认。"),
    ]
    return packed(body, {"word/numbering.xml": numbering}), truth


def layout_tables() -> Paper:
    """Everything inside one table with merged cells: the seat column at the left, questions at the right."""
    document = Document()
    document.add_paragraph("客户服务  单元检测")
    table = document.add_table(rows=4, cols=3)
    head = table.cell(0, 0).merge(table.cell(0, 2))
    head.text = "一、选择题（请把正确答案的序号填在括号里）"
    side = table.cell(1, 0).merge(table.cell(3, 0))
    side.text = "得分"
    rows = [
        ("1.接电话的第一句话应当是（ B ）", ["谁呀", "您好", "什么事", "等一下"]),
        ("2.客户情绪激动时不应当（ C ）", ["倾听", "记录", "争辩", "致歉"]),
        ("3.挂电话时应当由谁先挂（ A ）", ["客户", "客服", "主管", "随意"]),
    ]
    truth: Truth = []
    for y, (stem, options) in enumerate(rows, 1):
        right = table.cell(y, 1).merge(table.cell(y, 2))
        right.text = stem
        right.add_paragraph(
            "  ".join(f"{letter}.{text}" for letter, text in zip("ABCD", options, strict=True))
        )
        key = stem[-3]
        truth.append(("single_choice", stem[2:-5] + "（　）", options, key))
    return saved(document), truth


def boxes_and_headers() -> Paper:
    """Questions in text boxes, page fields in the text, bold keys, answers highlighted, tab-set options."""
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + paragraph(run("1. 客户投诉受理的时限一般应当（　　）"))
        + paragraph(run("A. 写进服务承诺") + "<w:r><w:tab/></w:r>" + run("B. 由心情决定"))
        + paragraph(run("C. 不必告知") + "<w:r><w:tab/></w:r>" + run("D. 越长越好"))
        + paragraph(run("答案：A"))
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    page = paragraph(
        run("第 ")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("3")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + run(" 页 共 8 页")
    )
    body = (
        paragraph(run("客户关系管理测试题"))
        + paragraph(run("一、单项选择题"))
        + paragraph(box)
        + page
    )
    body += paragraph(run("2. 以下哪一项能提高首次解决率"))
    body += paragraph(run("A. 频繁转接"))
    body += paragraph(run("B. 知识库", '<w:highlight w:val="yellow"/>'))
    body += paragraph(run("C. 减少培训")) + paragraph(run("D. 关闭热线"))
    body += page + paragraph(run("二、判断题"))
    body += paragraph(
        run("1. 客服可以把客户电话写在便签上贴在工位。（") + run("×", "<w:b/>") + run("）")
    )
    body += paragraph(
        run("2. 客户评价应当") + run("全部", '<w:em w:val="dot"/>') + run("保留。（√）")
    )
    truth: Truth = [
        (
            "single_choice",
            "客户投诉受理的时限一般应当（　）",
            ["写进服务承诺", "由心情决定", "不必告知", "越长越好"],
            "A",
        ),
        (
            "single_choice",
            "以下哪一项能提高首次解决率",
            ["频繁转接", "知识库", "减少培训", "关闭热线"],
            "B",
        ),
        ("true_false", "客服可以把客户电话写在便签上贴在工位。", [], False),
        ("true_false", "客户评价应当全部保留。", [], True),
    ]
    return packed(body), truth


def listing_table() -> Paper:
    """One row a question: number, type, stem with options inside the cell, answer, marks."""
    document = Document()
    document.add_paragraph("客户关系管理题库")
    _grid(
        document,
        [
            ["序号", "题型", "题目", "答案", "分值"],
            [
                "1",
                "单选题",
                "客户资料卡不应记录（　）\nA.偏好\nB.生日\nC.银行密码\nD.购买记录",
                "C",
                "2",
            ],
            [
                "2",
                "多选题",
                "可以用来细分客户的变量有（　）\nA.地区\nB.行为\nC.价值\nD.运气",
                "ABC",
                "3",
            ],
            ["3", "判断题", "老客户不需要维护。", "错", "1"],
            ["4", "填空题", "RFM 中 F 代表消费____。", "频率", "2"],
            ["5", "简答题", "简述首问负责制。", "最先受理的人负责到底，直到问题解决。", "5"],
        ],
    )
    return saved(document), [
        (
            "single_choice",
            "客户资料卡不应记录（　）",
            ["偏好", "生日", "银行密码", "购买记录"],
            "C",
        ),
        (
            "multiple_response",
            "可以用来细分客户的变量有（　）",
            ["地区", "行为", "价值", "运气"],
            ["A", "B", "C"],
        ),
        ("true_false", "老客户不需要维护。", [], False),
        ("fill_blank", "RFM 中 F 代表消费____。", [], [["频率"]]),
        ("short_answer", "简述首问负责制。", [], "最先受理的人负责到底，直到问题解决。"),
    ]


def underlined_words() -> Paper:
    """Fill-in with the words typed on the line, with a key table of words at the end for another part."""
    line = '<w:u w:val="single"/>'
    body = paragraph(run("第八章 练习")) + paragraph(run("一、填空题"))
    body += paragraph(
        run("1.客户流失可以分为")
        + run("　主动流失　", line)
        + run("和")
        + run("　被动流失　", line)
        + run("。")
    )
    body += paragraph(run("2.") + run(" 净推荐值 ", line) + run("等于推荐者比例减去贬损者比例。"))
    body += paragraph(
        run("3.挽回客户的顺序一般是：先") + run("关键客户", line) + run("，后普通客户。")
    )
    body += paragraph(run("二、名词解释", "<w:b/>"))
    body += paragraph(run("1.客户流失", "<w:b/>"))
    body += paragraph(run("是指客户不再购买企业的产品或服务，转向竞争者或放弃购买。"))
    body += paragraph(run("2.客户挽回", "<w:b/>"))
    body += paragraph(run("是指企业采取措施使流失的客户重新购买。"))
    body += paragraph(run("三、问答题", "<w:b/>"))
    body += paragraph(run("1.流失预警的信号有哪些？", "<w:b/>"))
    body += paragraph(run("（1）购买间隔变长"))
    body += paragraph(run("（2）客单价下降"))
    body += paragraph(run("（3）取消订阅"))
    body += paragraph(run("2.怎样做离开访谈？", "<w:b/>"))
    body += paragraph(run("由与客户没有利益关系的人来问，问原因而不劝说，把结果告诉有关部门。"))
    return packed(body), [
        ("fill_blank", "客户流失可以分为____和____。", [], [["主动流失"], ["被动流失"]]),
        ("fill_blank", "____等于推荐者比例减去贬损者比例。", [], [["净推荐值"]]),
        ("fill_blank", "挽回客户的顺序一般是：先____，后普通客户。", [], [["关键客户"]]),
        ("term", "客户流失", [], "是指客户不再购买企业的产品或服务，转向竞争者或放弃购买。"),
        ("term", "客户挽回", [], "是指企业采取措施使流失的客户重新购买。"),
        ("short_answer", "流失预警的信号有哪些？", [], ["购买间隔变长", "客单价下降", "取消订阅"]),
        (
            "short_answer",
            "怎样做离开访谈？",
            [],
            "由与客户没有利益关系的人来问，问原因而不劝说，把结果告诉有关部门。",
        ),
    ]


def soft_breaks() -> Paper:
    """Options behind soft line breaks inside the paragraph of the stem, the answer in a coloured run."""
    document = Document()
    document.add_paragraph("【客户关系管理】复习题")
    document.add_paragraph("单选：")
    questions = [
        ("1、会员卡丢失，客服应先", ["核实身份", "直接补卡", "要求付款", "拒绝"], "A"),
        ("2、客户问到竞争对手时", ["贬低对手", "客观介绍自己", "挂断", "沉默"], "B"),
        ("3、收到客户表扬信后", ["丢掉", "锁起来", "转达当事人并回信", "发到网上附客户电话"], "C"),
    ]
    truth: Truth = []
    for stem, options, key in questions:
        text = stem + "\n" + "\n".join(f"{a}、{b}" for a, b in zip("ABCD", options, strict=True))
        document.add_paragraph(text).add_run(f"\n答案：{key}").font.bold = True
        truth.append(("single_choice", stem[2:], options, key))
    return saved(document), truth


def nested_tables() -> Paper:
    """A case told in a shaded one-cell table, figures in another table, three questions below."""
    document = Document()
    document.add_paragraph("五、案例分析题（共20分）")
    box = document.add_table(rows=1, cols=1)
    box.cell(
        0, 0
    ).text = "某花店三年来的客户数据如下。店主发现老客户的订单减少，新客户大多只在节日下单，她想知道该把钱花在哪里。"
    _grid(
        document,
        [
            ["年份", "老客户数", "新客户数"],
            ["2021", "310", "120"],
            ["2022", "280", "190"],
            ["2023", "240", "260"],
        ],
    )
    document.add_paragraph("问题：")
    document.add_paragraph("1．计算2022年末到2023年末老客户的变化率。（6分）")
    document.add_paragraph("2．这些数据说明了什么问题？（6分）")
    document.add_paragraph("3．请提出两条建议。（8分）")
    return saved(document), [
        ("essay", "计算2022年末到2023年末老客户的变化率。", [], None),
        ("essay", "这些数据说明了什么问题？", [], None),
        ("essay", "请提出两条建议。", [], None),
    ]


PAPERS = [
    key_tables,
    levels,
    layout_tables,
    boxes_and_headers,
    listing_table,
    underlined_words,
    soft_breaks,
    nested_tables,
]
