"""How each language names times: patterns with places for a number, a unit, a weekday, ..., and the plain English.

Patterns are lower-case regular expressions. `<n>` is a number, `<unit>` what is counted, `<period>` a week, month or
year, `<m>` the number of a month, `<time>` an hour or part of the day that may follow. A space is white space. The
first rule that fits wins, so longer words come before the shorter ones they begin with. Words without English name a
time that cannot be told for certain; they are found whole and stay words.
"""

from dataclasses import dataclass

type Names = dict[str, str]  # pattern -> English
type Rules = tuple[tuple[str, str], ...]  # pattern -> plain English


@dataclass(frozen=True, slots=True)
class Language:
    rules: Rules
    units: Names
    periods: Names
    weekdays: Names
    months: Names
    numeral: str
    numbers: dict[str, int]
    time: str
    begins: str = r"\w"  # what the words may begin with, so that most of a text is passed over
    unspaced: bool = False


def _named(*patterns: str, names: str) -> Names:
    return dict(zip(patterns, names.split(), strict=True))


def _counted(words: str) -> dict[str, int]:
    return {word: number for number, same in enumerate(words.split()) for word in same.split("|")}


_UNITS = "day week month year hour minute"
_PERIODS = "week month year"
_WEEK = "monday tuesday wednesday thursday friday saturday sunday"
_YEAR = "january february march april may june july august september october november december"

_ISO: Rules = (
    (r"<year>[-/]<m>[-/]<day>", "<day> <m> <year>"),
    (r"<year>-<m>", "<m> <year>"),
)

