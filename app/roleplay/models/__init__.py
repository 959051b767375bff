"""The rows of role-play: scripts that were played, conversations, class work, rooms, own scenarios."""

from app.roleplay.models.classwork import PlayAssignment
from app.roleplay.models.rooms import PlayRoom, RoomEvent, RoomSeat
from app.roleplay.models.runs import PlayLabel, PlayRun, PlayScript, PlayTurn, PlayVoice
from app.roleplay.models.scenarios import OwnScenario, OwnScenarioMember, OwnScenarioVersion

__all__ = [
    "OwnScenario",
    "OwnScenarioMember",
    "OwnScenarioVersion",
    "PlayAssignment",
    "PlayLabel",
    "PlayRoom",
    "PlayRun",
    "PlayScript",
    "PlayTurn",
    "PlayVoice",
    "RoomEvent",
    "RoomSeat",
]
