"""Countries, regions and seas of trade with their Chinese names: places that calls speak of and interpreters swap.

Own list: members of the G20 and ASEAN, the regions that companies report by, and provinces and cities of China with
more than ten million inhabitants (census of 2020). Simplified forms; each Chinese form with every English one.
"""

from __future__ import annotations

_TABLE = """
美国:United States,U.S.,US,America;加拿大:Canada;墨西哥:Mexico;巴西:Brazil;阿根廷:Argentina;智利:Chile;
英国:United Kingdom,UK,U.K.,Britain;法国:France;德国:Germany;意大利:Italy;西班牙:Spain;荷兰:Netherlands,Holland;
比利时:Belgium;瑞士:Switzerland;瑞典:Sweden;挪威:Norway;丹麦:Denmark;芬兰:Finland;波兰:Poland;匈牙利:Hungary;
希腊:Greece;俄罗斯:Russia;土耳其:Turkey,Türkiye;沙特:Saudi;阿联酋:UAE,U.A.E.,Emirates;埃及:Egypt;南非:South Africa;
以色列:Israel;奥地利:Austria;爱尔兰:Ireland;葡萄牙:Portugal;捷克:Czech;乌克兰:Ukraine;哈萨克斯坦:Kazakhstan;
巴基斯坦:Pakistan;孟加拉:Bangladesh;尼日利亚:Nigeria;肯尼亚:Kenya;秘鲁:Peru;哥伦比亚:Colombia;卡塔尔:Qatar;
科威特:Kuwait;伊朗:Iran;伊拉克:Iraq;印度:India;印尼,印度尼西亚:Indonesia;日本:Japan;韩国:Korea;越南:Vietnam;
泰国:Thailand;马来西亚:Malaysia;新加坡:Singapore;菲律宾:Philippines;柬埔寨:Cambodia;缅甸:Myanmar;
澳大利亚,澳洲:Australia;新西兰:New Zealand;台湾:Taiwan;香港:Hong Kong;澳门:Macau,Macao;欧洲:Europe;
北美:North America;南美:South America;拉美:Latin America;中东:Middle East;非洲:Africa;东南亚:Southeast Asia;
东欧:Eastern Europe;中亚:Central Asia;北京:Beijing;上海:Shanghai;广州:Guangzhou;深圳:Shenzhen;天津:Tianjin;
重庆:Chongqing;成都:Chengdu;武汉:Wuhan;西安:Xi'an,Xian;苏州:Suzhou;杭州:Hangzhou;郑州:Zhengzhou;青岛:Qingdao;
长沙:Changsha;哈尔滨:Harbin;南京:Nanjing;合肥:Hefei;宁波:Ningbo;广东:Guangdong;江苏:Jiangsu;浙江:Zhejiang;
山东:Shandong;河南:Henan;河北:Hebei;四川:Sichuan;湖北:Hubei;湖南:Hunan;安徽:Anhui;福建:Fujian;江西:Jiangxi;
辽宁:Liaoning;陕西:Shaanxi;山西:Shanxi;云南:Yunnan;贵州:Guizhou;广西:Guangxi;新疆:Xinjiang;内蒙古:Inner Mongolia;
西藏:Tibet,Xizang;海南:Hainan;甘肃:Gansu;青海:Qinghai;宁夏:Ningxia;吉林:Jilin;黑龙江:Heilongjiang;华东:East China;
华南:South China;华北:North China;华中:Central China;西南:Southwest China;西北:Northwest China;
东北:Northeast China;长三角:Yangtze River Delta;珠三角:Pearl River Delta;大湾区:Greater Bay Area;红海:Red Sea;
巴拿马:Panama;苏伊士:Suez;好望角:Cape of Good Hope
"""
#: Chinese forms and English forms of each place.
PLACES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (tuple(chinese.split(",")), tuple(english.split(",")))
    for chinese, english in (entry.split(":") for entry in "".join(_TABLE.split("\n")).split(";"))
)