_EN_NUMBERS = _counted("zero a|an|one two three four five six seven eight nine ten eleven twelve") | {
    "a couple of": 2, "a couple": 2, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_EN = Language(
    rules=(
        *_ISO,
        (r"(?:the )?day before yesterday<time>", "2 days ago"),
        (r"(?:the )?day after tomorrow<time>", "in 2 days"),
        (r"yesterday<time>|last night", "1 day ago"),
        (r"today<time>|tonight<time>|this (?:morning|afternoon|evening)<time>", "in 0 days"),
        (r"tomorrow<time>", "in 1 day"),
        (r"half a year ago", "6 months ago"),
        (r"half an hour ago", "30 minutes ago"),
        (r"in half an hour", "in 30 minutes"),
        (r"<n> <unit> ago", "<n> <unit> ago"),
        (r"in <n> <unit>(?:['’]s?)?(?: time| from now)?", "in <n> <unit>"),
        (r"<n> <unit> from (?:now|today)", "in <n> <unit>"),
        (r"<n> <unit> from <weekday>", ""),
        (r"(?:on )?(?:the )?<weekday> (?:before last|after next)", ""),
        (r"(?:on )?<weekday> the <day>(?:st|nd|rd|th)(?! of)", ""),
        (r"(?:last|this|next) (?:spring|summer|fall|autumn|winter)", ""),
        (r"(?:on )?(?:<weekday>,? )?(?:the )?<day>(?:st|nd|rd|th)? (?:of )?<month>\.?,? (?:of )?<year><time>",
         "<day> <month> <year>"),
        (r"(?:on )?(?:<weekday>,? )?<month>\.? (?:the )?<day>(?:st|nd|rd|th)?,? <year><time>", "<day> <month> <year>"),
        (r"(?:on )?(?:<weekday>,? )?(?:the )?<day>(?:st|nd|rd|th)? (?:of )?<month> (?:of )?last year",
         "<day> <month> of 1 year ago"),
        (r"(?:on )?(?:<weekday>,? )?(?:the )?<day>(?:st|nd|rd|th)? (?:of )?<month>(?!\w)<time>", "<day> <month>"),
        (r"(?:on )?(?:<weekday>,? )?<month>\.? (?:the )?<day>(?:st|nd|rd|th)?(?![:.,]?\d|\s?(?:%|km|miles?|times)\b)"
         r"<time>", "<day> <month>"),
        (r"(?:in )?<month>\.?,? (?:of )?<year>", "<month> <year>"),
        (r"(?:in )?<month> (?:of )?last year", "<month> of 1 year ago"),
        (r"(?:in )?<month> (?:of )?next year", "<month> of in 1 year"),
        (r"(?:in )?<month> (?:of )?this year", "<month> of in 0 years"),
        (r"in (?:the year )?<year>(?![-–.,]?\d)", "<year>"),
        (r"(?:on )?<weekday>,? (?:of )?last week<time>", "<weekday> of 1 week ago"),
        (r"last week,? (?:on )?<weekday><time>", "<weekday> of 1 week ago"),
        (r"next week,? (?:on )?<weekday><time>", "<weekday> of in 1 week"),
        (r"(?:on )?<weekday>,? (?:of )?next week<time>", "<weekday> of in 1 week"),
        (r"(?:on )?<weekday>,? (?:of )?this week<time>", "<weekday> of in 0 weeks"),
        (r"(?:the )?<period> before last", "2 <period> ago"),
        (r"(?:the )?<period> after next", "in 2 <period>"),
        (r"(?:the )?(?:last|past|previous) weekend", "weekend of 1 week ago"),
        (r"(?:the )?(?:next|following) weekend", "weekend of in 1 week"),
        (r"(?:this|the coming)(?: coming)? weekend", "weekend of in 0 weeks"),
        (r"(?:the )?(?:last|previous) <period>", "1 <period> ago"),
        (r"(?:the )?(?:next|coming) <period>", "in 1 <period>"),
        (r"(?:this|the current) <period>", "in 0 <period>"),
        (r"(?:last|(?:this )?past|previous) <weekday><time>", "last <weekday>"),
        (r"(?:next|(?:this |the )?coming|upcoming) <weekday><time>", "next <weekday>"),
        (r"this <weekday><time>", "this <weekday>"),
        (r"(?<!every\s)(?<!each\s)(?<!black\s)(?<!good\s)(?<!any\s)(?:on )?<weekday><time>", "<weekday>"),
    ),
    units=_named("days?", "weeks?|wks?", "months?", "years?|yrs?", "hours?|hrs?", "minutes?|mins?", "fortnights?",
                 names=f"{_UNITS} fortnight"),
    periods=_named("week", "month", "year", names=_PERIODS),
    weekdays=_named("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", names=_WEEK),
    months=_named(
        "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul", "august|aug",
        "september|sept?", "october|oct", "november|nov", "december|dec", names=_YEAR,
    ),
    numeral="a couple of|a couple|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    "|thirty",
    numbers=_EN_NUMBERS,
    time=r"(?: (?:in the )?(?:morning|afternoon|evening|night|noon)(?!\w))?"
    r"(?:,? at (?:noon|midnight|\d{1,2}(?:[:.]\d\d)?(?:\s?[ap]\.?m\b\.?)?(?!\s?%|\d)))?",
)  # fmt: skip

_DIGITS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
_HAN_NUMBERS = {
    f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones]}": 10 * tens + ones
    for tens in range(10) for ones in range(10) if tens + ones
} | {"两": 2, "兩": 2}  # fmt: skip
_HAN_NUMERAL = "[一二两兩三四五六七八九十]{1,3}"

