"""manifest.yaml, and what the provider repeats of it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from dev.shipping.publisher import HOSTS
from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import Rule, Weight, advises, blocks

TAGS = frozenset(
    """
    agent business design education entertainment finance image medical news other productivity rag search social
    travel trigger utilities videos weather
""".split()
)
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}(-\w{1,16})?")
_REPO = re.compile(rf"https://(www\.)?({'|'.join(map(re.escape, HOSTS))})/[^\s)>\"]+")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")
_TEMPLATE_ICONS = (b"DIFY_MARKETPLACE_TEMPLATE_ICON_DO_NOT_USE", b"M20 20 V80 M20 20 H60 Q80 20 80 40 T60 60 H20")
_LEAST_BYTES = 16 * 2**20  # who writes less meant megabytes
_ASKS = {  # a permission, and the code that needs it
    "llm": r"\.model\.(llm|summary)\b",
    "text_embedding": r"\.model\.text_embedding\b",
    "rerank": r"\.model\.rerank\b",
    "tts": r"\.model\.tts\b",
    "speech2text": r"\.model\.speech2text\b",
    "moderation": r"\.model\.moderation\b",
    "tool": r"\bsession\.tool\b",
    "app": r"\bsession\.app\b",
    "storage": r"\bsession\.storage\b",
    "endpoint": r"\(Endpoint\)",
}


def the_author_may_publish(package: Package) -> Iterator[str]:
    author = str(package.manifest["author"])
    if not re.fullmatch(r"[a-z0-9_-]{1,64}", author):
        yield f"`author: {author}` cannot be registered: use 1 to 64 of a-z, 0-9, _ and -."
    if "dify" in author or "langgenius" in author:
        yield f"`author: {author}` claims to be Dify's own: leave out dify and langgenius."


def authors_agree(package: Package) -> Iterator[str]:
    author = package.manifest["author"]
    for name, form in package.forms.items():
        if name != "manifest.yaml" and form["identity"]["author"] != author:
            yield f"{name} is by {form['identity']['author']}, the manifest by {author}: pack it with `make package`."


def the_repo_is_on_a_known_host(package: Package) -> Iterator[str]:
    repo = package.manifest.get("repo")
    if repo and not _REPO.fullmatch(str(repo)):
        yield f"`repo: {repo}` is not accepted: write https://... on one of {', '.join(HOSTS)}."


def the_contact_is_an_email(package: Package) -> Iterator[str]:
    contact = package.manifest.get("contact")
    if contact and not _EMAIL.fullmatch(str(contact)):
        yield f"`contact: {contact}` is no e-mail address: write one that somebody reads."


def versions_are_three_numbers(package: Package) -> Iterator[str]:
    manifest = package.manifest
    found = {"version": manifest["version"], "meta.version": manifest["meta"]["version"]}
    found["meta.minimum_dify_version"] = manifest["meta"].get("minimum_dify_version") or "0.0.0"
    for field, version in found.items():
        if not _VERSION.fullmatch(str(version)):
            yield f"`{field}: {version}` is no version that Dify reads: write three numbers, like 0.1.0."


def it_runs_where_dify_runs(package: Package) -> Iterator[str]:
    meta = package.manifest["meta"]
    if set(meta["arch"]) != {"amd64", "arm64"}:
        yield f"`meta.arch` is {meta['arch']}: name amd64 and arm64, or half of the installations cannot have it."
    expected = {"language": "python", "version": "3.12", "entrypoint": "main"}
    if meta["runner"] != expected:
        yield f"`meta.runner` is {meta['runner']}: Dify runs {expected}, the version in quotes."


def tags_are_of_the_list(package: Package) -> Iterator[str]:
    tags = [*package.manifest["tags"], *package.provider["identity"].get("tags", [])]
    for tag in sorted(set(tags) - TAGS):
        yield f"There is no tag {tag}: choose from {', '.join(sorted(TAGS))}."


def icons_are_our_own(package: Package) -> Iterator[str]:
    for owner in (package.manifest, package.provider["identity"]):
        for icon in filter(None, (owner.get("icon"), owner.get("icon_dark"))):
            drawing = package.files.get(f"_assets/{icon}")
            if drawing is None:
                yield f"_assets/{icon} is missing: draw it, or name another icon."
            elif any(template in drawing for template in _TEMPLATE_ICONS):
                yield f"_assets/{icon} is the template's: draw one for this plugin."


def it_is_not_from_the_future(package: Package) -> Iterator[str]:
    created = package.manifest["created_at"]
    if not isinstance(created, datetime) or created.replace(tzinfo=created.tzinfo or UTC) > datetime.now(UTC):
        yield f"`created_at: {created}` has to be a past moment, like 2026-11-20T00:00:00Z."


def memory_is_in_bytes(package: Package) -> Iterator[str]:
    memory = package.manifest["resource"]["memory"]
    if memory < _LEAST_BYTES:
        yield f"`resource.memory: {memory}` is in bytes: 1 GiB is 1073741824."


def permissions_are_those_that_code_uses(package: Package) -> Iterator[str]:
    """What an administrator is asked to grant is used, and what is used was asked for."""
    asked = package.manifest["resource"].get("permission") or {}
    models = asked.get("model") or {}
    granted = {name for name, given in models.items() if given is True and models.get("enabled")} - {"enabled"}
    granted |= {name for name, given in asked.items() if name != "model" and given.get("enabled")}
    code = "\n".join(package.texts(".py").values())
    used = {name for name, pattern in _ASKS.items() if re.search(pattern, code)}
    for name in sorted(granted - used):
        yield f"The permission `{name}` is asked for and no code uses it: take it out of resource.permission."
    for name in sorted(used - granted):
        yield f"Code uses `{name}` without the permission: add it to resource.permission."


def the_oldest_dify_is_named(package: Package) -> Iterator[str]:
    if not package.manifest["meta"].get("minimum_dify_version"):
        yield "`meta.minimum_dify_version` is not set: name the oldest Dify it was tried with."


def the_publisher_is_set(package: Package) -> Iterator[str]:
    if not package.manifest.get("repo"):
        yield "`repo` in manifest.yaml is not set; until it is, the form's and the documents' links lead nowhere."
    if not package.manifest.get("contact"):
        yield "`contact` in manifest.yaml is not set: the e-mail address that users and reviewers write to."


RULES = (
    *blocks(
        the_author_may_publish,
        authors_agree,
        the_repo_is_on_a_known_host,
        the_contact_is_an_email,
        versions_are_three_numbers,
        it_runs_where_dify_runs,
        tags_are_of_the_list,
        icons_are_our_own,
        it_is_not_from_the_future,
        memory_is_in_bytes,
        permissions_are_those_that_code_uses,
    ),
    *advises(the_oldest_dify_is_named),
    Rule(Weight.UNSET, the_publisher_is_set),
)
