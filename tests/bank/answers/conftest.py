from pathlib import Path

import pytest

from app.bank.answers.grader import Grader
from app.bank.answers.item import KeyPoint, Question
from app.bank.lexicon import read_lexicon

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.fixture(scope="session")
def grader() -> Grader:
    return Grader(read_lexicon(CONTENT))


def question(
    stem: str, reference: str, *points: tuple[str, ...], is_term: bool = False
) -> Question:
    """Two marks a key point; each is its text followed by its variants."""
    rows = tuple(
        KeyPoint(f"k{number}", text, 2, tuple(variants))
        for number, (text, *variants) in enumerate(points, 1)
    )
    return Question(stem, reference, 2 * len(rows), rows, is_term)


RETAIN = question(
    "简述老客户对企业的意义。",
    "老客户会重复购买；维护老客户的成本低于开发新客户；老客户会向别人推荐企业；老客户对价格不太敏感。",
    ("老客户会重复购买", "反复购买企业的产品"),
    ("维护老客户的成本低于开发新客户", "留住老客户比拉新客户省钱"),
    ("老客户会推荐企业", "带来口碑"),
    ("老客户对价格不敏感", "不太计较价格"),
)
SYSTEMS = question(
    "说明三类 CRM 系统各自的用途。",
    "运营型：使前台业务流程自动化。分析型：挖掘客户数据，支持决策。协作型：整合与客户沟通的渠道。",
    ("运营型：前台业务流程自动化", "运营型：让销售、营销、服务自动处理"),
    ("分析型：挖掘客户数据、支持决策", "分析型：从数据里找规律"),
    ("协作型：整合与客户沟通的渠道", "协作型：把电话、网络等渠道连起来"),
)
VALUE = question(
    "名词解释：客户终身价值",
    "客户在保持关系的整个期间内为企业带来的利润总和，扣除成本并折算为现值。",
    ("客户在保持关系的整个期间内", "一生中"),
    ("为企业带来的利润总和", "创造的全部收益"),
    ("扣除成本并折算为现值", "折现"),
    is_term=True,
)
