"""Orders: text that commands the memory, or the assistant that reads it, instead of telling something."""

import re
from dataclasses import dataclass
from functools import cache

from memory_core.domain.reading.disguises import readings
from memory_core.domain.reading.order_patterns import CHINESE_AND_JAPANESE, ENGLISH, EUROPEAN, FORGERIES, KIN

# What comes right before where somebody is bidden to do something: nothing in this clause, or words that lead to it.
_BIDDEN = re.compile(
    r"(?:^\W*|[\n.!?:;…。>()\[\]{}\"«»*#|—–-]\W{0,6}|\b(?:please|kindly|from now on|now|then|and|also|just|first"
    r"|immediately|henceforth|remember to|sure to|(?:you|assistants?|ai|model|users?) (?:must|should|shall|will|can"
    r"|could|would|(?:(?:need|have|has|are|is) )?to)|por favor|ahora|a partir de ahora|desde ahora|s'il (?:te|vous)"
    r" plait|desormais|maintenant|bitte|ab jetzt|ab sofort|kunftig)\W{1,4})$",
    re.IGNORECASE,
)
# What comes right before when somebody tells what he or others do, did or were told.
_TOLD_OF = re.compile(
    r"(?:\b(?:i|we|he|she|they|who|people|(?:my|our|his|her|their) \w+|(?:helps?|makes?|made|lets?|let) (?:me|us|them)"
    r"|(?:me|us|him|her|them) to)(?: (?:always|never|often|usually|sometimes|still|just|also|even|to|tend|used|have|had"
    r"|want|wanted|need|try|tried|like|love|can|can't|cannot|could|would|will|do|don't|didn't|did|not|must|should))*"
    r"|\bi (?:(?:just|once|then) )?(?:asked|told|tricked) (?!you\b|(?:the |this |your )?(?:assistant|ai"
    r"|model|memory|system|bot)\b)(?:[\w']+ ){1,3}to"
    r"|\b(?:my|our|his|her|their) (?:policy|job|duty|practice) (?:is|was) to"
    r"|(?:元[夫妻彼]|元カ[レノ]|旧住所|(?:前の|以前の|古い|昔の)(?:住所|職場|会社|仕事|電話番号|名前|家|学校|車))(?:に関する|についての|の)"
    r"|\b(?:hard|easy|impossible|difficult) to|\b(?:don't|not|never)(?: ever)?"
    r"|\b(?:sometimes|often|why do|when|if) you|(?:不要|不|别|別)"
    r"|(?:(?<![帮幫给給の其])[我他她][们們]?|[让讓]人)(?:想|要|会|會|总是|常常?|经常|也|都|真|能|希望|可以)*) ?$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters in which that is looked for
_AFTER = 160  # characters in which an excuse is looked for
_SAID = 80  # characters of what somebody is quoted with
_BID = "<bid> "  # opens a pattern that counts only where somebody is bidden
# What else the marks in the patterns stand for. A word holds nothing that a gap holds, or splitting them took for ever.
_MARKS = {
    "<undone>": r"(?!し(?:た|まし|てい(?!ただ)|てしま)|しま|い|され|た)",  # a Japanese verb that asks and does not tell
    "<word>": r"\w+(?:'\w+)?",
    " ": r"[^\w.!?;:()<\[\]{}]{1,4}",  # line ends and emphasis, but no full stop
}

# What follows where somebody wants only things of his own forgotten, or takes back a slip of his own.
_BROAD = (
    r"(?!(?:\w+ )?(?:rules?|instructions?|prompts?|memor|recuerd|souvenir|erinnerung|facts?\b|hechos|fakten|users?\b"
    r"|usuari|utilisat|nutzer|customers?|clientes?|kunden|conversations?|chats?|sessions?|messages?|data\b|dat[oe]s"
    r"|history|life|vida|vie\b|leben|accounts?|regl|regeln|instruc|consignes|anweisung))"
)
_NO_MORE = (
    r"(?![^.!?\n]{0,80}\b(?:everything|everybody|everyone|all|any\w*|every|else|others?|rest|tod[oa]s?|demas|otr[oa]s?"
    r"|tout|tous|toutes|autres?|reste|alle\w?|andere\w?|ubrige\w?|sonst|your|users?|rules|instructions|entire|whole|profile"
    r"|(?:and|plus)(?: about)? me)\b)"
)
_EXCUSES = (
    r"(?:delete|erase|forget|wipe|purge|clear|remove|drop|destroy|discard|disregard|ignore) (?:out |away )?"
    r"(?:(?!and\b|or\b|your\b|about\b|of (?:my|our)\b)<word> ){1,6}(?:about|of|regarding|concerning) (?:my|our)"
    rf" (?:(?:ex|old|former|previous|late|deceased)\b {_BROAD}\w|ex\b|{KIN}\b|(?:old )?(?:diet|job|boss|employer)\b)"
    + _NO_MORE,
    r"(?:borr|elimin|olvid)[ae] (?:(?!y\b|o\b|tus?\b)\w+ ){1,5}(?:sobre|de|acerca de) (?:mis?|nuestr[oa]s?) (?:ex\b"
    rf"|(?:antigu[oa]|viej[oa]|anterior|difunt[oa])s? {_BROAD}|{_BROAD}\w+ (?:anterior|antigu[oa]|viej[oa]))"
    + _NO_MORE,
    r"(?:effacez?|supprimez?|oubliez?) (?:(?!et\b|ou\b|tes\b|ta\b)<word> ){1,6}(?:sur|de) (?:mon|ma|mes|notre|nos)"
    rf" (?:ex\b|(?:ancien(?:ne)?|precedente?|vieux|vieille|defunte?)s? {_BROAD})" + _NO_MORE,
    r"(?:losch(?:e|en sie)?|vergiss|vergessen sie|entferne) (?:(?!und\b|oder\b|deine?\b)\w+ ){1,5}(?:uber|an|von|zu)"
    rf" (?:mein|unser)\w{{0,2}} (?:ex\b|(?:alt|fruher|ehemalig|vorig|verstorben)e\w? {_BROAD})"
    r"(?![^.!?\n]{0,80}\b(?:alle\w?|andere\w?|ubrige\w?|sonst|deine?)\b)",
    r"[^。!?\n,]{0,10}?(?:关于|關於|有关)?我(?:们|們)?的?(?:前夫|前妻|前男友|前女友|前任|前公司|旧[地住]址|舊地址|旧公司"
    r"|以前的(?:住址|地址|工作|公司|电话|房子|名字|车))(?:\w{0,2}的)(?:所有|全部)?(?:记忆|記憶|事实|事實)(?![^。!?\n]{0,20}(?:其他|其它|所有|一切|别的|你的|用户))",
    r"(?:ignore|disregard|forget) [^.!?\n]{0,40}?\b(?:above|before this)\W{1,4}(?:(?:oops|sorry)\W{1,3})?(?:wrong"
    r" (?:chat|window|tab|thread|person|text|conversation)|(?:that|it) was (?:(?:meant )?for (?:my|someone)|my"
    r" (?:son|daughter|wife"
    r"|husband|kid|cat|autocorrect)\b)|i (?:pasted|copied) the wrong|i (?:mistyped|misread|mixed|made a)"
    r"|my mistake|my bad|typo)\b"
    r"(?![^\n]{0,100}\b(?:instructions|rules|the user|memor))",
    r"[^。!?\n]{0,10}内容[,。]?我?(?:发错|發錯|贴错|打错|搞错|粘贴错|写错)",
    r"(?:今後|これから|以後|これ以降|覚えて)[はも、]{0,2}(?:必ず|常に|いつも|絶対に)?(?:ベジタリアン|ビーガン|ヴィーガン|菜食|グルテンフリー|ハラール"
    r"|ハラル|低糖質|無糖|禁煙|安い|近くの|辛くない)(?:対応)?の?(?:お?店|料理|レストラン|レシピ|メニュー|食[品事]|ホテル|宿|カフェ)(?:だけ)?を"
    r"(?:勧め|すすめ|推薦|推奨|おすすめ|お勧め)",
    r"[^。!?\n]{0,10}内容[はを]?無視して(?:ください)?[、,。]?(?:間違え|送信先を間違|誤送信|誤爆)",
)
# What comes right before when somebody quotes a person of his own life, and what that person would not speak of.
_QUOTED = re.compile(
    r"(?:\b(?:my|our) (?:\w+ )?(?:boss|manager|teacher|coach|professor|mother|mom|mum|father|dad|wife|husband|sister"
    r"|brother|son|daughter|grandma|grandmother|grandpa|therapist|doctor|friend|colleague|team lead)"
    r" (?:(?:just|always|once|also|then|often|used to) )?(?:says?|said|told (?:me|us)|wrote|writes|shouted|joked)"
    r"|\b(?:mi|nuestr[oa]) (?:jef[ea]|profesora?|madre|padre|amig[oa]|herman[oa]) (?:siempre )?(?:dijo|dice|escribio)"
    r"|\b(?:mon|ma|notre) (?:chef|patronn?e?|prof|mere|pere|amie?|soeur|frere) (?:(?:me|nous) )?(?:a dit|dit|a ecrit)"
    r"|\b(?:meine?|unsere?) (?:chefin|chef|lehrer(?:in)?|mutter|vater|freund(?:in)?) (?:sagte?|meinte|schrieb)"
    r"|我(?:们|們)?的?(?:老板|老闆|经理|經理|老师|老師|妈妈|爸爸|同事|朋友)(?:总|常)?(?:说|說)过?)\s?[:,]\s?[\"'「“]?$"
    r"|(?:上司|社長|部長|店長|先生|母|父|同僚|友人|友達)[はが]、?[「\"]$",
    re.IGNORECASE,
)
_OF_THE_MEMORY = re.compile(
    r"\b(?:you|your(?! (?:heart|gut|dreams)\b)|memor\w+|facts?|prompts?|system|users?|assistants?|ai|model|tus?|sus"
    r"|recuerdos?|usuario|tes|ton|vos|votre|souvenirs?|faits|deine?\w?|ihre|erinnerung\w*|gedachtnis|fakten|nutzer)\b"
    r"|你(?!自己|的心)|您|记忆|記憶|事实|事實|用户|系统|提示|あなた|事実|システム|ユーザ|プロンプト|メモリ",
    re.IGNORECASE,
)


def _compiled(row: str) -> tuple[re.Pattern[str], bool]:
    """The pattern of a row, and whether it counts only where somebody is bidden."""
    pattern = row.replace(_BID, r"\b")
    for mark, meaning in _MARKS.items():
        pattern = pattern.replace(mark, meaning)
    # Looking ahead takes no letter, so that an order within what is only told of is found, too.
    return re.compile(f"(?={pattern})", re.IGNORECASE), row.startswith(_BID)


@dataclass(frozen=True, slots=True)
class _Patterns:
    orders: tuple[tuple[re.Pattern[str], bool], ...]
    excused: tuple[re.Pattern[str], ...]
    forged: tuple[re.Pattern[str], ...]


@cache
def _patterns() -> _Patterns:
    """Compiled when first asked for, for a search should not wait for it."""
    return _Patterns(
        orders=tuple(map(_compiled, (*ENGLISH, *EUROPEAN, *CHINESE_AND_JAPANESE))),
        excused=tuple(_compiled(row)[0] for row in _EXCUSES),
        forged=tuple(re.compile(pattern, re.IGNORECASE) for pattern in FORGERIES),
    )


def gives_orders(text: str) -> bool:
    """Whether a text tries to command the memory or the assistant that reads it, so that it is no source of facts.

    Told in English, Chinese, Japanese, Spanish, French or German, disguised or not. What people tell of themselves, and
    how they wish to be answered, gives no orders. Time grows linearly with the text.
    """
    return any(_orders(reading) or any(p.search(reading) for p in _patterns().forged) for reading in readings(text))


def _orders(text: str) -> bool:
    return any(
        _bids(text[max(match.start() - _BEFORE, 0) : match.start()], only_bidden=only_bidden)
        and not _excused(text, match.start())
        for pattern, only_bidden in _patterns().orders
        for match in pattern.finditer(text)
    )


def _bids(before: str, *, only_bidden: bool) -> bool:
    return _TOLD_OF.search(before) is None and (not only_bidden or _BIDDEN.search(before) is not None)


def _excused(text: str, start: int) -> bool:
    """Whether what reads like an order concerns only what is the speaker's own, or quotes somebody he knows."""
    if any(p.match(text, start, start + _AFTER) for p in _patterns().excused):
        return True
    quoted = _QUOTED.search(text[max(start - _BEFORE, 0) : start]) is not None
    return quoted and _OF_THE_MEMORY.search(text, start, start + _SAID) is None
