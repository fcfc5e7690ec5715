"""How plain attributes are told, in English and Chinese.

`§` stands for whoever speaks and `§'s` for what is theirs. A pattern matches a whole statement, whose end mark is left
out. In its key, a name in braces stands for what the pattern found under that name.
"""

import re
from functools import cache

from memory_core.domain.reading.tables.places import PLACE

WHO = "§"
KIN = {
    **dict.fromkeys(("mom", "mum", "妈妈", "母亲"), "mother"),
    **dict.fromkeys(("dad", "爸爸", "父亲"), "father"),
    **dict.fromkeys(("妻子", "老婆", "太太"), "wife"),
    **dict.fromkeys(("丈夫", "老公", "先生"), "husband"),
    **dict.fromkeys(("老板", "上司", "manager", "supervisor"), "boss"),
    **dict.fromkeys(("狗", "狗狗"), "dog"),
    **dict.fromkeys(("猫", "猫咪"), "cat"),
    "女儿": "daughter",
    "儿子": "son",
    "女朋友": "girlfriend",
    "男朋友": "boyfriend",
    "grandma": "grandmother",
    "grandpa": "grandfather",
}

# Of these a person has one, or few enough to be told apart; of friends, cousins and colleagues there are many.
_PERSON = r"mother|mom|mum|father|dad|wife|husband|spouse|fianc[eé]e?|girlfriend|boyfriend"
_REPLACED = r"boss|manager|supervisor|landlord|landlady|therapist|dentist|roommate|flatmate|girlfriend|boyfriend"
_ONE_BY_AGE = r"(?:eldest|oldest|youngest) (?:sister|brother|son|daughter)"
_PET = r"dog|cat|horse|parrot"
_ONE = rf"(?P<relation>{_PERSON}|{_REPLACED}|{_ONE_BY_AGE})"
_RELATION = rf"(?:(?P<relation>{_PERSON}|{_REPLACED}|{_ONE_BY_AGE}|{_PET})|(?:new|current) (?P<replaced>{_REPLACED}))"
_CAPITAL = r"(?-i:[A-ZÀ-ÖØ-Þ])[\w'.&-]*"
_NAME = rf"{_CAPITAL}(?: {_CAPITAL}){{0,3}}"
_PERSONAL = r"(?-i:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]+(?: [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’-]+)?)"  # not CEO, HR or Vim8
_PLACE = rf"(?:the )?{_CAPITAL}(?:,? (?:of |de |do |del |la |am |an der )?{_CAPITAL}){{0,5}}"
_NO_NAME = (  # "my wife is Dutch"
    r"(?!(?:[A-Z]\w*(?:ese|ish|an)|Dutch|French|Greek|Czech|Swiss|Thai|Welsh|Israeli|Iraqi|Iranian|Pakistani|Catholic"
    r"|Buddhist|Hindu|Jewish"
    r"|Muslim|Sikh|Arab|Kurd|Turk|Pole|Swede|Dane|Finn|Virgo|Libra|Scorpio|Labrador|Beagle|Poodle|Siamese|Persian|Husky"
    r"|Corgi|Collie|Terrier|Retriever|Shepherd|Dachshund|Pug|Boxer|Bengal|Sphynx|Ragdoll)\b)"
)
_NOW = r"(?:,? (?:now|currently|nowadays|these days|again|since last \w+))?"  # "this week" is over next week
_WHEN = (
    r"(?:,? (?:now|again|today|yesterday|recently|last \w+|this (?:week|month|year|weekend|spring|summer|autumn|fall"
    r"|winter|morning)))?"
)
_SO = r"(?:(?:now|currently|actually|recently|just|finally) ){0,2}"
_PLAIN = (  # a thing rather than what it does or how it is
    r"(?!\w+ing\b|(?:not|no|when|that|if|to|also|still|always|never|so|too|very|really|quite|on|in|at|out|off|back|away"
    r"|closed|open|broken|gone|dead|sick|late|lost|full|empty|cheap|expensive|far|near|here|there|what|how|where|sold"
    r"|cancelled|canceled|over|better|worse|great|good|bad|amazing|awesome|beautiful)\b)"
    r"(?:(?! and (?:i|my|§)| but | because | when | if | or | not )[^,;:?!\"]){1,60}"
)
_AM = r"(?:'m| am| is)"
_HAVE = r"(?:'ve| have| has|'s)?"
_TO = rf"(?:back )?to (?:the city of )?{PLACE}(?:, {_CAPITAL}(?: {_CAPITAL})?)?"
_MOVED = rf"{_HAVE} {_SO}(?:moved|relocated) (?:{_TO}|house to {_PLACE}){_WHEN}"
_LIVES = rf"(?: {_SO}lives? (?:now )?in|{_AM} {_SO}(?:living|based) in) {_PLACE}{_NOW}"
_JOB = r"an? [a-z]+(?: [a-z]+)?"
_FOOD = (
    r"(?:green |black |herbal |iced |decaf )?(?:tea|coffee|water|juice|wine|beer|milk|matcha|espresso|cappuccino|soda"
    r"|cola)"
)

