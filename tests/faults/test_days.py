"""A day without a year or a week is the coming one or the last one, as the tense tells; else it stays words.

Told on Wednesday, 4 March 2026.
"""

import pytest

from memory_core.domain.times import local_day
from tests.faults.conftest import Told

COMING = [
    ("I will fly to Oslo on Monday.", "2026-03-09"),
    ("My brother is getting married on Saturday.", "2026-03-07"),
    ("My course starts on 1 February.", "2027-02-01"),
    ("I'm going to see the cardiologist on Tuesday.", "2026-03-10"),
    ("Meine Prüfung ist am Montag.", "2026-03-09"),
    ("Am Sonntag fliege ich nach Rom.", "2026-03-08"),
    ("Mein Kurs beginnt am 1. Februar.", "2027-02-01"),
    ("Am Dienstag werde ich operiert.", "2026-03-10"),
    ("Mi examen es el lunes.", "2026-03-09"),
    ("El domingo viajaré a Roma.", "2026-03-08"),
    ("Mi curso empieza el 1 de febrero.", "2027-02-01"),
    ("Mon examen est lundi.", "2026-03-09"),
    ("Samedi, je prendrai l'avion pour Rome.", "2026-03-07"),
    ("Mon cours commence le 1er février.", "2027-02-01"),
    ("Il mio esame è lunedì.", "2026-03-09"),
    ("Domenica partirò per Roma.", "2026-03-08"),
    ("Minha prova é na segunda-feira.", "2026-03-09"),
    ("No domingo vou viajar para Roma.", "2026-03-08"),
    ("Мой экзамен в понедельник.", "2026-03-09"),
    ("В воскресенье я полечу в Рим.", "2026-03-08"),
    ("我周一考试。", "2026-03-09"),
    ("我星期天要飞去罗马。", "2026-03-08"),
    ("月曜日に試験があります。", "2026-03-09"),
    ("日曜日に姉が結婚します。", "2026-03-08"),
    ("姉の結婚式は土曜日です。", "2026-03-07"),
    ("월요일에 시험이 있어요.", "2026-03-09"),
    ("금요일에 수술을 받아요.", "2026-03-06"),
    ("일요일에 언니가 결혼할 거예요.", "2026-03-08"),
]
LAST = [
    ("My course started on Friday.", "2026-02-27"),
    ("I broke my arm on Saturday.", "2026-02-28"),
    ("My contract ended on 1 December.", "2025-12-01"),
    ("Ich war am Freitag beim Zahnarzt.", "2026-02-27"),
    ("Am Samstag habe ich mir den Arm gebrochen.", "2026-02-28"),
    ("Mein Vertrag endete am 1. Dezember.", "2025-12-01"),
    ("El viernes fui al dentista.", "2026-02-27"),
    ("El sábado me rompí el brazo.", "2026-02-28"),
    ("Vendredi, je suis allé chez le dentiste.", "2026-02-27"),
    ("Je me suis cassé le bras samedi.", "2026-02-28"),
    ("Venerdì sono andata dal dentista.", "2026-02-27"),
    ("Na sexta-feira fui ao dentista.", "2026-02-27"),
    ("В пятницу я была у стоматолога.", "2026-02-27"),
    ("Мой отец умер 10 декабря.", "2025-12-10"),
    ("周五我去看了牙医。", "2026-02-27"),
    ("金曜日に歯医者に行きました。", "2026-02-27"),
    ("금요일에 팔이 부러졌어요.", "2026-02-27"),
]
UNCLEAR = [
    "Dentist on Friday.",
    "I read to my daughter on Sunday.",
    "Zahnarzt am Freitag.",
    "Dentista el viernes.",
    "Dentiste vendredi.",
    "Dentista venerdì.",
    "Dentista na sexta-feira.",
    "Стоматолог в пятницу.",
    "周五牙医。",
    "金曜日、歯医者。",
    "금요일 치과.",
]


@pytest.mark.parametrize(("text", "day"), [*COMING, *LAST])
def test_the_tense_tells_which_day_is_meant(text: str, day: str, told: Told) -> None:
    (fact,) = told.tell(text).facts()
    assert fact.content == text
    assert fact.time_from is not None
    assert local_day(fact.time_from, "UTC") == day
    assert f": {day})" in told.person.search(text, types="semantic").context()


@pytest.mark.parametrize("text", UNCLEAR)
@pytest.mark.parametrize("as_facts", [False, True])
def test_what_the_tense_does_not_tell_has_no_day(text: str, as_facts: bool, told: Told) -> None:
    """It stays in the words that were said."""
    told.tell(text, as_facts=as_facts)
    assert all(fact.time_from is None for fact in told.facts())
    shown = told.search(text).context()
    assert text in shown
    assert ": 2026-" not in shown
