"""Patterns of orders, language by language, and of what excuses words that look like one.

A space stands for any gap between words, `<word>` for a word and `<bid>` opens a row that counts only where bidden.
"""

import re

_RULES = (
    r"(?:instructions?|rules?|prompts?|guidelines?|directives?|directions|commands?|orders|programming|restrictions"
    r"|constraints|polic(?:y|ies)|filters|safeguards|training)\b"
)
_MEMORIES = r"(?:memor(?:y|ies)(?! (?:card|stick|leak|usage|foam))|facts?|candidates|knowledge)\b"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|foregoing|original|initial|existing|system|developer|safety)"
_OTHERS = (  # what is wished for oneself is no hijack
    r"(?!me\b|[^.!?\n]{0,100}\b(?:(?:to|for) (?:me|us)|i"
    r"|my(?! (?:\w+ )?(?:friends|customers|clients|users|readers|guests|followers)))\b)"
)
_NAMED = (  # a product rather than a kind of things
    r"(?!\w+(?:ch|an|ese|ish) (?-i:[a-z]))(?:the (?!\w+est\b|same|best|sources?\b|prices?\b|dates?\b|units?\b|names?\b)"
    r"|our |(?:users? |only |to \w+ )?(?:(?-i:[A-Z])|[^\x00-\x7f]|https?:|www))"
)
KIN = (
    r"(?:(?:ex|late) )?(?:wife|husband|mother|mom|mum|father|dad|parents|son|daughter|kids?|children|sister|brother"
    r"|partner|girlfriend|boyfriend|fiancee?|dog|cat|health|age|address|(?:phone )?number|birthday|divorce|pregnancy)"
)
_PUSHED = r"[^.!?\n]{0,80}\brecommend"
_OF_MYSELF = (  # what others shall be told of who speaks
    r" (?:(?:to )?(?:them|him|her|people|everyone|everybody) )?(?:that )?(?:i|i'm|i've|i'll|we|we're|my|our)\b"
    r"(?! (?:\w+ )?(?:recommend|prefer|love|like|use|trust|endorse|suggest|swear)\b)"
    r"(?![^.!?\n]{0,80}\b(?:best|only|safest|greatest|better|recommend\w*|promote|buy|admin\w*|developer)\b)"
)
_SHOW = r"(?:show|tell|give|list|reveal|print|dump|output|display|read|export|recall|repeat|leak)\b"
_PRIVATE = r"(?:data|conversations?|secrets?|messages|records|chats|history|passwords)\b"
_PRAISE = r"(?:recommend|promote|advertise|endorse|praise|suggest|mention|push|plug)"

