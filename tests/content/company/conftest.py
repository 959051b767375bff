from __future__ import annotations

import pytest

from app.content.company import CompanySpec

SHOP = {
    "id": "shop",
    "name": "某店",
    "full_name": "某店",
    "name_en": "A shop",
    "fictional": True,
    "city": "某城（虚构）",
    "summary": "一家虚构的店。",
    "membership": "会员",
    "channels": ["门店", "网店", "社群", "热线"],
    "people": [{"id": "boss", "name": "店主", "role": "店主", "trait": "记性好"}],
    "customers": [
        {"id": "teacher", "name": "老教师", "kind": "家庭客户", "story": "每周来一次"},
        {"id": "inn", "name": "江边客栈", "kind": "企业客户", "story": "成批采购"},
    ],
    "stores": [
        {"id": "one", "name": "一店", "district": "东"},
        {"id": "two", "name": "二店", "district": "西"},
    ],
    "tiers": [
        {"id": "plain", "name": "普通", "at_least": 0},
        {"id": "gold", "name": "金卡", "at_least": 3000},
    ],
    "products": [
        {"id": "bed", "name": "床", "category": "家具", "price": 2000, "cost": 1200, "bulk": True},
        {"id": "chair", "name": "椅", "category": "家具", "price": 300, "cost": 170},
        {"id": "lamp", "name": "灯", "category": "小家电", "price": 200, "cost": 120, "bulk": True},
        {"id": "fan", "name": "扇", "category": "小家电", "price": 280, "cost": 180, "months": [6]},
        {
            "id": "quilt",
            "name": "被",
            "category": "家纺",
            "price": 900,
            "cost": 500,
            "months": [11],
        },
        {"id": "pillow", "name": "枕", "category": "家纺", "price": 100, "cost": 45, "bulk": True},
        {"id": "fitting", "name": "安装", "category": "服务", "price": 120, "cost": 80},
    ],
}


@pytest.fixture(scope="session")
def shop() -> CompanySpec:
    return CompanySpec.model_validate(SHOP)