_ZH_WEEK = "(?:周|週|星期|礼拜|禮拜)"
_ZH_END = r"(?![围圍期边邊岁歲密全到知])"  # 下周围 is "around below"
_ZH_NO_DAY = r"(?![晴气氣空色津性赋賦])"  # 雨后天晴 is "after the rain"
_ZH = Language(
    rules=(
        *_ISO,
        (r"大前天<time>", "3 days ago"),
        (r"大[后後]天<time>", "in 3 days"),
        (rf"(?<![以之])前天{_ZH_NO_DAY}<time>", "2 days ago"),
        (rf"(?<![以之雨])[后後]天{_ZH_NO_DAY}<time>", "in 2 days"),
        (r"昨(?:天|日|晚|夜|早)<time>", "1 day ago"),
        (r"今(?:天|日|晚|夜|早|晨)<time>", "in 0 days"),
        (r"明(?:天|日|晚|早|晨)(?!使|香)<time>", "in 1 day"),
        (r"半年(?:之|以)?前", "6 months ago"),
        (r"半年(?:之|以)?[后後]", "in 6 months"),
        (r"(?<![第\d])<n> <unit>(?:之|以)?前(?!后|後)", "<n> <unit> ago"),
        (r"(?<![第\d])<n> <unit>(?:之|以)?[后後]", "in <n> <unit>"),
        (r"<year> 年 <m> 月 <day> [日号號]<time>", "<day> <m> <year>"),
        (r"<year> 年 <m> 月(?:份)?", "<m> <year>"),
        (r"去年 <m> 月 <day> [日号號]<time>", "<day> <m> of 1 year ago"),
        (r"今年 <m> 月 <day> [日号號]<time>", "<day> <m> of in 0 years"),
        (r"明年 <m> 月 <day> [日号號]<time>", "<day> <m> of in 1 year"),
        (r"去年 <m> 月(?:份)?", "<m> of 1 year ago"),
        (r"今年 <m> 月(?:份)?", "<m> of in 0 years"),
        (r"明年 <m> 月(?:份)?", "<m> of in 1 year"),
        (r"<m> 月 <day> [日号號]<time>", "<day> <m>"),
        (r"<year> 年(?![前后後级級])", "<year>"),
        (rf"上上[个個]?{_ZH_WEEK}<weekday><time>", "<weekday> of 2 weeks ago"),
        (rf"上[个個]?{_ZH_WEEK}<weekday><time>", "<weekday> of 1 week ago"),
        (rf"[这這本][个個]?{_ZH_WEEK}<weekday><time>", "<weekday> of in 0 weeks"),
        (rf"下下[个個]?{_ZH_WEEK}<weekday><time>", "<weekday> of in 2 weeks"),
        (rf"下[个個]?{_ZH_WEEK}<weekday><time>", "<weekday> of in 1 week"),
        (r"上[个個]?[周週]末", "weekend of 1 week ago"),
        (r"[这這本][个個]?[周週]末", "weekend of in 0 weeks"),
        (r"下[个個]?[周週]末", "weekend of in 1 week"),
        (rf"上上[个個]?{_ZH_WEEK}{_ZH_END}", "2 weeks ago"),
        (rf"上[个個]?{_ZH_WEEK}{_ZH_END}", "1 week ago"),
        (rf"[这這本][个個]?{_ZH_WEEK}{_ZH_END}", "in 0 weeks"),
        (rf"下下[个個]?{_ZH_WEEK}{_ZH_END}", "in 2 weeks"),
        (rf"下[个個]?{_ZH_WEEK}{_ZH_END}", "in 1 week"),
        (r"上上[个個]月", "2 months ago"),
        (r"上[个個]月|(?<!晚)上月(?![亮球光色])", "1 month ago"),
        (r"[这這][个個]月|本月", "in 0 months"),
        (r"下下[个個]月", "in 2 months"),
        (r"下[个個]月|(?<!天)下月", "in 1 month"),
        (r"大前年", "3 years ago"),
        (r"前年", "2 years ago"),
        (r"去年", "1 year ago"),
        (r"今年", "in 0 years"),
        (r"明年", "in 1 year"),
        (r"[后後]年", "in 2 years"),
        (rf"(?<![一二两兩三四五六七八九十每\d几幾]){_ZH_WEEK}<weekday>(?![次个個])<time>", "<weekday> of in 0 weeks"),
    ),
    units=_named(
        "天|日", "周|週|[个個]?星期|[个個]?[礼禮]拜", "[个個]月", "年", "[个個]?小[时時]|[个個]?[钟鐘][头頭]",
        "分[钟鐘]", names=_UNITS,
    ),
    periods={"(?!)": ""},
    weekdays=_named("一", "二", "三", "四", "五", "六", "[日天]", names=_WEEK),
    months={"(?!)": ""},
    numeral=_HAN_NUMERAL,
    numbers=_HAN_NUMBERS,
    time=r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡)?"
    r"(?:(?:\d{1,2}|[一二两兩三四五六七八九十]{1,2})[点點](?:半|\d{1,2}分)?)?",
    begins="0-9０-９一二两兩三四五六七八九十大前后後昨今明半上下这這本去周週星礼禮",
    unspaced=True,
)  # fmt: skip

