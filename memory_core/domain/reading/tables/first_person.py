"""The little words by which English is known, and the verbs of a sentence in the first person."""

import re

from memory_core.domain.reading.tables.word_sets import word_set

ENGLISH = word_set(
    """
    the i i'm i've i'd i'll my is are and it it's its of to that this you your for with have has we our at from by was
    were been don't doesn't didn't not he she they his her their what like just so but
    """
)
OTHER = word_set(
    """
    el los las un una unos que del y es está en con por para mi su soy tengo le les des du et est je nous vous dans
    pas une sur der die das und ist ich nicht ein eine mit auf den dem wir il lo di che sono ho mio mia per gli della
    o os um uma não eu meu minha het een ik niet van mijn jag är och inte det en på jeg er ikke
    """
)
ONLY_ENGLISH = word_set(  # in no other language that the keywords know, as "i", "was", "for" and "have" are
    "the what which where when who whose how why does did your with this these those they their about would should"
)
CONTRACTED = {"m": "is", "ve": "has", "ll": "will", "d": "would"}
AGREED = {
    "am": "is",
    "have": "has",
    "do": "does",
    "haven't": "hasn't",
    "don't": "doesn't",
    "go": "goes",
}
UNCHANGED = word_set(
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
ED_IN_PRESENT = word_set("need feed bleed breed speed proceed succeed exceed embed wed shed heed weed seed")
_ADVERB = (
    r"(?:also|always|never|often|usually|really|just|still|only|even|actually|currently|recently|sometimes|rarely"
    r"|seldom|mostly|mainly|already|now|then|soon|once|both|all|simply|truly|definitely|probably|generally|normally"
    r"|typically|absolutely|totally|kinda|finally|hardly|regularly|occasionally|frequently|daily|not|particularly"
    r"|especially|personally|honestly|strongly|deeply|quite|sort of|kind of|almost|barely|first|ever|long|too)"
)
SUBJECT = re.compile(
    rf"\b(?P<inverted>am|have|do|was|had|did|can|could|will|would|should) I\b(?!['’])"
    rf"|\bI(?:['’](?P<short>m|ve|ll|d)\b)?(?P<adverbs>(?: {_ADVERB},?){{0,3}}) (?P<verb>[a-z]+(?:-[a-z]+)?(?:['’]t)?)\b"
    rf"|\bI(?:['’](?P<alone>m|ve|ll|d)\b)?(?![\w'’])"
)
# A verb that goes on with the same subject: "I live in Porto and work at a bank".
SECOND = re.compile(
    rf"(?P<joint>(?:,| and| but| or|, and|, but)(?: {_ADVERB}){{0,2}} )(?P<verb>"
    r"(?:have|don't|haven't|live|go|own|enjoy|hate|prefer|teach|speak|eat|feel|know|think|am|make|take|write|read"
    r"|sing|wear|grow|keep|spend|learn|try|volunteer)"
    r"|(?:work|study|play|love|like|need|want|run|drink|help|train|practice|cook|paint|use|collect|travel|visit|watch"
    r"|live|plan|hope)"
    r"(?= (?:at|in|as|for|with|on|from|a|an|the|my|to|it|them|and|every|about|there|here|part)\b))\b"
)
PLURAL = re.compile(
    r"(?:^|[,.;:] )(?:(?:my|our) (?:best |older |younger |big |little )?[a-z]+|[A-Z][a-z]+) and $", re.IGNORECASE
)
NO_VERB = word_set("and or myself who too as in on at of to for with but however therefore whom alone")
LEFT_OUT = re.compile(
    rf"^(?P<adverbs>(?:{_ADVERB} ){{0,2}})(?P<verb>[A-Za-z]+)(?= (?:a|an|the|my|to|in|at|on|for|with|some|up|out|back"
    rf"|it|this|that|our|about|new|from"
    r"|home|off|by|through|lots|more|two|three|into|as|so|over|by|last|his|her|their|\d+|\w+ing|\w+ed)\b)"
)
ADJECTIVES = word_set(
    """
    excited interested tired bored worried thrilled relieved pleased blessed honored married engaged retired divorced
    inspired overwhelmed
    """
)
FEELINGS = word_set("love hate prefer enjoy like need want")
ORDERS_TOO = word_set("put let read set cut hit shut lay can could will would should may might must spread quit")
