"""Whole lines that belong to an office, a download site or a search for answers, and never to a question.

Every pattern has to match a line from end to end, so that a sentence that only speaks of such things stays.
"""

from __future__ import annotations

import re

_PEOPLE = (
    r"(?:命题|出题|拟题|审题|审核|审批|审定|复核|制卷|校对|阅卷|任课|主讲|授课|编制|批准|制表|填表|组卷)(?:教师|老师|人员?|组长|组|负责人)?"
    r"|(?:教研室|教研组|系部?|院系?|学院|专业|课程组?|教学|教务处?)(?:教学)?(?:主任|院长|组长|负责人|秘书|领导)|负责人|经办人"
)
_SIGNED = r"(?:[（(]?(?:签字|签名|签章|盖章|公章)[)）]?)"
_DATE = r"(?:(?:19|20)?[\d_]{0,4}\s*年\s*[\d_]{0,2}\s*月(?:\s*[\d_]{0,2}\s*日)?|(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2})"
# 审核意见：同意入库。      专业主任签字：
_OPINION = re.compile(
    r"[【\[（(]?(?:审核|审批|审定|审阅|复核|评审|教研室|教研组|系部?|学院|院系|主任|督导组?|专家组?|命题组?|教务处?)(?:审核|审批|审阅|主任|领导)?意见[】\])）]?\s*[:：][^？?]{0,60}"
)
# 命题人：某某    审题人：      2021年6月: who signed, each with a name, a date or room for them.
_SIGNER = re.compile(
    rf"(?:(?:{_PEOPLE})\s{{0,4}}{_SIGNED}?|{_SIGNED}|(?:签字|签名|命题|审核|制卷|填表)?(?:日期|时间))\s{{0,4}}[:：]"
)
# 阅卷人：      得分：      主管签字：, all of them with room for what is written there.
_OFFICE = r"(?:[\u4e00-\u9fff]{0,6}(?:签字|签名|签章|盖章|审阅|意见)|(?:阅卷|评卷|监考|考核|培训|评分|复核|受训|被考核|带教)(?:人|员|教师|老师|讲师)?|得分|成绩|总分|分数|等级|评价|是否合格|日期)"
_OFFICES = re.compile(
    rf"(?:{_OFFICE}\s{{0,4}}[:：][\s_/年月日分□☆]{{0,40}}(?:(?:是|否|合格|不合格|优|良|中|差|年|月|日)[\s□]{{0,12}}){{0,5}}){{1,6}}"
)
_OFFICE_NAMED = re.compile(rf"({_OFFICE})\s{{0,4}}[:：]")
# 版本 V3.2  修订：培训组  2019-08
_VERSION = re.compile(
    r"[（(【]?\s*(?:文件|文档|题库|试卷|资料)?(?:版本|版次|版号|修订版?|当前版本)(?:号)?\s{0,4}[:：]?\s{0,4}(?:[Vv]\s?\d|\d{1,2}\.\d|第[一二三四五六七八九十\d]{1,3}版|(?:19|20)\d{2})[^。？?，,；;（(_]{0,40}[)）】]?"
)
# （本书配有课件，任课教师可发邮件索取。） and ☞ 拓展阅读：… of a textbook.
_OFFERED = re.compile(
    r"[（(【]?\s*(?:本|该)(?:书|教材|教程|课程|册)(?:均|还|另)?(?:配有|配套|另配|附有|附赠|提供)[^？?]{0,30}(?:课件|教案|资源|视频|答案|题库|二维码)[^？?]{0,40}[)）】]?"
)
_FURTHER = re.compile(
    r"[☞👉★☆◆▶►※◎●■]\s{0,2}[【\[]?(?:拓展|延伸|扩展|推荐|课外|深度)(?:阅读|资料|链接|视频|学习|资源)[】\]]?\s{0,2}[:：]?[^？?_]{1,80}"
)
# ◄ 课程公告 and 形考任务二 ►, from one page of a course to the next.
_TURNED = re.compile(
    r"[◄◀«]\s?[^。？?_（(]{1,40}|[^。？?_（(]{1,40}\s?[►▶»]|跳至\s?[.…]{1,6}|结束回顾"
)
# 某某学院2022—2023学年第二学期 over the answers.
_TERM = re.compile(
    r"[\u4e00-\u9fff]{0,16}(?:学院|大学|学校|中专|职校|中学|技校)?\s*(?:19|20)\d{2}\s?[-—–~～至]{1,2}\s?(?:19|20)?\d{2}\s?学年\s?度?第?[一二上下12]?学期"
)
# Submit   |   Back to top
_BUTTON = r"(?:Submit|Back to top|Back|Next|Previous|Save|Finish(?: attempt| review)?|Print|Home|Reset|Check|Review|Top)"
_BUTTONS = re.compile(
    rf"{_BUTTON}(?:[ \t\u3000]*[|｜/»«·]+[ \t\u3000]*{_BUTTON}){{1,5}}|Back to top", re.IGNORECASE
)
_SQUARED_SIGNER = re.compile(rf"[【\[](?:{_PEOPLE})[】\]]\s{{0,4}}[:：]?")
_SIGNATURE = re.compile(rf"[\s_]*(?:{_DATE}|[^\s:：，。？?（(_]{{0,8}})[\s_]*(?:{_DATE})?")
_OF_PAPER = re.compile(r"命题|出题|拟题|审题|组卷|制卷")
_DATED = re.compile(
    rf"(?:{_DATE})\s*(?:制|印)?|[—–=·~～\-]{{2,}}\s*(?:{_DATE})\s*[—–=·~～\-]{{2,}}"
)
# 热度：★★★  格式：doc  上传者：某某
_SITE_NAMES = "热度|人气|下载(?:量|次数|数)?|浏览(?:量|次数|数)?|阅读(?:量|次数|数)?|收藏(?:量|数)?|点赞(?:量|数)?|上传(?:时间|日期|者|人|用户)?|发布(?:者|人|用户)|贡献者?|分享者?|文档(?:ID|编号|大小|格式|页数|热度|评分)|文件(?:大小|格式|编号)|下载(?:积分|价格|费用)|所需积分|页数|星级|格式|大小"
_OTHER_NAMES = "评分|时间|发布时间|更新时间|积分|售价|价格|作者|来源|标签|分类|所属分类|关键词|类别|类型|版本|举报"
_SITE_FACT = re.compile(rf"(?:{_SITE_NAMES})\s{{0,4}}[:：]")
# 格式： alone may be part of an answer; beside another fact it is of a file.
_WEAK_FACT = re.compile(r"(?:页数|星级|格式|大小)\s{0,4}[:：]")
_FACT = re.compile(rf"(?:{_SITE_NAMES}|{_OTHER_NAMES})\s{{0,4}}[:：]")
_VALUE = re.compile(r"[^。？?：:]{0,24}")
# 客户服务案例集.ppt  热度：, in the list of what else a site offers.
_FILE = re.compile(
    r"(?:[·•●▪►»>\-]|\d{1,2}[.．、])?\s{0,4}[^。？?！!；;，,：:_（）()]{2,50}\.(?:docx?|pptx?|pdf|xlsx?|wps|txt|rar|zip|caj)(?P<facts>\s.*)?"
)
# 把名单保存为 客户.xlsx tells what to do.
_TOLD_TO = re.compile("保存|提交|命名|打开|发送|导出|导入|文件|填写")
# 赞(12) 收藏(8) 评论(3), and 登录后查看更多评论
# 【本文档内容可以自由复制内容或自由编辑修改内容期待你的好评和关注】
_HAWKED = re.compile(
    r"[【（(\[]?\s*(?:本|此|该)(?:文档|文件|资料|文章|文库)[^。？?]{0,30}(?:自由|免费|任意)?(?:复制|编辑|修改|下载|打印|使用)[^？?]{0,40}(?:好评|关注|支持|下载|参考|购买|点赞|收藏)[^？?]{0,10}[】）)\]]?[。！!]?"
)
_COUNT = re.compile(
    r"(?:点?赞|收藏|评论|转发|分享|阅读|浏览|喜欢|打赏|在看|回复|举报|踩|顶|下载|关注|投币)\s{0,2}[(（:：]?\s{0,2}\d*[)）]?"
)
_COMMENTS = re.compile(
    r"(?:文档|全部|热门|精彩|最新|用户)?(?:评论|点评)\s*[（(]\s*\d+\s*(?:条)?[)）]"
)
_LOGIN = re.compile(
    r"(?:请先?)?(?:登录|注册|登陆)(?:后|即可|可|才能)?(?:可)?(?:查看|阅读|下载|领取|发表|参与|浏览)[^。？?]{0,16}"
)
# 没有找到答案？点击这里人工答疑>>
_SEARCH = re.compile(
    r"(?:[^。（）()_]{0,20}[？?！!，,：:]\s*)?(?:(?:没有|未能?)(?:找|搜|查)到(?:答案|题目|想要的)|(?:找|搜|查)不到(?:答案|题目)|拍照搜题|人工(?:答疑|解答)|搜题(?:助手|神器|软件|小程序|公众号|请)|长按(?:识别|复制)|识别(?:下方|图中)?二维码|(?:扫描|扫)(?:下方|上方|右侧)(?:的)?二维码|[点单]击(?:这里|此处|下方|右侧|链接)(?:查看|下载|领取|获取|提问|进入|人工|搜)|免费(?:查题|搜题|领取)|后台回复|发送题目即可)[^。（）()_]{0,40}[。>»]*"
)

