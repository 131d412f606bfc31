"""What kind of thing a question asks for, read from its wording; Chinese and English side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from weir.core.errors import Language


class Kind(StrEnum):
    """The asked kind of thing."""

    person = "person"
    place = "place"
    date = "date"
    duration = "duration"
    number = "number"
    money = "money"
    percent = "percent"
    organisation = "organisation"
    work = "work"
    name = "name"
    definition = "definition"
    reason = "reason"
    how = "how"
    yes_no = "yes_no"
    other = "other"


@dataclass(frozen=True, slots=True)
class Asked:
    """The asked kind, the families of units that would answer (empty: any), and where the wording that says so stands."""

    kind: Kind
    units: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    strict: bool = True
    """Whether the wording leaves no doubt; a mere noun phrase such as `…成绩` leaves some."""


_Cue = tuple[Kind, str, tuple[str, ...]]

_ROLE = (
    "导演|编剧|主演|作者|校长|主席|总统|总理|首相|教练|主教练|主帅|ceo|首席执行官|总裁|创始人|得主|局长|部长|队长|主持人|歌手|原唱|演唱者|扮演者|饰演者|董事长|行长|"
    "市长|省长|书记|秘书长|指令长|航天员|宇航员|凶手|嫌疑人|候选人|发明者|发明人|设计师|制片人|监制|负责人|联系人|审批人|父亲|母亲|妻子|丈夫|配音|女主角|男主角|主角|国王|女王|皇帝|"
    "院长|院士|指挥|掌门人|接任者|继任者|总导演|总设计师|运动员|旗手|火炬手|代言人|发言人|特首|行政长官|议长|法官|律师|经理|总经理|记者"
)
_PLACE_NOUN = "地点|举办地|举办城市|主办城市|所在地|位置|首都|省会|出生地|籍贯|国籍|产地|发源地|会址|地址|场地|总部|目的地|起点|终点|路线|航线|落户地|拍摄地|取景地|主办国|举办国|东道主|祖籍|故乡|集合地"
_DATE_NOUN = "时间|日期|时刻|年份|生日|日子|截止日|上映日|档期|忌日|朝代|年代"
_MONEY_NOUN = "票房|收益|营业额|产值|营收|营业收入|收入|净利润|利润|奖金|市值|售价|价格|票价|定价|起售价|成本|造价|投资额|总投资|投资|融资额|罚款|罚金|费用|总额|金额|gdp总量|gdp|生产总值|总产值|预算|经费|工资|薪资|月薪|年薪|押金|保费|保额|补贴|债务|资产|押注|交易额|成交额|销售额|总价"
_PERCENT_NOUN = (
    "增长率|增速|涨幅|跌幅|增幅|降幅|通胀率|通货膨胀率|失业率|占比|比例|百分比|率|比重|市场份额|税点|cpi|pmi"
)
_PEOPLE_NOUN = "死亡人数|人数|人口|人次|伤亡|死伤|伤亡人数|客流量|旅客量|用户数|用户量|网民规模|招生人数|规模"
_NUMBER_NOUN = "数量|总数|产量|吞吐量|面积|高度|长度|距离|重量|温度|总量|数目|席位|席位数|议席数?|议席|票数|得票|得票数|场次|次数|序号|编号|电话|热线|型号|里程|时速|速度|容量|功率|震级|深度|宽度|年龄|页数|集数|销量|门数|版本号|尺寸|比分|海拔|[^\W\d]数|[^\W\d]量"

_CHINESE: tuple[_Cue, ...] = (
    (
        Kind.reason,
        r"为什么|为何|为甚么|何故|的?(?:原因|缘由|起因|理由)(?:是什么|有哪些|为何)?[?？。]?$|什么原因|因何|怎么会",
        (),
    ),
    (
        Kind.date,
        r"什么时候|何时|什么时间|什么日期|哪一?[天日年]|哪个月|几月几?[日号]?|几号|几点|何年|何月|何日|哪个?年代|哪个?朝代|什么朝代|什么年代|哪个?世纪|多会儿|哪个?时期|什么时期|星期几|周几",
        (),
    ),
    (
        Kind.duration,
        r"多久|多长时间|几[天年周]|几个(?:月|小时|工作日|星期)|多少[天年]|多少个?(?:小时|分钟|工作日|月|星期)|(?:时长|任期|期限|有效期|保质期|保修期|试用期)(?:是|为)?(?:多少|多长)?[?？]?$",
        ("time",),
    ),
    (
        Kind.percent,
        rf"百分之几|百分之多少|多少个?百分点|(?:{_PERCENT_NOUN})(?:达到|达|是|为|约|大概|上升|下降|增长)*了?(?:多少|多大|几成|多高)?[?？]?$|(?:增长|上升|下降|上涨|下跌|提高|降低|增加|减少)了?(?:多少|几成)[?？]?$|占.{{0,12}}多少",
        ("percent",),
    ),
    (
        Kind.money,
        rf"多少钱|多少(?:万|亿|万亿)?(?:元|美元|欧元|英镑|日元|人民币|港元|块)|什么价|(?:{_MONEY_NOUN})(?:是|为|达到?|约|共|有|合计|总计)*了?(?:多少|多高|几何)?[?？]?$",
        ("money",),
    ),
    (
        Kind.number,
        r"(?:多少|几)(?:个|名|位|万|亿)?(?:人|名|位|人次|口)|有多少(?:运动员|员工|学生|用户|成员|网民|遇难者|观众)",
        ("people",),
    ),
    (Kind.number, rf"(?:{_PEOPLE_NOUN})(?:是|为|达到?|约|共|有)*了?(?:多少|多大|几)?[?？]?$", ("people",)),
    (Kind.number, r"多远|多高|多长(?!时间)|多深|多宽|全长", ("length",)),
    (Kind.number, r"多重", ("weight",)),
    (Kind.number, r"多大面积|面积(?:是|为|有)?多[少大]", ("area",)),
    (
        Kind.number,
        rf"多少|几(?!乎)[\u4e00-\u9fff]|第几|多大|多快|(?:{_NUMBER_NOUN})(?:是|为|达到?|约|共|有)*(?:多少|多大|几)?[?？]?$",
        (),
    ),
    (Kind.place, r"(?:主席国|东道国|主办国|举办国|冠军国|宗主国|邻国)(?:是|为)?(?:谁|哪|什么)?", ()),
    (
        Kind.person,
        r"谁|哪一?位|何人|哪个人|什么人|哪些人|哪几位|哪[两三]位|哪名|哪几名|哪些(?:演员|人|运动员|选手|航天员|成员|嘉宾|主演)",
        (),
    ),
    (
        Kind.place,
        r"哪里|哪儿|何处|何地|在哪|到哪|去哪|于哪|来自哪|什么地方|哪一?个?(?:城市|国家|省份?|市|地区|地方|州|区|县|村|镇|岛|大洲|国|会场|场馆|体育场|机场)|哪座(?:城市|山|岛|体育场|机场|场馆)|哪些?(?:城市|国家|省份|地区|地方)",
        (),
    ),
    (
        Kind.organisation,
        r"哪一?(?:家|所|支|个)(?:公司|企业|大学|学校|球队|队伍|队|机构|部门|组织|政?党|银行|集团|单位|品牌|出版社|电视台|医院|俱乐部|团体|协会|代表团|高校|车企|平台)?|什么(?:公司|机构|部门|组织|学校|大学|单位|政党|球队)|哪队|(?:多数党|执政党|开发商|制造商|主办方|承办方|出版社|出品方|母公司|主管部门|责任部门)(?:是)?[?？]?$",
        (),
    ),
    (Kind.work, r"哪一?(?:部|首|本|款|篇|幅|出)(?:电影|影片|电视剧|作品|小说|书|歌曲?|游戏|专辑|剧)?", ()),
    (
        Kind.how,
        r"怎么(?!样[?？]?$)|如何|怎样|(?:步骤|流程|方法|办法|手续|操作)(?:是什么|有哪些|是怎样的?)?[?？]?$",
        (),
    ),
    (Kind.yes_no, r"吗[?？]?$|是否|能否|可否|是不是|有没有|能不能|可不可以|会不会|需不需要|要不要", ()),
    (Kind.person, rf"(?:{_ROLE})(?:名单|姓名|名字)?(?:是|为|有)?(?:什么|哪些)?[?？]?$", ()),
    (Kind.place, rf"(?:{_PLACE_NOUN})(?:是|为|在|有)?(?:什么|哪些)?[?？]?$", ()),
    (Kind.date, rf"(?:{_DATE_NOUN})(?:是|为|定在|在)?(?:什么)?[?？]?$", ()),
    (
        Kind.definition,
        r"^什么是|^何谓|^什么叫|是什么意思|的(?:含义|定义|意思)(?:是什么)?[?？]?$|是指什么|指的是什么|^[^的，,\d]{1,7}是什么[?？]?$",
        (),
    ),
    (
        Kind.name,
        r"(?:什么|何|哪)[\u4e00-\u9fff]{0,4}名|名称|名字|叫(?:做)?什么|称为什么|(?:冠军|亚军|季军|获胜者|胜者)(?:是|为)?[?？]?$|哪[一个种类项门条些]|(?:是|为|叫)什么|什么",
        (),
    ),
)
_ENGLISH: tuple[_Cue, ...] = (
    (
        Kind.reason,
        r"^why\b|\bwhat (?:is|was|were|are) the (?:reasons?|causes?)\b|\bwhat (?:caused|causes)\b|\bhow come\b",
        (),
    ),
    (
        Kind.date,
        r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time|century|decade)\b|\b(?:release|premiere|start|end|opening|birth|due|effective|launch|expiry) date\b|\bdate of\b|\bdates?\s*\??$|\bdeadline\b|\bdate\b",
        (),
    ),
    (
        Kind.duration,
        r"\bhow long\b|\bhow many (?:years|months|weeks|days|hours|minutes|seconds)\b|\bduration\b|\bhow old\b",
        ("time",),
    ),
    (
        Kind.percent,
        r"\bwhat (?:percent|percentage|share|proportion)\b|\b(?:percentage|growth rate|unemployment rate|inflation rate|rate)\b|\bhow much did .* (?:grow|increase|rise|fall|drop|decline)\b",
        ("percent",),
    ),
    (
        Kind.money,
        r"\bhow much (?:money|does|did|was|is|will)\b|\b(?:price|cost|revenue|net worth|budget|salary|box office|net income|profit|gdp|market cap|fee|deposit|earnings|valuation|prize money)\b",
        ("money",),
    ),
    (
        Kind.number,
        r"\bhow many (?:people|persons|deaths|casualties|employees|students|residents|inhabitants|players|members|users|passengers|workers|soldiers)\b|\bpopulation\b|\bdeath toll\b",
        ("people",),
    ),
    (Kind.number, r"\bhow (?:far|tall|high|deep|wide)\b|\b(?:height|length|distance)\b", ("length",)),
    (
        Kind.number,
        r"\bhow (?:many|much|fast|big|large|heavy)\b|\bwhat (?:is|was) the (?:number|amount|total|size|weight|area|speed|capacity|temperature|score)\b|\bnumber of\b|\btotal number\b|\bphone number\b|\bversion\b",
        (),
    ),
    (
        Kind.place,
        r"\bwhere\b|\b(?:which|what|in which|in what) (?:city|country|state|place|town|province|region|county|venue|stadium|continent|island|nation|countries|cities)\b|\blocation\b|\bvenue\b|\bcapital (?:city )?of\b|\bhost city\b|\bheadquarters\b|\bbirthplace\b|\bhometown\b",
        (),
    ),
    (
        Kind.organisation,
        r"\b(?:which|what) (?:[\w.-]+ )?(?:company|team|organi[sz]ation|university|school|club|party|agency|firm|bank|institution|department|network|manufacturer|studio|brand|publisher)\b",
        (),
    ),
    (Kind.work, r"\b(?:which|what) (?:movie|film|book|novel|song|album|game|series|show)\b", ()),
    (Kind.how, r"^how (?:do|does|to|can|should|is|are|did|would|could)\b|\bsteps to\b|\bprocedure\b", ()),
    (
        Kind.person,
        r"\bwho\b|\bwhom\b|\bwhose\b|\b(?:director|author|ceo|president|founder|coach|winner|host|inventor|actor|actress|singer|chairman|chair|manager|governor|mayor|king|queen|prime minister|composer|writer|champion|captain|mvp|screenwriter)\b(?= of\b| in\b|\s*\??$)|\bmen's year-end\b",
        (),
    ),
    (
        Kind.definition,
        r"^(?:what is|what's|what are|define|what does) (?:an? |the )?[\w\s'()-]{1,40}(?:mean|stand for)?\s*\??$|\bdefinition of\b|\bmeaning of\b",
        (),
    ),
    (Kind.yes_no, r"^(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|may|must)\b", ()),
    (Kind.name, r"\bname of\b|\b(?:what|which)\b", ()),
)
_COMPILED: dict[Language, list[tuple[Kind, re.Pattern[str], tuple[str, ...]]]] = {
    "zh": [(kind, re.compile(pattern), units) for kind, pattern, units in _CHINESE],
    "en": [(kind, re.compile(pattern), units) for kind, pattern, units in _ENGLISH],
}
# `what is the length of the Nile?` asks for more than a definition: an "of" or a possessive names a property.
_PROPERTY = re.compile(r"\bof\b|'s\b|\bin\b|\bfor\b")
_HEAD_UNITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"旅客吞吐量|客流量|运送旅客|旅客量|人次|人数", ("people",)),
    (r"粮食产量|产量|货物吞吐量|重量", ("weight",)),
    (r"面积", ("area", "length")),
    (r"高度|长度|距离|海拔|里程|宽度|深度", ("length",)),
    (r"温度|气温", ("temperature",)),
    (r"年龄|岁", ("time",)),
    (r"死亡|遇难|受伤|失踪|伤亡|人口|乘客|观众|运动员|学生|员工|网民|考生", ("people",)),
    (r"震级|几级", ("magnitude",)),
    (r"经费|收入|投资|奖金|资金|贷款|罚款|关税", ("money",)),
)
_CLASSIFIER = re.compile(r"(?:多少|几)(?:个|多)?([\u4e00-\u9fff]{1,3})")
_MANY = re.compile(
    r"哪些|哪几|包括|都有谁|有谁|分别|哪两|哪三|名单|列出|有什么|主演|成员|四强|八强|嘉宾|\bwhich (?:are|were|countries|cities)\b|\blist\b|\bwhat are\b|\bwho are\b|\bwho were\b|\bcast\b|\bmembers\b"
)


def asked(folded: str, language: Language) -> Asked:
    """The asked kind of a folded question. Without a cue the kind is `other`."""
    for kind, pattern, units in _COMPILED[language]:
        match = pattern.search(folded)
        if match is None or (kind is Kind.definition and language == "en" and _PROPERTY.search(folded)):
            continue
        if kind is Kind.number and not units:
            units = _units(folded)
        if kind is Kind.number and units == ("money",):
            kind = Kind.money
        return Asked(kind, units, match.start(), match.end(), _is_strict(kind, match.group()))
    return Asked(Kind.other, strict=False)


def asks_for_many(folded: str) -> bool:
    """Whether the question asks for a list."""
    return _MANY.search(folded) is not None


def _units(folded: str) -> tuple[str, ...]:
    for pattern, families in _HEAD_UNITS:
        if re.search(pattern, folded):
            return families
    return ()


def classifiers(folded: str) -> tuple[str, ...]:
    """The counter or noun right after 多少 / 几, longest first: `多少个议席` gives 议席, 议 and 个."""
    match = _CLASSIFIER.search(folded)
    if match is None:
        return ()
    noun = match.group(1)
    found = [noun[:length] for length in range(len(noun), 0, -1)]
    if "个" in match.group()[: match.start(1) - match.start()]:
        found.append("个")
    return tuple(found)


def _is_strict(kind: Kind, cue: str) -> bool:
    return (
        kind not in (Kind.name, Kind.other, Kind.definition, Kind.how, Kind.yes_no, Kind.reason)
        or "名" in cue
    )
