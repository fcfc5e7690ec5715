"""Secrets made up: kinds as their issuers describe them, and carriers that people and programs put them in.

Nothing here knows how secrets are found. Each kind makes a value of its own from a generator of chance, and says in which
words it is named where nothing but the words tell what it is.
"""

import base64
import json
import random
import string
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
B64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"

type Chance = random.Random


@dataclass(frozen=True, slots=True)
class Secret:
    """`value` must go; `told` is what is written for it, which may have more in it (an address around a password);
    `name` is what it is called in a sentence, `field` in a program."""

    kind: str
    value: str
    told: str
    name: str
    field: str


def _some(chance: Chance, signs: str, count: int) -> str:
    return "".join(chance.choice(signs) for _ in range(count))


def _luhn(chance: Chance, prefix: str, length: int) -> str:
    body = prefix + _some(chance, string.digits, length - len(prefix) - 1)
    total = 0
    for place, digit in enumerate(reversed(body)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return body + str(-total % 10)


def _iban(chance: Chance, country: str, account: str) -> str:
    number = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def _grouped(number: str, *sizes: int, by: str = " ") -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return by.join(parts)


def _jwt(chance: Chance) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': _some(chance, string.digits, 10)})}.{_some(chance, URLSAFE, 43)}"


def _pem(chance: Chance, title: str, length: int) -> str:
    body = _some(chance, B64, length) + "=="
    return f"-----BEGIN {title}-----\n" + "\n".join(textwrap.wrap(body, 64)) + f"\n-----END {title}-----"


def _password(chance: Chance) -> str:
    stem = chance.choice(
        ["Sommer", "tr0mbone", "Kestrel", "blue?Moose", "Qwark", "zebra", "Pa55word", "n1ghtOwl", "Iglu"]
    )
    return f"{stem}{chance.choice('!$#_-')}{_some(chance, string.digits, chance.randint(2, 4))}{_some(chance, string.ascii_letters, 2)}"


_SEED_WORDS = [
    "abandon",
    "ability",
    "about",
    "absent",
    "absorb",
    "abstract",
    "absurd",
    "access",
    "account",
    "acid",
    "across",
    "action",
    "addict",
    "advice",
    "album",
    "alien",
    "amateur",
    "anchor",
    "ancient",
    "apple",
    "april",
    "arch",
    "area",
    "armor",
    "army",
    "arrow",
    "banana",
    "barrel",
    "basket",
    "beach",
    "bean",
    "beauty",
]

# kind: (value, name in a sentence, field in a program)
_KINDS: dict[str, tuple[Callable[[Chance], str], str, str]] = {
    "aws access key": (lambda c: "AKIA" + _some(c, string.ascii_uppercase + "234567", 16), "AWS key id", "aws_access_key_id"),
    "aws secret key": (lambda c: _some(c, B64, 40), "AWS secret access key", "aws_secret_access_key"),
    "google api key": (lambda c: "AIza" + _some(c, URLSAFE, 35), "Maps key", "maps_key"),
    "google oauth": (lambda c: "GOCSPX-" + _some(c, URLSAFE, 28), "Google client", "google"),
    "azure storage": (lambda c: _some(c, B64, 86) + "==", "storage account key", "AccountKey"),
    "openai": (lambda c: "sk-proj-" + _some(c, URLSAFE, 74) + "T3BlbkFJ" + _some(c, URLSAFE, 74), "model thing", "openai"),
    "openai old": (lambda c: "sk-" + _some(c, ALNUM, 20) + "T3BlbkFJ" + _some(c, ALNUM, 20), "model thing", "openai"),
    "anthropic": (lambda c: "sk-ant-api03-" + _some(c, URLSAFE, 93) + "AA", "Claude thing", "anthropic"),
    "groq": (lambda c: "gsk_" + _some(c, ALNUM, 52), "Groq thing", "groq"),
    "xai": (lambda c: "xai-" + _some(c, ALNUM, 80), "Grok thing", "xai"),
    "huggingface": (lambda c: "hf_" + _some(c, string.ascii_letters, 34), "hub thing", "hub"),
    "github classic": (lambda c: "ghp_" + _some(c, ALNUM, 36), "GitHub thing", "github"),
    "github fine": (lambda c: "github_pat_" + _some(c, ALNUM, 22) + "_" + _some(c, ALNUM, 59), "GitHub thing", "github"),
    "gitlab": (lambda c: "glpat-" + _some(c, URLSAFE, 20), "GitLab thing", "gitlab"),
    "npm": (lambda c: "npm_" + _some(c, ALNUM, 36), "npm thing", "npm"),
    "pypi": (lambda c: "pypi-AgEIcHlwaS5vcmc" + _some(c, URLSAFE, 140), "upload thing", "pypi"),
    "docker": (lambda c: "dckr_pat_" + _some(c, URLSAFE, 27), "registry thing", "registry"),
    "slack bot": (lambda c: f"xoxb-{_some(c, '123456789', 12)}-{_some(c, string.digits, 13)}-{_some(c, ALNUM, 24)}", "bot thing", "slack"),
    "slack webhook": (lambda c: f"T{_some(c, string.ascii_uppercase, 8)}/B{_some(c, string.ascii_uppercase, 8)}/{_some(c, ALNUM, 24)}", "hook", "hook"),
    "discord bot": (lambda c: f"M{_some(c, ALNUM, 23)}.{_some(c, URLSAFE, 6)}.{_some(c, ALNUM, 38)}", "bot thing", "discord"),
    "telegram bot": (lambda c: f"{_some(c, '123456789', 10)}:AA{_some(c, URLSAFE, 32)}x", "bot thing", "telegram"),
    "twilio": (lambda c: "SK" + _some(c, HEX, 32), "SMS thing", "twilio"),
    "sendgrid": (lambda c: f"SG.{_some(c, URLSAFE, 22)}.{_some(c, URLSAFE, 43)}", "mail thing", "sendgrid"),
    "mailchimp": (lambda c: f"{_some(c, HEX, 32)}-us{c.randint(1, 20)}", "list thing", "mailchimp"),
    "stripe": (lambda c: c.choice(["sk_live_", "rk_live_"]) + _some(c, ALNUM, 24), "payment thing", "stripe"),
    "square": (lambda c: "sq0csp-" + _some(c, URLSAFE, 43), "shop thing", "square"),
    "shopify": (lambda c: "shpat_" + _some(c, HEX, 32), "shop thing", "shopify"),
    "airtable": (lambda c: f"pat{_some(c, ALNUM, 14)}.{_some(c, HEX, 64)}", "table thing", "airtable"),
    "notion": (lambda c: "ntn_" + _some(c, ALNUM, 46), "notes thing", "notion"),
    "databricks": (lambda c: "dapi" + _some(c, HEX, 32), "cluster thing", "databricks"),
    "digitalocean": (lambda c: "dop_v1_" + _some(c, HEX, 64), "droplet thing", "droplet"),
    "vault": (lambda c: "hvs." + _some(c, URLSAFE, 90), "vault thing", "vault"),
    "grafana": (lambda c: f"glsa_{_some(c, ALNUM, 32)}_{_some(c, HEX, 8)}", "dashboard thing", "grafana"),
    "unknown issuer": (lambda c: _some(c, ALNUM, 40), "thing for the new service", "value"),
    "jwt": (_jwt, "session", "session"),
    "bearer": (lambda c: _some(c, ALNUM, 32), "header", "header"),
    "connection string": (lambda c: _some(c, ALNUM, 14) + "!", "database", "url"),
    "pem rsa": (lambda c: _pem(c, "RSA PRIVATE KEY", 800), "server key", "key"),
    "pem pkcs8": (lambda c: _pem(c, "PRIVATE KEY", 400), "server key", "key"),
    "openssh": (lambda c: _pem(c, "OPENSSH PRIVATE KEY", 350), "ssh key", "key"),
    "password": (_password, "password", "password"),
    "generic api key": (lambda c: _some(c, HEX, 32), "API key", "api_key"),
    "pin": (lambda c: _some(c, string.digits, c.choice([4, 6])), "PIN", "pin"),
    "security code": (lambda c: _some(c, "123456789", 3), "CVV", "cvv"),
    "visa": (lambda c: _luhn(c, "4", 16), "card", "card"),
    "visa grouped": (lambda c: _grouped(_luhn(c, "4", 16), 4, 4, 4, 4), "card", "card"),
    "mastercard": (lambda c: _grouped(_luhn(c, c.choice(["51", "55", "2345"]), 16), 4, 4, 4, 4, by="-"), "card", "card"),
    "amex": (lambda c: _grouped(_luhn(c, c.choice(["34", "37"]), 15), 4, 6, 5), "card", "card"),
    "iban de": (lambda c: _iban(c, "DE", _some(c, string.digits, 18)), "account", "account"),
    "iban gb": (lambda c: _grouped(_iban(c, "GB", _some(c, string.ascii_uppercase, 4) + _some(c, string.digits, 14)), 4, 4, 4, 4, 4, 2), "account", "account"),
    "iban fr": (lambda c: _grouped(_iban(c, "FR", _some(c, string.digits, 23)), *[4] * 6, 3), "account", "account"),
    "recovery phrase": (lambda c: " ".join(c.choice(_SEED_WORDS) for _ in range(12)), "recovery phrase", "mnemonic"),
}  # fmt: skip
_AROUND = {
    "slack webhook": "https://hooks.slack.com/services/{}",
    "bearer": "Authorization: Bearer {}",
    "connection string": "postgresql://app:{}@db.example.com:5432/main",
}
KINDS = tuple(_KINDS)


def secret(kind: str, chance: Chance) -> Secret:
    make, name, field = _KINDS[kind]
    value = make(chance)
    return Secret(kind, value, _AROUND.get(kind, "{}").format(value), name, field)


def _sentence(s: Secret, _: Chance) -> str:
    return f"Before I forget: my {s.name} is {s.told}. Can you help me set it up tomorrow?"


def _colon(s: Secret, _: Chance) -> str:
    return f"Hi Tom,\n\nhere you go, the {s.name}: {s.told}\n\nBest,\nAnna"


def _json(s: Secret, _: Chance) -> str:
    return json.dumps({"user": "anna", s.field: s.told, "retries": 3}, indent=2)


def _code(s: Secret, _: Chance) -> str:
    return f"import os\n\n{s.field.upper()} = {s.told!r}\nclient = connect(timeout=30)\n"


def _environment(s: Secret, _: Chance) -> str:
    return f"DEBUG=true\nexport {s.field.upper()}={json.dumps(s.told) if ' ' in s.told else s.told}\nPORT=8080\n"


def _yaml(s: Secret, _: Chance) -> str:
    return f"service:\n  name: shop\n  {s.field}: {json.dumps(s.told)}\n  replicas: 2\n"


def _chat(s: Secret, _: Chance) -> str:
    return f"Anna: which {s.name} do we use?\nTom: {s.name}: {s.told}\nAnna: thanks!"


def _split(s: Secret, _: Chance) -> str:
    """Broken in two over lines, as a terminal breaks it."""
    half = len(s.value) // 2
    broken = s.told.replace(s.value, f"{s.value[:half]}\n{s.value[half:]}")
    return f"my {s.name}: {broken if len(s.value) >= 16 else chr(10) + s.told}\n"


def _wide(s: Secret, _: Chance) -> str:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in s.told)
    return f"my {s.name} is {wide}"


