"""Countries, provinces and large cities in Chinese and English: public geography, enough to know a place when it stands alone."""

from __future__ import annotations

_COUNTRIES = """
中国:China 美国:United States 英国:United Kingdom 法国:France 德国:Germany 意大利:Italy 西班牙:Spain 葡萄牙:Portugal 荷兰:Netherlands 比利时:Belgium 瑞士:Switzerland 奥地利:Austria
瑞典:Sweden 挪威:Norway 丹麦:Denmark 芬兰:Finland 冰岛:Iceland 爱尔兰:Ireland 波兰:Poland 捷克:Czech Republic 匈牙利:Hungary 希腊:Greece 土耳其:Turkey 俄罗斯:Russia 乌克兰:Ukraine
白俄罗斯:Belarus 罗马尼亚:Romania 保加利亚:Bulgaria 塞尔维亚:Serbia 克罗地亚:Croatia 斯洛文尼亚:Slovenia 斯洛伐克:Slovakia 爱沙尼亚:Estonia 拉脱维亚:Latvia 立陶宛:Lithuania
日本:Japan 韩国:South Korea 朝鲜:North Korea 蒙古:Mongolia 印度:India 巴基斯坦:Pakistan 孟加拉国:Bangladesh 斯里兰卡:Sri Lanka 尼泊尔:Nepal 不丹:Bhutan 缅甸:Myanmar 泰国:Thailand
越南:Vietnam 老挝:Laos 柬埔寨:Cambodia 马来西亚:Malaysia 新加坡:Singapore 印度尼西亚:Indonesia 印尼:Indonesia 菲律宾:Philippines 文莱:Brunei 澳大利亚:Australia 新西兰:New Zealand
加拿大:Canada 墨西哥:Mexico 古巴:Cuba 牙买加:Jamaica 巴拿马:Panama 巴西:Brazil 阿根廷:Argentina 智利:Chile 秘鲁:Peru 哥伦比亚:Colombia 委内瑞拉:Venezuela 乌拉圭:Uruguay 玻利维亚:Bolivia
厄瓜多尔:Ecuador 埃及:Egypt 南非:South Africa 尼日利亚:Nigeria 肯尼亚:Kenya 埃塞俄比亚:Ethiopia 摩洛哥:Morocco 阿尔及利亚:Algeria 突尼斯:Tunisia 加纳:Ghana 塞内加尔:Senegal 喀麦隆:Cameroon
坦桑尼亚:Tanzania 乌干达:Uganda 卢旺达:Rwanda 苏丹:Sudan 索马里:Somalia 以色列:Israel 伊朗:Iran 伊拉克:Iraq 叙利亚:Syria 约旦:Jordan 黎巴嫩:Lebanon 沙特阿拉伯:Saudi Arabia 沙特:Saudi Arabia
阿联酋:United Arab Emirates 卡塔尔:Qatar 科威特:Kuwait 巴林:Bahrain 阿曼:Oman 也门:Yemen 阿富汗:Afghanistan 哈萨克斯坦:Kazakhstan 乌兹别克斯坦:Uzbekistan 英格兰:England 苏格兰:Scotland
威尔士:Wales 台湾:Taiwan 香港:Hong Kong 澳门:Macau 格鲁吉亚:Georgia 亚美尼亚:Armenia 阿塞拜疆:Azerbaijan 卢森堡:Luxembourg 马耳他:Malta 塞浦路斯:Cyprus 摩纳哥:Monaco 梵蒂冈:Vatican
"""
_CITIES = """
北京:Beijing 上海:Shanghai 天津:Tianjin 重庆:Chongqing 广州:Guangzhou 深圳:Shenzhen 杭州:Hangzhou 南京:Nanjing 苏州:Suzhou 武汉:Wuhan 成都:Chengdu 西安:Xi'an 长沙:Changsha 郑州:Zhengzhou
青岛:Qingdao 大连:Dalian 沈阳:Shenyang 哈尔滨:Harbin 长春:Changchun 济南:Jinan 厦门:Xiamen 福州:Fuzhou 宁波:Ningbo 合肥:Hefei 南昌:Nanchang 昆明:Kunming 贵阳:Guiyang 南宁:Nanning 海口:Haikou
三亚:Sanya 拉萨:Lhasa 乌鲁木齐:Urumqi 兰州:Lanzhou 西宁:Xining 银川:Yinchuan 呼和浩特:Hohhot 太原:Taiyuan 石家庄:Shijiazhuang 无锡:Wuxi 珠海:Zhuhai 东莞:Dongguan 佛山:Foshan 台北:Taipei 高雄:Kaohsiung
东京:Tokyo 大阪:Osaka 京都:Kyoto 首尔:Seoul 平壤:Pyongyang 曼谷:Bangkok 河内:Hanoi 雅加达:Jakarta 马尼拉:Manila 吉隆坡:Kuala Lumpur 新德里:New Delhi 孟买:Mumbai 伊斯兰堡:Islamabad 迪拜:Dubai
阿布扎比:Abu Dhabi 多哈:Doha 利雅得:Riyadh 德黑兰:Tehran 巴格达:Baghdad 耶路撒冷:Jerusalem 伊斯坦布尔:Istanbul 安卡拉:Ankara 莫斯科:Moscow 圣彼得堡:Saint Petersburg 基辅:Kyiv 华沙:Warsaw 布拉格:Prague
布达佩斯:Budapest 维也纳:Vienna 柏林:Berlin 慕尼黑:Munich 法兰克福:Frankfurt 汉堡:Hamburg 巴黎:Paris 里昂:Lyon 马赛:Marseille 伦敦:London 曼彻斯特:Manchester 利物浦:Liverpool 爱丁堡:Edinburgh
都柏林:Dublin 阿姆斯特丹:Amsterdam 布鲁塞尔:Brussels 日内瓦:Geneva 苏黎世:Zurich 罗马:Rome 米兰:Milan 威尼斯:Venice 马德里:Madrid 巴塞罗那:Barcelona 里斯本:Lisbon 雅典:Athens 斯德哥尔摩:Stockholm
奥斯陆:Oslo 哥本哈根:Copenhagen 赫尔辛基:Helsinki 纽约:New York 华盛顿:Washington 洛杉矶:Los Angeles 旧金山:San Francisco 芝加哥:Chicago 波士顿:Boston 西雅图:Seattle 休斯敦:Houston 迈阿密:Miami
亚特兰大:Atlanta 达拉斯:Dallas 费城:Philadelphia 拉斯维加斯:Las Vegas 丹佛:Denver 多伦多:Toronto 温哥华:Vancouver 蒙特利尔:Montreal 墨西哥城:Mexico City 里约热内卢:Rio de Janeiro 圣保罗:Sao Paulo
布宜诺斯艾利斯:Buenos Aires 圣地亚哥:Santiago 利马:Lima 开罗:Cairo 约翰内斯堡:Johannesburg 开普敦:Cape Town 内罗毕:Nairobi 拉各斯:Lagos 悉尼:Sydney 墨尔本:Melbourne 堪培拉:Canberra 奥克兰:Auckland
惠灵顿:Wellington 釜山:Busan 名古屋:Nagoya 横滨:Yokohama 札幌:Sapporo 福冈:Fukuoka 广岛:Hiroshima 喀布尔:Kabul 加德满都:Kathmandu 达卡:Dhaka 科伦坡:Colombo 仰光:Yangon 金边:Phnom Penh
"""
_PROVINCES = """
河北:Hebei 山西:Shanxi 辽宁:Liaoning 吉林:Jilin 黑龙江:Heilongjiang 江苏:Jiangsu 浙江:Zhejiang 安徽:Anhui 福建:Fujian 江西:Jiangxi 山东:Shandong 河南:Henan 湖北:Hubei 湖南:Hunan 广东:Guangdong
海南:Hainan 四川:Sichuan 贵州:Guizhou 云南:Yunnan 陕西:Shaanxi 甘肃:Gansu 青海:Qinghai 内蒙古:Inner Mongolia 广西:Guangxi 西藏:Tibet 宁夏:Ningxia 新疆:Xinjiang
加利福尼亚:California 德克萨斯:Texas 佛罗里达:Florida 夏威夷:Hawaii 阿拉斯加:Alaska 弗吉尼亚:Virginia 俄亥俄:Ohio 密歇根:Michigan 伊利诺伊:Illinois 宾夕法尼亚:Pennsylvania 亚利桑那:Arizona
内华达:Nevada 科罗拉多:Colorado 俄勒冈:Oregon 华盛顿州:Washington 马萨诸塞:Massachusetts 新泽西:New Jersey 马里兰:Maryland 田纳西:Tennessee 路易斯安那:Louisiana 明尼苏达:Minnesota
魁北克:Quebec 安大略:Ontario 昆士兰:Queensland 新南威尔士:New South Wales 维多利亚州:Victoria
"""
_REGIONS = """
亚洲:Asia 欧洲:Europe 非洲:Africa 北美洲:North America 南美洲:South America 大洋洲:Oceania 南极洲:Antarctica 中东:Middle East 东南亚:Southeast Asia 太平洋:Pacific 大西洋:Atlantic 印度洋:Indian Ocean
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    # English names hold spaces, so an entry ends where the next Chinese name begins.
    entries: list[list[str]] = []
    for word in table.split():
        if ":" in word:
            entries.append(list(word.split(":")))
        else:
            entries[-1][1] += f" {word}"
    return [(chinese, english.lower()) for chinese, english in entries]


def _names(*tables: str) -> frozenset[str]:
    return frozenset(name for table in tables for pair in _pairs(table) for name in pair)


COUNTRIES = _names(_COUNTRIES) | {"usa", "u.s.", "uk", "u.s", "america", "britain", "korea", "great britain"}
CITIES = _names(_CITIES)
PROVINCES = _names(_PROVINCES)
PLACES = COUNTRIES | CITIES | PROVINCES | _names(_REGIONS)
"""Folded names of all of them, in both languages."""

TRANSLATIONS: dict[str, str] = {
    chinese: english
    for table in (_COUNTRIES, _CITIES, _PROVINCES, _REGIONS)
    for chinese, english in _pairs(table)
}
"""Chinese name to folded English name."""

OWN_COUNTRY = frozenset("中国 我国 全国 国内 本国 境内".split())
"""Words that a Chinese text uses for the country it is written in; often left out altogether."""
