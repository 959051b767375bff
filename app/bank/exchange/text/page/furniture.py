"""Lines that belong to the page and not to the paper: page numbers, download sites, personal data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from app.bank.exchange.text.cleaning.lines import Line
from app.bank.exchange.text.page.page_words import belongs_to_page
from app.bank.exchange.text.words.headings import find_heading
from app.bank.exchange.text.words.marks import REMARK_NAMES, find_answer, find_start
from app.bank.exchange.text.words.titles import is_title

_SEAT = r"题\s?号|得\s{0,3}分|评\s?卷\s?人|阅\s?卷\s?人|评分人|评卷教师|复核人?|核分人|总\s?分|合\s?计|签\s?名|统分人"
_PAGE = re.compile(
    r"(?:(?![（(]?\d{1,3}[)）.．、])[^。？?！；;：:，,]{2,40}[ \t\u3000]+(?=第\s*\d{1,4}\s*页\s*[（(，,/／]?\s*共))?[-－—–~·•|\s]*(?:第\s*\d{1,4}\s*页|\d{1,4}\s*/\s*\d{1,4}|共\s*\d{1,4}\s*页|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
    r"|页码\s*[:：]?\s*\d{1,4}|[Pp]\.?\s?\d{1,4}|\d{1,4})(?:\s*[,，、/／(（]?\s*共\s*\d{1,4}\s*页\s*[)）]?)?[-－—–~·•|\s]*"
)
_RULE = re.compile(
    r"[-=_*—–·.…~～•─━☆★◆\s]{4,}|-{3}|\*{3}|={3}|[※◇◆○●□■△▲▽▼♥♡♪❤✿❀\U0001f300-\U0001faff\s]{2,}"
)
# ★★★重点★★★, and ---- next ----
_ORNAMENTED = re.compile(
    r"[★☆※◆◇●■♥♡✿❀\s]{2,20}(?!.*[答解题选判填卷章节])[^★☆※◆◇●■♥♡✿❀。？?：:_（(]{1,8}[★☆※◆◇●■♥♡✿❀\s]{2,20}|[-—=~*]{3,}\s*(?:next|NEXT|cut|break|下一题|下一页)\s*[-—=~*]{3,}|(?:to be continued|TO BE CONTINUED|未完待续)[.。…]*"
)
_SEATS = re.compile(rf"[\s|]*(?:(?:{_SEAT}|[一二三四五六七八九十]{{1,2}})(?:[\s|:：/、]+|$))+")
_SEAT_WORD = re.compile(_SEAT)
# Words that a site or a printer puts on a page and no question asks about.
_SITE = re.compile(
    r"百度文库|豆丁网?|道客巴巴|原创力文档|人人文库|文库网|爱问共享|文档下载|下载(?:本|该|此)?文档|下载全文|下载原文|"
    r"免费下载|点击下载|立即下载|一键下载|下载按钮|下载券|还剩\s*\d+\s*页|剩余\s*\d+\s*页|未读(?:完|部分)|已读\s*\d*\s*页|"
    r"继续阅读|阅读全文|展开全文|在线阅读|全文阅读|猜你喜欢|精品文档|欢迎下载|版权声明|版权所有|侵权必究|版权归.{0,12}所有|严禁(?:转载|转卖|外传|复制|商用|抄袭)|好评返\s*\d|侵权(?:请|联系)|"
    r"(?:请勿|禁止|谢绝|未经.{0,12})转载|转载请|上传(?:者|人|于|时间)\s*[:：]?|文档(?:大小|格式|页数|编号)\s*[:：]|"
    r"浏览(?:次数|量)\s*[:：]|下载(?:次数|量)\s*[:：]|扫(?:一扫|码)(?:下载|关注|查看|添加|加)|(?:请|扫码)?关注(?:微信)?公众号|"
    r"公众号\s*[:：]|加\s*(?:QQ|微信)|QQ\s*群|付费(?:下载|阅读|文档|后)|开通\s*VIP|VIP\s*(?:专享|免费|文档)|会员(?:免费|专享文档)|"
    r"^温馨提示|热门评论|发表评论|\d+\s*条评论|^(?:网友|用户|读者|全部|最新)?评论\s*[（(]\s*\d+\s*条?\s*[)）]|^我要评论|^评论区?(?:\s|[:：(（\d]|$)|相关文档|相关推荐|为您推荐|举报(?:文档|该文档)|"
    r"https?://|www\.|©|[Cc]opyright|All [Rr]ights [Rr]eserved|[Pp]owered by|仅供(?:个人)?学习(?:参考|交流|使用)|如有侵权|"
    r"资料来源于网络|^(?:点击)?(?:查看|展开|显示|收起)(?:答案|解析|更多|全部|详情|完整)(?:答案|解析|内容|试题|题目|与解析|和解析|及解析)?\s*[>»›]*$|^(?:上|下)一(?:篇|页|题|章|节)\s*(?:[:：]|$)|^(?:首页|当前位置|您的位置)\s*[:：>»›]|^(?:提交|作答|交卷|重新做题|再做一[次遍]|查看错题|返回(?:列表|首页|目录|上一页)|笔记(?:[(（]\d+[)）])?|查看全部解析|上一页|下一页|保存|广告|收藏|分享|打印|纠错|点赞|举报|返回顶部|回到顶部|加入收藏|我要纠错|\s)+$|由.{0,12}整理(?:上传|发布)|[Ww]ord\s*(?:版|文档)|可编辑版?$|提供技术支持$|^\d{1,4}\s*楼(?:主|层)?$|^(?:沙发|板凳|楼主|谢谢楼主|感谢分享|顶|mark)[!！~。]?$|^发[布表]于\s*[:：]?\s*\d{4}|^阅读\s*[(（:：]?\s*\d+"
    r"|^(?:在线客服|客服在线|联系客服|客服(?:电话|热线|QQ|微信)|意见反馈|帮助中心|关于我们|联系我们|网站地图|友情链接|用户协议|隐私政策|投诉建议|常见问题|手机版|电脑版|APP下载|客户端下载)(?:[\s|｜/:：·-]|\d|$)"
    r"|^(?:分享|转发|推荐)(?:到|至|给(?:好友|朋友))\s*[:：]|^(?:QQ空间|新浪微博|微信(?:好友)?|朋友圈|人人网|复制链接|[\s|/、])+$|^(?:阅读|预览|试读)(?:已)?(?:结束|完毕)|(?:下载|阅读|查看|购买).{0,8}(?:需要?|花费|消耗|扣除)\s*\d*\s*(?:积分|下载券|金币|财富值|元)"
    r"|^(?:你|您)?(?:可能|也许)(?:还)?(?:喜欢|感兴趣)|^(?:相关|热门|推荐|最新)(?:搜索|推荐|阅读|资料|试题|题库|文章|专题)(?:\s|[:：]|$)|^标签\s*[:：].{0,40}(?:下载|题库)|收集整理$|^(?:本文|文档|资料)(?:档)?(?:由|来自|来源)|^收起$|^(?:浏览|阅读|点击|下载|收藏|点赞|评论)\s*[(（:：]?\s*\d+\s*[)）]?\s*次?$"
    r"|^(?:[（(【]?(?:说明|注|声明|提示|备注)\s*[:：]\s*)?本(?:题库|试卷|试题|套题|卷|资料|文档)[^？?]{0,40}(?:请勿|禁止|严禁|不得|切勿)(?:外传|转载|传播|翻印|复制|上传)"
    r"|^正常使用.{0,12}需.{0,16}版本|^(?:正确率|得分率|错误率|答对率|提交人数|作答人数|答题人数|作答次数|平均(?:得)?分|全站正确率|易错项|做题人数|本题用时|答题用时|用时)\s*[:：]"
)
_HALL = re.compile(
    r"^绝\s*密\s*(?:[★☆*◆]|$)|密\s*[.…·—-]*\s*封\s*[.…·—-]*\s*线|装\s*[.…·—-]*\s*订\s*[.…·—-]*\s*线|(?:请)?(?:不要|勿)在?.{0,6}(?:线内|密封线|此处).{0,4}答题|"
    r"^(?:教研室|系|院|命题|审核|出卷|阅卷)?(?:主任|教师|负责人|人)?\s*(?:签字|签名|签章)\s*[:：]|^(?:我的|学生|考生|你的)答案\s*[:：]|^得\s*分\s*[:：]|^(?:考试|答题)(?:时间|时长|形式|方式)\s*[:：]|^(?:考试|本卷|试卷)?(?:满分|总分)\s*(?:[:：]|\d+\s*分)|^本(?:试)?卷(?:共|满分|总分)|"
    r"^(?:注意事项|考生须知|答题须知|命题人|审题人|出题人|适用(?:专业|班级|年级)|使用班级|课程(?:名称|代码|编号)|教研室)\s*(?:[:：]|$)|"
    r"^[（(【]?\s*[ABCＡ-Ｃ]\s*卷\s*[)）】]?$|^非?选择题部分$|^第\s*[ⅠⅡI一二12]{1,2}\s*卷\s*(?:[（(][^（()）]{0,20}[)）])?$|^[（(]?(?:闭|开)卷(?:考试)?[)）]?$|^(?:以下|下面|此处)?(?:空白|无正文)$|^[（(]?(?:本页|此页)(?:以下)?(?:空白|无正文)"
)
_RULES = re.compile(
    r"(?:#{1,4}\s*)?[【\[（(]?(?:注意事项|(?:考生|选手|参赛(?:选手|者)?|应试(?:人员?|者)?|答卷人?|答题|考试|竞赛|比赛)(?:须知|说明|注意(?:事项)?)|注意)[】\])）]?\s*(?:[:：]|$)"
)
_RULE_WORDS = re.compile(
    r"答题|试卷|试题|考试|考场|考生|准考证|姓名|填写|涂[黑在]|作答|监考|草稿|铅笔|签字笔|钢笔|橡皮|装订线|密封线|答案|无效|满分|分钟|的位置上|手机|计算器|作弊|诚信"
)
# 谢谢观看！ on the last slide, （下接第44页） at the foot of a page, 本章结束，更多答案请关注… at the end of a file.
_CLOSES = re.compile(
    r"(?:谢谢|感谢)(?:大家|各位|您|你)?(?:的)?(?:观看|聆听|收看|欣赏|支持|合作|使用|下载)?(?:[,，]\s*祝.{1,12})?\s*[!！。~]*|Q\s*&\s*A\s*[!！]?|"
    r"(?:剩余|其余|更多|完整)内容.{0,8}(?:下载|登录|付费|购买|开通).{0,8}|(?:\[\d{1,2}\]\s*){2,}(?:下一页|末页|尾页)?|责任编辑\s*[:：].{0,12}|"
    r"(?:[Tt]he [Ee]nd|THE END|[Tt]hanks?(?: [Yy]ou)?|THANKS|THANK YOU)\s*[.!！]*|"
    r"[—–\-*（(【\s]*(?:全文|全卷|全书|本卷|本套|本章|本节|本讲|本课|试卷|试题|以上)(?:内容|测试|习题|试题)?(?:已|全部|到此)*(?:完|结束|完毕|为止)(?:[，,。.!！].{0,30})?[）)】\s—–\-*]*|"
    r"[（(【]?\s*以上(?:合计|总计|一共|共)?\s*\d{1,4}\s*(?:道|个|小)?题[^（()）？?]{0,30}[)）】]?|"
    r"[#＃]?\s*(?:共|合计|总计)\s*\d{1,4}\s*(?:道|个|小)?(?:试?题目?)[\s，,。]*(?:已?(?:导出|打印|生成|录入|输出)(?:完成|完毕|成功|结束)?)|"
    r"[^。？?！!，,]{1,8}结束(?:了|啦)?[，,。！!～~\s]*预?祝(?:大家|各位|同学们?|你们?).{0,8}(?:愉快|顺利|成功|进步|好成绩|满分)[。！!～~]*|"
    r"[～~—–\-*（(\s]*(?:(?:本(?:次|场))?(?:考试|试题|试卷|题目|答题)(?:到此|已|全部)*(?:结束|完毕|完)[，,。！!～~\s]*)?(?:预?祝.{0,8}(?:愉快|顺利|成功|进步|好成绩|满分)[。！!～~）)\s—–\-*]*)?|"
    r"[（(—–\-*]{1,6}\s*(?:完|END|[Ee]nd)\s*[）)—–\-*]{1,6}(?:[ \t\u3000]+[^。？?]{1,30})?|"
    r"[（(【]?\s*(?:下接|上接|接|转|续|见)(?:下|上)?\s*第?\s*\d{1,4}\s*[页版]\s*[)）】]?|[（(【]\s*(?:续下页|接下页|转下页|下页续|续上页|接上页|未完待续|待续)\s*[)）】]"
)
_MORE = re.compile(
    r"更多.{0,10}(?:答案|资料|题目|试题|题库|课件|习题|内容|资源).{0,8}(?:关注|搜索|扫码|访问|登录|添加|点击|联系|进群|加群)"
)
_GRID = re.compile(r"[\s|]*题\s*号(?:[\s|]*\d{1,3}[.、]?)+[\s|]*")
_EMPTY_ROW = re.compile(r"[\s|]*(?:答\s*案|选\s*项|得\s*分)[\s|_:：]*")
_LONGEST_TITLE = 16
_MOST_RULES = 15
_NAMES = re.compile(r"姓\s*名|学\s*号|班\s*级|考\s*号|准考证号|座位?号|专业班级|身份证号")
_NAMED = re.compile(r"(?:姓\s*名|学\s*号|班\s*级|考\s*号|准考证号|座位?号)\s*(?:[:：_]|[　 ]{2,})")
_STUDENT = re.compile(r"(?=.*(?<!\d)\d{7,14}(?!\d))(?=.*\d{0,4}\s*[级班])[^。？?]{4,40}")
_FIRST_LINES = 6
_PAGE_HEAD = re.compile(
    r"(?P<a>\d{1,4})[ \t\u3000]{4,}(?P<left>[\u4e00-\u9fffA-Za-z]{4,30})|(?P<right>[\u4e00-\u9fffA-Za-z]{4,30})[ \t\u3000]{4,}(?P<b>\d{1,4})"
)
_FACING = 2
_CONTENTS = re.compile(
    r"目\s*录|.{1,60}(?:[.．]{4,}|[…·]{2,})\s*\d{1,4}|(?:第[一二三四五六七八九十\d]{1,3}[章节篇]|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)\s*.{0,50}[（(]\s*\d{1,4}\s*[)）]"
)
_BEGINS_PART = re.compile(
    r"\s*(?:[（(]?\s*\d{1,4}\s*[)）.．、]|[（(]?[A-H]\s*[)）.．、:：\s]|[①-⑳]|第\s*\d+\s*题|[（(【\[]?\s*(?:参考|正确|标准)?答|解析|[一二三四五六七八九十]+、)"
)
_OPTION = re.compile(r"[（(]?[A-H]\s*[)）.．、:：]")
_LABEL_NAME = (
    rf"(?:{'|'.join(REMARK_NAMES)}|提示|答题提示|解析|答案解析|(?:参考|正确)?答案|依据|理由|备注)"
)
_LABEL = re.compile(rf"[【\[（(]\s*{_LABEL_NAME}\s*[】\])）]|{_LABEL_NAME}\s*[:：]")
_WEAK_REPEAT = re.compile(
    r"[（(]\s*[)）]|_{2,}|[?？]|[|]|^(?:正确|错误|对|错)$|题\s*(?:[（(].*)?$|[。；;]$"
)


def is_page_furniture(text: str) -> bool:
    """Whether a line is a page number, a rule, a head of marks or a site's own text."""
    bare = text.strip()
    if (
        _PAGE.fullmatch(bare)
        or _RULE.fullmatch(bare)
        or _ORNAMENTED.fullmatch(bare)
        or _CONTENTS.fullmatch(bare)
    ):
        return True
    if len(bare) <= 160 and len(_SEAT_WORD.findall(bare)) >= 1 and _SEATS.fullmatch(bare):
        return True
    if len(bare) > 200:
        return False
    begins = _BEGINS_PART.match(bare) is not None
    if begins and _WEAK_REPEAT.search(bare.rstrip("。；;")):
        return False  # It asks: 怎样请客户关注公众号？
    if len(bare) <= 60 and (_CLOSES.fullmatch(bare) or _MORE.search(bare)):
        return True
    if belongs_to_page(bare, begins=begins):
        return True
    if _HALL.search(bare) and not begins:
        return True
    if _OPTION.match(bare):
        return False  # C. 上传时间 is what a question offers.
    return bool(_SITE.search(bare)) and (not begins or len(bare) <= 40)