# 图片文字由手机扫描识别，可能存在错误, ——整理不易，逢考必过！——, 问卷到此结束，感谢您的作答！, 其余略
_REMARKED = re.compile(
    r"[（(【]?(?:注[:：]\s?)?(?:图片|以上|本文|本页|全文)?(?:文字|内容|文本)?(?:由|经|为)[^。？?，,]{0,10}(?:扫描|拍照|识别|OCR)[^。？?，,]{0,8}[，,]\s?(?:可能|难免|或)[^。？?]{0,10}(?:错误|误差|有误|出入|错漏)[^。？?]{0,12}[)）】。]?"
    r"|[—–\-=~～*]{2,}[^—–\-=~～*。？?_：:]{2,40}(?:必过|不易|高分|好运|加油|顺利)[^—–\-=~～*。？?_：:]{0,8}[—–\-=~～*]{2,}"
    r"|(?:本(?:次|份)?)?(?:问卷|测验|测试|作答|答题|考试)(?:到此|已经?|全部)*(?:结束|完成)[，,。！!\s]*(?:非常)?(?:感谢|谢谢)(?:您|你|大家|各位)?的?(?:作答|参与|填写|配合|支持|答题)[。！!～~]*"
    r"|[（(]?(?:其余|其它|其他|余下)(?:各题|题目?|答案|部分)*(?:均|从|都)?略[)）]?[。.]?",
    re.IGNORECASE,
)