_JA_DAY = "曜日?"
_JA = Language(
    rules=(
        *_ISO,
        (r"(?:一昨日|おととい)<time>", "2 days ago"),
        (r"(?:明々後日|明明後日|しあさって)<time>", "in 3 days"),
        (r"(?:明後日|あさって)<time>", "in 2 days"),
        (r"(?:昨日|昨夜|昨晩|きのう)<time>", "1 day ago"),
        (r"(?:今日|本日|今朝|今晩|今夜)<time>", "in 0 days"),
        (r"(?:明日(?!香)|あした|明朝|明晩)<time>", "in 1 day"),
        (r"半年前", "6 months ago"),
        (r"半年後", "in 6 months"),
        (r"(?<![第\d月])<n> <unit>(?:ほど|くらい|ぐらい)?前", "<n> <unit> ago"),
        (r"(?<![第\d月])<n> <unit>後", "in <n> <unit>"),
        (r"<year> 年 <m> 月 <day> 日<time>", "<day> <m> <year>"),
        (r"<year> 年 <m> 月", "<m> <year>"),
        (r"[去昨]年の? <m> 月 <day> 日<time>", "<day> <m> of 1 year ago"),
        (r"今年の? <m> 月 <day> 日<time>", "<day> <m> of in 0 years"),
        (r"来年の? <m> 月 <day> 日<time>", "<day> <m> of in 1 year"),
        (r"[去昨]年の? <m> 月", "<m> of 1 year ago"),
        (r"今年の? <m> 月", "<m> of in 0 years"),
        (r"来年の? <m> 月", "<m> of in 1 year"),
        (r"<m> 月 <day> 日<time>", "<day> <m>"),
        (r"<year> 年(?![前後生])", "<year>"),
        (rf"先々週の?<weekday>{_JA_DAY}<time>", "<weekday> of 2 weeks ago"),
        (rf"先週の?<weekday>{_JA_DAY}<time>", "<weekday> of 1 week ago"),
        (rf"今週の?<weekday>{_JA_DAY}<time>", "<weekday> of in 0 weeks"),
        (rf"再来週の?<weekday>{_JA_DAY}<time>", "<weekday> of in 2 weeks"),
        (rf"来週の?<weekday>{_JA_DAY}<time>", "<weekday> of in 1 week"),
        (r"先週末|先週の週末", "weekend of 1 week ago"),
        (r"今週末|この週末|今週の週末", "weekend of in 0 weeks"),
        (r"来週末|来週の週末", "weekend of in 1 week"),
        (r"先々週", "2 weeks ago"),
        (r"先週", "1 week ago"),
        (r"今週", "in 0 weeks"),
        (r"再来週", "in 2 weeks"),
        (r"来週", "in 1 week"),
        (r"先々月", "2 months ago"),
        (r"先月", "1 month ago"),
        (r"今月", "in 0 months"),
        (r"再来月", "in 2 months"),
        (r"来月", "in 1 month"),
        (r"一昨年|おととし", "2 years ago"),
        (r"[去昨]年", "1 year ago"),
        (r"今年", "in 0 years"),
        (r"再来年", "in 2 years"),
        (r"来年", "in 1 year"),
        (rf"(?:次|今度)の<weekday>{_JA_DAY}<time>", "next <weekday>"),
        (rf"(?:この)?前の<weekday>{_JA_DAY}<time>", "last <weekday>"),
        (r"(?<!毎)(?<!毎週)(?:この)?<weekday>曜日<time>", "<weekday>"),
    ),
    units=_named("日", "週間?", "[かヶカヵ箇個]月", "年", "時間", "分", names=_UNITS),
    periods={"(?!)": ""},
    weekdays=_named("月", "火", "水", "木", "金", "土", "日", names=_WEEK),
    months={"(?!)": ""},
    numeral=_HAN_NUMERAL,
    numbers=_HAN_NUMBERS,
    time=r"(?:の?(?:早朝|朝|午前|昼|正午|午後|夕方|晩|夜)(?:中)?)?(?:\d{1,2}時(?:半|\d{1,2}分)?)?",
    begins="0-9０-９一二三四五六七八九十両おきあし昨今本明半去来先再次前こ月火水木金土日",
    unspaced=True,
)  # fmt: skip

