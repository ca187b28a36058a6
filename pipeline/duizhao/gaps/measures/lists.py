"""The closed lists that measures of words count, in English and Chinese.

Small and our own: the categories follow the literature named above each list, the words were written down for company
calls, and no third party's list was copied. A list is a lower bound, not an inventory: what it finds should be what it
says, what it misses is missed alike in every call. Chinese is Simplified; texts are simplified before they are
searched. Measures take another list in place of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from duizhao.gaps.measures.counting import Words

_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
# What stands after "about" where it rounds: "about RMB 3 million", "约三成".
_FIGURE = (
    r"(?=\s+(?:rmb|cny|usd|us\$|hk\$|[$¥€])?\s?(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|half|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|a (?:third|quarter|half|dozen|hundred|thousand|million))\b))"
)
_CHINESE_FIGURE = r"(?=[在有是为]?\s*(?:人民币|美元|rmb)?\s*[\d一二两三四五六七八九十百千半])"
# The subject of "I think"; adverbs may stand between: "we still believe", "我个人还是觉得".
_WE = r"(?:i|we)(?:'d| would| do| also| still| just| personally| really){0,2}"
_OUR = "我(?:们)?(?:自己|个人|还是|也|就|都|其实|一直){0,2}"
# Where an English clause or sentence begins.
_CLAUSE = r"(?:^|(?<=[.?!;:,\u2014\u2013-]\s)|(?<=\band\s))"
_SENTENCE = r"(?:^|(?<=[.?!\u2026]\s))"

# Categories: approximators (rounders, adaptors) and shields (plausibility, attribution) of Prince, Frader & Bosk
# (1982); epistemic modals, verbs and adverbs of Hyland (1998). Left out for being ambiguous in calls: would, should,
# expect; slightly and 略微, which say how much a figure moved.
HEDGES = Words(
    english=(
        r"(?-i:may)|might|could|perhaps|maybe|probably|possibly|(?:un)?likely|presumably|apparently|arguably|"
        r"conceivably|potentially|seem(?:s|ed|ingly)?|appear(?:s|ed)? to|tend(?:s|ed)? to|"
        rf"{_WE} (?:think|thought|believe(?! in)|guess|suppose|reckon|assume|imagine|suspect|feel (?:like|that))|"
        r"(?:don't|do not|didn't) (?:think|believe)|in (?:my|our) (?:view|opinion|judge?ment|understanding)|"
        r"as far as (?:i|we) (?:know|understand|can (?:tell|see))|to (?:my|our) knowledge|"
        r"to (?:some|a certain) (?:extent|degree)|in a sense|(?:it|that)(?:'s| is| was) possible(?! to)|"
        rf"(?:about|around|some|close to){_FIGURE}|approximately|roughly|almost|nearly|or so|more or less|"
        r"give or take|(?:kind|sort) of|somewhat|a (?:little )?bit|relatively|fairly|rather|basically|generally|"
        r"not necessarily"
    ),
    chinese=(
        "可能|也许|或许|大概|大约|差不多|大致|大体|几乎|将近|似乎|好像|貌似|看起来|看上去|恐怕|说不定|不一定|未必|不见得|"
        "基本上|基本(?=持平|完成|稳定|一致|符合|恢复|都|是|没有|达到|实现|保持|不变|相当)|"
        rf"(?:约|接近){_CHINESE_FIGURE}|(?<=[\d%十百千万亿元人个倍半成点年月天家])左右|(?<=[\d%万亿元倍成点])上下|"
        "相对(?=来说|而言|来讲|比较|较|更|稳|会|高|低|平|少|多|好|有)|比较|有点|有一点|多多少少|多少有[些点]|或多或少|"
        rf"{_OUR}(?:觉得|认为|想|猜|估计|相信|感觉)|个人(?:觉得|认为|感觉)|在我(?:们)?看来|据我(?:们)?(?:所知|了解)|"
        "估计|应该(?=是|会|能|可以|还|不会|都|在|有)|某种程度|一定的?程度|一般(?:来说|来讲|而言)|通常来说"
    ),
    not_english=(
        rf"may (?:\d+|and (?:{_MONTHS})|(?:{_MONTHS}))|"
        r"(?:in|of|since|by|until|till|through|from|this|last|next|early|late|mid|on|during)[ -](?:may)|"
        r"(?:could|may) (?:you|i|we)|could(?:n't| not)|as much as (?:i|we) could|"
        r"(?:this|that|these|those|what|which|whichever|any|each|every|some|one|a|the|new|same|other|different|"
        r"another|all|no|only|right|certain|two|three|many|various|its|their|our) (?:kind|sort)s? of|"
        r"rather than|(?:would|'d) rather|or rather|fairly treated"
    ),
    not_chinese=(
        "不可能|可能性|尽可能|应该说|大概念|大体[量积]|[节合违预签公履续解契条制]约|会计估计|估计(?:数|值|负债)|"
        "相比较|比较(?:基|优势|法|的?时候|起来|一下|数据|口径|对象|级)|(?:进行|做个?|作|可)比较|"
        "[与和跟同][^，。；]{1,12}比较(?=[，。；]|$)|有一点(?=是|要|需要|想|我|很重要|非常|值得|[，,:：])|"
        rf"{_OUR}想(?=要|请|问|跟|和|给|强调|补充|说|先|在|再|提|谈|分享|讲|了解|办法|知道|确认|到)"
    ),
)

# Categories: certainty markers (boosters of Hyland 2005; Holmes 1984) and amplifiers (Quirk et al. 1985). Left out: 很
# and actually, 其实, 实际上, which have bleached; significantly, which says how much a figure moved.
BOOSTERS = Words(
    english=(
        r"certainly|definitely|surely|clearly|obviously|undoubtedly|unquestionably|indeed|absolutely|of course|"
        r"no doubt|without (?:a |any )?doubt|no question|for sure|in fact|truly|really|"
        r"(?:i|we)(?:'m|'re| am| are| remain)(?: very| quite| fully| absolutely| highly)? "
        r"(?:confident|convinced|certain|sure)|(?:firmly|strongly) believe|"
        r"very|extremely|highly|strongly|completely|totally|entirely|deeply|hugely|enormously|tremendously|incredibly"
    ),
    chinese=(
        "一定|肯定|必然|必定|必将|毫无疑问|毫不怀疑|无疑|毋庸置疑|显然|显而易见|当然|确实|的确|绝对|完全|坚信|确信|深信|"
        "坚定地?相信|有信心|非常|极其|极为|极度|十分|特别|相当|大大|事实上"
    ),
    not_english=(
        r"(?:thanks|thank you|appreciate (?:it|that|you|your \w+)) (?:very|so) much|thank you (?:so )?very much|"
        r"the very (?:first|beginning|end|start|last|same|least|moment)|not really|\w+n't really|not very|"
        r"(?:i'm|i am|we're|we are) not (?:very |so |quite )?(?:confident|convinced|certain|sure)"
    ),
    not_chinese=(
        "不一定|一定(?:的|程度|数量|规模|比例|时间|幅度|压力|影响|要求)|(?:得到|获得|给予|充分|高度)[^，。；]{0,8}肯定|"
        "绝对(?:值|收益|金额|额|数|量)|完全(?:竞争|摊薄)|非常(?:感谢|规)|并非常|十分(?:钟|之|感谢)|没有信心|理所当然|"
        "特别(?:是|行政|股|提示|处理|委员会|报告|条款|国债|提款|感谢)|不?相当于|不相当|相当一部分"
    ),
)

# Classes of Halliday & Hasan (1976), chapter 5, purpose with cause as there. "At the same time" and "on the other hand"
# belong to two classes in either language: then neither language says one class more.
CONNECTIVES: Mapping[str, Words] = MappingProxyType(
    {
        "additive": Words(
            english=(
                rf"{_SENTENCE}and|also|in addition|additionally|moreover|furthermore|besides|what's more|"
                r"likewise|similarly|as well|on top of that|not only|at the same time|meanwhile|on the other hand"
            ),
            chinese=(
                "而且|并且|此外|另外|除此之外|除此以外|不仅|不但|不光|同时|同样|再加上|加上|再者|一方面|也|"
                "还(?=有|会|在|将|要|能|可以|包括|进一步|推出|对|把)"
            ),
            not_english="as well as",
            not_chinese=r"也许|也门|还有点|同时期|还有[\d一二两三四五六七八九十几]+个?[月年天]",
        ),
        "adversative": Words(
            english=(
                r"but|however|al?though|nevertheless|nonetheless|whereas|despite|in spite of|on the contrary|"
                r"conversely|(?:in|by) contrast|instead|on the other hand|that (?:being )?said|having said that|"
                rf"{_SENTENCE}while|{_CLAUSE}yet"
            ),
            chinese=(
                "但是|但|不过|然而|可是|虽然|虽说|尽管|却|反而|反倒|相反|而(?=不是|非)|即便|即使|反过来|另一方面|话虽如此"
            ),
            not_english="instead of|but also|(?:nothing|all|anything|everything) but|cannot but|but not least|yet to",
            not_chinese="不但|非但|但愿|但凡|[只超胜赶高]不过|不过[分是]|冷却|忘却|退却|了却|却步|推却",
        ),
        "causal": Words(
            english=(
                r"because|therefore|thus|hence|consequently|accordingly|as a (?:result|consequence)|due to|owing to|"
                r"thanks to|given that|(?:that's|that is|this is) why|for (?:this|that) reason|so that|in order to|"
                rf"{_CLAUSE}so(?!\s*[-.?!]|\s+(?:many|much|far|called|on|forth|is|are|do|did|does|long|hard|well|good|"
                r"fast|often|few|little|large|high|low|strong|big|small|great|important|quick(?:ly)?|close|strongly|"
                r"rapidly|highly)\b)"
            ),
            chinese=(
                "因为|由于|所以|因此|因而|从而|于是|既然|以至于?|以致|为了|为此|之所以|鉴于|正因|故此|故而|得益于|原因是"
            ),
            not_english="thus far|due to (?:speak|start|open|begin|be)",
            not_chinese="所以然",
        ),
        "temporal": Words(
            english=(
                r"then|after that|afterwards?|subsequently|meanwhile|in the meantime|at the same time|finally|lastly|"
                r"first of all|firstly|secondly|thirdly|to begin with|at first|eventually|thereafter|later on|"
                rf"in the end|{_CLAUSE}(?:first|second|third|next)(?=,)"
            ),
            chinese=(
                "首先|其次|然后|接着|接下来|随后|其后|此后|之后|后来|最终|最后(?=[，,、我是再还就])|同时|"
                "第[一二三四五](?=[，,、是]|个?(?:方面|问题是))"
            ),
            not_english=r"(?:since|by|until|till|back|even|before|from|and) then(?=[.,;?!])|"
            r"(?:since|by|until|back|even|now and) then|if\b[^.?!;]{1,120}?\bthen",
            not_chinese="同时期",
        ),
    }
)

# Categories of Tissi (2000) and Petite (2005): filled pauses, repeats, interruptions (words cut off), repairs with an
# editing term (Levelt 1983). Repeats of function words count, with a pause between or not, of other English words
# without one; "very very", "that that" and 讨论讨论 are grammar. "You know" and a single 这个 are left out.
_FUNCTION = (
    "the|a|an|of|to|in|on|for|at|with|and|but|or|if|we|i|you|he|she|it|they|our|my|your|this|these|those|is|are|was|"
    "were|have|has|will|would|can|could|as|from|by|what|when|how|there|we're|i'm|it's|we've|i've"
)
_PAUSE = r"(?:\s*(?:,|\.\.\.|\u2026|--?|\u2014|\u2013)\s*|\s+)"
DISFLUENCIES = Words(
    english=(
        r"u+h+|u+m+|er(?:m|r+)?|hm+|ah+|eh|m{2,}|"
        rf"(?P<again>{_FUNCTION})(?:{_PAUSE}(?P=again)\b)+|(?P<twice>[a-z]{{3,}})(?:\s+(?P=twice)\b)+|"
        r"[a-z]{1,5}-(?=[\s,.])(?!\s*(?:and|or|to|versus|as)\b)|"
        r"or rather|i mean(?=,| to say)|scratch that|i misspoke|my mistake|i stand corrected|correction(?=[,:])|"
        r"let me (?:rephrase|restate|correct (?:myself|that))|"
        r"(?<=[,\u2014\u2013-]\s)(?:sorry|excuse me|pardon me)(?=[,.\s])"
    ),
    chinese=(
        "嗯+|呃+|唔+|(?<![\u4e00-\u9fff])[额啊哎](?=[，,、…])|(?:那个|这个|就是说?)(?=[，、…])|"
        "(?P<zh>我们|你们|他们|我|你|他|它|这个|那个|就是说?|然后|因为|所以|但是|如果|可以|一个|在|对于|是不是)"
        "(?:[，,、… ]*(?P=zh))+|"
        "(?<=[，,、…。])不对(?=[，,、。…])|(?<=[，、…])不是(?=[，、])|[说讲]错了|[更纠]正一下|我是说|口误"
    ),
    not_english=(
        r"\d\s*(?:mm|er)|that that|had had|(?:i'm|we're|i am|we are) sorry|"
        r"(?P<much>very|really|many|much|far|long|big|no|yes|yeah|okay|ok|bye|so|ha|thank|well|hear|now|right|all|"
        r"more|less|day|go|wait|win|sure)(?:\s+(?P=much)\b)+"
    ),
    not_chinese="存在在|现在在",
)

# First and third person of the one who speaks. They, but not their: customers and figures have a "their" too. 公司 is
# how Chinese executives say we.
FIRST_PERSON = Words(
    english=r"i(?!\.)|i'(?:m|ve|ll|d)|we|me|(?-i:us)|my|our|ours|mine|myself|ourselves|let's",
    chinese="我|咱|本人",
    not_english=r"(?:phase|part|type|class|tier|stage|series|grade|chapter|level|section|schedule) i(?!')",
    not_chinese="自我|敌我",
)
THIRD_PERSON = Words(
    english="he|she|him|his|hers?|himself|herself|they|themselves",
    chinese="[他她]们?",
    not_chinese="[其吉维利排]他|他[人国山乡日行]",
)

# What an interpreter says who speaks about the speaker (Goffman's animator; Wadensjö 1998), or of the interpreting.
_SAYS = (
    "(?:(?:has|had|also|just|then|further|again|was|is) )*(?:said|says|saying|mention(?:ed|s|ing)|noted|notes|added|"
    "adds|stated|states|stating|explain(?:ed|s)|emphasi[sz](?:ed|es|ing)|point(?:ed|s) out|commented|repl(?:ied|ies)|"
    "answered|indicated|stressed|believes|thinks|feels|hopes|asked|asks|asking|thanked|thanks|talk(?:ed|ing) about|"
    "shared|expressed|would like to)"
)
_SAYS_ZH = (
    "(?:刚才|刚刚|也|还|又|就|是|都|主要|特别|进一步|再次|在这里|所)*"
    "(?:说(?!明|服|法|不定)|表示|提到|提及|指出|认为|觉得|讲(?!究|解)|谈到|强调|补充|回答|问(?!题|候|答)|希望|介绍)"
)
_TITLES = (
    "ceo|cfo|coo|cto|(?:vice |co-)?chair(?:man|woman|person)|(?:vice )?president|speaker|analyst|investor|management|"
    "gentleman|lady|founder|director|boss"
)
_I_WILL = r"(?:let me|allow me to|i'll|i will|i would|i'd like to)(?: \w+){0,2} (?:translate|interpret)"
REPORTS = Words(
    english=(
        rf"(?:mr|ms|mrs|miss|dr)\.? [a-z]+(?: [a-z]+)?,? {_SAYS}|(?:he|she)(?:'s)? {_SAYS}|"
        rf"(?:the|our|their) (?:{_TITLES}) {_SAYS}|{_I_WILL}|"
        r"(?:translat(?:e|ing|ion)|interpret(?:ing|ation)?) (?:for|of|on behalf of) "
        r"(?:mr|ms|mrs|dr|our|the (?:ceo|cfo|chairman))"
    ),
    chinese=(
        rf"[他她]{_SAYS_ZH}|(?![们他她我你人家也都])[\u4e00-\u9fff](?:总|董事长|先生|女士|主席|总裁|博士|董){_SAYS_ZH}|"
        rf"(?:管理层|发言人|主讲人|首席(?:执行|财务)官|(?:执行|财务)长|ceo|cfo|分析师|这位投资者){_SAYS_ZH}|"
        "我(?:来|先|再|给大家|给各位|帮|替|为|简单|快速|把)[^，。；]{0,8}翻译|(?:以下|下面)是[^，。；]{0,6}翻译"
    ),
    not_english=rf"{_I_WILL}(?: (?:it|that|this))?(?: (?:for )?myself| my| into (?:figures|numbers|profits?))",
    not_chinese="我(?:来|先|再)?(?:自己|把我的|把问题)[^，。；]{0,6}翻译|[其排利维]他|我[^，。；]{0,6}翻译(?:一下)?我的|[请由让谢][^，。；]{0,12}(?:说|讲|回答|介绍|补充)",
)
