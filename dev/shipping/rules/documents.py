"""README.md, its translations, and PRIVACY.md."""

import re
from collections.abc import Iterator

from dev.shipping.patterns import EAST_ASIAN, FENCE, LINK
from dev.shipping.publisher import HOSTS
from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import advises, blocks

_TRANSLATION = re.compile(r"readme/README_[a-z]{2}_[A-Za-z]{2,}\.md")
TRANSLATIONS = tuple(f"readme/README_{language}.md" for language in ("zh_Hans", "ja_JP", "pt_BR"))
_README_TELLS = {  # what a builder looks for, and the words a scanner looks for
    "how it is set up": ("set up", "setup", "install", "configur"),
    "how it is used": ("use it", "usage", "example", "workflow", "chatflow"),
    "what it needs to be authorized": ("key", "credential", "authoriz"),
    "what it connects to": ("connect", "server", "host", "network", "service"),
}
_PRIVACY_TELLS = {
    "what is stored": ("stored", "stores"),
    "where it goes": ("where", "sent", "goes to"),
    "which third parties get it": ("third part",),
    "how long it is kept": ("how long", "until", "retain"),
    "how it is deleted": ("delet", "eras"),
}


def the_readme_is_english(package: Package) -> Iterator[str]:
    if found := EAST_ASIAN.findall(FENCE.sub("", package.text("README.md"))):
        yield f"README.md has {''.join(found[:8])} outside of code blocks: move it to readme/README_zh_Hans.md."


def the_readme_tells(package: Package) -> Iterator[str]:
    yield from _untold("README.md", package, _README_TELLS)


def the_readme_names_its_source(package: Package) -> Iterator[str]:
    if package.manifest.get("repo") and not any(f"https://{host}/" in package.text("README.md") for host in HOSTS):
        yield "README.md does not say where the source is: link to the repository."


def links_lead_somewhere(package: Package) -> Iterator[str]:
    """A package is read on the marketplace, where a path inside the repository leads nowhere."""
    if package.manifest.get("repo"):
        for name, text in package.texts(".md").items():
            for _, path in LINK.findall(FENCE.sub("", text)):
                yield f"{name} links to {path}, which is not there where it is read: pack it with `make package`."


def translations_are_where_dify_looks(package: Package) -> Iterator[str]:
    for name in package.files:
        if (name.startswith(("readme/", "README")) and name != "README.md") and not _TRANSLATION.fullmatch(name):
            yield f"Dify does not read {name}: name it like readme/README_zh_Hans.md."


def the_readme_is_translated(package: Package) -> Iterator[str]:
    for name in TRANSLATIONS:
        if name not in package.files:
            yield f"{name} is missing: translate README.md."


def privacy_is_told(package: Package) -> Iterator[str]:
    if "fill in the privacy policy" in package.text("PRIVACY.md").lower():
        yield "PRIVACY.md is the template's: say what is stored, where it goes, and how it is deleted."
    yield from _untold("PRIVACY.md", package, _PRIVACY_TELLS)


def the_privacy_policy_is_named(package: Package) -> Iterator[str]:
    named = str(package.manifest.get("privacy") or "")
    if not named.startswith("https://") and named.removeprefix("./") not in package.files:
        yield f"`privacy: {named}` in manifest.yaml is no file of the package: name PRIVACY.md."


def _untold(name: str, package: Package, tells: dict[str, tuple[str, ...]]) -> Iterator[str]:
    text = package.text(name).lower()
    for what, words in tells.items():
        if not any(word in text for word in words):
            yield f"{name} does not say {what} (none of: {', '.join(words)}): write it."


RULES = (
    *blocks(
        the_readme_is_english,
        the_readme_names_its_source,
        links_lead_somewhere,
        translations_are_where_dify_looks,
        privacy_is_told,
        the_privacy_policy_is_named,
    ),
    *advises(the_readme_tells, the_readme_is_translated),
)