_FR = Language(
    rules=(
        *_ISO,
        (r"avant[-\s]hier<time>", "2 days ago"),
        (r"apr[eè]s[-\s]demain<time>", "in 2 days"),
        (r"hier<time>", "1 day ago"),
        (r"aujourd['’]hui<time>|ce (?:matin|soir|midi)<time>|cet apr[eè]s-midi<time>|cette nuit", "in 0 days"),
        (r"demain<time>", "in 1 day"),
        (r"il y a une demi-heure", "30 minutes ago"),
        (r"il y a <n> <unit>", "<n> <unit> ago"),
        (r"(?:dans|d['’]ici) <n> <unit>", "in <n> <unit>"),
        (r"(?:(?:le|du|au) )?(?:<weekday> )?<day>(?:er)? <month> <year><time>", "<day> <month> <year>"),
        (r"<day>[/.]<m>[/.]<year>", "<day> <m> <year>"),
        (r"(?:(?:le|du|au) )?(?:<weekday> )?<day>(?:er)? <month>(?:\.|(?!\w))<time>", "<day> <month>"),
        (r"(?:en )?<month> <year>", "<month> <year>"),
        (r"(?:en )?<month> de l['’](?:ann[eé]e derni[eè]re|an dernier)", "<month> of 1 year ago"),
        (r"en <year>(?![-–.,]?\d)", "<year>"),
        (r"(?:le )?<weekday> de la semaine (?:derni[eè]re|pass[eé]e)<time>", "<weekday> of 1 week ago"),
        (r"(?:le )?<weekday> de la semaine prochaine<time>", "<weekday> of in 1 week"),
        (r"(?:le )?<weekday> de cette semaine<time>", "<weekday> of in 0 weeks"),
        (r"(?:le )?week-?end (?:dernier|pass[eé])", "weekend of 1 week ago"),
        (r"(?:le )?week-?end prochain", "weekend of in 1 week"),
        (r"ce week-?end", "weekend of in 0 weeks"),
        (r"(?:l['’]|(?:la|le) )?<period> (?:derni(?:er|[eè]re)|pass[eé]e?)", "1 <period> ago"),
        (r"(?:l['’]|(?:la|le) )?<period> prochaine?", "in 1 <period>"),
        (r"ce(?:t|tte)? <period>(?:-ci)?", "in 0 <period>"),
        (r"<weekday> (?:dernier|pass[eé])<time>", "last <weekday>"),
        (r"<weekday> prochain<time>", "next <weekday>"),
        (r"ce <weekday><time>", "this <weekday>"),
        (r"(?<!le\s)(?<!les\s)(?<!chaque\s)<weekday><time>", "<weekday>"),
    ),
    units=_named("jours?", "semaines?", "mois", "ans?|ann[eé]es?", "heures?", "minutes?", names=_UNITS),
    periods=_named("semaine", "mois", "an|ann[eé]e", names=_PERIODS),
    weekdays=_named("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", names=_WEEK),
    months=_named(
        r"janvier|janv\.?", r"f[eé]vrier|f[eé]vr\.?", "mars", r"avril|avr\.?", "mai", "juin", r"juillet|juil\.?",
        "ao[uû]t", r"septembre|sept\.?", r"octobre|oct\.?", r"novembre|nov\.?", r"d[eé]cembre|d[eé]c\.?", names=_YEAR,
    ),
    numeral="une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente",
    numbers=_counted("zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze")
    | {"quinze": 15, "vingt": 20, "trente": 30},
    time=r"(?: (?:au )?(?:matin|midi|apr[eè]s-midi|soir)(?!\w))?(?: [àa] (?:midi|minuit|\d{1,2}\s?h(?:\d\d)?(?!\w)))?",
)  # fmt: skip

