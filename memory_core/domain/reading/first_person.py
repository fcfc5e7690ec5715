"""The first person of an English sentence told by its speaker's name: `I don't eat meat` as `Anna doesn't eat meat`."""

import re

from memory_core.domain.reading.word_sets import word_set

_ENGLISH = word_set(
    """
    the i i'm i've i'd i'll my is are and it it's its of to that this you your for with have has we our at from by was
    were been don't doesn't didn't not he she they his her their what like just so but
    """
)
_OTHER = word_set(
    """
    el los las un una unos que del y es está en con por para mi su soy tengo le les des du et est je nous vous dans
    pas une sur der die das und ist ich nicht ein eine mit auf den dem wir il lo di che sono ho mio mia per gli della
    o os um uma não eu meu minha het een ik niet van mijn jag är och inte det en på jeg er ikke
    """
)
_ONLY_ENGLISH = word_set(  # in no other language that the keywords know, as "i", "was", "for" and "have" are
    "the what which where when who whose how why does did your with this these those they their about would should"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPOKEN = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_CONTRACTED = {"m": "is", "ve": "has", "ll": "will", "d": "would"}
_AGREED = {
    "am": "is",
    "have": "has",
    "do": "does",
    "haven't": "hasn't",
    "don't": "doesn't",
    "go": "goes",
}
_UNCHANGED = word_set(
    """
    can can't cannot could couldn't will won't would wouldn't shall should shouldn't may might must mustn't ought had
    hadn't has was wasn't were weren't did didn't is isn't needn't ate became began bent bit blew bought bound broke
    brought built burnt came caught chose clung could cut dealt did dove drank drew drove dug dreamt fed fell felt
    flew forgot forgave fought found froze gave got grew ground had heard held hid hit hung hurt kept knelt knew laid
    lay leapt learnt led left lent let lit lost made meant met paid put quit ran rang read rode rose sang sank sat saw
    sent set sewed shook shone shot showed shut slept slid sold spent spoke spilt split spread spun stole stood stuck
    struck stung swam swept swore swung taught thought threw told took tore understood upset went wept woke won wore
    wound wrote
    """
)
_ED_IN_PRESENT = word_set("need feed bleed breed speed proceed succeed exceed embed wed shed heed weed seed")
_ADVERB = (
    r"(?:also|always|never|often|usually|really|just|still|only|even|actually|currently|recently|sometimes|rarely"
    r"|seldom|mostly|mainly|already|now|then|soon|once|both|all|simply|truly|definitely|probably|generally|normally"
    r"|typically|absolutely|totally|kinda|finally|hardly|regularly|occasionally|frequently|daily|not|particularly"
    r"|especially|personally|honestly|strongly|deeply|quite|sort of|kind of|almost|barely|first|ever|long|too)"
)
_SUBJECT = re.compile(
    rf"\b(?P<inverted>am|have|do|was|had|did|can|could|will|would|should) I\b(?!['’])"
    rf"|\bI(?:['’](?P<short>m|ve|ll|d)\b)?(?P<adverbs>(?: {_ADVERB},?){{0,3}}) (?P<verb>[a-z]+(?:-[a-z]+)?(?:['’]t)?)\b"
    rf"|\bI(?:['’](?P<alone>m|ve|ll|d)\b)?(?![\w'’])"
)
# A verb that goes on with the same subject: "I live in Porto and work at a bank".
_SECOND = re.compile(
    rf"(?P<joint>(?:,| and| but| or|, and|, but)(?: {_ADVERB}){{0,2}} )(?P<verb>"
    r"(?:have|don't|haven't|live|go|own|enjoy|hate|prefer|teach|speak|eat|feel|know|think|am|make|take|write|read"
    r"|sing|wear|grow|keep|spend|learn|try|volunteer)"
    r"|(?:work|study|play|love|like|need|want|run|drink|help|train|practice|cook|paint|use|collect|travel|visit|watch"
    r"|live|plan|hope)"
    r"(?= (?:at|in|as|for|with|on|from|a|an|the|my|to|it|them|and|every|about|there|here|part)\b))\b"
)
_PLURAL = re.compile(
    r"(?:^|[,.;:] )(?:(?:my|our) (?:best |older |younger |big |little )?[a-z]+|[A-Z][a-z]+) and $", re.IGNORECASE
)
_NO_VERB = word_set("and or myself who too as in on at of to for with but however therefore whom alone")
_OWN = {"my": "{}'s", "mine": "{}'s", "me": "{}", "myself": "themself"}
_OWNED = re.compile(r"\b(?:my|mine|me|myself)\b", re.IGNORECASE)
_SMALL_I = re.compile(r"\bi(?=(?:['’](?:m|ve|ll|d))? [a-z])")
_LOOK_BACK = 40  # characters that hold "my younger sister and"
_LEFT_OUT = re.compile(
    rf"^(?P<adverbs>(?:{_ADVERB} ){{0,2}})(?P<verb>[A-Za-z]+)(?= (?:a|an|the|my|to|in|at|on|for|with|some|up|out|back"
    rf"|it|this|that|our|about|new|from"
    r"|home|off|by|through|lots|more|two|three|into|as|so|over|by|last|his|her|their|\d+|\w+ing|\w+ed)\b)"
)
_ADJECTIVES = word_set(
    """
    excited interested tired bored worried thrilled relieved pleased blessed honored married engaged retired divorced
    inspired overwhelmed
    """
)
_FEELINGS = word_set("love hate prefer enjoy like need want")
_ORDERS_TOO = word_set("put let read set cut hit shut lay can could will would should may might must spread quit")


def is_english(text: str) -> bool:
    """Whether the little words of the text are English rather than another language's."""
    words = _words(text)
    ours, others = (sum(word in known for word in words) for known in (_ENGLISH, _OTHER))
    return ours > others


def is_surely_english(text: str) -> bool:
    """Whether the text has little words of English alone, and none of another language. Most questions have."""
    words = set(_words(text))
    return not words.isdisjoint(_ONLY_ENGLISH) and words.isdisjoint(_OTHER)


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def in_third_person(sentence: str, *, speaker: str) -> str:
    """`sentence` with the speaker named where it says "I" or "my"; what is spoken within quotation marks stays.

    A sentence whose "I" is left out (`Moved to Porto`) gets the name as its subject. "We" stays, and so does a sentence
    that is not English, or one without a named speaker.
    """
    name = " ".join(speaker.split())
    if not name or not is_english(sentence):
        return sentence
    sentence = _with_subject(_SMALL_I.sub("I", sentence))
    spoken = [match.span() for match in _SPOKEN.finditer(sentence)]
    told, at = [], 0
    for start, end in [*spoken, (len(sentence), len(sentence))]:
        told += [_named(sentence[at:start], name), sentence[start:end]]
        at = end
    return "".join(told)


def _with_subject(sentence: str) -> str:
    """`Moved to Porto` as `I moved to Porto`, where the verb's form leaves no doubt that "I" was left out."""
    match = _LEFT_OUT.match(sentence[:1].lower() + sentence[1:])
    if match is None:
        return sentence
    verb, rest = match["verb"], sentence[match.end() :]
    if verb in _ADJECTIVES:
        return f"I'm {match['adverbs']}{verb}{rest}"
    if verb == "been":
        return f"I've {match['adverbs']}been{rest}"
    if verb in _FEELINGS or (_stays(verb) and verb not in _ORDERS_TOO):
        return f"I {match['adverbs']}{verb}{rest}"
    return sentence


def _named(text: str, name: str) -> str:
    first = _SUBJECT.search(text)
    text = _SUBJECT.sub(lambda match: _subject(match, name), text)
    if first:
        head, tail = text[: first.start()], text[first.start() :]
        text = head + _SECOND.sub(lambda match: match["joint"] + agreed(match["verb"]), tail, count=2)
    return _OWNED.sub(lambda match: _OWN[match.group().lower()].format(name), text)


def _subject(match: re.Match[str], name: str) -> str:
    if inverted := match["inverted"]:
        return f"{_AGREED.get(inverted, inverted)} {name}"
    if (verb := match["verb"]) is None:
        alone = match["alone"]
        return f"{name} {_CONTRACTED[alone]}" if alone else name
    adverbs = match["adverbs"]
    if short := match["short"]:
        helper = "had" if short == "d" and (verb in ("better", "been") or _stays(verb)) else _CONTRACTED[short]
        return f"{name} {helper}{adverbs} {verb}"
    several = _PLURAL.search(match.string[max(match.start() - _LOOK_BACK, 0) : match.start()])
    return f"{name}{adverbs} {verb if several or verb in _NO_VERB else agreed(verb)}"


def agreed(verb: str) -> str:
    """The form of a verb after "she", given the one after "I"; forms of the past and helpers are the same for both."""
    plain = verb.replace("’", "'")
    if plain in _AGREED:
        return _AGREED[plain]
    if _stays(plain) or not plain.replace("-", "").isalpha():
        return verb
    if plain.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{plain}es"
    if plain.endswith("y") and plain[-2:-1] not in "aeiou":
        return f"{plain[:-1]}ies"
    return f"{plain}s"


def _stays(verb: str) -> bool:
    return verb in _UNCHANGED or (verb.endswith("ed") and verb not in _ED_IN_PRESENT)
