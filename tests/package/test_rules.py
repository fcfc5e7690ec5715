"""Every rule of the package check names what breaks it, and passes what does not."""

import zipfile
from pathlib import Path

import pytest

from dev.shipping.check import RULES, findings, main
from dev.shipping.rules.explained import EXPLAINED
from dev.shipping.rules.rule import Weight
from tests.package.small import (
    GOOD,
    Change,
    added,
    executable,
    of_many_files,
    reworded,
    weighing,
    without,
    written,
)

RULE = {rule.name: rule for rule in RULES}
PRETENDED_KEY = "sk-" + "a1" * 12  # in two parts, so that no scanner takes it for one, as those below
MANIFEST, PROVIDER, TOOL, CODE = "manifest.yaml", "provider/notes.yaml", "tools/note.yaml", "tools/note.py"
ICON = "_assets/icon.svg"
BROKEN: list[tuple[str, Change, str]] = [  # a rule, what breaks it, and a word of the sentence that then says so
    ("paths-stay-inside", written("tools/../../evil.py", ""), "evil.py"),
    ("what-dify-needs-is-there", without("LICENSE"), "LICENSE"),
    ("the-manifest-is-whole", reworded(MANIFEST, "tags: [agent]", "tags: []"), "tags"),
    ("the-manifest-is-whole", reworded(MANIFEST, "tools: [", "models: ["), "plugins.tools"),
    ("the-manifest-is-whole", written(MANIFEST, "a: b: c"), "no YAML"),
    ("the-sdk-loads-it", added(CODE, "\nclass Another(Tool):\n    pass\n"), "Multiple subclasses"),
    ("the-sdk-loads-it", reworded(PROVIDER, "url: https://github.com/somebody/notes", "url: {en_US: x}"), "url"),
    ("the-author-may-publish", reworded(MANIFEST, "author: somebody", "author: Somebody"), "a-z"),
    ("the-author-may-publish", reworded(MANIFEST, "author: somebody", "author: difyfan"), "Dify's own"),
    ("authors-agree", reworded(TOOL, "author: somebody", "author: another"), TOOL),
    ("the-repo-is-on-a-known-host", reworded(MANIFEST, "https://github.com", "https://example.com"), "codeberg.org"),
    ("the-contact-is-an-email", reworded(MANIFEST, "somebody@example.com", "somebody"), "e-mail"),
    ("versions-are-three-numbers", reworded(MANIFEST, "version: 0.1.0", "version: 0.1"), "three numbers"),
    ("versions-are-three-numbers", reworded(MANIFEST, "_version: 1.8.0", "_version: newest"), "minimum_dify_version"),
    ("it-runs-where-dify-runs", reworded(MANIFEST, "[amd64, arm64]", "[amd64]"), "arm64"),
    ("it-runs-where-dify-runs", reworded(MANIFEST, '"3.12"', '"3.13"'), "3.12"),
    ("tags-are-of-the-list", reworded(MANIFEST, "[agent]", "[memory]"), "memory"),
    ("icons-are-our-own", without("_assets/icon.svg"), "missing"),
    ("icons-are-our-own", written("_assets/icon.svg", "DIFY_MARKETPLACE_TEMPLATE_ICON_DO_NOT_USE"), "template"),
    ("the-icon-reads-on-every-ground", reworded(ICON, 'width="8"', 'width="6"'), "ground of its own"),
    ("the-icon-reads-on-every-ground", reworded(ICON, 'fill="#b45309"', 'fill="none"'), "ground of its own"),
    ("the-icon-reads-on-every-ground", reworded(ICON, "#b45309", "#fef3c7"), "light ground"),
    ("the-icon-reads-on-every-ground", reworded(ICON, "#b45309", "#1f2937"), "dark ground"),
    ("the-icon-reads-on-every-ground", reworded(ICON, "#ffffff", "#d97706"), "draws #d97706"),
    ("it-is-not-from-the-future", reworded(MANIFEST, "2026-01-02", "2999-01-02"), "past"),
    ("memory-is-in-bytes", reworded(MANIFEST, "268435456", "256"), "in bytes"),
    ("permissions-are-those-that-code-uses", reworded(MANIFEST, "llm: true", "llm: true, rerank: true"), "rerank"),
    ("permissions-are-those-that-code-uses", reworded(MANIFEST, ", llm: true", ""), "without the permission"),
    ("the-oldest-dify-is-named", reworded(MANIFEST, "  minimum_dify_version: 1.8.0", ""), "oldest"),
    ("the-publisher-is-set", reworded(MANIFEST, "repo: https", "# repo: https"), "`repo`"),
    ("the-publisher-is-set", reworded(MANIFEST, "contact:", "# contact:"), "`contact`"),
    ("every-text-is-in-four-languages", reworded(TOOL, ", pt_BR: Nota", ""), "identity/label"),
    ("every-text-is-in-four-languages", reworded(PROVIDER, "ja_JP: メモ", "ja_JP: ''"), "ja_JP"),
    ("languages-are-spelled-as-dify-does", reworded(TOOL, "pt_BR: Nota", "pt_BR: Nota, pt_br: Nota"), "pt_br"),
    ("no-text-is-too-long", reworded(TOOL, "en_US: Note", f"en_US: {'x' * 1_024}"), "1024"),
    ("models-read-english", reworded(TOOL, "What to note.", "要记住的内容"), "content/llm_description"),
    ("every-tool-declares-its-outputs", reworded(TOOL, "output_schema:", "other:"), "no output"),
    ("every-tool-declares-its-outputs", reworded(TOOL, ", description: Whether it was noted.", ""), "`noted`"),
    ("outputs-avoid-difys-names", reworded(TOOL, "noted:", "json:"), "`json`"),
    ("help-leads-somewhere", reworded(PROVIDER, "    url: https://github.com/somebody/notes\n", ""), "no `url`"),
    ("help-leads-somewhere", reworded(PROVIDER, "    help: {", "    hint: {"), "no `help`"),
    ("help-leads-somewhere", reworded(PROVIDER, "url: https://github.com/somebody/notes", "url: docs/a.md"), "docs/a"),
    ("the-readme-is-english", added("README.md", "\n笔记\n"), "笔记"),
    ("the-readme-tells", written("README.md", "# Notes\n"), "how it is set up"),
    ("the-readme-names-its-source", reworded("README.md", "https://github.com/somebody/notes", "home"), "source"),
    ("links-lead-somewhere", added("README.md", "[more](docs/more.md#there)\n"), "docs/more.md"),
    ("translations-are-where-dify-looks", written("readme/README.zh.md", "# 笔记\n"), "README.zh.md"),
    ("the-readme-is-translated", without("readme/README_ja_JP.md"), "ja_JP"),
    ("privacy-is-told", reworded("PRIVACY.md", "Third parties: none.", ""), "third parties"),
    ("privacy-is-told", added("PRIVACY.md", "Please fill in the privacy policy."), "template"),
    ("the-privacy-policy-is-named", reworded(MANIFEST, "privacy: PRIVACY.md", "privacy: policy.md"), "policy.md"),
    ("every-requirement-is-from-the-index", added("requirements.txt", "-r more.txt\n"), "more.txt"),
    ("every-requirement-is-from-the-index", added("requirements.txt", "x @ https://example.com/x.whl\n"), "x.whl"),
    ("every-requirement-is-from-the-index", added("requirements.txt", "git+https://example.com/x\n"), "git+"),
    ("every-requirement-has-a-bound", added("requirements.txt", "click\n"), "click"),
    ("bounds-are-on-both-sides", added("requirements.txt", "click>=8\n"), "click>=8"),
    ("every-requirement-has-a-bound", added("requirements.txt", "click \\\n    --hash=sha256:aa\n"), "click"),
    ("the-sdk-is-new-enough", reworded("requirements.txt", ">=0.9.0", ">=0.5"), "0.9.0"),
    ("the-sdk-is-new-enough", written("requirements.txt", "httpx>=0.27,<1\n"), "dify_plugin"),
    ("nothing-heavy-is-installed", added("requirements.txt", "torch>=2,<3\n"), "torch"),
    ("it-is-small-enough", weighing(41 * 2**20), "packed"),
    ("it-is-small-enough", written("memory_core/large.json", b"." * 50 * 2**20), "memory_core/large.json"),
    ("it-has-few-files", of_many_files(5_001), ".difyignore"),
    ("only-the-plugin-ships", written("pyproject.toml", ""), "pyproject.toml"),
    ("only-the-plugin-ships", written("tests/test_it.py", ""), "tests"),
    ("folders-of-code-are-packages", without("provider/__init__.py"), "provider/__init__.py"),
    ("folders-of-code-are-packages", without("tools/__init__.py"), "tools/__init__.py"),
    ("nothing-private-ships", written("provider/.env", "A=1"), ".env"),
    ("nothing-private-ships", written("tools/__pycache__/note.txt", ""), "__pycache__"),
    ("nothing-native-ships", written("tools/fast.bin", b"\x7fELF..."), "fast.bin"),
    ("nothing-native-ships", written("tools/fast.so", b"?"), "fast.so"),
    ("the-model-is-inside", written("memory_core/models/all-minilm-l6-v2/model.onnx", b""), "make model"),
    ("nothing-is-executable", executable("main.py"), "main.py"),
    ("no-scripts-or-archives-ship", written("tools/do.sh", "ls"), "do.sh"),
    ("it-compiles", added(CODE, "def :\n"), "tools/note.py:7"),
    ("no-secret-ships", added(CODE, f"KEY = '{PRETENDED_KEY}'\n"), "OpenAI"),
    ("no-secret-ships", added(CODE, "WHERE = 'AIza" + "b2" * 17 + "c'\n"), "Google"),
    ("no-secret-ships", added(CODE, "api_key: str = '" + "a1_-" * 5 + "'\n"), "quoted secret"),
    ("no-secret-ships", added("README.md", '{"password": "' + "a1" * 10 + '"}\n'), "quoted secret"),
    ("no-secret-ships", added("README.md", "-----BEGIN " + "PRIVATE KEY-----\n"), "README.md"),
    ("what-scanners-find-is-explained", added(CODE, "text = open('x')\n"), "touches files"),
    ("what-scanners-find-is-explained", added(CODE, "subprocess.run(['ls'])\n"), "runs a command"),
    ("what-scanners-find-is-explained", added(CODE, "eval('1')\n"), "runs code"),
    ("what-scanners-find-is-explained", added(CODE, "Q = 'select a from b'\n"), "asks a database"),
    ("what-scanners-find-is-explained", added(CODE, "httpx.post(URL)\n"), "asks the network"),
    ("what-scanners-find-is-explained", added(CODE, "logger.info(api_key)\n"), "says what sounds secret"),
    (
        "what-scanners-find-is-explained",
        added(CODE, "raise ValueError(settings.password)\n"),
        "says what sounds secret",
    ),
    ("what-scanners-find-is-explained", added("README.md", "It takes payments.\n"), "speaks of money"),
    ("what-sounds-secret-is-returned", added(CODE, "def f(token):\n    return token\n"), CODE),
    ("scanners-are-answered", written("memory_core/ports.py", "def open(): ...\n"), "memory_core/ports.py"),
]