def _url(s: Secret, _: Chance) -> str:
    return f"The log says GET /setup?user=anna&{s.field}={quote(s.told, safe='')}&lang=en HTTP/1.1"


def _unseen(s: Secret, chance: Chance) -> str:
    marks = "\u200b\u200d\u2060\ufeff"
    return f"my {s.name} is " + "".join(
        sign + (chance.choice(marks) if chance.random() < 0.3 else "") for sign in s.told
    )


def _markdown(s: Secret, _: Chance) -> str:
    return f"- **{s.name}**: `{s.told}`\n- region: eu-west-1\n"


def _one_line(s: Secret, _: Chance) -> str:
    return f"{s.field}: {s.told}".replace("\n", "\\n") + " (please keep it)"


CARRIERS: dict[str, Callable[[Secret, Chance], str]] = {
    "sentence": _sentence,
    "letter": _colon,
    "json": _json,
    "code": _code,
    "environment": _environment,
    "yaml": _yaml,
    "chat": _chat,
    "split over lines": _split,
    "wide": _wide,
    "url": _url,
    "unseen marks": _unseen,
    "markdown": _markdown,
    "one line": _one_line,
}


def is_gone(secret: Secret, text: str) -> bool:
    """Whether no half of the value is left in a text, whatever was put between its letters."""
    bare, value = _bare(text), _bare(secret.value)
    size = max(3, min(12, len(value) // 2 + 1))
    return not any(value[at : at + size] in bare for at in range(len(value) - size + 1))


def _bare(text: str) -> str:
    import unicodedata
    from urllib.parse import unquote

    plain = unicodedata.normalize("NFKC", unquote(text)).replace("\\n", "")
    return "".join(sign for sign in plain if sign.isalnum())


def harmless(chance: Chance) -> list[str]:
    """What is no secret and looks like one."""
    digits = string.digits

    def hexes(count: int) -> str:
        return _some(chance, HEX, count)

    uuid = "-".join(hexes(count) for count in (8, 4, 4, 4, 12))
    return [
        f"Order number {_some(chance, digits, 16)} arrived, order {_some(chance, digits, 8)} did not.",
        f"Die Bestellnummer ist {_some(chance, digits, 12)}, die Sendungsnummer {_some(chance, digits, 20)}.",
        f"订单号{_some(chance, digits, 16)}已经发货。",
        f"git show {hexes(40)} # fixes {hexes(7)}",
        f"The request id is {uuid}, and the build is {chance.randint(1, 9)}.{chance.randint(0, 30)}.{chance.randint(0, 99)}-rc.1+{hexes(8)}.",
        f"sha256:{hexes(64)}",
        f'"integrity": "sha512-{_some(chance, B64, 86)}=="',
        f"On 2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)} at 1{chance.randint(0, 9)}:30 I paid 1{_some(chance, digits, 3)}.50 euros.",
        f"Call me at +49 170 {_some(chance, digits, 7)} or 030 {_some(chance, digits, 7)}.",
        f"https://docs.example.com/document/d/{_some(chance, URLSAFE, 44)}/edit",
        f"timestamp={_some(chance, '123456789', 1)}{_some(chance, digits, 12)} value=0.{_some(chance, digits, 16)}",
        f"def get_token(self, password: str, limit: int = {chance.randint(10, 99)}) -> str: return self.token",
        f"The token limit is {chance.randint(1000, 9000)}, and the password must have {chance.randint(8, 20)} characters.",
        f"EAN {_some(chance, digits, 13)}, ISBN 978-3-{_some(chance, digits, 2)}-{_some(chance, digits, 6)}-{_some(chance, digits, 1)}",
        f"user_{chance.randint(1, 999)}_profile_picture_large_{chance.randint(100, 999)}.png",
    ]