_ENGLISH = (
    ("name", rf"§'s (?:full |real )?name is (?:now )?{_NAME}"),
    ("name", rf"§{_AM} (?:called|named) {_NAME}"),
    ("nickname", rf"§ {_SO}prefers? to be called {_NAME}"),
    ("age", rf"§{_AM} (?:now )?\d{{1,3}} years old{_NOW}"),
    ("age", r"§'s age is (?:now )?\d{1,3}"),
    ("birthday", r"§'s (?:birthday|date of birth) is (?:on )?(?!in\b)(?=.*\d)[\w ,./-]{3,30}"),
    ("home", rf"§{_LIVES}"),
    ("home", rf"§{_MOVED}"),
    ("employer", rf"§ {_SO}works? (?:at|for) {_NAME}{_NOW}"),
    ("employer", rf"§{_AM} {_SO}(?:working|employed) (?:at|for|by) {_NAME}{_NOW}"),
    (
        "employer",
        rf"§{_HAVE} {_SO}(?:started|got|found|took|began) a new (?:job|position|role) (?:at|with) {_NAME}{_NOW}",
    ),
    ("employer", rf"§'s (?:new |current )?employer is (?:now )?{_NAME}"),
    ("job", rf"§(?: {_SO}works?|{_AM} {_SO}working) as {_JOB}{_NOW}"),
    ("job", rf"§'s (?:new |current )?(?:job|profession|occupation) is {_JOB}{_NOW}"),
    ("{what}", rf"§'s (?P<what>favou?rite (?:[a-z]+ ){{0,2}}[a-z]+) (?:is|are) (?:now )?{_PLAIN}"),
    (
        "{kind}phone",
        r"§'s (?:new |current )?(?P<kind>(?:work |home |office |mobile )?)(?:phone"
        r"|mobile)(?: number)? is (?:now )?(?=(?:\D*\d){6})[\d+() .-]{6,25}",
    ),
    (
        "{kind}email",
        r"§'s (?:new |current )?(?P<kind>(?:work |home |office "
        r"|private )?)e-?mail(?: address)? is (?:now )?[^\s@]{1,60}@[^\s@]{1,60}",
    ),
    (
        "{kind}address",
        r"§'s (?:new |current )?(?P<kind>(?:work |home |office |billing |shipping "
        r"|postal )?)address is (?:now )?(?=.*\d)(?-i:[A-Z0-9])[\w ,./#'-]{3,80}",
    ),
    ("{relation}|name", rf"§'s {_RELATION}'s name is (?:now )?{_NAME}"),
    ("{relation}|name", rf"§'s {_RELATION}(?:'s| is) (?:now )?(?:called|named) {_NAME}"),
    ("{relation}|name", rf"§'s {_RELATION} is (?:now )?{_NO_NAME}{_PERSONAL}"),
    ("{relation}|home", rf"§'s {_ONE}{_LIVES}"),
    ("{relation}|home", rf"§'s {_ONE}{_MOVED}"),
    ("preferred drink", rf"§ {_SO}prefers? {_FOOD}(?: (?:over|to) {_FOOD})?{_NOW}"),
    ("preferred seat", rf"§ {_SO}prefers? (?:an? |the )?(?:window|aisle)(?: seats?)?{_NOW}"),
    ("preferred theme", rf"§ {_SO}prefers? (?:the )?(?:dark|light) (?:mode|theme){_NOW}"),
    ("preferred units", rf"§ {_SO}prefers? (?:metric|imperial) units{_NOW}"),
    (
        "preferred answers",
        rf"§ {_SO}prefers? (?:short|long|brief|concise|detailed|longer|shorter)(?:,? (?:and )?\w+)? (?:answers"
        rf"|replies|responses){_NOW}",
    ),
    (
        "preferred contact",
        rf"§ {_SO}prefers? (?:to be contacted by |contact by )(?:e-?mail|phone|text|sms|letter){_NOW}",
    ),
)