def belongs_to_page(text: str, *, begins: bool = False) -> bool:
    """Whether a whole line is of such a kind; `begins` says that it begins like a question or an option."""
    if begins:
        return _is_file(text, alone=False)
    if _LOGIN.fullmatch(text) or _COMMENTS.fullmatch(text):
        return True
    if re.search(r"\d", text) and _counts(text):
        return True
    if _HAWKED.fullmatch(text) or _VERSION.fullmatch(text) or _is_signed_off(text):
        return True
    if _REMARKED.fullmatch(text) or _TURNED.fullmatch(text) or _TERM.fullmatch(text):
        return True
    if _OFFERED.fullmatch(text) or _FURTHER.fullmatch(text) or _BUTTONS.fullmatch(text):
        return True
    if _OPINION.fullmatch(text) or _DATED.fullmatch(text) or _SEARCH.fullmatch(text):
        return True
    if (_only(_SIGNER, _SIGNATURE, text) and _signed(text)) or _only(
        _SQUARED_SIGNER, _SIGNATURE, text
    ):
        return True
    facts = _FACT.findall(text)
    weak = len(facts) == 1 and _WEAK_FACT.match(text)
    if not weak and _SITE_FACT.search(text) and _only(_FACT, _VALUE, text):
        return True
    return _is_file(text)


def _is_signed_off(text: str) -> bool:
    """Whether a line is room for several who mark and sign, or for one who signs."""
    offices = _OFFICE_NAMED.findall(text) if _OFFICES.fullmatch(text) else []
    return len(offices) > 1 or any("签" in office or "章" in office for office in offices)


def _signed(text: str) -> bool:
    """Whether those who signed are of a paper: several, or one with room for the name. 负责人：客服主管 may
    be a part of an answer."""
    names = _SIGNER.findall(text)
    value = _SIGNER.sub("", text).strip(" _\u3000")
    return len(names) > 1 or not value or bool(_DATED.fullmatch(value) or _OF_PAPER.match(text))


def _is_file(text: str, *, alone: bool = True) -> bool:
    """Whether a line names a file, with what a site says of it, or `alone`."""
    file = _FILE.fullmatch(text)
    if file is None or _TOLD_TO.search(text):
        return False
    facts = (file["facts"] or "").strip()
    return _only(_FACT, _VALUE, facts) if facts else alone


def _counts(text: str) -> bool:
    """Whether a line only counts what readers did."""
    words = re.split(r"[\s|｜·•/]+", text.strip())
    return len(words) > 1 and all(map(_COUNT.fullmatch, words))


def _only(name: re.Pattern[str], value: re.Pattern[str], text: str) -> bool:
    """Whether a line is nothing but names with a value behind each."""
    first, *values = name.split(text)
    return bool(values) and not first.strip() and all(map(value.fullmatch, values))
