"""The part “谁能进来” of an exam's settings, as fields and as rules."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.quiz.domain.access import (
    LONGEST_PASSWORD,
    MOST_KEYS,
    AccessRules,
    SebRules,
    read_keys,
)
from app.quiz.domain.networks import MOST_LINES, FaultyLine, LineFault, read_networks
from app.web.forms import Form, at_most, strip

# Wrong lines told in one message: with more the teacher pasted something else.
MOST_TOLD = 5


def readable_networks(_form: Any, field: Any) -> None:
    """A validator: every line is a range of addresses."""
    _found, faults = read_networks(field.data or "")
    if faults:
        raise ValidationError(" ".join(line_words(one) for one in faults[:MOST_TOLD]))


def readable_keys(_form: Any, field: Any) -> None:
    """A validator: every line is a key of Safe Exam Browser."""
    keys, odd = read_keys(field.data or "")
    if odd:
        told = [
            _(
                "第 %(line)s 行“%(text)s”不是密钥：应为 64 位的数字和字母 a–f。",
                line=line,
                text=text[:20],
            )
            for line, text in odd[:MOST_TOLD]
        ]
        raise ValidationError(" ".join(told))
    if len(keys) > MOST_KEYS:
        raise ValidationError(_("最多 %(n)s 个。", n=MOST_KEYS))


def line_words(one: FaultyLine) -> str:
    """What is wrong with a line of addresses."""
    match one.fault:
        case LineFault.HOST_BITS:
            return _(
                "第 %(line)s 行“%(text)s”的地址和网段长度对不上，是不是 %(meant)s？",
                line=one.line,
                text=one.text[:40],
                meant=one.meant,
            )
        case LineFault.BACKWARDS:
            return _("第 %(line)s 行“%(text)s”的起止写反了。", line=one.line, text=one.text[:40])
        case LineFault.TOO_MANY:
            return _("最多 %(n)s 行。请合并成网段。", n=MOST_LINES)
        case _:
            return _(
                "第 %(line)s 行“%(text)s”看不懂。请写成 192.168.3.17、192.168.3.0/24 或 192.168.3.10-192.168.3.50。",
                line=one.line,
                text=one.text[:40],
            )


class AccessFields(Form):
    """Who may come in. All of it may be left empty: then the whole class may, from anywhere."""

    password = StringField(
        _l("考试口令"),
        [at_most(LONGEST_PASSWORD)],
        filters=[strip],
        description=_l(
            "开考时由监考老师当场公布，考生填对才能开考。不分大小写。考试中可以随时换。"
        ),
    )
    networks = TextAreaField(
        _l("只许在这些网络里参加"),
        [at_most(4000), readable_networks],
        description=_l(
            "一行一个：单个地址、网段，或起止地址，IPv4、IPv6 都可以。开考和打开试卷时核对；已经写下的作答在哪里都能存上。"
        ),
    )
    seat_code = BooleanField(
        _l("要填座位码才能开考"),
        description=_l("座位码印在座位条上，每个座位不同。请先在“座位”页排好座位、印好条子。"),
    )
    seb = BooleanField(
        _l("只许用 Safe Exam Browser 打开"),
        description=_l("考生在考试页下载配置文件，用它打开后才能开考和看到试卷。"),
    )
    seb_only_exam = BooleanField(
        _l("在里面只能打开考试页，不能翻课文和练习"),
    )
    seb_quit_password = StringField(
        _l("中途退出口令"),
        [at_most(LONGEST_PASSWORD)],
        filters=[strip],
        description=_l(
            "考生交卷以前要退出，须由监考老师输入。不填，谁都可以退出。请用八位以上，太短会被猜出来。"
        ),
    )
    seb_config_keys = TextAreaField(
        _l("另行认可的配置密钥（Config Key）"),
        [at_most(4000), readable_keys],
        description=_l("只在用自己做的配置文件时填，一行一个。填了以后，系统生成的文件不再有效。"),
    )
    seb_exam_keys = TextAreaField(
        _l("另行认可的考试密钥（Browser Exam Key）"),
        [at_most(4000), readable_keys],
        description=_l("一行一个。它随软件版本和系统而变，每种机器各要一个。"),
    )
    leaving = BooleanField(
        _l("记录离开考试窗口"),
        description=_l("只作为给人看的证据，系统不会因此判罚。"),
    )

    def fill_access(self, rules: AccessRules) -> None:
        """Show rules."""
        self.password.data = rules.password
        self.networks.data = "\n".join(rules.networks)
        self.seat_code.data = rules.seat_code
        self.leaving.data = rules.leaving
        self.seb.data = rules.seb.required
        self.seb_only_exam.data = rules.seb.only_exam
        self.seb_quit_password.data = rules.seb.quit_password
        self.seb_config_keys.data = "\n".join(rules.seb.config_keys)
        self.seb_exam_keys.data = "\n".join(rules.seb.exam_keys)

    @property
    def access(self) -> AccessRules:
        """The rules that the fields hold; valid forms only."""
        return AccessRules(
            password=unicodedata.normalize("NFKC", self.password.data or ""),
            networks=read_networks(self.networks.data or "")[0],
            seat_code=bool(self.seat_code.data),
            leaving=bool(self.leaving.data),
            seb=SebRules(
                required=bool(self.seb.data),
                only_exam=bool(self.seb_only_exam.data),
                quit_password=self.seb_quit_password.data or "",
                config_keys=read_keys(self.seb_config_keys.data or "")[0],
                exam_keys=read_keys(self.seb_exam_keys.data or "")[0],
            ),
        )
