"""What registers call their columns, kinds, states and countries, in both languages; one word after the other."""

from collections.abc import Mapping

from events.models import Kind, Outcome, Role, Status

# By the key of the column; what the product itself calls it is known besides.
HEADINGS: Mapping[str, str] = {
    "day": "日期|活动日期|开始日期|起始日期|起止日期|活动时间|date|dates|start date|from",
    "hour": "时间|时段|具体时间|time of day|hour|hours",
    "until": "结束日期|截止日期|end date|until|to",
    "title": (
        "活动名称|活动|名称|活动内容|事项|主题|活动主题|外事活动|title|name|subject|activity|"
        "name of the event|event name"
    ),
    "title_other": ("英文名称|活动英文名称|活动名称(英文)|title (english)|title (chinese)|chinese title|english title"),
    "kind": "类别|类型|活动类别|活动类型|性质|活动性质|type|category",
    "restricted": "restricted|内部掌握|是否内部掌握",
    "host": (
        "主办处室|主办|承办处室|承办|责任处室|处室|主办单位|承办单位|host division|division|organiser|"
        "responsible division"
    ),
    "leaders": (
        "市领导|出席市领导|参加市领导|出席领导|领导|参加领导|出席人员|municipal leaders|leader|"
        "municipal leader|attended by|leaders attending"
    ),
    "counterparts": (
        "外方|外方单位|对方单位|对方|外方/对方单位|外方(对方)单位|来访单位|合作单位|"
        "counterpart|partner|partners|foreign side|organisation"
    ),
    "country": "国家|国别|国家(地区)|国家或地区|国家/地区|国别(地区)|国家和地区|country|country/region",
    "venue": "地点|活动地点|场地|场所|举办地点|place|location|where",
    "delegation": "团组|团组名称|代表团|来访团组|delegations",
    "persons": "人数|团组人数|人次|来访人数|size|number of persons|people",
    "series": "品牌活动|系列|系列活动|series of events",
    "edition": "届次|届|第几届|no. of edition",
    "area": "重点方面|方面|area",
    "status": "状态|进展|state",
    "confirmed_by": "确认人|审批人|批准人|签批领导|approved by",
    "approval": "批准文号|批件号|文号|批文号|approval no.|reference",
    "outcome": "成果|活动成果|备注|情况说明|活动情况|remarks|notes|note|outcome note|comment|comments",
}
KIND_WORDS: Mapping[str, str] = {
    Kind.VISITING_DELEGATION: "来访|来访接待|接待来访|接待|团组来访|来访团组|visit|reception|incoming visit",
    Kind.MEETING: "会见|会谈|会见会谈|外事会见|拜会|meetings|talks",
    Kind.CONFERENCE: "会议|论坛|会议论坛|研讨会|大会|开幕式|conference|forum|symposium",
    Kind.SIGNING: "签约|签约仪式|签字仪式|signing ceremony",
    Kind.PEOPLE_TO_PEOPLE: "人文交流|民间交流|人文与民间交流|文化交流|友好交流|culture|people-to-people",
    Kind.HONG_KONG_MACAO: "港澳|港澳交流|港澳活动|hong kong and macao",
    Kind.OUTBOUND_VISIT: "出访|因公出访|因公出国|出国访问|outbound",
    Kind.VISIT_HONG_KONG_MACAO: "赴港澳|赴港|赴澳|访港|访澳",
    Kind.STATE_EVENT: "重大国事活动|国事活动|国事活动服务保障|服务保障|state event",
}
STATUS_WORDS: Mapping[str, str] = {
    Status.PLANNED: "计划|拟|筹备中|未举办",
    Status.CONFIRMED: "确认|已确认",
    Status.HELD: "已完成|完成|举办|已举行|done|completed|took place",
    Status.POSTPONED: "已延期|推迟",
    Status.CANCELLED: "已取消|canceled",
}
OUTCOME_WORDS: Mapping[str, str] = {
    Outcome.ATTENDED: "出席|参加|到场",
    Outcome.NOT_ATTENDING: "未参加|未到|请假|absent",
    Outcome.REPRESENTED: "委托|委派|委托他人出席|委托出席|代表出席|by a representative",
    Outcome.EXPECTED: "拟参加|待定|tbc",
}
ROLE_WORDS: Mapping[str, str] = {
    Role.HOST: "主持会议|chairs",
    Role.WITNESSES: "见证|witness",
    Role.LEADS: "团长|率队|head of delegation",
    Role.SPEAKS: "讲话|发言|speech",
    Role.BANQUET: "宴会|banquet",
}
COUNTRY_WORDS: Mapping[str, str] = {
    "HK": "香港|香港特区|香港特别行政区|hong kong|中国香港",
    "MO": "澳门|澳门特区|澳门特别行政区|macao|macau|中国澳门",
    "TW": "台湾|taiwan|中国台湾",
    "US": "美国|美|usa|u.s.|united states|america",
    "GB": "英国|英|uk|u.k.|britain|great britain|united kingdom",
    "RU": "俄罗斯|俄|russia",
    "KR": "韩国|韩|south korea|korea|republic of korea",
    "KP": "朝鲜|dprk",
    "DE": "德|德国",
    "FR": "法|法国",
    "JP": "日|日本",
    "AE": "阿联酋|uae",
    "VN": "越南|vietnam",
    "LA": "老挝|laos",
    "CZ": "捷克|czech republic",
    "SA": "沙特|沙特阿拉伯",
    "IR": "伊朗|iran",
    "SY": "叙利亚|syria",
    "TZ": "坦桑尼亚|tanzania",
    "VE": "委内瑞拉|venezuela",
    "BO": "玻利维亚|bolivia",
    "BN": "文莱|brunei",
    "TR": "土耳其|turkey|türkiye",
    "NL": "荷兰|holland|the netherlands",
}
YES, NO = "是|yes|y|true|1|内部掌握|√|✓", "否|no|n|false|0|-|–|—|"
