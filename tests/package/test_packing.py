"""What `make package` writes."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dev.shipping.check import findings
from dev.shipping.pack import ROOT, package, what_ships
from dev.shipping.rules.code import hits
from dev.shipping.rules.contents import SHIPS
from dev.shipping.rules.documents import TRANSLATIONS, links_lead_somewhere, the_readme_is_translated
from dev.shipping.rules.explained import EXPLAINED
from dev.shipping.rules.manifest import the_repo_is_on_a_known_host
from dev.shipping.rules.opened import Package, opened
from dev.shipping.rules.rule import Weight
from memory_core.adapters.embedding.encoders import ENGLISH, MODELS, MULTILINGUAL
from tests.unit.test_bundled_model import MULTILINGUAL_WEIGHTS, WEIGHTS


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(ROOT, tmp_path_factory.mktemp("ours"))


def test_it_is_the_same_bytes_twice(ours: Path, tmp_path: Path) -> None:
    """Also from a copy of the tree, whose files have other times and modes."""
    copy = tmp_path / "copy"
    for name in what_ships(ROOT):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    (copy / "main.py").chmod(0o755)
    shutil.copyfile(ROOT / ".difyignore", copy / ".difyignore")
    assert package(copy, tmp_path).read_bytes() == ours.read_bytes()


def test_the_bundled_model_is_made_to_the_same_bytes(tmp_path: Path) -> None:
    """So that a package of the same source is the same, made anew from the weights."""
    for module, weights, name in (
        ("dev.build_english", WEIGHTS, ENGLISH),
        ("dev.build_multilingual", MULTILINGUAL_WEIGHTS, MULTILINGUAL),
    ):
        build = [sys.executable, "-m", module, str(weights), str(tmp_path / name)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        for made in (tmp_path / name).iterdir():
            assert made.read_bytes() == (MODELS / name / made.name).read_bytes(), f"{name}/{made.name}"


def test_it_keeps_every_rule(ours: Path) -> None:
    """Nothing blocks it but what only the publisher can set."""
    found = [finding for finding in findings(opened(ours)) if finding.rule.weight is Weight.BLOCKS]
    assert [f"{finding.rule.name}: {finding.message}" for finding in found] == []


def test_the_readme_is_there_in_every_language(ours: Path) -> None:
    """Where Dify looks for it."""
    assert list(the_readme_is_translated(opened(ours))) == []


def test_no_explanation_outlives_its_reason(ours: Path) -> None:
    """What is explained is still there."""
    found = {(hit.what, hit.file) for hit in hits(opened(ours))}
    assert {(entry.what, file) for entry in EXPLAINED for file in entry.files} <= found


def test_it_holds_the_plugin_and_nothing_else(ours: Path) -> None:
    """No tests, no tools, no folder of a developer's."""
    tops = {name.split("/")[0] for name in opened(ours).files}
    assert tops == SHIPS