_ES = Language(
    rules=(
        *_ISO,
        (r"anteayer<time>|antes de ayer<time>|anteanoche", "2 days ago"),
        (r"pasado ma[nñ]ana<time>", "in 2 days"),
        (r"ayer<time>|anoche", "1 day ago"),
        (r"hoy<time>|esta (?:ma[nñ]ana|tarde|noche)<time>", "in 0 days"),
        (r"(?<!la\s)(?<!una\s)(?<!cada\s)(?<!media\s)(?<!esa\s)(?<!buena\s)(?<!aquella\s)ma[nñ]ana<time>", "in 1 day"),
        (r"hace media hora", "30 minutes ago"),
        (r"hace <n> <unit>", "<n> <unit> ago"),
        (r"<n> <unit> atr[aá]s", "<n> <unit> ago"),
        (r"(?:en|dentro de) <n> <unit>", "in <n> <unit>"),
        (r"(?:el )?(?:<weekday>,? )?<day>[º°]? de <month> del? <year><time>", "<day> <month> <year>"),
        (r"<day>[/.]<m>[/.]<year>", "<day> <m> <year>"),
        (r"(?:el )?(?:<weekday>,? )?<day>[º°]? de <month>(?!\w)<time>", "<day> <month>"),
        (r"(?:en )?<month> del año pasado", "<month> of 1 year ago"),
        (r"(?:en )?<month> (?:del? )?<year>", "<month> <year>"),
        (r"en (?:el año )?<year>(?![-–.,]?\d)", "<year>"),
        (r"(?:el )?<weekday> de la semana pasada<time>", "<weekday> of 1 week ago"),
        (r"(?:el )?<weekday> de la (?:semana que viene|pr[oó]xima semana|semana pr[oó]xima)<time>",
         "<weekday> of in 1 week"),
        (r"(?:el )?<weekday> de esta semana<time>", "<weekday> of in 0 weeks"),
        (r"(?:el )?(?:fin de semana pasado|pasado fin de semana)", "weekend of 1 week ago"),
        (r"(?:el )?(?:fin de semana que viene|pr[oó]ximo fin de semana|fin de semana pr[oó]ximo)",
         "weekend of in 1 week"),
        (r"este fin de semana", "weekend of in 0 weeks"),
        (r"(?:(?:la|el) )?<period> (?:pasad[oa]|anterior)", "1 <period> ago"),
        (r"(?:(?:la|el) )?pasad[oa] <period>", "1 <period> ago"),
        (r"(?:(?:la|el) )?<period> (?:que viene|pr[oó]xim[oa]|entrante)", "in 1 <period>"),
        (r"(?:(?:la|el) )?pr[oó]xim[oa] <period>", "in 1 <period>"),
        (r"est[ea] <period>", "in 0 <period>"),
        (r"(?:el )?<weekday> pasado(?! ma)<time>", "last <weekday>"),
        (r"(?:el )?pasado <weekday><time>", "last <weekday>"),
        (r"(?:el )?<weekday> (?:que viene|pr[oó]ximo)<time>", "next <weekday>"),
        (r"(?:el )?pr[oó]ximo <weekday><time>", "next <weekday>"),
        (r"este <weekday><time>", "this <weekday>"),
        (r"(?<!los\s)(?<!cada\s)(?:el )?<weekday><time>", "<weekday>"),
    ),
    units=_named("d[ií]as?", "semanas?", "mes(?:es)?", "años?", "horas?", "minutos?", names=_UNITS),
    periods=_named("semana", "mes", "año", names=_PERIODS),
    weekdays=_named("lunes", "martes", "mi[eé]rcoles", "jueves", "viernes", "s[aá]bado", "domingo", names=_WEEK),
    months=_named(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "sep?tiembre", "octubre",
        "noviembre", "diciembre", names=_YEAR,
    ),
    numeral="un par de|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta",
    numbers=_counted("cero un|una dos tres cuatro cinco seis siete ocho nueve diez once doce")
    | {"un par de": 2, "quince": 15, "veinte": 20, "treinta": 30},
    time=r"(?:,? (?:(?:por|en|a|de) la (?:ma[nñ]ana|tarde|noche)|al mediod[ií]a|temprano)(?!\w))?"
    r"(?: a las? \d{1,2}(?:[:.]\d\d)?)?",
)  # fmt: skip

