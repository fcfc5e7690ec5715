"""Whether a reply of the assistant says something that the person has not said."""

import pytest

from memory_core.domain.replies import says_little, shares_its_words


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "OK.",
        "👍",
        "Noted, thanks!",
        "Alles klar, ist notiert.",
        "D'accord, je m'en souviendrai.",
        "Vale, apuntado.",
        "好的。",
        "わかりました。",
        "네, 알겠습니다.",
        "Хорошо, запомнил.",
    ],
)
def test_a_confirmation_says_little(reply: str) -> None:
    """In every language, with spaces and without."""
    assert says_little(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "Try the tram to the harbour, then walk up the stairs to the old lighthouse.",
        "Nimm die Straßenbahn zum Hafen und geh dann die Treppe zum Leuchtturm hinauf.",
        "Prends le tramway jusqu'au port, puis monte les marches vers le vieux phare.",
        "坐电车到港口，然后走楼梯上到老灯塔。",
        "路面電車で港まで行って、それから階段で古い灯台に登ってください。",
        "Сядьте на трамвай до гавани, потом поднимитесь по лестнице к старому маяку.",
    ],
)
def test_advice_says_more(reply: str) -> None:
    """However it is written."""
    assert not says_little(reply)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("You are allergic to walnuts, I will keep that in mind.", "I am allergic to walnuts, keep that in mind."),
        ("Du wohnst seit Mai mit deiner Schwester in Porto.", "Ich wohne seit Mai mit meiner Schwester in Porto."),
        ("你住在上海的一家咖啡馆旁边。", "我住在上海的一家咖啡馆旁边。"),
        ("あなたは毎朝川沿いを五キロ走っています。", "毎朝、川沿いを五キロ走っています。"),
    ],
)
def test_an_echo_shares_its_words(reply: str, said: str) -> None:
    """Half of them are what was said."""
    assert shares_its_words(reply, said)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("Almond flour works well in that cake, or try ground sunflower seeds.", "I am allergic to peanuts."),
        (
            "In Porto lohnt sich die Buchhandlung Lello am frühen Morgen.",
            "Ich wohne seit Mai mit meiner Schwester in Porto.",
        ),
        ("外滩附近新开的书店值得一看。", "我住在上海的一家咖啡馆旁边。"),
    ],
)
def test_what_the_person_has_not_said_is_no_echo(reply: str, said: str) -> None:
    """Though both are about the same."""
    assert not shares_its_words(reply, said)


def test_how_long_the_person_spoke_makes_no_odds() -> None:
    """A short echo of a long message is one all the same."""
    said = f"{'We talked of this and that. ' * 40}I moved to Porto with my sister."
    assert shares_its_words("So you moved to Porto with your sister.", said)
    assert not shares_its_words(said.replace("this and that", "several other matters"), "I moved.")
