"""Words for the same relation in Chinese and English, so that `死亡人数` finds `造成 12 人遇难` and `CEO` finds `首席执行官`.

General vocabulary only: no names, no facts. English words are stems (see `words.stem`).
"""

from __future__ import annotations

_GROUPS = """
死亡 丧生 遇难 身亡 罹难 死者 去世 逝世 离世 病逝 过世 死 丧命 遇害 | died die dead death kill fatal toll fataliti
中枪 遇刺 枪击 中弹 遭枪击 刺杀 | shot shoot assassin
受伤 伤者 负伤 轻伤 重伤 | injur wound hurt
失踪 失联 下落不明 失去联系 失去联络 | miss
导演 执导 导 指导 | direct filmmak helm
编剧 剧本 编写 | screenwrit written writ screenplay
主演 领衔 出演 饰演 饰 扮演 演员 联袂 参演 | star cast play portray rol actor actres
演唱 原唱 主唱 献唱 歌手 唱 | sing sung singer vocal perform
作者 著 撰写 著作 执笔 写 所著 | author wrot writ written
举办 举行 召开 主办 承办 举办地 会址 开赛 办 会场 | held hold host plac locat venu tak
地点 场所 地址 位置 坐落 位于 地处 所在 在 | locat venu plac situat address sit
发生 爆发 出现 | occur happen struck
开幕 揭幕 拉开帷幕 开始 启动 开启 开赛 开展 起 开园 开业 开通 | open begin start kick began commenc
闭幕 结束 落幕 截止 收官 截至 为止 | clos end deadlin conclud finish
上映 公映 定档 首映 点映 登陆 | releas premier hit theater
播出 首播 开播 上线 播映 | premier air broadcast stream debut releas
发布 推出 公布 发表 宣布 亮相 问世 面世 上市 发售 | announc unveil releas launch introduc publish debut reveal
冠军 夺冠 夺得 金牌 捧杯 获胜 折桂 问鼎 卫冕 摘金 登顶 总冠军 | win won winner champion titl gold beat defeat triumph championship
亚军 银牌 屈居 | runner runn silver
季军 铜牌 第三名 | third bronz
战胜 击败 力克 胜 淘汰 击溃 | beat defeat won
成绩 名次 排名 止步 获得 比分 战绩 | result scor rank plac
当选 选举 胜选 连任 选出 | elect won win
任命 就任 出任 上任 担任 接任 继任 新任 任职 履新 现任 为 | appoint nam becom becam succeed new
首席执行官 行政总裁 ceo 总裁 | ceo chief executiv
创始人 创立 创办 成立 创建 建立 始建 组建 | found founder establish creat start form
收购 并购 买下 | acquir bought buy purchas takeover
收入 营收 营业收入 营业额 销售额 收益 | revenu sal incom earn
净利润 利润 盈利 净利 | profit incom earn net
票房 | box gros offic
增长 增速 同比 增幅 上升 上涨 涨幅 提高 增加 增长率 涨 升 | grew grow growth increas rose ris gain up
下降 减少 下跌 跌幅 降低 降 缩减 回落 | fell fall declin drop decreas down
人口 常住人口 总人口 | populat inhabit
面积 占地 | area
产量 产出 总产 产 总产量 | output produc yield
价格 售价 定价 票价 起售价 | pric cost
投资 注资 斥资 出资 投入 | invest spend
得主 授予 荣获 获奖 颁给 获颁 摘得 斩获 | award priz winner recipient honor won
出生 生于 诞生 出生于 | born birth
首都 | capital
总部 | headquart bas
访问 访 抵达 到访 出访 会见 会谈 | visit arriv trip
原因 由于 因 导致 引发 因为 起因 引起 造成 | caus reason becaus du
辞职 卸任 下台 请辞 | resign step
发射 升空 起飞 点火 | launch lift liftoff
地震 强震 震 | earthquak quak
判决 判处 宣判 获刑 被判 死刑 | sentenc convict
施行 生效 实施 执行 落地 | effect forc enforc
参加 参赛 参与 出席 参会 | participat attend
人数 数量 总数 共有 | number total
招录 录用 招聘 招收 招生 | recruit hir enrol
报名 注册 登记 | regist enrol appli
中标 得标 | bid
教练 主教练 执教 主帅 帅 | coach manag
主席 议长 | chair speaker president
总统 | president
总理 首相 | minist premier
市长 | mayor
发明 研制 开发 设计 研发 制造 | invent develop design mak mad
使用 采用 用 利用 | us adopt
改编 原著 原作 | adapt bas novel
全长 长度 长 | long length
高度 高 海拔 | tall height high elevat
重量 重 | weigh weight
速度 时速 | speed
隶属 属于 归 | belong part
曾用名 又名 别名 又称 别称 称为 叫做 俗称 简称 原名 本名 | call known nam
毕业 就读 毕业于 | graduat studi attend
结婚 成婚 嫁 娶 妻子 丈夫 配偶 | marri wif husband spous
父亲 爸爸 | father
母亲 妈妈 | mother
首次 第一次 首个 最早 首度 第一个 | first
退货 退款 退换 | return refund
保修 质保 | warranti
报销 | reimburs
请假 休假 年假 | leav vacat
申请 提交 递交 | appli submit request
负责 主管 主责 负责人 | respons charg own
"""