def test_linked_folders_and_what_is_ignored_stay_out(tmp_path: Path) -> None:
    """An environment that is a link, caches within, and files that begin with a dot."""
    (tmp_path / ".difyignore").write_text((ROOT / ".difyignore").read_text())
    (tmp_path / ".venv").symlink_to(ROOT)
    for name in ("tools/__pycache__/x.pyc", "tools/docs/kept.md", "docs/out.md", ".env", "tools/.DS_Store", "kept.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert set(what_ships(tmp_path)) == {"kept.py", "tools/docs/kept.md"}


def published(tmp_path: Path, **fields: str) -> Package:
    """A little plugin, packed after its publisher wrote `fields` into the manifest."""
    documents = {
        ".difyignore": ".*\n",
        "manifest.yaml": "\n".join(f"{key}: {value}" for key, value in fields.items()),
        "provider/p.yaml": "identity:\n  author: keepsake\n  name: p\nform:\n  key:\n    url: docs/keys.md#own\n"
        "  other:\n    url: https://example.com/other\n",
        "tools/t.yaml": "identity:\n  author: keepsake\n",
        "README.md": "[a](docs/a.md) [b](https://b.example) [c](#c) ![d](docs/d.png)\n[![f](f.png)](f.md)\n"
        "```\n[e](e.md)\n```\n",
        "readme/README_ja_JP.md": "[a](../docs/a.md#ja) ![d](../docs/d.png) [e](../README.md) [p](README_pt_BR.md)\n",
    }
    for name, text in documents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return opened(package(tmp_path, tmp_path))


def test_one_line_names_the_author_everywhere(tmp_path: Path) -> None:
    """The manifest's author is stamped into the provider and the tools."""
    packed = published(tmp_path, name="n", version="1.2.3", author="somebody")
    assert packed.document("provider/p.yaml")["identity"] == {"author": "somebody", "name": "p"}
    assert packed.document("tools/t.yaml")["identity"] == {"author": "somebody"}


def test_with_a_repo_links_lead_into_it(tmp_path: Path) -> None:
    """Of the form and of documents, at the version's tag; pictures raw, code blocks and other links as they were."""
    packed = published(tmp_path, name="n", version="1.2.3", author="a", repo="https://github.com/a/n/")
    at = "https://github.com/a/n/blob/v1.2.3"
    form = packed.document("provider/p.yaml")["form"]
    assert (form["key"]["url"], form["other"]["url"]) == (f"{at}/docs/keys.md#own", "https://example.com/other")
    assert packed.text("README.md") == (
        f"[a]({at}/docs/a.md) [b](https://b.example) [c](#c) "
        "![d](https://github.com/a/n/raw/v1.2.3/docs/d.png)\n"
        f"[![f](https://github.com/a/n/raw/v1.2.3/f.png)]({at}/f.md)\n```\n[e](e.md)\n```\n"
    )
    assert packed.text("readme/README_ja_JP.md") == (
        f"[a]({at}/docs/a.md#ja) ![d](https://github.com/a/n/raw/v1.2.3/docs/d.png) "
        f"[e]({at}/README.md) [p]({at}/readme/README_pt_BR.md)\n"
    )


@pytest.mark.parametrize(
    ("host", "file", "raw"),
    [
        ("github.com", "blob/v1.2.3", "raw/v1.2.3"),
        ("www.github.com", "blob/v1.2.3", "raw/v1.2.3"),
        ("gitlab.com", "-/blob/v1.2.3", "-/raw/v1.2.3"),
        ("gitee.com", "blob/v1.2.3", "raw/v1.2.3"),
        ("bitbucket.org", "src/v1.2.3", "raw/v1.2.3"),
        ("codeberg.org", "src/tag/v1.2.3", "raw/tag/v1.2.3"),
    ],
)
def test_every_host_is_linked_to_in_its_own_way(host: str, file: str, raw: str, tmp_path: Path) -> None:
    """Every host that the check accepts addresses a file of a tag, and a raw one, differently."""
    repo = f"https://{host}/a/n"
    packed = published(tmp_path, name="n", version="1.2.3", author="a", repo=repo)
    assert list(the_repo_is_on_a_known_host(packed)) == []
    assert f"[a]({repo}/{file}/docs/a.md)" in packed.text("README.md")
    assert f"![d]({repo}/{raw}/docs/d.png)" in packed.text("README.md")


def test_on_an_unknown_host_links_stay(tmp_path: Path) -> None:
    """How it addresses files is not known; the check refuses it."""
    packed = published(tmp_path, name="n", version="1.2.3", author="a", repo="https://example.com/a/n")
    assert packed.text("README.md") == (tmp_path / "README.md").read_text()
    assert list(the_repo_is_on_a_known_host(packed)) != []


def test_with_a_repo_our_own_documents_lead_to_what_is_in_it(tmp_path: Path) -> None:
    """README.md, its translations a folder deeper, and the others; no relative link is left."""
    for name in (".difyignore", *(name for name in what_ships(ROOT) if name.endswith((".md", ".yaml")))):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    with (tmp_path / "manifest.yaml").open("a") as manifest:
        manifest.write("repo: https://github.com/a/n\n")
    packed = opened(package(tmp_path, tmp_path))
    assert list(links_lead_somewhere(packed)) == []
    for name in ("README.md", *TRANSLATIONS):
        places = re.findall(r"\]\(https://github\.com/a/n/(?:blob|raw)/v[^/]+/([^)#]+)", packed.text(name))
        assert "docs/errors.md" in places
        assert [place for place in places if not (ROOT / place).is_file()] == []


def test_without_a_repo_documents_keep_their_links_and_the_form_has_none(tmp_path: Path) -> None:
    """No address is invented; Dify would make one of its own of a path in the form."""
    packed = published(tmp_path, name="n", version="1.2.3", author="a")
    assert packed.text("README.md") == (tmp_path / "README.md").read_text()
    form = packed.document("provider/p.yaml")["form"]
    assert form == {"key": None, "other": {"url": "https://example.com/other"}}


def test_the_zip_says_nothing_of_the_machine(ours: Path) -> None:
    """Sorted names, one time, one mode, no comment."""
    with zipfile.ZipFile(ours) as archive:
        entries = archive.infolist()
        assert archive.comment == b""
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.external_attr >> 16, entry.extra) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, b"")
    }
