"""Names of departments, units and projects that cannot be mistaken for real ones."""

from __future__ import annotations

from random import Random
from typing import Final

_CITIES: Final = ("虚构市", "假想市", "拟设市", "例示市")
_DISTRICTS: Final = ("示例区", "样例区", "演示区", "试题区", "习作区")
_FIELDS: Final = (
    *("林果", "水务", "档案", "文体", "商贸", "交通", "数据", "统计", "园林", "气候", "渔牧", "工艺"),
    *("公共图书", "社区建设", "城市更新", "土壤保护"),
)
_ORGANS: Final = ("管理局", "事务局", "发展局", "服务中心", "工作办公室")
_SCHOOLS: Final = ("虚构示例大学", "假想师范大学", "拟设理工学院", "例示农业大学")

_DOING: Final = [
    "更新",
    "维护",
    "巡查",
    "培训",
    "普查",
    "推广",
    "改造",
    "评估",
    "宣传",
    "修缮",
    "监测",
    "保障",
]
_THINGS: Final = (
    *("示例设备", "样例档案", "演示平台", "虚构展馆", "假想步道", "例示苗圃", "拟设站点", "样本数据库"),
    *("示范课堂", "试点社区", "模拟机房", "习作园地"),
)


def department(rng: Random, form_id: str) -> str:
    """Return the name of a department, or of a university for the forms of universities."""
    if form_id.startswith("central-university"):
        return rng.choice(_SCHOOLS)
    return rng.choice(_CITIES) + rng.choice(_DISTRICTS) + rng.choice(_FIELDS) + rng.choice(_ORGANS)


def project(rng: Random, taken: set[str]) -> str:
    """Return the name of a project that is not taken yet, and take it."""
    while True:
        name = rng.choice(_THINGS) + rng.choice(_DOING) + rng.choice(("", "项目", "经费", "专项"))
        if name not in taken:
            taken.add(name)
            return name
