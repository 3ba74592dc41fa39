"""The usual items of a checklist, which an office may begin its templates with. Nothing loads them by itself.

Ours, from how such events are commonly prepared: no rule prescribes them, and every office changes them as it works.
Security and gifts are bare ticks: nothing is written of them.
"""

from dataclasses import dataclass

from events.models import Kind, Topic


@dataclass(frozen=True, kw_only=True)
class Usual:
    """An item: what it is about, how many days before the event, and what it says."""

    topic: Topic
    days_before: int
    label_en: str = ""
    label_zh: str = ""


def _of(topic: Topic, days_before: int, label_en: str = "", label_zh: str = "") -> Usual:
    return Usual(topic=topic, days_before=days_before, label_en=label_en, label_zh=label_zh)


HALL = _of(Topic.VENUE, 21, "Book the venue", "预订场地")
ROOM = _of(Topic.VENUE, 21, "Book the meeting room, settle the seating", "预订会见厅，商定座次")
RECEIVED = _of(Topic.VENUE, 21, "Agree places and programme with the host side", "与接待方商定地点和日程")
INTERPRETER = _of(Topic.INTERPRETATION, 14, "Name the interpreter", "确定翻译")
BOOTHS = _of(Topic.INTERPRETATION, 14, "Book interpreters and booths", "落实同传人员和设备")
PROTOCOL = _of(Topic.PROTOCOL, 10, "Settle the order of proceedings and the lists", "确定礼宾安排和出席名单")
DOCUMENTS = _of(Topic.PROTOCOL, 10, "Check both texts, prepare folders and pens", "核对文本，备妥签约文本夹和用笔")
PAPERS = _of(Topic.PROTOCOL, 10, "Check papers and visas", "核对证照和签证")
PERMITS = _of(Topic.PROTOCOL, 10, "Check permits", "核对赴港澳证件和签注")
CARS = _of(Topic.TRANSPORT, 7, "Arrange the cars", "安排车辆")
TRAVEL = _of(Topic.TRANSPORT, 7, "Confirm travel there and back and the cars on site", "确认往返行程和当地用车")
PRESS = _of(Topic.PRESS, 5, "Settle press and photographs", "确定新闻报道和摄影")
SECURITY, GIFTS = _of(Topic.SECURITY, 7), _of(Topic.GIFTS, 7)

USUAL: dict[str, tuple[Usual, ...]] = {
    Kind.VISITING_DELEGATION: (ROOM, INTERPRETER, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
    Kind.MEETING: (ROOM, INTERPRETER, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
    Kind.CONFERENCE: (HALL, BOOTHS, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
    Kind.SIGNING: (HALL, INTERPRETER, DOCUMENTS, CARS, PRESS, SECURITY, GIFTS),
    Kind.PEOPLE_TO_PEOPLE: (HALL, INTERPRETER, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
    Kind.HONG_KONG_MACAO: (HALL, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
    Kind.OUTBOUND_VISIT: (RECEIVED, INTERPRETER, PAPERS, TRAVEL, PRESS, SECURITY, GIFTS),
    Kind.VISIT_HONG_KONG_MACAO: (RECEIVED, PERMITS, TRAVEL, PRESS, SECURITY, GIFTS),
    Kind.STATE_EVENT: (HALL, INTERPRETER, PROTOCOL, CARS, PRESS, SECURITY, GIFTS),
}