_DE_NO_NOUN = r"(?<!guten\s)(?<!am\s)(?<!jeden\s)(?<!der\s)(?<!den\s)(?<!einen\s)(?<!eines\s)(?<!schönen\s)(?<!zum\s)"
_DE_LAST = r"(?:letzte|vergangene|vorige)[nmrs]?"
_DE_NEXT = r"(?:n(?:ä|ae)chste|kommende)[nmrs]?"
_DE_THIS = r"diese[nmrs]?"
_DE = Language(
    rules=(
        *_ISO,
        (r"vorgestern<time>", "2 days ago"),
        (r"(?:ü|ue)bermorgen<time>", "in 2 days"),
        (r"gestern<time>", "1 day ago"),
        (r"heute<time>|diesen morgen|diesen abend", "in 0 days"),
        (rf"{_DE_NO_NOUN}(?-i:morgen)<time>", "in 1 day"),
        (r"(?:(?<=[.!?]\s)|(?<=\n)|(?<![\s\S]))(?-i:Morgen)(?=\s+(?-i:[a-zäöü]))<time>", "in 1 day"),
        (r"vor einem halben jahr", "6 months ago"),
        (r"vor einer halben stunde", "30 minutes ago"),
        (r"in einer halben stunde", "in 30 minutes"),
        (r"vor <n> <unit>", "<n> <unit> ago"),
        (r"in <n> <unit>", "in <n> <unit>"),
        (r"(?:(?:am|der|den|dem) )?(?:<weekday>,? (?:(?:dem|den|der) )?)?<day>\.\s?<month> <year><time>",
         "<day> <month> <year>"),
        (r"(?:am )?<day>\.<m>\.<year>", "<day> <m> <year>"),
        (r"(?:(?:am|der|den|dem) )?(?:<weekday>,? (?:(?:dem|den|der) )?)?<day>\.\s?<month>(?!\w)<time>",
         "<day> <month>"),
        (r"(?:im )?<month> <year>", "<month> <year>"),
        (rf"(?:im )?<month> {_DE_LAST} jahres", "<month> of 1 year ago"),
        (rf"(?:im )?<month> {_DE_NEXT} jahres", "<month> of in 1 year"),
        (r"im jahre? <year>", "<year>"),
        (rf"(?:am )?<weekday> {_DE_LAST} woche<time>", "<weekday> of 1 week ago"),
        (rf"{_DE_LAST} woche(?: am)? <weekday><time>", "<weekday> of 1 week ago"),
        (rf"(?:am )?<weekday> {_DE_NEXT} woche<time>", "<weekday> of in 1 week"),
        (rf"{_DE_NEXT} woche(?: am)? <weekday><time>", "<weekday> of in 1 week"),
        (rf"(?:am )?<weekday> {_DE_THIS} woche<time>", "<weekday> of in 0 weeks"),
        (rf"{_DE_THIS} woche(?: am)? <weekday><time>", "<weekday> of in 0 weeks"),
        (rf"(?:am )?{_DE_LAST} wochenende", "weekend of 1 week ago"),
        (rf"(?:am )?{_DE_NEXT} wochenende", "weekend of in 1 week"),
        (rf"(?:an )?{_DE_THIS} wochenende", "weekend of in 0 weeks"),
        (r"(?:(?:in der|im) )?vorletzte[nmrs]? <period>", "2 <period> ago"),
        (r"(?:(?:in der|im) )?(?:ü|ue)bern(?:ä|ae)chste[nmrs]? <period>", "in 2 <period>"),
        (rf"(?:(?:in der|im) )?{_DE_LAST} <period>", "1 <period> ago"),
        (rf"(?:(?:in der|im) )?{_DE_NEXT} <period>", "in 1 <period>"),
        (rf"(?:in )?{_DE_THIS} <period>", "in 0 <period>"),
        (rf"(?:am )?{_DE_LAST} <weekday><time>", "last <weekday>"),
        (rf"(?:am )?{_DE_NEXT} <weekday><time>", "next <weekday>"),
        (rf"(?:an )?{_DE_THIS} <weekday><time>", "this <weekday>"),
        (r"(?<!jeden\s)(?:am )?<weekday><time>", "<weekday>"),
    ),
    units=_named("tag(?:en?)?", "wochen?", "monat(?:en?)?", "jahr(?:en?)?", "stunden?", "minuten?", names=_UNITS),
    periods=_named("woche", "monats?", "jahr(?:es)?", names=_PERIODS),
    weekdays=_named(
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag|sonnabend", "sonntag", names=_WEEK,
    ),
    months=_named(
        "januar|jänner", "februar|feber", "m(?:ä|ae)rz", "april", "mai", "juni", "juli", "august", "september",
        "oktober", "november", "dezember", names=_YEAR,
    ),
    numeral="ein(?:e[mrn]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|vierzehn|fünfzehn|zwanzig"
    "|dreißig",
    numbers=_counted("null ein|eine|einem|einer|einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf")
    | {"vierzehn": 14, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30},
    time=r"(?: (?:fr(?:ü|ue)h|morgen|vormittag|mittag|nachmittag|abend|nacht)(?!\w))?"
    r"(?: um \d{1,2}(?:[:.]\d\d)?(?: uhr)?)?",
)  # fmt: skip

LANGUAGES: dict[str, Language] = {"en": _EN, "zh": _ZH, "ja": _JA, "fr": _FR, "es": _ES, "de": _DE}
