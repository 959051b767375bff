"""What people write above the columns of a table of questions."""

from __future__ import annotations

import re

# Field of a question, its heading in our own tables, and other headings that people use.
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("number", "题号", "序号 编号 no number 试题编号 question number"),
    ("section", "大题", "section 部分 题组"),
    ("type", "题型", "类型 type 试题类型 题目类型 试题类别 题目类别 类别 题目种类 question type"),
    (
        "stem",
        "题干",
        "题目 试题 问题 题目内容 试题内容 题目题干 question stem text 内容 question text",
    ),
    ("options", "选项", "备选项 备选答案 options choices 全部选项 候选项"),
    (
        "key",
        "答案",
        "正确答案 标准答案 参考答案 answer key correct correct answer 答案选项 参考解答",
    ),
    ("reference", "参考作答", "范文 model answer reference sample answer 示例答案"),
    ("key_points", "采分点", "评分点 得分点 评分标准 key points rubric 要点"),
    (
        "explanation",
        "解析",
        "答案解析 试题解析 题目解析 说明 解答 详解 解题思路 explanation analysis feedback",
    ),
    ("points", "分值", "分数 得分 score points marks 题目分值 mark"),
    ("tolerance", "误差", "tolerance 允许误差"),
    ("ordered", "各空有序", "ordered"),
    ("shuffle", "选项可乱序", "shuffle"),
    ("misconception", "误解", "misconception"),
    ("material_title", "材料标题", "material title"),
    ("material", "材料", "材料正文 material passage 案例 stimulus"),
    ("id", "标识", "id 试题id"),
    ("chapter", "章节", "章 chapter 所属章节 单元 所属单元 所在章节 unit"),
    ("knowledge", "知识点", "knowledge 知识点名称 所属知识点 考点 topic"),
    ("level", "要求", "level 掌握程度 教学要求"),
    ("cognitive", "认知层次", "cognitive bloom 认知"),
    ("difficulty", "难度", "difficulty 难易度 难易 难度系数 难易程度"),
    ("use", "用途", "use"),
    ("source", "出处", "source 来源"),
    ("stimulus", "材料标识", "stimulus id"),
    ("tags", "标签", "tags 标记"),
)
# Headings made of a word for the question and a word for the field: 试题内容, 题目分值, 考题解析.
_ASKED = "(?:试题|题目|考题|习题|问题|练习题|题库|本题|该题|每题|小题|题)?(?:的)?"
SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("number", rf"{_ASKED}(?:序列?号|编号|编码|代码|号码?|次序|顺序号?)"),
        ("type", rf"{_ASKED}(?:所属)?(?:题型|类型|类别|种类|形式|题类)(?:名称?|分类|代码)?"),
        (
            "stem",
            (
                rf"{_ASKED}(?:题干|题面|正文|主干|主体|题文)(?:内容|文本|描述|正文|部分|信息)?"
                "|(?:试题|题目|考题|习题|问题|练习题)(?:内容|文本|文字|描述|名称|标题|表述|信息|本体)"
                "|考题|习题|练习题|提问|试题题目|题目题干|题干题目|问题描述"
            ),
        ),
        (
            "options",
            rf"{_ASKED}(?:备选|候选|可选)?(?:选择项|选项|答案项|备选答案|备选项)(?:内容|列表|集合?|信息)?",
        ),
        (
            "key",
            (
                rf"{_ASKED}(?:正确|标准|参考|正解|最终|唯一)?(?:的)?(?:答案|选项|标答|正答|答题答案)(?:内容|字母|代码|序号|编号)?"
                "|正确项|正解|标答|正确结果|答|判断(?:结果|正误|对错)?|(?:是否)?(?:正误|对错)|是否正确|结论"
            ),
        ),
        ("reference", rf"{_ASKED}(?:参考|示范|样例|范例)(?:作答|范文|答卷|回答)"),
        (
            "key_points",
            rf"{_ASKED}(?:采分|评分|得分|给分|答案|答题|答案采分)(?:要点|点|标准|细则|规则|依据)",
        ),
        (
            "explanation",
            rf"{_ASKED}(?:答案|答题|解题|解析|试题|正确答案)?(?:解析|分析|解释|讲解|说明|详解|题解|点评|注解|思路)(?:内容|说明)?",
        ),
        (
            "points",
            rf"{_ASKED}(?:默认|标准|单题|所占)?(?:分值|分数|得分|满分|配分|赋分|题分|分)(?:值)?",
        ),
        (
            "chapter",
            "(?:所属|所在|对应|归属|教材|课程)?(?:章节?|单元|模块|项目|课次|讲次)(?:名称?|标题|编号|目录|号)?",
        ),
        (
            "knowledge",
            "(?:所属|对应|关联|涉及|主要|考查|考核|考察|相关)*(?:知识点|考点|知识要点|考核点|考查点|知识模块|知识单元|鉴定点)(?:名称?|编号|代码|标签)?",
        ),
        ("cognitive", "(?:认知|能力|目标|考核|教学)(?:层次|水平|层级|维度)"),
        ("difficulty", rf"{_ASKED}(?:难度|难易度?|难易程度)(?:等级|系数|级别|值|程度|分级|水平)?"),
        (
            "source",
            rf"{_ASKED}(?:来源|出处|出题依据|命题依据|依据|参考依据|依据条款|出处依据|来源出处)",
        ),
        ("tags", rf"{_ASKED}(?:标签|关键字|关键词|主题词)"),
    )
)