def _groups() -> list[frozenset[str]]:
    return [frozenset(line.replace("|", " ").split()) for line in _GROUPS.strip().splitlines()]


GROUPS = _groups()
_BY_WORD: dict[str, frozenset[str]] = {}
for _group in GROUPS:
    for _word in _group:
        _BY_WORD[_word] = _BY_WORD.get(_word, frozenset()) | _group


def same_relation(word: str) -> frozenset[str]:
    """Words that state the same relation as `word` (a folded Chinese word or an English stem), itself left out."""
    return _BY_WORD.get(word, frozenset()) - {word}


# Words that exclude each other: a sentence about the one does not answer a question about the other.
OPPOSITES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("男子", "男单", "男双", "男足", "男篮", "男排", "男乒", "男队"),
        ("女子", "女单", "女双", "女足", "女篮", "女排", "女乒", "女队"),
    ),
    (("单打", "男单", "女单"), ("双打", "男双", "女双", "混双"), ("团体", "男团", "女团")),
    (("冬奥", "冬季"), ("夏季", "夏奥")),
    (("开幕", "开闭幕"), ("闭幕",)),
    (("开始", "启动"), ("结束", "截止")),
    (("进口",), ("出口",)),
    (("上半年",), ("下半年",), ("全年",)),
    (("死亡", "遇难"), ("受伤",), ("失踪",)),
    (("冠军", "夺冠"), ("亚军",), ("季军",)),
    (("男性",), ("女性",)),
    (("最高",), ("最低",)),
    (("最大",), ("最小",)),
    (("城镇",), ("农村",)),
    (("一审",), ("二审",)),
    (("生父", "父亲"), ("母亲",)),
)
"""Chinese contrast sets. Only the question's own member is required; silence is no contradiction."""

ENGLISH_OPPOSITES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("men's", "mens", "male"), ("women's", "womens", "female", "ladies")),
    (("singles",), ("doubles",)),
    (("winter",), ("summer",)),
    (("opening",), ("closing",)),
    (("best actor",), ("best actress",)),
    (("lead", "leading"), ("supporting",)),
    (("highest", "tallest", "largest", "biggest"), ("lowest", "shortest", "smallest")),
    (("first",), ("second",), ("third",), ("fourth",)),
    (("winner", "champion", "won", "win"), ("runner-up", "runners-up"), ("third place",)),
    (("literature",), ("physics",), ("chemistry",), ("medicine",), ("peace",), ("economics",)),
    (("import", "imports"), ("export", "exports")),
    (("father",), ("mother",)),
    (("eastern",), ("western",)),
    (("fiction",), ("nonfiction",), ("poetry",)),
)
