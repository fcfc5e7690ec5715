"""Which known fact a newer one takes the place of, because both tell an attribute that has one value."""

from collections.abc import Sequence

from memory_core.domain.facts import Claim, of_one_person
from memory_core.domain.memory import Fact, Lasting
from memory_core.domain.reading.attributes import Attribute, attribute_of
from memory_core.domain.reading.lasting import wish_of
from memory_core.domain.text import canonical


def told_by(text: str, *, speaker: str, lasting: Lasting) -> Attribute | None:
    """The attribute with one value that a statement tells; of a wish, what it is about has one."""
    return attribute_of(text, speaker=speaker) or (wish_of(text) if lasting is Lasting.WISH else None)


def stands(judged: Lasting, said: Attribute | None) -> Lasting:
    """What of a statement is always there, which may tell a plain attribute: that always is, its denial never."""
    if said is None or judged is Lasting.WISH:
        return judged
    if said.ends:
        return Lasting.NO
    return judged if said.relation else Lasting.FACT


def keys_of(claim: Claim) -> tuple[str, ...]:
    """Under which facts may be stored that tell the attribute of a claim, by this program or an older one."""
    if not claim.attribute:
        return ()
    said = told_by(claim.content, speaker=claim.speaker, lasting=claim.lasting)
    older = said.stored_before(speaker=claim.speaker, person=claim.person_id) if said else ()
    return (claim.attribute, *older)


def replaced(claim: Claim, known: Sequence[Fact]) -> Fact | None:
    """Which of the `known` facts is true no longer when the claim is. They are active, stored under `keys_of(claim)`,
    and stand the latest first.

    A new value replaces the old one, and a denial of the same value. A denial ends what it denies, and nothing else.
    Where one may have several (two dogs), only what says that it replaces another does so, if there is just one.
    """
    said = told_by(claim.content, speaker=claim.speaker, lasting=claim.lasting) if claim.attribute else None
    if said is None:
        return None
    theirs = [(fact, _told(fact)) for fact in known if of_one_person(claim, fact)]
    same = [(fact, told) for fact, told in theirs if told is None or told.is_of_same(said)]
    values = [fact for fact, told in same if (told is None or not told.ends) and _may_end(said, fact, told)]
    denials = [fact for fact, told in same if told and told.ends and not said.ends and told.has_value_of(said)]
    if said.several and not said.ends and not (said.replaces and len(values) == 1):
        values = []
    return next(iter(values or denials), None)


def _told(fact: Fact) -> Attribute | None:
    return told_by(fact.content, speaker=fact.speaker, lasting=fact.lasting)


def _may_end(said: Attribute, fact: Fact, told: Attribute | None) -> bool:
    """Whether the value of a fact is the one that is denied, where one is denied at all. `told` is None for a fact
    whose words no rule reads any longer."""
    if not said.ends:
        return True
    return told.has_value_of(said) if told else canonical(said.value) in canonical(fact.content)