ENGLISH = (
    # setting rules aside
    rf"\b(?:ignore|disregard|forget|override|bypass|overrule|neglect|discard|abandon|dismiss|pay no attention to"
    rf"|stop following|not follow|no longer follow|don't follow) (?:(?:the|of|my|these|those|that|any|what) )*"
    rf"(?:all|any|every|your|{_EARLIER}) (?:<word> ){{0,4}}{_RULES}",
    rf"<bid> (?:ignore|disregard|forget|break) (?:(?:the|all|of|any) )*{_RULES}"
    r" (?:above|before|(?:that )?you (?:were|have))",
    r"\b(?:ignore|disregard|forget) (?:(?:everything|all|of|the|anything|text|what(?:ever)?|that|is|was|written) )*"
    r"(?:above|preceding|foregoing|before this)\b(?! (?:\w+ )?(?:e-?mail|mail|letter|invoice|order|address"
    r"|(?:phone |telephone )?numbers?|date|name|price|amount|size|link|recipe|photo|picture|typo)\b)"
    r"(?!\W+(?:sorry|i mean|i meant)\b)",
    # emptying the memory
    r"\b(?:delete|erase|forget|wipe|purge|clear|remove|drop|destroy|discard|reset|overwrite|replace|rewrite|invalidate"
    r"|contradict|supersede)(?: out| away)? (?:(?:the|of) )*(?:all|every|each|any|your|entire|whole|everything)"
    rf" (?:(?!from (?!your))<word> ){{0,4}}{_MEMORIES}",
    r"<bid> (?:clear|wipe|erase|reset|purge|empty|dump|export|leak) (?:the|your) memory\b(?! (?:of|card|stick|cache))",
    rf"\b(?:update|change|modify|edit) (?:all|every|each) (?:<word> ){{0,4}}{_MEMORIES}",
    r"\b(?:delete|erase|forget|wipe|purge|clear|remove|disregard|ignore) (?:everything|all|anything)"
    r"(?: (?:that|data|information|of|what))* (?:you|the (?:assistant|ai|model))"
    r" (?:\w+ ){0,2}(?:knows?|knew|remembers?|learn\w*|stored?|(?:were|been) told)\b",
    rf"\b(?:mark|treat|label|flag|declare|consider|report|regard|set) (?:every|all|each|any) (?:<word> ){{0,5}}"
    rf"{_MEMORIES} (?:\w+ ){{0,3}}(?:outdated|contradict\w*|false|superseded|wrong|obsolete|invalid|deleted|untrue)\b",
    # speaking as the system
    r"\byou are now (?:dan\b|in \w+ mode|free (?:of|from)|(?:an?|the) (?:\w+ ){0,2}"
    r"(?:ai|assistant|model|bot|agent|system|dan|admin)\b)",
    r"\b(?:pretend|act|behave|respond|answer) (?:to be|you are|you're|as|like) (?:(?:an?|the) )?(?:dan\b|unrestricted"
    r"|unfiltered|uncensored|jailbroken)",
    r"\b(?:new|updated|override|reveal|print|repeat|output|leak|your) (?:(?:the|your) )?system (?:prompt|message)\b",
    r"\b(?:developer|god|dan) mode (?:is )?(?:now )?(?:enabled|on|activated)\b|\bdo anything now\b",
    rf"<bid> (?:your (?:new|real) {_RULES}(?: (?:is|are)\b|\s?:)|(?:the )?(?:new|updated) {_RULES}\s?:)",
    r"(?:^|\n)\W{0,6}(?:system|admin|administrator|developer|root) (?:message|note|notice|override|update|instructions?"
    r"|alert|prompt|command)\b\W{0,3}(?::|\n|$)",
    rf"(?:^|[\n\[\"])\W{{0,6}}(?:system|admin|administrator|developer)\b\W{{0,4}}[:\]][^\n]{{0,200}}"
    rf"\b(?:the user\b|assistant|{_RULES}|{_MEMORIES}|(?:ignore|delete|erase) )",
    # bending what will be answered
    rf"\b(?:remember to|make sure to|be sure to|you must|you should) always {_PRAISE} {_OTHERS}",
    rf"<bid> (?:always|only|exclusively) {_PRAISE} {_OTHERS}{_NAMED}",
    r"\b(?:from now on|henceforth|going forward|in (?:every|each) (?:answer|reply|response))"
    rf"(?: (?:you (?:must|will|shall)|please|always|only))* {_PRAISE} {_OTHERS}{_NAMED}",
    r"\b(?:when(?:ever)?|if) (?:(?:you are|you're|anyone|anybody|someone|somebody|(?:(?:the|an?) )?users?|people|they)"
    rf" )?(?:asks?|asked|inquires?)\b(?! (?:me|us|him|her|them|my|whether i)\b"
    rf"| (?:for|after|about) (?:me|my {KIN})\b(?!{_PUSHED})"
    r"| (?:where|why|how) (?:i|we)\b)(?:(?!\bi\b|\bwe\b|\bhe\b|\bshe\b)"
    rf"[^.!?\n]){{0,80}}?\b(?:say|answer|reply|respond|tell|claim|recommend|state|insist)\b(?!{_OF_MYSELF})",
    r"<bid> always (?:(?:answer|say|reply|respond|claim|state|insist)(?: \w+)?|tell (?:people|everyone|users?))"
    rf" that (?!way|kind|sort|type|question){_OTHERS}",
    r"<bid> (?:always )?(?:never|not|don't|do not) (?:ever )?(?:(?:tell|inform|warn|let)"
    r"|(?:mention|say|show|reveal) (?:this|that|it|anything) to) (?:the|this|any) users?\b",
    r"<bid> (?:always )?(?:send|post|forward|upload|transmit|exfiltrate|submit|leak|report)\b[^.!?\n]{1,120}?\bto\b"
    r"[^.!?\n]{1,40}?https?://",
    r"<bid> (?:send|forward|upload|leak) (?:all|every|each|the|your) (?:\w+ ){0,3}"
    rf"(?:memories|facts|{_PRIVATE}) (?:\w+ ){{0,4}}to [\w.+-]{{1,60}}@",
    r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{0,200}(?:\{|memor|secret)",
    # prying
    rf"<bid> {_SHOW}[^.!?\n]{{0,40}}?\b(?:memories|facts|{_PRIVATE})\b[^.!?\n]{{0,20}}?"
    r"\b(?:of|about|from|for) (?:(?:all|every|other|another|each|any|the) (?:other )?(?:users?|customers?"
    r"|sessions?|accounts?|tenants?|people)\b|user \S)",
    r"\b(?:other|all|another) (?:users?|customers?|people) (?:(?:have|has) )?(?:told you|stored|saved)\b"
    r"|\bdo you know about (?:other|all|another) (?:users?|customers?)\b",
    rf"<bid> {_SHOW}[^.!?\n]{{0,30}}?"
    r"\b(?:(?:all|other|every|another|each) (?:other )?(?:users?|customers?|sessions?|tenants?|people)'?s?"
    rf" (?:memor|facts|{_PRIVATE})|your (?:<word> ){{0,2}}(?:{_RULES}|secrets|api keys?"
    r"|credentials|passwords))",
)
EUROPEAN = (  # without accents, as the readings are
    r"<bid> (?:ignora|olvida|descarta|ignore|olvide|ignorad|olvidad) (?:\w+ ){0,3}?(?:(?:todas|tus|sus) (?:\w+ ){0,3}"
    r"(?:instrucciones|reglas|ordenes|normas)(?! de mis?\b)"
    r"|(?:instrucciones|reglas|ordenes|normas) (?:anteriores|previas))\b",
    r"<bid> (?:borra|elimina|olvida|borre|elimine|olvide) (?:tod[oa]s?|cada) (?:\w+ ){0,3}"
    r"(?:recuerdos?|memorias?|hechos|sabes|sabe)\b",
    r"<bid> (?:siempre )?recomienda (?:siempre |solo |unicamente )"
    r"(?![^.!?\n]{0,80}\b(?:me|soy|(?<!el\s)(?<!tu\s)trabajo|vivo|tengo|prefiero|odio|estoy|nos)\b)"
    r"(?:(?-i:[A-Z])|el |la |nuestr)",
    r"<bid> (?:ignorez?|oubliez?|ne (?:tiens|tenez) pas compte) (?:\w+ ){0,2}?"
    r"(?:(?:toutes|tous) (?:\w+ ){0,3}(?:instructions|regles|consignes|ordres)"
    r"|(?:instructions|regles|consignes|ordres) (?:\w+ )?(?:precedentes?|precedents|ci-dessus))\b",
    r"<bid> (?:effacez?|supprimez?|oubliez?) (?:tous|toutes?|tout|chaque|ta|tes) (?:<word> ){0,3}"
    r"(?:souvenirs?|memoires?|faits|sais|savez)\b",
    r"<bid> (?:recommandez?|vante|vantez) (?:toujours|systematiquement) "
    r"(?![^.!?\n]{0,80}\b(?:je (?!suis l)|j'|moi\b))(?:(?-i:[A-Z])|l[ea] |notre )",
    r"<bid> (?:ignorier(?:e|en sie)?|vergiss|vergessen sie|missachte) (?:(?!nicht )\w+ ){0,2}?"
    r"(?:alle|samtliche|deine|vorherigen|bisherigen|obigen) "
    r"(?:\w+ ){0,4}?(?:anweisungen|regeln|instruktionen|befehle|vorgaben)\b",
    r"<bid> (?:losch(?:e|en sie)?|vergiss|vergessen sie|entferne) (?:alles?|jede|samtliche|deine?) (?:\w+ ){0,5}"
    r"(?:erinnerung(?:en)?|gedachtnis|fakten|wei(?:ss|ß)t|wissen)\b",
    r"<bid> empfiehl (?:ab jetzt |ab sofort )?(?:immer|nur noch|stets) "
    r"(?![^.!?\n]{0,80}\b(?:ich (?!befehle|sage|bin der)|mir\b))(?:(?:den|die|das|unser\w*) )?(?-i:[A-Z])",
)
CHINESE_AND_JAPANESE = (
    r"(?:忽略|忽視|忽视|无视|無視|忘记|忘記|忘掉|不要理会|别管|不要遵守|绕过|抛弃)(?!了)[^。!?\n]{0,6}?(?:以上|之前|先前|前面|上面|上述|此前"
    r"|所有|全部|一切|任何|你的|系统)[^。!?\n]{0,8}?(?:规则|規則|指令|指示|提示|限制|命令|设定|設定|约束|(?<=以上)内容|(?<=以上的)内容)",
    r"(?:删除|刪除|清除|清空|抹去|抹掉|忘记|忘記|忘掉|擦除|移除|销毁|重置)(?!了)[^。!?\n]{0,4}?(?:所有|全部|一切|每一?[条個个]|你的|整个)"
    r"[^。!?\n]{0,16}?(?:记忆|記憶|事实|事實|你(?:所)?(?:知道|记得|記得)的)",
    r"(?:忘记|忘記|忘掉|删除|刪除|清除)[^。!?\n]{0,2}[你您]所?(?:知道|记得|記得)的(?:一切|所有|全部)"
    r"|[把将將][^。!?\n]{0,8}(?:记忆|記憶|事实|事實)(?:全部|全都|都|统统)(?:给我)?(?:删|刪|清|抹|忘|擦|移)[掉除空]?(?!了|[掉除空])",
    r"[把将將][^。!?\n]{0,12}?(?:所有|全部|一切|你的|整个)[^。!?\n]{0,8}?(?:记忆|記憶|事实|事實)[^。!?\n]{0,4}?"
    r"(?:删|刪|清|抹|忘|擦|移|销毁)[掉除空]?(?!了|[掉除空])",
    r"(?:(?:以后|今后|今後|从现在起?开?始?|从此|记住|記住|务必|你要|你必须)[,:]?(?:你|请|要|都|务必|一定|必须){0,3}"
    r"(?:一律|永远|永遠|总是|總是|始终|必须|一定要|都要|只能?)|(?:^|[。!?,;:\n])[你请請]?(?:一律|永远|永遠|始终))"
    r"(?:要|都)?(?:推荐|推薦|宣传|推销|夸奖|称赞)"
    r"(?!(?:素食|清真|全素|纯素|純素|无麸质|不含\w{1,4}|无糖|低糖|低脂)的?(?:餐[厅廳馆館]?|食[谱譜物品]|菜[谱譜]?|饭店|店|饮料)(?![^。!?\n]{0,20}(?:用户|大家|客户))"
    r"|[^。!?\n]{1,20},(?:因为|因為)?我(?:们|們)?(?:不[吃喝]|没有?[车車钱錢]|对\w{1,6}过敏|吃素|吃全素))",
    r"(?:有人|谁|用户|客户|别人|被)问[^。!?\n]{0,20}?(?:时|就|,|的话)[^。!?\n我]{0,8}"
    r"(?:推荐|(?:说|回答|告诉)(?!(?:他们?|她们?|对方|大家)?,?我(?!推荐|是管理|们?最)))",
    r"(?:不要|永远不要|绝不能?|不得|别)(?:告诉|让)用户|你现在是(?:一个)?(?:dan|没有(?:任何)?限制|不受限制)|系统(?:提示|消息|指令)[::]",
    r"(?<!我)[把将將](?:所有|全部|每|用户|对话|记忆)[^。!?\n]{0,20}?(?:发|上传|提交)[^。!?\n]{0,10}?https?:",
    r"(?:显示|告诉我|列出|给我看?|输出|泄露|透露)[^。!?\n]{0,10}?(?:(?:所有|其他|别的|其它)(?:的)?(?:用户|人)[^。!?\n]{0,4}(?:记忆|数据|秘密|对话)"
    r"|系统提示|你的(?:指令|密钥|密码))",
    r"(?:これまで|今まで|以前|上記|上(?!司)|前|すべて|全て|全部|あらゆる|システム)の?[^。!?\n]{0,10}?(?:指示|命令|ルール|規則|プロンプト|設定|制約|内容)"
    r"[^。!?\n]{0,8}?(?:無視|破棄|上書き|忘れて|忘れろ|忘れなさい|従うな|従わないで)<undone>",
    r"(?:(?:すべて|全て|全部|あらゆる)の?[^。!?\n]{0,8}?(?:記憶|メモリ|事実|知っていること|覚えていること)[^。!?\n]{0,6}?"
    r"|(?:記憶|メモリ|事実|知っていること|覚えていること)[をは]?(?:すべて|全て|全部))[をは]?"
    r"(?:削除|消去|消して|消せ|忘れて|忘れろ|抹消|リセット|初期化)<undone>",
    r"(?:今後|これから|以後|これ以降|覚えて)[^。!?\n]{0,12}?(?:必ず|常に|いつも|絶対に|だけ)(?![^。\n]{0,30}(?:私|僕|俺)に)[^。!?\n]{0,30}?"
    r"(?:勧め|すすめ|推薦し|推奨し|宣伝し|おすすめし|お勧めし)(?:て|ろ|なさい|ること|るように)(?!い|る|き|も)",
    r"(?:他|ほか|全て|すべて|全部)の(?:ユーザー?|人)[^。!?\n]{0,6}(?:記憶|データ|秘密|会話)[^。!?\n]{0,6}(?:見せ|教え|表示|出力)"
    r"|(?:システムプロンプト|あなたの(?:指示|秘密))[^。!?\n]{0,6}(?:表示|見せ|教え|出力)|あなたは(?:今|これ)から[^。\n]{0,8}制限のない"
    r"|ユーザーに(?:は)?[^。!?\n]{0,10}(?:言うな|教えるな|伝えるな|言わないで)",
)
_ROLES = r"(?:system|instructions?|assistant|tool_(?:result|response|call)s?|function_results?)"
FORGERIES = (
    rf"(?<!include )(?<!include)(?<!tag )(?<!tags )</?{_ROLES}\b[^<>\n]{{0,100}}>"
    r"(?![`'\"]?(?:,? ?(?:and |or )?[`'\"]?</?\w{1,20}>[`'\"]?){0,4}"
    r" (?:xml )?(?:tags?|elements?|blocks?)\b(?! ?[:=]|[^\n]{0,200}</))",
    rf"\btags? </?{_ROLES}\b[^<>\n]{{0,100}}>(?:[^\s`'\"),.]|[^\n]{{0,200}}</)",
    r"(?<!include )(?<!include)<memor(?:y|ies)\b[^<>\n]{0,100}>(?!\s*\d)|(?<!\d)</memor(?:y|ies)>|</?\W{0,3}keepsake",
    r"\[/?inst\]|<\|\w{2,20}\|>|<</?sys>>|(?:^|\n)\W{0,6}#{1,6} ?(?:(?:system|instructions?|response|assistant) ?:"
    r"|system ?(?:\n|$|prompt|message|override)|new instructions?)",
    r"[-=#*\[<_]{2} ?(?:end|begin|start) (?:of )?(?:the )?(?:system|user (?:message|input|data)|prompt|conversation"
    r"|messages|memories|context|instructions)\b",
    r"\\?[\"']facts\\?[\"']\s{0,9}:\s{0,9}\[|\\?[\"']relation\\?[\"']\s{0,9}:\s{0,9}\\?[\"'](?:contradicts|updates|same|new)",
)

# What comes right before where somebody is bidden to do something: nothing in this clause, or words that lead to it.
BIDDEN = re.compile(
    r"(?:^\W*|[\n.!?:;…。>()\[\]{}\"«»*#|—–-]\W{0,6}|\b(?:please|kindly|from now on|now|then|and|also|just|first"
    r"|immediately|henceforth|remember to|sure to|(?:you|assistants?|ai|model|users?) (?:must|should|shall|will|can"
    r"|could|would|(?:(?:need|have|has|are|is) )?to)|por favor|ahora|a partir de ahora|desde ahora|s'il (?:te|vous)"
    r" plait|desormais|maintenant|bitte|ab jetzt|ab sofort|kunftig)\W{1,4})$",
    re.IGNORECASE,
)
# What comes right before when somebody tells what he or others do, did or were told.
TOLD_OF = re.compile(
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
BID = "<bid> "  # opens a pattern that counts only where somebody is bidden
# What else the marks in the patterns stand for. A word holds nothing that a gap holds, or splitting them took for ever.
MARKS = {
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
EXCUSES = (
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
QUOTED = re.compile(
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
OF_THE_MEMORY = re.compile(
    r"\b(?:you|your(?! (?:heart|gut|dreams)\b)|memor\w+|facts?|prompts?|system|users?|assistants?|ai|model|tus?|sus"
    r"|recuerdos?|usuario|tes|ton|vos|votre|souvenirs?|faits|deine?\w?|ihre|erinnerung\w*|gedachtnis|fakten|nutzer)\b"
    r"|你(?!自己|的心)|您|记忆|記憶|事实|事實|用户|系统|提示|あなた|事実|システム|ユーザ|プロンプト|メモリ",
    re.IGNORECASE,
)
