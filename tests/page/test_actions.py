"""What the page does to memories: each change can be read again, is undone where that is possible, and is logged."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dev.daemon import Daemon
from tests.page.visitor import ROOT, Visitor, form_value

type Visitors = Callable[..., Visitor]


@pytest.fixture
def anna(visitor: Visitors) -> Visitor:
    """Signed in, with a person of two facts and their messages."""
    inside: Visitor = visitor().sign_in()
    inside.store("I live in Lisbon.", assistant_reply="How is Lisbon?", session_id="s-1")
    inside.store("Anna pays by card.", memory_type="semantic")
    inside.store("Anna pays by invoice.", memory_type="semantic")
    return inside


def undo_of(page: str, kind: str) -> str:
    """The operation that the page offers to undo, of a change of this kind."""
    found = re.search(rf'name="operation" value="([\w-]+)"><button class="small" aria-label="Undo: {kind}', page)
    assert found, kind
    return found.group(1)


def test_from_an_answer_to_its_reason_in_two_clicks(anna: Visitor) -> None:
    """Search, the hit, and there the very words in their message, with who said them and how the score came."""
    person = anna.person("u-anna")
    found = anna.get(f"{person}/search?q=Where+does+she+live%3F").text
    shares = [float(share) for share in re.findall(r'<span class="amount">(\d\.\d\d)</span></li>', found)]
    score = float(re.search(r'<span class="amount">(\d\.\d\d)</span>\s*<svg class="share-bar"', found)[1])  # type: ignore[index]
    first = found.index('<ul class="shares">')
    of_first = re.findall(r'<span class="amount">(\d\.\d\d)</span></li>', found[first : found.index("</ul>", first)])
    assert len(shares) > 1
    assert sum(map(float, of_first)) == pytest.approx(score, abs=0.02)
    hits = re.findall(rf'href="{ROOT}({person}/memory/[\w-]+)">I live in Lisbon', found)
    page = anna.get(hits[0]).text
    if "<mark>" not in page:  # the hit is the message itself: it names the fact that was drawn from it
        drawn = page[page.index("What was drawn from it") :]
        assert "How is Lisbon?" in drawn
        page = anna.get(re.search(rf'href="{ROOT}({person}/memory/[\w-]+)"', drawn)[1]).text  # type: ignore[index]
    assert "<mark>I live in Lisbon" in page
    assert "Rank 1, score" in anna.get(hits[0]).text


def test_a_correction_makes_a_version_that_can_be_undone(anna: Visitor) -> None:
    person = anna.person("u-anna")
    memory = anna.memory(person, "Anna pays by card.")
    done = anna.send(f"{memory}/correct", {"content": "Anna pays in cash."}, on=memory)
    assert "Corrected." in done.text
    assert '<blockquote class="memory">Anna pays in cash.' in done.text
    assert "Superseded" in anna.get(memory).text
    operation = undo_of(done.text, "Replaced the version before")
    back = anna.send(f"{person}/undo", {"operation": operation}, on=person)
    assert "Taken back." in back.text
    assert "Anna pays in cash." not in anna.get(f"{person}?state=active").text
    changes = anna.get("/operations").text
    assert re.findall(r">(Corrected|Undone)<", changes)[:2] == ["Undone", "Corrected"]


def test_pins_tags_and_ends_are_set_and_taken_away(anna: Visitor) -> None:
    person = anna.person("u-anna")
    memory = anna.memory(person, "Anna pays by card.")
    for path, form, said in (
        ("pin", {"pinned": "yes"}, '<span class="tag pin">Pinned</span>'),
        ("tags", {"tags": "work, money"}, '<span class="tag">money</span>'),
        ("expiry", {"days": "60"}, "ends on"),
    ):
        assert said in anna.send(f"{memory}/{path}", form, on=memory).text, path
    for path, form, said in (
        ("pin", {"pinned": "no"}, '<span class="tag pin">Pinned</span>'),
        ("tags", {"tags": ""}, '<span class="tag">money</span>'),
        ("expiry", {"days": ""}, "ends on"),
    ):
        assert said not in anna.send(f"{memory}/{path}", form, on=memory).text, path
    kinds = re.findall(r'operations/[\w-]+">(\w[\w ]+)</a>', anna.get("/operations").text)
    assert kinds == ["End removed", "Tagged", "Unpinned", "End set", "Tagged", "Pinned"]


def test_an_end_that_erases_needs_the_right_to(visitor: Visitors, anna: Visitor) -> None:
    inside = visitor(rights="correct").sign_in()
    person = inside.person("u-anna")
    memory = inside.memory(person, "Anna pays by card.")
    assert inside.send(f"{memory}/expiry", {"days": "3"}, on=memory).status == 400
    assert inside.send(f"{memory}/expiry", {"days": "soon"}, on=memory).status == 400
    assert "ends on" in inside.send(f"{memory}/expiry", {"days": "31"}, on=memory).text


def test_two_facts_become_one(anna: Visitor) -> None:
    person = anna.person("u-anna")
    memory, other = anna.memory(person, "Anna pays by card."), anna.memory(person, "Anna pays by invoice.")
    done = anna.send(f"{memory}/merge", {"other": other.rpartition("/")[2]}, on=memory)
    assert "The two are now one." in done.text
    active = anna.get(f"{person}?state=active&type=semantic").text
    assert re.findall(r'memory/([\w-]+)">Anna pays by invoice.', active) == [other.rpartition("/")[2]]
    assert "Anna pays by card." not in active
    assert anna.send(f"{other}/merge", {"other": other.rpartition("/")[2]}, on=other).status == 400


def test_what_is_hidden_can_be_brought_back(anna: Visitor) -> None:
    person = anna.person("u-anna")
    memory = anna.memory(person, "Anna pays by card.")
    hidden = anna.send(f"{memory}/hide", {}, on=memory)
    assert "1 memories hidden" in hidden.text
    assert anna.get(memory).status == 404
    operation = re.search(r'name="operation" value="([\w-]+)"', hidden.text)[1]  # type: ignore[index]
    receipt = anna.get(f"/operations/{operation}").text
    assert memory.rpartition("/")[2] in receipt
    assert "Anna pays" not in receipt
    anna.send(f"{person}/undo", {"operation": operation}, on=person)
    assert anna.get(memory).status == 200


def test_erasing_needs_the_typed_value_and_leaves_no_byte(anna: Visitor, tmp_path: Path) -> None:
    """The receipt says so, and a look at every file of the folder proves it."""
    anna.store("I play the violin.", user="u-ben")
    person = anna.person("u-anna")
    asked = anna.get(f"{person}/erase").text
    confirm = re.search(r'name="confirm" value="([\w-]+)"', asked)[1]  # type: ignore[index]
    typed = re.search(r'<code class="value">(\w+)</code>', asked)[1]  # type: ignore[index]
    value = {"form_value": form_value(anna.get(person)), "confirm": confirm}
    for wrong in ({}, {"typed": "00000000"}, {"typed": confirm}):
        assert anna.post(f"{person}/erase", value | wrong).status == 400
    assert b"Lisbon" in everything_in(tmp_path)
    receipt = anna.follow(anna.post(f"{person}/erase", value | {"typed": f" {typed} "}))
    assert "Gone: no file of the memory holds their bytes" in receipt.text
    assert "Erased" in receipt.text
    kept = everything_in(tmp_path)
    assert b"Lisbon" not in kept
    assert b"Anna pays" not in kept
    assert b"violin" in kept
    assert "u-anna" not in anna.get("/people").text


def test_one_memory_is_erased_with_what_repeats_it(anna: Visitor, tmp_path: Path) -> None:
    person = anna.person("u-anna")
    memory = anna.memory(person, "Anna pays by card.")
    asked = anna.get(f"{memory}/erase").text
    assert "Anna pays by card." in asked
    fields = {
        "confirm": re.search(r'name="confirm" value="([\w-]+)"', asked)[1],  # type: ignore[index]
        "typed": re.search(r'<code class="value">(\w+)</code>', asked)[1],  # type: ignore[index]
    }
    assert "Receipt" in anna.send(f"{memory}/erase", fields, on=f"{memory}/erase").text
    assert b"Anna pays by card." not in everything_in(tmp_path)
    assert anna.get(memory).status == 404


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_link_opens_one_person_to_read_and_correct(visitor: Visitors, anna: Visitor) -> None:
    anna.store("I play the violin.", user="u-ben")
    person = anna.person("u-anna")
    made = anna.send(f"{person}/link", {}, on=person).text
    path = re.search(rf"http://dify.test{ROOT}(/link/[\w.-]+)", made)[1]  # type: ignore[index]
    guest = visitor()
    opened = guest.get(path)
    assert opened.status == 200
    guest.keep(opened)
    age = int(re.search(r"Max-Age=(\d+)", opened.headers["Set-Cookie"])[1])  # type: ignore[index]
    assert 3_500 < age <= 3_600
    assert f'href="{ROOT}{person}"' in opened.text
    memory = guest.memory(person, "Anna pays by card.")
    assert "Anna pays in cash." in guest.send(f"{memory}/correct", {"content": "Anna pays in cash."}, on=memory).text
    assert guest.get(f"{person}/export").status == 200
    assert guest.get(f"{person}/erase").status == 401
    assert guest.post(f"{person}/link", {"form_value": form_value(guest.get(person))}).status == 401
    assert guest.get("/").status == 303
    log = anna.get("/operations").text
    assert "by the person, with a link" in log


def test_a_page_for_reading_makes_links_for_nobody(visitor: Visitors, anna: Visitor) -> None:
    inside = visitor(rights="read").sign_in()
    person = inside.person("u-anna")
    assert inside.post(f"{person}/link", {"form_value": form_value(inside.get(person))}).status == 401


def test_an_export_holds_one_person(anna: Visitor) -> None:
    anna.store("I play the violin.", user="u-ben")
    exported = anna.get(f"{anna.person('u-anna')}/export")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="memories.jsonl"'
    assert exported.text.count("\n") > 4
    assert "Lisbon" in exported.text
    assert "violin" not in exported.text


def test_a_space_is_saved_and_brought_back(visitor: Visitors, anna: Visitor, tmp_path: Path) -> None:
    anna.store("One line\u2028and another\x85one.", memory_type="episodic")
    saved = anna.get("/backup/file").body
    other: Visitor = visitor(data_dir=str(tmp_path / "other")).sign_in()
    tried = other.upload("/backup/restore", saved, {"dry_run": "yes"})
    assert "This would come in" in tried.text
    assert "u-anna" not in other.get("/people").text
    assert "This came in" in other.upload("/backup/restore", saved, {}).text
    assert other.get("/backup/file").body.count(b"\n") == saved.count(b"\n")
    assert "Lisbon" in other.get(other.person("u-anna")).text
    damaged = other.upload("/backup/restore", saved + b"nonsense\n", {})
    assert re.search(r"Lines that cannot be used</dt><dd>1<", damaged.text)
    assert other.upload("/backup/restore", b"nonsense", {}).status == 400
    assert other.upload("/backup/restore", b"", {}).status == 400


def test_programs_watch_it_with_the_page_key(visitor: Visitors, anna: Visitor) -> None:
    outside = visitor()
    bearer = {"Authorization": "Bearer the-page-key-of-16"}
    health = outside.get("/health.json", **bearer)
    assert (health.status, health.headers["Content-Type"]) == (200, "application/json")
    assert '"ok": true' in health.text
    metrics = outside.get("/metrics", **bearer).text
    assert "keepsake_up 1\n" in metrics
    assert re.search(r'^keepsake_memories\{type="semantic",state="active"\} [1-9]\d*$', metrics, re.MULTILINE)
    assert "u-anna" not in metrics
    samples = [line for line in metrics.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"keepsake_\w+(\{[^}]*\})? [\d.]+", line) for line in samples)


def test_people_are_found_by_their_id(anna: Visitor) -> None:
    for number in range(55):
        anna.store(f"I have {number} books.", user=f"u-reader-{number:02}", memory_type="episodic")
    first, second = anna.get("/people").text, anna.get("/people?page=2").text
    assert "56 people" in first
    names = re.findall(r'<span class="name">([\w-]+)', first + second)
    assert len(names) == len(set(names)) == 56
    assert re.findall(r'<span class="name">([\w-]+)', anna.get("/people?q=READER-07").text) == ["u-reader-07"]
    assert anna.get("/people?page=nonsense&q=%00").status == 200


def test_the_page_of_one_process_shows_what_another_stores(anna: Visitor, tmp_path: Path) -> None:
    """Two versions of the plugin on one folder, and stores while pages are read."""
    with Daemon(environment={"HOME": str(tmp_path)}) as other:
        other.manifest()
        elsewhere = Visitor(other, anna.settings)
        for number in range(5):
            elsewhere.store(f"Number {number} is mine.", user="u-ben", memory_type="episodic")
            assert f"Number {number} is mine." in anna.get(anna.person("u-ben")).text
            anna.store(f"Number {number} is theirs.", memory_type="episodic")
        elsewhere.sign_in()
        person = elsewhere.person("u-anna")
        assert "Number 4 is theirs." in elsewhere.get(person).text
        memory = elsewhere.memory(person, "Anna pays by card.")
        elsewhere.send(f"{memory}/pin", {"pinned": "yes"}, on=memory)
        assert 'class="tag pin"' in anna.get(memory).text
        assert ">Pinned<" in anna.get("/operations").text
