"""How likely a sentence is to matter later, told from signs that can be seen in it.

Every sign weighs once. The signs of English were weighed on conversations, those of other languages after them; a
language of which none are known gets the benefit of the doubt.
"""

import re

from memory_core.domain.reading.first_person import is_english
from memory_core.domain.reading.requests import stands
from memory_core.domain.reading.small_talk import telling_words
from memory_core.domain.reading.traits import tells_time

DURABLE = 1.0

type Signs = tuple[tuple[float, re.Pattern[str]], ...]


def _signs(*signs: tuple[float, str]) -> Signs:
    return tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in signs)


_ANY: Signs = _signs(
    (1.0, r"(?:(?<=\w )|(?<=\w, ))(?!I\b)(?-i:[A-ZÀ-ÖØ-Þ]\w)"),  # a name
    (1.0, r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen)\b|[二两三四五六七八九十]"),
    (0.5, r"[\"“«「『]"),  # a title, or somebody's words
)
_ENGLISH: Signs = _signs(
    (0.75, r"\b(?:i|i'[a-z]+|my|me|mine|myself|we|we'[a-z]+|our|us)\b"),
    (0.25, r"^\W*(?:i|my|we|our)\b"),
    (0.25, r"\bi(?:'m|'ve| am| have| don't| can't| never| always) (?!going|gonna|sure|just)"),
    (
        0.5,
        r"\b(?:mom|mum|dad|mother|father|parents|sister|brother|son|daughter|wife|husband|partner|boss|dog|cat|puppy"
        r"|kitten)(?:'?s)?\b",
    ),
    (0.75, r"\b(?:was|were|had|went|got|took|made|gave|found|\w\w\w+ed)\b"),
    (
        0.5,
        r"\b(?:live|work|prefer|love|like|hate|enjoy|study|own|speak|always|never|every|usually|allergic|born"
        r"|married|been)s?\b",
    ),
    (-1.0, r"\b(?:you|your|yours|yourself|you'[a-z]+)\b"),
    (-1.0, r"\b(?:hope|wish|let's|can't wait|looking forward|i'll|we'll|must've|must have|sounds? like|looks? like)\b"),
    (-0.75, r"^\W*\w+ing\b"),
    (  # what will have passed tomorrow
        -1.0,
        r"\b(?:tired|hungry|thirsty|sleepy|exhausted|bored|busy|ready|late|stuck|lost|confused|waiting|starving"
        r"|freezing|right now|at the moment|on my way"
        r"|on the (?:train|bus|phone|way|road|plane)|just a (?:second|minute|moment))\b",
    ),
)
_OTHER: Signs = _signs(
    (  # whoever speaks
        0.75,
        r"我|咱|俺|私|僕|わたし|우리|저는|나는|제 |내 |\b(?:yo|mi|mis|nuestr[oa]s?|soy|vivo|tengo|trabajo|como|bebo"
        r"|prefiero|odio|estudio|hablo|nací|llamo|uso"
        r"|estoy|quiero|voy|fui|era|tenía|\w+(?<!ar)(?<!er)(?<!ir)[éí]|je|j'\w+|mon|ma|mes|nous|notre|nos|ich|mein\w*"
        r"|wir|unser\w*|mir|mich|meus?|minhas?|sou"
        r"|moro|tenho|io|mio|mia|miei|sono|ho|abito|ik|mijn|я|мой|моя|мои|у меня|мне)\b",
    ),
    (  # what lasts
        0.75,
        r"住|搬|叫|姓|喜欢|喜歡|讨厌|爱|不吃|不喝|过敏|工作|上班|上学|结婚|养|学习|会说|害怕|怕|毕业|出生|生日|素食"
        r"|岁|老家|以前|一直|从来|习惯|好き|嫌い|苦手|得意|勤め|働|飼|生まれ|結婚"
        r"|アレルギー|通って|歳|引っ越|趣味|食べられ|飲めな|食べな|飲まな|살|좋아|싫어|알레르기|다니|\b(?:viv\w+"
        r"|trabaj\w+|prefier\w+|alérgic[oa]s?|alergia|casad[oa]|nac\w+|llama|mud\w+|encanta|gusta|odi[oa]"
        r"|estudi\w+|habit\w+|travaill\w+|préfèr\w+|allergi\w+|marié\w*|née?|appelle|déménag\w+|adore|aime|déteste"
        r"|étudi\w+|wohn\w+|leb\w+|arbeit\w+|lieber|allergisch"
        r"|verheiratet|geboren|heiß\w+|umgezogen|liebe|mag|hasse|esse|trinke|studier\w+)\b",
    ),
    (  # who belongs to them
        0.5,
        r"妈|爸|哥|姐|弟|妹|儿子|女儿|老婆|老公|妻|丈夫|孩子|狗|猫|父|母|兄|姉|夫|娘|息子|犬|家族|\b(?:herman[oa]s?"
        r"|madre|padre|hij[oa]s?|espos[oa]|marido|mujer|perr[oa]|gat[oa]|novi[oa]"
        r"|mari|femme|mère|père|fils|filles?|frère|s(?:œ|oe)ur|chiens?|chats?|frau|mann|mutter|vater|sohn|tochter"
        r"|bruder|schwester|hund|katze|kinder)\b",
    ),
    (-0.75, r"你|您|あなた|\b(?:tú|te|usted|ustedes|tu|tus|ton|tes|toi|vous|votre|vos|du|dir|dich|dein\w*|ihnen)\b"),
    (-0.75, r"希望|祝|\b(?:espero|ojalá|j'espère|hoffentlich|hoffe)\b"),
)
_TELLS_TIME = 0.75
_STANDS = 2.0
_KNOWN_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # Chinese and Japanese, whose signs are known
_UNKNOWN_LANGUAGE = 0.75
_ENOUGH_WORDS = (2, 4, 6)  # words that say something, each worth the same again
_SAYS_ENOUGH = 3  # words that a sentence in an unknown language has at least
_WORDS_STEP = 0.5


def durability(sentence: str) -> float:
    """A score of what a declarative sentence says; from `DURABLE` on it is worth keeping."""
    plain = sentence.replace("’", "'")
    english = is_english(plain)
    known = sum(weight for weight, sign in (_ENGLISH if english else _OTHER) if sign.search(plain))
    neutral = sum(weight for weight, sign in _ANY if sign.search(plain))
    words = telling_words(plain)
    length = _WORDS_STEP * sum(words >= enough for enough in _ENOUGH_WORDS)
    unknown = not (english or known or _KNOWN_SCRIPT.search(plain)) and words >= _SAYS_ENOUGH
    doubt = _UNKNOWN_LANGUAGE if unknown else 0
    return known + doubt + neutral + length + _TELLS_TIME * tells_time(plain) + _STANDS * stands(plain)
