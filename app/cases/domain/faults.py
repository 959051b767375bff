"""What may be wrong in a turn of a service dialogue: one list for cases."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """A class of fault.

    The first three are those that end a conversation quickest; the others are classes of service
    taboos (服务禁忌语) under the names that role-plays use as well. What role-plays call 推脱 is the
    same fault as `SHIRK` here.
    """

    SHIRK = "推诿"
    ARGUE = "争辩"
    COLD = "情绪无回应"
    IMPATIENT = "不耐烦"
    CHALLENGE = "质问"
    SNEER = "讽刺贬低"
    THREATEN = "命令威胁"
    EXAGGERATE = "夸大"


# A dialogue to find faults in has at least one of each.
THREE_FAULTS = (Fault.SHIRK, Fault.ARGUE, Fault.COLD)