@pytest.mark.parametrize(("name", "change", "word"), BROKEN, ids=[f"{name}: {word}" for name, _, word in BROKEN])
def test_a_package_that_breaks_a_rule_is_named(name: str, change: Change, word: str) -> None:
    """By the rule it breaks, with a sentence that says what to look for."""
    sentences = list(RULE[name].look(change(GOOD)))
    assert any(word in sentence for sentence in sentences), sentences


def test_every_rule_has_been_broken_once() -> None:
    """No rule stands here untried."""
    assert {name for name, _, _ in BROKEN} == set(RULE)


def test_a_good_package_breaks_no_rule() -> None:
    """Not one, and there is nothing to explain in it."""
    assert findings(GOOD) == []


def test_a_package_that_does_not_load_is_not_judged_further() -> None:
    """Its forms would only be misread."""
    found = findings(written("manifest.yaml", "name: notes\n")(without("LICENSE")(GOOD)))
    assert {finding.rule.name for finding in found} == {
        "what-dify-needs-is-there",
        "the-manifest-is-whole",
        "the-sdk-loads-it",
    }
    assert all(finding.rule.weight is Weight.BLOCKS for finding in found)


@pytest.mark.parametrize(
    ("change", "options", "code", "last"),
    [
        (written("CHANGELOG.md", ""), [], 0, "accepted"),
        (reworded(MANIFEST, "repo: https", "# repo: https"), [], 0, "accepted"),
        (reworded(MANIFEST, "repo: https", "# repo: https"), ["--release"], 1, "refused"),
        (executable("main.py"), ["--release"], 0, "accepted"),
        (written("notes.txt", ""), [], 1, "refused"),
    ],
)
def test_the_program_ends_as_heavy_as_what_it_finds(
    change: Change,
    options: list[str],
    code: int,
    last: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It reads the file; advice never refuses, what is unset refuses a release alone, and what blocks always."""
    packed = tmp_path / "notes-0.1.0.difypkg"
    changed = change(GOOD)
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in changed.files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = changed.modes.get(name, 0o644) << 16
            archive.writestr(entry, content)
    monkeypatch.setattr("sys.argv", ["check_package", *options, str(packed)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert capsys.readouterr().out.strip().endswith(f"{last}.")


def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence."""
    (tmp_path / "no.difypkg").write_text("no zip")
    for name, said in (("no.difypkg", "is no zip"), ("away.difypkg", "make package")):
        monkeypatch.setattr("sys.argv", ["check_package", str(tmp_path / name)])
        with pytest.raises(SystemExit, match=said):
            main()


def test_every_explanation_says_of_what_and_where() -> None:
    """Each names files and gives a reason."""
    assert all(entry.files and len(entry.why.split()) > 4 for entry in EXPLAINED)
