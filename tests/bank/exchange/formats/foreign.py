"""Small files as other programs write them, one a format: for sniffing, reading and fuzzing."""

from __future__ import annotations

from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.writing import FORMATS
from tests.bank.exchange.formats.samples import PNG, shipped

QTI12_CANVAS = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment ident="g1" title="第一次测验"><section ident="root_section">
<item ident="i1" title="Q1"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_answers_question</fieldentry></qtimetadatafield>
<qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>2.0</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">&lt;p&gt;哪些是&lt;b&gt;主动&lt;/b&gt;服务？&lt;img src="$IMS-CC-FILEBASE$/a.png" alt="图"&gt;&lt;/p&gt;</mattext></material>
<response_lid ident="response1" rcardinality="Multiple"><render_choice>
<response_label ident="10"><material><mattext texttype="text/plain">回访</mattext></material></response_label>
<response_label ident="11"><material><mattext texttype="text/plain">等待</mattext></material></response_label>
<response_label ident="12"><material><mattext texttype="text/plain">提醒</mattext></material></response_label>
</render_choice></response_lid></presentation>
<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>
<respcondition continue="No"><conditionvar><and>
<varequal respident="response1">10</varequal><not><varequal respident="response1">11</varequal></not>
<varequal respident="response1">12</varequal></and></conditionvar>
<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>
<itemfeedback ident="general_fb"><flow_mat><material><mattext texttype="text/html">&lt;p&gt;解析&lt;/p&gt;</mattext></material></flow_mat></itemfeedback>
<itemfeedback ident="10_fb"><flow_mat><material><mattext texttype="text/plain">主动联系</mattext></material></flow_mat></itemfeedback>
</item>
<item ident="i2" title="Q2"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>fill_in_multiple_blanks_question</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">呼叫分[a]与[b]。</mattext></material>
<response_lid ident="response_a"><material><mattext>a</mattext></material><render_choice>
<response_label ident="20"><material><mattext texttype="text/plain">呼入</mattext></material></response_label>
</render_choice></response_lid>
<response_lid ident="response_b"><material><mattext>b</mattext></material><render_choice>
<response_label ident="21"><material><mattext texttype="text/plain">呼出</mattext></material></response_label>
<response_label ident="22"><material><mattext texttype="text/plain">外呼</mattext></material></response_label>
</render_choice></response_lid></presentation>
<resprocessing>
<respcondition><conditionvar><varequal respident="response_a">20</varequal></conditionvar><setvar varname="SCORE" action="Add">50</setvar></respcondition>
<respcondition><conditionvar><varequal respident="response_b">21</varequal></conditionvar><setvar varname="SCORE" action="Add">50</setvar></respcondition>
<respcondition><conditionvar><varequal respident="response_b">22</varequal></conditionvar><setvar varname="SCORE" action="Add">50</setvar></respcondition>
</resprocessing></item>
<item ident="i3" title="Q3"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>numerical_question</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">保持率是百分之几？</mattext></material>
<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal"><response_label ident="answer1"/></render_fib></response_str></presentation>
<resprocessing><respcondition><conditionvar><and>
<vargte respident="response1">79.0</vargte><varlte respident="response1">81.0</varlte></and></conditionvar>
<setvar varname="SCORE">100</setvar></respcondition></resprocessing></item>
<item ident="i4" title="Q4"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>matching_question</fieldentry></qtimetadatafield>
</qtimetadata></itemmetadata><presentation><material><mattext>配对</mattext></material></presentation></item>
</section></assessment></questestinterop>
"""
QTI12_BLACKBOARD = """<?xml version="1.0" encoding="UTF-8"?>
<questestinterop><assessment title="题库"><section>
<item maxattempts="0"><itemmetadata><bbmd_questiontype>Multiple Choice</bbmd_questiontype>
<qmd_absolutescore_max>1.5</qmd_absolutescore_max></itemmetadata>
<presentation><flow class="Block"><flow class="QUESTION_BLOCK"><flow class="FORMATTED_TEXT_BLOCK"><material>
<mat_extension><mat_formattedtext type="HTML">&lt;p&gt;客户流失率的分母是&lt;/p&gt;</mat_formattedtext></mat_extension></material></flow></flow>
<flow class="RESPONSE_BLOCK"><response_lid ident="response" rcardinality="Single"><render_choice shuffle="Yes">
<flow_label class="Block"><response_label ident="x1"><flow_mat><material><mat_extension><mat_formattedtext type="HTML">期初客户数</mat_formattedtext></mat_extension></material></flow_mat></response_label></flow_label>
<flow_label class="Block"><response_label ident="x2"><flow_mat><material><mat_extension><mat_formattedtext type="HTML">期末客户数</mat_formattedtext></mat_extension></material></flow_mat></response_label></flow_label>
</render_choice></response_lid></flow></flow></presentation>
<resprocessing><respcondition title="correct"><conditionvar><varequal respident="response">x1</varequal></conditionvar>
<setvar variablename="SCORE">SCORE.max</setvar><displayfeedback linkrefid="correct"/></respcondition>
<respcondition title="incorrect"><conditionvar><other/></conditionvar><setvar>0</setvar></respcondition></resprocessing>
<itemfeedback ident="correct"><flow_mat><material><mattext>对</mattext></material></flow_mat></itemfeedback></item>
<item><itemmetadata><bbmd_questiontype>True/False</bbmd_questiontype></itemmetadata>
<presentation><material><mattext>满意就一定忠诚。</mattext></material><response_lid ident="response"><render_choice>
<response_label ident="true"><material><mattext>true</mattext></material></response_label>
<response_label ident="false"><material><mattext>false</mattext></material></response_label></render_choice></response_lid></presentation>
<resprocessing><respcondition title="correct"><conditionvar><varequal respident="response">false</varequal></conditionvar></respcondition></resprocessing></item>
<item><itemmetadata><bbmd_questiontype>Essay</bbmd_questiontype></itemmetadata>
<presentation><material><mattext>谈谈忠诚。</mattext></material></presentation>
<itemfeedback ident="solution"><solution><solutionmaterial><material><mattext>要点</mattext></material></solutionmaterial></solution></itemfeedback></item>
</section></assessment></questestinterop>
"""
QTI22_ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" title="t" adaptive="false" timeDependent="false">
<responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
<mapping defaultValue="-1"><mapEntry mapKey="x" mappedValue="1"/><mapEntry mapKey="z" mappedValue="1"/><mapEntry mapKey="y" mappedValue="-1"/></mapping></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>3</value></defaultValue></outcomeDeclaration>
<itemBody><div><p>看 <strong>图</strong>：<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>a</mi><mn>2</mn></mfrac></math></p></div>
<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="0"><prompt>选出全部正确的。</prompt>
<simpleChoice identifier="x">甲<feedbackInline outcomeIdentifier="F" identifier="x" showHide="show">好</feedbackInline></simpleChoice>
<simpleChoice identifier="y">乙</simpleChoice><simpleChoice identifier="z">丙</simpleChoice></choiceInteraction></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"/>
<modalFeedback outcomeIdentifier="F" identifier="m" showHide="show"><p>解析</p></modalFeedback></assessmentItem>
"""
QTI3_INLINE = """<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="t" adaptive="false" time-dependent="false">
<qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>a</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>应<qti-inline-choice-interaction response-identifier="R"><qti-inline-choice identifier="a">先听</qti-inline-choice><qti-inline-choice identifier="b">先辩</qti-inline-choice></qti-inline-choice-interaction>。</p></qti-item-body>
</qti-assessment-item>
"""
RMD = """Question
========
```{r, echo = FALSE}
x <- 1
```
下列哪项是**客户资产**的组成部分？

Answerlist
----------
* 价值资产
* 固定资产
* 品牌资产

Solution
========
客户资产由价值、品牌和关系三种资产组成。

Answerlist
----------
* 对
* 不属于客户资产
* 对

Meta-information
================
exname: equity
extype: mchoice
exsolution: 101
expoints: 2
"""
RNW = r"""\begin{question}
年初 100 位客户，年末还剩 80 位，流失率是百分之几？
\end{question}
\begin{solution}
$20 / 100 = 20\%$
\end{solution}
%% \extype{num}
%% \exsolution{20}
%% \exname{churn}
%% \extol{0.5}
"""
CSV = "题型,题目,选项,正确答案,难度\n单选题,哪项是主动服务？,A.回访 B.等待 C.拒绝,A,2\n判断,满意就忠诚,,错,1\n填空,呼叫分____与____两类,,呼入；呼出,3\n"


def foreign() -> dict[str, bytes]:
    """A file of each format that has a reader."""
    ours = list(shipped())[:12]
    made = {name: FORMATS[name].write(ours, title="题库").data for name in _OURS}
    canvas = {
        "imsmanifest.xml": b"<manifest/>",
        "g1/g1.xml": QTI12_CANVAS.encode(),
        "g1/assessment_meta.xml": b"<quiz/>",
        "web_resources/a.png": PNG,
    }
    return made | {
        "canvas": write_zip(canvas.items()),
        "qti12": QTI12_BLACKBOARD.encode(),
        "qti22": QTI22_ITEM.encode(),
        "qti30": QTI3_INLINE.encode(),
        "rmd": RMD.encode(),
        "rnw": RNW.encode(),
        "table": CSV.encode("gb18030"),
    }


_OURS = ("xlsx", "csv", "gift", "aiken", "moodle", "qti2", "qti3", "jsonl", "yaml")
