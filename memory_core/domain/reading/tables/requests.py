"""Patterns of questions, of instructions, and of what is told beside them, in the languages that are known."""

import re

ASKED = re.compile(
    r"[?？؟]\W*$|[吗呢么]\W*$|(?:ですか|ますか|でしょうか|ましたか|ませんか|のか|かな)[。！\s]*$|^\W*¿|(?:까요|나요"
    r"|니까)\W*$"
)
ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|well|hey|also|y|et|und)\W+)?(?:who|whom|whose|what|what's|which|when|where|why|how"
    r"|is (?:it|there|this|that|he|she|your)|are (?:you|there|they)"
    r"|do you|does|did you|can (?:you|i|we)|could (?:you|i|we)|would you|will you|should i|have you|has|any (?:idea"
    r"|tips|advice)"
    r"|got any|who's|where's|how's"
    r"|qu'est-ce|est-ce|comment (?:ça|faire|tu|vous|je|on)|pourquoi|combien|quand est|où est|où|peux-tu|pouvez-vous"
    r"|pourriez|pourrais"
    r"|warum|wieso|woher|wohin|kannst du|können sie|könntest|könnten sie|hast du|haben sie|was (?:ist|sind|kann|soll"
    r"|machst|meinst)|wie (?:geht|kann|viel|macht|lange|ist)"
    r"|cómo|qué (?:es|tal|hora|hago|puedo|me|tiempo|significa)|cuándo|dónde|cuánto|cuál|por qué|puedes|podrías"
    r"|puede usted)\b"
    r"|^\W*(?:请问|什么是|怎么|怎样|如何|为什么|为何|谁|哪|几点|多少|能不能|可不可以|有没有|是不是)",
    re.IGNORECASE,
)
_VERBS = (
    r"translate|summari[sz]e|rewrite|rephrase|write|draft|explain|help|show|tell|give|list|find|search|look|make"
    r"|create|generate|convert|fix|correct"
    r"|check|compare|calculate|compute|describe|suggest|recommend|add|remove|delete|send|open|read|repeat|continue"
    r"|stop|start|try|use|run|play|set|remind"
    r"|schedule|book|turn|change|shorten|expand|improve|proofread|edit|review|analy[sz]e|outline|brainstorm|plan|draw"
    r"|code|print|answer|define|provide|let|go|put"
    r"|format|sort|count|solve|google|pick|choose|imagine|pretend|act|forget|ignore|wait|call|ask|speak|say|respond"
    r"|reply|keep|don't|do not|be|consider|note|remember"
)
REQUESTS = re.compile(
    rf"^\W*(?:(?:please|pls|now|then|and|ok|okay|next|first|also|just|quickly|kindly|i need you to|i want you to"
    rf"|i'd like you to|go ahead and) )*(?:{_VERBS})\b"
    r"(?!\s+(?:is|was|are|were)\b)"
    r"|^\W*(?:please|pls)\b"
    r"|^\W*[^\W\d_]+-(?:le|la|les|moi|nous|les-moi)\b|^\W*(?:hazl|díme|díga|cámbia|ponl|mándam|envíam)\w+"
    r"|^\W*(?:por favor,? )?(?:traduce|traduzca|traduceme|tradúceme|escribe|escriba|escríbeme|ayúdame|ayuda|dime"
    r"|explícame|explica|muéstrame|muestra|dame|haz|hazme|busca"
    r"|resume|resúmeme|corrige|corrígeme|calcula|recomiéndame|sugiéreme|cuéntame|crea|genera|envía|manda|pon|lee"
    r"|compara|necesito que|quiero que)\b"
    r"|^\W*(?:s'il (?:te|vous) plaît,? )?(?:traduis|traduisez|écris|écrivez|aide|aidez|dis|dites|explique|expliquez"
    r"|montre|montrez|donne|donnez|fais|faites|cherche|cherchez"
    r"|résume|résumez|corrige|corrigez|calcule|propose|recommande|raconte|crée|génère|envoie|mets|lis|compare|liste"
    r"|peux-tu|pouvez-vous)\b"
    r"|^\W*(?:bitte )?(?:übersetze?|schreibe?|hilf|sag|erkläre?|zeige?|gib|mach[et]?|suche?|fasse?|korrigiere?|berechne"
    r"|empfiehl|erzähle?|erstelle|schick|lies|vergleiche?|nenne)\b"
    r"|^\W*(?:请|麻烦|能(?:不能|否|帮)|可以帮|你能|你可以|帮|给我|替我|把|翻译|[写讲查改想来][一个篇封首段下点]|总结"
    r"|解释|推荐|列出|介绍|告诉我|再(?:来|写|说|给|试)|用.{1,8}(?:写|翻译|说|回答|解释|总结)|说说|生成|继续|算一?下)"
    r"|(?:してください|て下さい|てください|てくれ|てほしい|てもらえる|てもらえます|お願いします|教えて|ちょうだい"
    r"|頼む|みて|くれない|してみて|書いて|訳して|まとめて|見せて|手伝って|[^\W\d]て)[。！!\s]*$"
    r"|(?:주세요|해줘|알려줘|줘)\W*$",
    re.IGNORECASE,
)
STANDING = re.compile(
    r"\b(?:always|never|from now on|in (?:the )?future|every time|whenever|going forward|by default|each time"
    r"|any more|anymore|at all times|remember (?:that|my|i)|note that"
    r"|don't forget (?:that|i|my)|keep in mind|call me|refer to me|address me"
    r"|siempre|nunca|jamás|a partir de ahora|de ahora en adelante|en adelante|cada vez|recuerda que|llámame"
    r"|ten en cuenta"
    r"|toujours|jamais|désormais|dorénavant|à partir de maintenant|à l'avenir|chaque fois|souviens-toi|rappelle-toi"
    r"|appelle[z-]*moi|retiens que"
    r"|immer|nie|niemals|ab jetzt|ab sofort|von nun an|in zukunft|künftig|jedes mal|merk dir|denk daran|nenn mich)\b"
    r"|以后|今后|从现在|从今|总是|永远|每次|始终|一直|别再|不要再|记住|记得|叫我|称呼我|これから|今後|いつも|常に"
    r"|必ず|毎回|二度と|覚えて|呼んで|앞으로|항상|언제나|기억",
    re.IGNORECASE,
)
# Where a question or request goes on with something told: "I live in Porto, what is there to see?"
BESIDE = re.compile(r"[,;，；、]\s*|\s[-–—]\s|\s(?=(?:because|since|porque|car|parce que|weil) )")
TOLD = re.compile(
    r"(?:(?:and|but|so|because|since|as|now that|y|porque|et|car|parce que|und|weil|denn|hi|hello) )*"
    r"(?:(?:i|i'm|i've|my|we|we're|we've|our|yo|mi|mis|soy|vivo|tengo|je|j'ai|j'habite|mon|ma|mes|ich|mein|meine"
    r"|wir)\b|我(?!想问|想知道|能|可以|应该|该|要)|私|僕|うち)",
    re.IGNORECASE,
)
WANTS = re.compile(
    r"i(?:'d| would)? (?:want|need|wonder|like|love) (?:to know|you|your)|i'm (?:wondering|looking for|asking"
    r"|trying)|i was wondering",
    re.IGNORECASE,
)
