"""Words that deny, and words that only look as if they did."""

from __future__ import annotations

import re
from functools import cache

from app.bank.answers.words import word_set

# What follows in the clause is denied.
DENYING = word_set("""不 没 没有 未 无 非 不能 不会 不可 不可以 不要 不必 不用 无需 无须 不需要 毋须 毫无 别 勿
    从不 从来不 从未 未能 没能 没法 无法 不再 不可能 不应 不应该 不该 不过度 不过分 不过多 缺乏 缺少 欠缺 缺失 难以 很难 难于 难 不好 不易
    避免 防止 防范 阻止 杜绝 拒绝 禁止 不准 不许 忽视 忽略 不顾 轻视 停止 取消 否认 否定 消除 谈不上 不包括 不包含 没必要 没有必要 不存在 不算 不算是 既不 也不 就不
    不让 不想 不愿 不肯 不去 不给 不把 不用去 用不着 犯不着 不存在 没人 没啥 没什么 不应当 不只看 懒得 不含 并没有
    并没 并未 尚未 还没 还没有 不去 不做 不讲 不顾 不靠 不看 不问 不管用 少了 缺 不重视 不关注 不关心 不考虑 不注重 不顾及 忘了 忘记 没考虑 没想到 看轻 漠视 没人理 谁还 哪还""")
# What stands before in the clause is denied.
DENYING_BACK = word_set("""无关 没有关系 没关系 没什么关系 不相干 不相关 没有影响 没影响 不影响 无影响 不重要 没用 没有用 无用 没有作用 没作用
    没有意义 没意义 无意义 不必要 不存在 没有必要 没必要 不需要 不可取 不成立 是错的 是错误的 是不对的 不对 不可能 不行
    没有任何关系 没任何关系 无任何关系 毫无关系 没有半点关系 没有一点关系 没有丝毫关系 没有直接关系 没有任何联系 毫无联系 毫不相干 没有任何影响
    没有任何作用 毫无作用 毫无影响 没有任何意义 毫无意义 没有任何帮助 没有帮助 没有联系 没什么用 无济于事 不起作用 不会有""")
# They hold a denying character and deny nothing.
HARMLESS = word_set("""不但 不仅 不仅仅 不只 不只是 不仅是 不光 不光是 不单 不单单 不论 不管 无论 不断 不得不 不能不 不可不 无不 不免 不禁 不妨
    不过 不少 不久 不时 非常 无疑 毫无疑问 没错 未来 莫过于 除非 不愧 不由 非但 无非 了不起 对不起 不好意思 差不多 不知不觉
    不等 是不是 能不能 会不会 要不要 好不好 多不多 有没有 值不值 可不可以 行不行 够不够 不可或缺 不可缺少
    不可分割 必不可少 缺一不可 不可替代 不可避免 无形 无限 不外乎 不外 不失为 离不开 少不了 不难 不难看出 无时无刻 非正式
    区别 特别 分别 级别 类别 识别 性别 个别 鉴别 差别 别人 别家 别的 辨别 判别 告别 未必 困难 难题 难度 难点 难关 疑难
    非营利 无人机 没落 不能只 不能光 不应只 不要只 不能仅 不能仅仅 不满足于 不拘 不限 不限于 不定期 不易察觉 无条件 不折不扣
    无微不至 非得 非要 非逼 有无 不止 远不止 何止 补缺 查缺 缺口 缺陷 缺货 空缺 别光 别只 没准 说不定 无缝 源源不断 无非是 不至于 免不了 不成文 毫不犹豫 不谋而合 不能没有 不能缺少 不可忽视 不容忽视 不能忽视
    不可忽略 不能少 并不断 没有它 没有这 缺了它 缺少它 没了它 不但不 不一味 能否 是否 不一会 不等于说 不得已""")
# Those of them that say something themselves.
TELLING = word_set("""不可或缺 不可缺少 不可分割 必不可少 缺一不可 不可替代 不可避免 离不开 少不了 源源不断 无微不至 无缝
    不定期 无条件 未必 不可忽视 不容忽视 毫不犹豫 不谋而合 无时无刻 不易察觉 不知不觉""")
