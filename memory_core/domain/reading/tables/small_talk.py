"""The words and phrases of small talk, all languages together.

An idle word of one language hardly ever is what matters in a clause that is otherwise idle in another.
"""

import re

from memory_core.domain.reading.tables.word_sets import word_set

WORDS = word_set(
    # English
    """
    hi hey heya hello hiya howdy yo greetings morning afternoon evening night bye goodbye later cheers thanks thank
    thx ty tysm welcome please sorry oops whoops pardon yes yeah yea yep yup ya no nope nah sure ok okay k kk alright
    right exactly absolutely definitely totally indeed certainly agreed agree true same gotcha got understood
    understand noted roger see know guess think so deal done maybe perhaps hmm hm mm mhm ah oh uh um er wow whoa woah
    yay aw aww ooh oof ugh phew huh ha haha hahaha hehe lol lmao rofl omg gosh damn jeez yikes woo hoo woohoo hooray
    bravo kudos congrats congratulations well anyway btw wait never mind nevermind whatever idk likewise luck course i
    i'm i'd i'll am me my you you're your u we it it's its is are was were be been that that's this these those which
    they he's she's she he them what how why when where would should could 'd do does did don't can will let's let a
    an the of to for on in at by with and but or if than then too also as not all any one some such more most just
    really very pretty quite super truly always still now again here there there's though even only already awesome
    great cool nice amazing lovely sweet wonderful fantastic hilarious funny interesting inspiring beautiful crazy
    insane sad terrible awful tough rough hard good bad perfect brilliant incredible impressive adorable cute gorgeous
    exciting heartwarming correct fair fine excellent fun neat sick dope wild weird thoughtful kind generous touching
    powerful special helpful useful handy stunning epic strange horrible annoying frustrating disappointing
    unfortunate fascinating unbelievable better worse best enough shame pity relief bummer unreal magical rewarding
    motivating encouraging wise smart clever big valid odd scary refreshing meaningful important proud glad happy
    happier excited sounds sound looks look seems feels like love loved appreciate appreciated much lot bunch tons
    idea news job work point question story picture photo pic shot plan choice stuff thing things time way try effort
    answer advice tip hear heard read man dude buddy bro guys everyone friend friends mate pal sense make makes made
    help helps helped day smile laugh believe imagine hope wish worries worry problem prob honor pleasure support
    supportive journey success back keep go going come get gotta both us our everything anything something nothing
    truth else ever yet about up down out off over amazingly awesomely sir madam folks figured knew known didn't
    needed works worked thought meant mean explaining explain told said asked asking clear clearer typo expensive
    cheap moving second moment minute sec legend
    """,
    # Spanish
    """
    hola buenas buenos buen tardes noches días adiós chao chau hasta luego pronto mañana gracias muchas muchísimas mil
    vale claro sí si bueno bien genial perfecto perfecta entendido entiendo comprendo listo lista ya veo ay uy vaya
    guau jaja jajaja jajajaja jeje madre mía dios mío en serio de verdad exacto exactamente por supuesto acuerdo
    tienes tiene razón cierto es me parece suena estupendo fantástico increíble maravilloso excelente buenísimo qué
    eso esto está muy tan felicidades enhorabuena suerte ánimo no te preocupes pasa nada importa hay lo sé siento
    perdón disculpa perdona alegro encanta gusta cuánto igualmente alegría pena risa guay lindo bonito bonita yo
    también tampoco todo así pues hombre tío tía amigo amiga a ver venga dale tu su ayuda la el un una mucho mi que
    eres somos veremos sabía sin problema gracioso graciosa divertido divertida interesante bonitas y o rápido idea
    """,
    # Portuguese
    """
    oi olá opa bom boa dia tarde noite tchau até logo mais breve amanhã obrigado obrigada obrigadão brigado brigada
    valeu muito muita muitíssimo mesmo sim não tá tô ok certo certinho claro beleza blz legal ótimo ótima perfeito
    perfeita maravilha entendi entendido combinado fechado com certeza verdade exato exatamente sério nossa uau puxa
    poxa eita kkk kkkk kkkkk rsrs tudo bem você vocês também tranquilo sem problema imagina nada por isso favor desculpa
    desculpe parabéns sorte bacana massa incrível show demais que bonito bonita engraçado interessante ajuda ajudou
    pela pelo
    """,
    # French
    """
    bonjour bonsoir salut coucou bonne bon nuit journée soirée merci beaucoup mille fois revoir bientôt demain oui non
    d'accord bien sûr parfait génial chouette compris j'ai je vois comprends sais note hein mdr ptdr ouah waouh bof
    tout fait c'est vrai ça clair noté plus maintenant infiniment ne savais savait drôle hilarant gentil trop vraiment
    tellement marche roule va l'air plaisir quel quelle bravo félicitations joué pas mal tant mieux pis tu as vous
    avez raison moi aussi alors donc et mais ouais carrément grave voilà allez dommage zut mince désolé désolée pardon
    excuse rien souci problème t'en prie de vos votre ton ta ce le la les un une est sympa magnifique adorable
    incroyable formidable super top cool idée pour très à intéressant
    """,
    # German
    """
    hallo moin servus guten gute guter morgen tag abend nacht willkommen tschüss tschüs ciao wiedersehen bis bald
    später dann danke dank vielen herzlichen dankeschön schön entschuldigung leid tut mir bitte gern gerne gesehen
    geschehen kein keine ursache ja nein nee jo doch gut sehr alles klar verstanden verstehe ich ach achso aha oha
    toll klasse prima perfekt wunderbar großartig stimmt genau richtig natürlich sicher auf jeden fall klingt das ist
    war echt wirklich wie süß lustig schade auch nicht mal sehen weiß ahnung na so und aber also glückwunsch
    gratuliere mach passt egal fertig weiter interessant freut mich sie du dir ihnen euch der die für deine ihre hilfe
    spannend witzig zusammen leute klarer nochmal wusste hab habe
    """,
)
# What clauses are made of in scripts without spaces.
RUNS = word_set(
    # Chinese
    """
    哈喽 嗨 嘿 喂 你好 您好 大家好 早安 早 早上好 上午好 中午好 下午好 晚上好 晚安 好久不见 幸会 欢迎 谢谢 感谢 多谢
    谢 辛苦 麻烦 打扰 抱歉 对不起 不好意思 嗯 哦 噢 喔 啊 呃 唉 哎 哇 呀 天哪 我的天 哈 呵 嘻 好 的 吧 行 可以 没问题
    没事 没关系 不客气 不用 别客气 应该 是 对 没错 当然 确实 有道理 明白 了解 懂 知道 收到 清楚 同意 赞 厉害 牛 棒
    不错 完美 有意思 有趣 好玩 好笑 搞笑 可爱 漂亮 好看 绝 笑死 逗 真 假 不会 怎么会 原来 如此 这样 那样 难怪 就 那
    恭喜 祝贺 祝 加油 好运 随便 都 算 我 你 您 他 她 太 很 超 也 这个 那个 这 了 啦 呢 嘛 得 着 再 还 先 想想 看看
    试试 一下 开心 高兴 感动 羡慕 可惜 遗憾 难过 心疼 为 替 说 有 点 主意 想法 听起来 看起来 让 觉得 喽 咯 哟 诶 再见
    拜拜 回见 回头 回聊 见 聊 下次 明天 改天 待会 一会 晚点 走 下线 慢 保重 好梦 周末 愉快 节日 新年 快乐 生日
    一路顺风 有空 忙 去 睡 睡觉 要 该 早点 好好 休息 今天 今晚 帮助 帮忙 帮 分享 提醒 建议 回复 解答 解释 告诉 支持
    这么 那么 多 耐心 详细 及时 非常 十分 真心 万分 大 笑 吗 什么 事 话 们 个 和 给 来 到 不 没 哪里 客气 太棒 等一下
    等等 解决 马上 打错 字 幽默 慢慢 稍等 稍后 等 定 一遍 重新 精彩 激动 期待 哈哈
    """,
    # Japanese
    """
    こんにちは こんばんは おはよう やあ どうも もしもし はじめまして 初めまして よろしく お願い お久しぶり 久しぶり
    お疲れ様 お疲れさま お疲れ お世話 ただいま おかえり いらっしゃい どうぞ ありがとう ありがと 感謝 すみません
    すいません ごめん なさい 申し訳 恐れ入り 失礼 はい いいえ うん ええ いや へえ へぇ ほう おお わあ うわ なるほど
    そう その通り わかっ 分かっ わかり 分かり 了解 承知 かしこまり いい 良い よい よかっ 良かっ すごい すごく 凄い
    素敵 素晴らしい さすが 最高 面白い おもしろい 面白 楽しい 楽しみ 楽し かわいい 可愛い かっこいい 嬉しい うれしい
    おめでとう 頑張っ がんばっ 大丈夫 問題 気 しない 確かに たしかに もちろん ぜひ 本当 ほんと マジ まじ やっ 残念
    大変 笑 爆笑 草 助かり 助かっ 助かる なんと それ これ あれ とても めちゃくちゃ めちゃ めっちゃ 超 いただき 勉強
    なり なっ 参考 こちらこそ どう いたし し さようなら さよなら バイバイ じゃあ じゃ では また 明日 今度 後で
    おやすみ お先 気をつけ つけて お大事 週末 一日 お元気 元気 そろそろ 寝 行き 行っ 今日 この辺 ここまで います
    ござい まし でし です ます ませ でしょ だろ だっ だ ない ん か な ね よ わ さ は が も で に と の を た て い う
    く っ ー 〜 ~ お ご へ え あ や ちょっと 教え 手伝っ 助け くれ 色々 いろいろ いつも わざわざ 丁寧 対応 回答 返信
    早速 思い 思う 感じ 人 何 私 君 僕 すぎ 過ぎ 見 試し やって みます みる 考え 話 一つ サンキュー ウケる 待っ 間違
    納得 感動 よく わから 知ら なかっ あとで 連絡 すぐ ちょうど する
    """,
    # Korean
    """
    안녕하세요 안녕 감사합니다 고마워요 고마워 고맙습니다 네 예 응 아니요 아니 알겠습니다 알겠어요 알았어 좋아요 좋아
    좋네요 대박 정말 진짜 와 그렇군요 그래요 그래 맞아요 맞아 미안해요 미안 죄송합니다 괜찮아요 괜찮아 축하해요 축하해
    축하합니다 잘 자요 가 또 봐요 봐 수고하셨습니다 수고 너무 아주 멋져요 재밌어요 재미있네요 ㅋ ㅎ
    """,
)
# What calls somebody by name: "Hey Mel".
CALLS = word_set(
    """
    hi hey heya hello hiya howdy yo bye goodbye thanks thank thx cheers welcome sorry yes yeah yep yup sure ok okay
    wow whoa oh aw aww congrats congratulations definitely absolutely exactly totally great awesome nice cool amazing
    good morning hola gracias adiós claro vale vaya bonjour bonsoir salut merci coucou bravo hallo danke tschüss moin
    oi olá obrigado obrigada valeu tchau
    """
)
# Where a clause begins so, the rest of it says nothing either.
_ENGLISH = (
    r"good (?:morning|afternoon|evening|night)|happy \w+day|hang on|hold on|one (?:moment|second|sec|minute)|okie",
    r"i have (?:a|another|one more) (?:quick )?question|exactly (?:what|the) |just what i",
    r"thanks|thank you|thx|(?:i (?:really )?)?appreciate|no worries|fingers crossed|here's to|wish(?:ing)? you|congrat",
    r"(?:glad|happy) (?:you|to|that|i|we|it|your|my|for)|proud of|excited for|sorry (?:to|for|about|i|that)",
    r"good luck|best of luck|all the best|take care|see you|see ya|catch you|chat soon|i'm off|long time no",
    r"talk (?:to you|soon|later|tomorrow)|have an? \w+ (?:day|one|time|trip|night|evening|weekend|week|flight)",
    r"(?:great|good|nice|lovely|pleased|glad) to (?:see|hear|meet|talk|chat|know|read|catch)|enjoy (?:the|your|it)",
    r"can't wait to (?:hear|see|read|try)|can't believe|i can imagine|let me know|it(?:'s| is) been (?:a while|ages)",
    r"i (?:can )?(?:totally |completely )?(?:get|feel|hear|see) (?:it|you|that|what)",
    r"(?:i )?hope (?:you|it|that|this|your|all|to hear)|keep (?:it|up|me|going|at|us|those|on)",
    r"(?:i'll|i will) (?:let you|keep (?:you|that|it) |think about|try (?:it|that)|look into|check (?:it|that))",
    r"you(?:'re| are) (?:welcome|right|so|the|awesome|amazing|great|a |an |very|too|gonna|going)",
    r"you (?:got|made|saved|rock|rule|can do)|what an? |(?:i )?(?:gotta|have to|need to|'ve got to|must) (?:run|go)\b",
    r"how (?:cool|nice|sweet|lovely|wonderful|exciting|awful|sad|funny|kind|great|fun|inspiring)",
)
_SPANISH = (
    r"buen[oa]s\b|gracias|muchas gracias|te lo agradezco|buena suerte|nos vemos|hasta (?:la|el|otra)|justo lo que",
    r"que (?:te|le|os|tengas|descanses|lo|pases|vaya)|me alegro|encantad|un (?:abrazo|saludo|beso)|feliz|lo siento",
    r"espero que (?:te|le|todo)",
)
_PORTUGUESE = (
    r"(?:muito )?obrigad[oa]|valeu\b|bo[am] (?:dia|tarde|noite|sorte|viagem|fim de)|até (?:logo|amanhã|mais)",
    r"(?:eu )?(?:te )?agradeço|fico feliz|sinto muito|parabéns|um abraço|que (?:bom|legal|pena|ótimo|maravilha)\b",
)
_FRENCH = (
    r"merci|je (?:vous|te) remercie|bonne |bon (?:week|courage|appétit|voyage|anniv)|passe une|prends soin",
    r"ravi|enchanté",
    r"à (?:bientôt|demain|plus|la prochaine|tout)|contente? pour|joyeu|je vois ce|c'est exactement|exactement ce",
)
_GERMAN = (
    r"gute[nr]? (?:morgen|tag|abend|nacht)|vielen dank|danke|freut mich|viel (?:glück|erfolg|spaß)|schöne[ns]? ",
    r"alles gute|liebe grüße|mach's gut|bis (?:bald|später|dann|morgen)|genau das",
)
_SPACELESS = (
    r"我?(?:太|好|真|非常|很)?(?:谢谢|感谢|多谢|恭喜|祝你|祝您|祝大家)|[哈呵嘿嘻]{2}",
    r"ありがとう|おめでとう|お疲れ|お世話に|よろしくお願い|[あうふへ]?(?:はは|ふふ|へへ)|감사|고마|ㅋㅋ|ㅎㅎ",
)
_LAUGHTER = (r"a*(?:ha|he|hi|ja|je|ji){2,}h?\b",)
_BEFORE = r"(?:(?:so|very|really|and|but|oh|well|yeah|i'm|i am|i'm so|i am so|we're) )?"
_FORMULAS = "|".join((*_ENGLISH, *_SPANISH, *_PORTUGUESE, *_FRENCH, *_GERMAN, *_SPACELESS, *_LAUGHTER))
FORMULA = re.compile(f"{_BEFORE}(?:{_FORMULAS})")
