"""The same turns of phrase in English, alone or mixed into Chinese."""

from __future__ import annotations

ENGLISH: dict[str, tuple[str, ...]] = {
    "greet.hello": (
        r"\bhello\b|\bhi\b|\bdear\b|good (?:morning|afternoon|evening|day)|\bwelcome\b",
    ),
    "greet.self": (
        r"my name is|this is \w+ (?:from|of|at)|i am .{0,20}(?:manager|service|support)",
    ),
    "listen.noted": (
        r"\bnoted\b|i see\b|got it|copy that|i am listening|please go on|^ok(?:ay)?$",
    ),
    "listen.thanks": (
        r"thank(?:s| you) for (?:your (?:email|message|feedback|patience)|telling|reaching|letting|contacting)",
    ),
    "empathy.understand": (
        r"i (?:fully |completely |can )?(?:understand|appreciate|imagine)|must be|frustrat|worr(?:y|ied)|upset|inconvenien|in your (?:place|position|shoes)|you are right",
    ),
    "apology.sorry": (r"\bsorry\b|apolog|\bregret\b|\bexcuse us\b|\bforgive\b",),
    "ask.wh": (
        r"\b(?:what|when|where|which|who|how (?:many|much|long|often|do|did|would))\b(?! (?:we|i) )",
    ),
    "ask.yesno": (
        r"(?:could|can|would|may|do|did|have|are|is|were|was) (?:you|i ask|it|your|there)\b|please (?:tell|let me know|send|confirm|provide|share)",
    ),
    "restate.mean": (
        r"to (?:confirm|summari[sz]e|make sure)|if i understand|let me (?:confirm|repeat|recap|check that)|you (?:said|mentioned|mean|need|are saying)|in other words|is that (?:right|correct)",
    ),
    "explain.reason": (
        r"because|due to|the reason|according to|policy|usually|currently|has been|have been|requires?\b",
    ),
    "offer.help": (
        r"(?:i|we)(?: will|ll| can| could| shall| am going to| are going to)? (?:also |gladly |personally |immediately |now )?(?:send|arrange|check|contact|call|prepare|provide|refund|replace|help|offer|submit|issue|ship|look into|update|handle|compensate|follow)|\brefund\b|\breplacement\b|\bvoucher\b|discount|either .{0,30} or",
    ),
    "commit.within": (
        r"(?:by|before|within|no later than|until) (?:the end of |next )?(?:today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|0|one|two|three|an? )|every day|daily|by 0|in 0 (?:hours|minutes|days)|cet|berlin time",
    ),
    "refuse.cannot": (
        r"(?:can ?not|cannot|can't|unable to|not able to|not possible|unfortunately|not allowed|won't)",
    ),
    "close.bye": (
        r"(?:best|kind|warm) regards|goodbye|\bbye\b|have a (?:nice|good|great)|anything else|feel free|look forward|yours|at your disposal",
    ),
    "blame.other": (
        r"not (?:our|my) (?:fault|problem|responsibility|job)|(?:customs|courier|carrier|warehouse|they)(?: is| are)? (?:to blame|responsible|fault|always|messed)|ask (?:customs|the courier|them) yourself|nothing (?:we|i) can do",
    ),
    "argue.order": (
        r"you should have|your (?:own )?(?:fault|problem|mistake)|calm down|you are wrong|as i (?:already )?said|why did ?n.?t you|read the|whatever|shut up|stupid|idiot|i told you",
    ),
    "advance.try": (
        r"\bdemo\b|\btrial\b|\bsample\b|\bpilot\b|\bappointment\b|sign (?:up|the)|place (?:an|the) order|schedule a|\bmeeting\b",
    ),
}
