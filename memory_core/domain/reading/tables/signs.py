"""Signs that a sentence matters later, each with its weight.

The signs of English were weighed on conversations, those of other languages after them.
"""

import re

type Signs = tuple[tuple[float, re.Pattern[str]], ...]


def _signs(*signs: tuple[float, str]) -> Signs:
    return tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in signs)


ANY_SIGNS: Signs = _signs(
    (1.0, r"(?:(?<=\w )|(?<=\w, ))(?!I\b)(?-i:[A-ZÀ-ÖØ-Þ]\w)"),  # a name
    (1.0, r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen)\b|[二两三四五六七八九十]"),
    (0.5, r"[\"“«「『]"),  # a title, or somebody's words
)
ENGLISH_SIGNS: Signs = _signs(
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
OTHER_SIGNS: Signs = _signs(
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