_HAN = r"[\u4e00-\u9fff]"
_CN_SO = r"(?:现在|目前|如今|已经|刚刚?|最近|终于){0,2}"
_CN_REL = (
    r"(?P<relation>妈妈|母亲|爸爸|父亲|妻子|老婆|太太|丈夫|老公|先生|女朋友|男朋友|大女儿|小女儿|大儿子|小儿子"
    r"|狗狗?|猫咪?|老板|上司)"
)
_CN_CLAUSE = (
    r"(?!.*(?:的|和|跟|不|没|吗|如果|想|说|时|工作|生活|读书|上学|上班|以前|曾|打算|可能|但|就|是|过|年|天|酒店|宾馆"
    r"|院|宿舍|校|楼|新家|里|中心|旁|附近|边|朋友|父母|隔壁|民宿|单位|公寓|客栈|地下|这儿|那儿))"
)
_CN_PLACE = rf"{_CN_CLAUSE}(?!一|这|那|哪)(?:{_HAN}|[A-Za-z ]){{2,10}}?了?"
_CN_SURNAME = (  # or else 叫 is to call: 叫快递, 叫救护车
    r"(?:欧阳|司马|上官|诸葛|东方|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    r"史唐费薛雷贺倪汤罗毕郝邬安常乐于傅齐康伍余元顾孟黄穆萧尹姚邵汪毛狄臧成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江"
    r"童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万卢莫房丁邓单洪左石崔龚程邢裴陆荣翁段侯武刘龙叶温庄柴阎连习向古易廖耿文"
    r"曾关游肖涂])"
)
_CN_NAME = (
    r"(?!.*(?:了|他|她|你|我|来|回|不|着|过|出))"
    rf"(?:{_CN_SURNAME}[\u4e00-\u9fff·]{{1,3}}|小[\u4e00-\u9fff]|[A-Za-z][A-Za-z ]{{0,20}})"
)
_CN_CITY = (  # where somebody works, which is not whom they work for
    r"(?!(?:医院|学校|银行|公司|大学|餐厅|工厂|超市)(?:工作|上班)|努力|认真|拼命|为|北京|上海|广州|深圳|杭州|南京"
    r"|成都|重庆|武汉|西安|天津|苏州|长沙|青岛|厦门|香港|台北|澳门|东京|纽约|伦敦"
    r"|巴黎|新加坡|日本|美国|英国|德国|法国|家|外|晚上|白天|周末|夜里"
    r"|早上|凌晨|半夜|深夜|中午|下午|这|那|一|海外|国外|国内|附近|楼|网上|线上|咖啡|图书馆|办公室|地铁|火车|飞机|路上"
    r"|.{1,5}[市省县区国上里中下])"
)
_CN_MOVED = rf"(?:(?:上个?月|上周|今年|去年|前天|昨天){_CN_SO})?{_CN_SO}(?:搬到|搬去|搬家到|搬来)了?{_CN_PLACE}"
_CN_LIVES = rf"{_CN_SO}(?:住在|定居在|住){_CN_PLACE}"

_CHINESE = (
    ("name", rf"§(?:叫|的名字(?:是|叫)|的姓名是){_CN_NAME}"),
    ("age", r"§(?:今年|现在)?(?:已经)?\d{1,3}岁了?"),
    ("home", rf"§{_CN_MOVED}"),
    ("home", rf"§{_CN_LIVES}"),
    (
        "employer",
        rf"§{_CN_SO}在{_CN_CITY}(?!.*(?:的|和|不|没|想|时|过))(?:{_HAN}|[A-Za-z ]){{2,12}}(?:工作|上班|任职|就职)了?",
    ),
    ("{relation}|name", rf"§的?{_CN_REL}(?:的名字(?:是|叫)|叫|名叫|名字叫){_CN_NAME}"),
    ("{relation}|home", rf"§的?{_CN_REL}(?:{_CN_MOVED}|{_CN_LIVES})"),
    ("birthday", r"§的?生日(?:现在)?是(?=.*\d)[\d年月日号./ -]{2,15}"),
    ("phone", r"§的?(?:新)?(?:电话|手机|电话号码|手机号码?)(?:现在)?(?:是|改成|换成)了?[\d+ -]{3,25}"),
    ("email", r"§的?(?:新)?(?:邮箱|电子邮箱|邮件地址)(?:现在)?(?:是|改成|换成)了?[^\s@]{1,60}@[^\s@]{1,60}"),
    ("address", rf"§的?(?:新|家庭)?(?:地址|住址)(?:现在)?(?:是|改成)(?=.*[\d号路街])(?:{_HAN}|[\w ,-]){{4,60}}"),
    ("employer", rf"§的?(?:公司|雇主)(?:现在)?(?:是|叫)(?!.*的)(?:{_HAN}|[A-Za-z ]){{2,15}}"),
    ("favorite {what}", rf"§(?:现在)?最喜欢的(?P<what>{_HAN}{{1,6}})(?:现在)?是(?!不|没)[\w ]{{1,20}}"),
)


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Keys and what tells them; compiled when first asked for, for a search should not wait for it."""
    return tuple((key, re.compile(pattern, re.IGNORECASE)) for key, pattern in (*_ENGLISH, *_CHINESE))