# A denial of the whole statement, which a denial inside it turns round again.
DENYING_ALL = word_set("""不是 并不是 也不是 也并非 并非 不是因为 并不是因为 并非因为 而不是 而非 不等于 不属于 不在于 不取决于 绝不是 绝非 不再是 而并非
    不等同于 不代表 不意味着 并不等于 并不代表 并不意味着 不能说明 不说明 不能代表 不能等同于 未必等于 不能说 不一定是 不一定代表 不一定等于
    不表示 并不表示""")
# After them a new statement begins (不同意的人提供……, 未达标时补偿), which a denial before them does not reach: 不投诉就等于满意.
LINKING = word_set(
    """就 则 便 才 即予 即可 即能 即获 即得 即给 时 者 占 的比例 的百分比 的次数 的问题 的情况 的事 的部分 的东西 的订单 的占 的时候 的人 的客户 的顾客 的会员 的员工 就会 就是 就能 就可以 就等于 等于 意味着 就意味着 代表 就代表 说明 就说明 表明 从而 所以 因此 于是"""
)
# Little of something is as good as none where none is meant, and denies nothing where much is.
SCARCE = word_set(
    """少 很少 极少 较少 太少 不多 没几个 没多少 寥寥 鲜少 甚少 很少有 极少有 少有 几乎不 几乎没有 没怎么 不怎么 不大"""
)
PARTICLES = DENYING_ALL | DENYING | DENYING_BACK | HARMLESS | LINKING | SCARCE

_DENYING_CHARS = frozenset("不没无未非")


_DENIALS = (DENYING | DENYING_ALL | DENYING_BACK) - HARMLESS
# The longest word wins: 不等于 denies, though 不等 does not. All branches begin with a letter, so that
# places where none of them begins are passed over fast.
_TURNING = re.compile("|".join(sorted(_DENIALS | HARMLESS, key=lambda word: (-len(word), word))))


def denials_in(text: str) -> int:
    """How many words deny something in a normalised text."""
    return sum(map(_DENIALS.__contains__, _TURNING.findall(text)))


@cache
def denies_inside(word: str) -> bool:
    """Whether a word holds a denial of its own (not 非常满意), which leaves the sense of its parts open."""
    return denials_in(word) > 0


# 更加不重要, 也不用考虑, 则没有必要去搞: a verdict on what stands before it.
_VERDICT = re.compile(
    "(?:(?:不(?:应该?|应当|该|需要?|必|用|能|可以|可|会|值得|宜|太|怎么)?|没有?(?:必要|什么|多大|啥)?|无[需须]|谈不上|用不着|犯不着)"
    "(?:再|去)*(?:考虑|做|搞|要紧|重要|用处?|作用|意义|影响|关系|必要|算数?|可取|值得|管用|起作用|管|当回事|放在心上|成立|采用)+"
    "|(?:不是|并非|不算是?|不能算是?|不属于)(?:要|应该?|需要?|主要|什么|重要|考虑|的|因素|内容|问题|重点|措施|办法|对象|方面|部分|之一|其中)+"
    "|(?:是|属于|只是|纯属|等于)(?:一种|在|白白)?(?:浪费|多余|错误|白费|徒劳)(?:钱|时间|精力|力气)?)"
    "[的了啊吧]*$"
)
_BEFORE_VERDICT = re.compile("(?:根本|完全|其实|并|也|都|就|更加?|是|则|又|还|反而|统统)+$")
_VERDICT_CHARS = _DENYING_CHARS | frozenset("谈用犯费余误劳")
_LONGEST_VERDICT = 20


def verdict_at_end(text: str) -> int:
    """Where the verdict begins that a clause ends with and that denies what stands before it, else -1."""
    start = max(0, len(text) - _LONGEST_VERDICT)
    if _VERDICT_CHARS.isdisjoint(text[start:]):
        return -1
    match = _VERDICT.search(text, start)
    if match is None:
        return -1
    adverbs = _BEFORE_VERDICT.search(text, start, match.start())
    return adverbs.start() if adverbs else match.start()
