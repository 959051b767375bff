"""Closed lists of Chinese words that carry no content of their own."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, which spaces and line ends part."""
    return frozenset(text.split())


# Characters of grammar: a sentence has them, a heap of key words has not.
GRAMMAR = frozenset(
    "的地得了着过是在有和与及或而且但也都就才又还更最很太这那其之以于从向对把被让使将由为给跟比到会能可要应该"
    "须所者们个些吗呢吧啊呗嘛什么怎样如何因此如果虽然即便只要不没无未非来去上下中里等各每某"
)
# Words that fill any answer to any question of the course.
EMPTY = word_set("""非常 重要 作用 企业 应该 应当 进行 很多 多种 各种 各个 类型 具有 需要 必须 有关 关系 很 十分 有利 影响 因素 方面
    内容 意义 包括 主要 就是 指的是 所谓 认为 我们 他们 它们 一种 一个 这个 这种 那个 过程 活动 工作 问题 情况 方式 方法
    发展 管理 客户 顾客 做好 做 好 更好 加强 注意 重视 能够 可以 通过 使得 促进 健康 总之 首先 其次 最后 其中 以及 答出 即可
    分析 原因 常见 特别 相关 一定 存在 不同 多个 几个 许多 什么 怎么 如何 为什么 概念 定义 理论 名词 解释 简述 论述 说明""")
# Words too common to tell one key point from another.
COMMON = word_set("""客户 企业 公司 管理 提供 提高 进行 通过 服务 产品 关系 营销 市场 价值 需求 信息 数据 业务 系统 使用 建立 形成 实现 主要
    包括 方面 过程 活动 工作 情况 内容 方法 方式 能力 水平 程度 目的 作用 影响 因素 问题 原因 相关 不同 重要 需要 根据 利用
    分析 指出 说明 列出 写出 给出 举例 例子 回答 任答 理由 做法 以及 对应 例如 如""")
# Words of grammar that are longer than a character, and words that only order a text.
FILLERS = word_set("""及其 以及 由于 因此 例如 比如 其中 等等 之间 这些 那些 可以 能够 应该 应当 就是 所以 因为 如果 并且 而且 或者 还是 以便 从而
    首先 其次 再次 最后 另外 此外 总之 一个 一种 这个 那个 什么 怎么 如何 自己 他们 我们 你们 它们 有的 有些 一些 同时 然后
    必须 需要 通过 进行 具有 作为 关于 对于 分别 各自 其 等 之 所 者 即 指 指出 说明 写出 列出 给出 举出 答出 任写 任答 或""")
# People and bodies: 不支持的领导 denies the support and not the leader.
PARTIES = word_set(
    "客户 企业 员工 供应商 高层 部门 竞争 老客户 新客户 大客户 小客户 潜在客户 市场 产品 服务"
)
# Who does something for or to whom in most statements of the course.
TWO_SIDES = frozenset({"客户", "企业", "员工"})