def is_rule(text: str) -> bool:
    """Whether a line is a rule across the page, ========, that sets apart what follows it."""
    return _RULE.fullmatch(text.strip()) is not None


def is_page_number(text: str) -> bool:
    """Whether a line is the number of a page: - 3 -."""
    return _PAGE.fullmatch(text.strip()) is not None


def instructions(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines that tell how to sit the examination: 注意事项： and what it counts."""
    found: set[int] = set()
    for place, line in enumerate(lines):
        if not _RULES.match(_closed(line.text)):
            continue
        for following in lines[place + 1 : place + _MOST_RULES]:
            text = following.text.strip()
            if find_heading(text) is not None or _WEAK_REPEAT.search(text.rstrip("。；;")):
                break
            if not _RULE_WORDS.search(text):
                break
            found.add(following.number)
    return frozenset(found)


def _closed(text: str) -> str:
    """A short title without the spaces that spread it: 注 意 事 项."""
    return re.sub(r"\s", "", text) if len(text) <= _LONGEST_TITLE else text.strip()


def answer_grids(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines of an empty table for answers: 题号 1 2 3 over 答案 with nothing behind it."""
    found: set[int] = set()
    for above, below in pairwise(lines):
        if _GRID.fullmatch(above.text.strip()) and _EMPTY_ROW.fullmatch(below.text.strip()):
            found |= {above.number, below.number}
    return frozenset(found)


def is_personal(text: str, place: int) -> bool:
    """Whether a line tells who a student is; `place` is its place among the lines with text."""
    if len(text) > 160 or _BEGINS_PART.match(text):
        return False
    if len(_NAMES.findall(text)) >= 2 or (_NAMED.search(text) and len(text) <= 60):
        return True
    return place < _FIRST_LINES and _STUDENT.fullmatch(text.strip()) is not None


_FEW_ABOVE = 12
_PAGES = 3  # so often a line returns that is the head of a page


def running_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of lines that return on page after page, whatever number they carry."""
    shapes = [re.sub(r"\d+", "#", line.text.strip()) for line in lines]
    counts = Counter(shapes)
    pages = {place for place, line in enumerate(lines) if is_page_number(line.text)}
    # The name of the book over or under the number of the page: two pages are enough.
    beside = Counter(shape for n, shape in enumerate(shapes) if {n - 1, n + 1} & pages)
    again = {
        n
        for n in range(len(lines))
        if {n - 1, n + 1} & pages and (_begins_title(lines, n) or _between(lines, n))
    }
    return frozenset(
        line.number
        for place, (line, shape) in enumerate(zip(lines, shapes, strict=True))
        if (counts[shape] >= _PAGES or beside[shape] == counts[shape] > 1 or place in again)
        and 5 <= len(shape) <= 60
        and _heads(line.text)
        and not _opens_paper(lines, place)
        and not _names_part(line.text)
    )


def _begins_title(lines: Sequence[Line], place: int) -> bool:
    """Whether the last title above says the same and more: 第六章 客户沟通（扫描件）."""
    text = lines[place].text.strip()
    if not is_title(text):
        return False
    above = next((one.text for one in reversed(lines[:place]) if is_title(one.text.strip())), "")
    return (
        above.strip() == text
        or re.match(rf"{re.escape(text)}\s*[（(【\[]", above.strip()) is not None
    )


def _between(lines: Sequence[Line], place: int) -> bool:
    """Whether a title stands between question 4 and question 5, which are of one section."""
    following = (line.text for line in lines[place + 1 : place + 3])
    below = next((find_start(text) for text in following if not is_page_number(text)), None)
    if (
        below is None
        or below.family != "plain"
        or below.number < 2
        or not is_title(lines[place].text)
    ):
        return False
    for line in reversed(lines[max(0, place - _FEW_ABOVE) : place]):
        start = find_start(line.text)
        if find_heading(line.text) is not None or find_answer(line.text) is not None:
            return False
        if start is not None and start.family == "plain" and start.style != "bare":
            return start.number == below.number - 1
    return False


def page_heads(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines with the name of the book beside the number of the page, on the left of one page
    and on the right of the other: 44      习题册 and 习题册      45."""
    found: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        if match := _PAGE_HEAD.fullmatch(line.text.strip()):
            page = int(match["a"] or match["b"])
            found.setdefault(match["left"] or match["right"], []).append((page, line.number))
    return frozenset(
        number
        for heads in found.values()
        if len({page for page, _number in heads}) == len(heads) >= _FACING
        and sorted(heads) == heads
        for _page, number in heads
    )


def _names_part(text: str) -> bool:
    """【单项选择】 or 【本章答案】 return with every chapter, and are no head of a page."""
    bare = text.strip(" 【】[]（）():：")
    heading = find_heading(text.strip())
    named = heading is not None and (bare.startswith(heading.title) or heading.ordinal > 0)
    return named or bare.endswith("答案")


def _opens_paper(lines: Sequence[Line], place: int) -> bool:
    """Whether a line that returns is the title of another paper: its first section follows."""
    if not is_title(lines[place].text):
        return False
    for line in lines[place + 1 : place + 4]:
        heading = find_heading(line.text)
        if heading is not None:
            return heading.ordinal in (0, 1)
    return False


def _heads(text: str) -> bool:
    if _BEGINS_PART.match(text) or _WEAK_REPEAT.search(text) or "\t" in text or _LABEL.match(text):
        return False
    return len(re.findall("[\u4e00-\u9fff]", text)) >= 4
