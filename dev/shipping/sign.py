"""Signs a package as Dify's own tool does, so that an installation that trusts the key takes it without switching its
verification off.

Usage: python -m dev.shipping.sign --new-key <private key, outside of the repository>
       python -m dev.shipping.sign --key <private key> [FILE.difypkg]

The first makes a pair of keys once for a publisher: the private one goes where you say, the public one into the
repository as keepsake.public.pem, to be committed. The second writes FILE.signed.difypkg and verifies it with that
public key. openssl (1.1 or later) has to be there.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from dev.shipping.pack import COMPRESSION, ROOT
from dev.shipping.publisher import publisher_of

PUBLIC_KEY = ROOT / "keepsake.public.pem"
VERIFICATION_FILE = ".verification.dify.json"
VERIFICATION = b'{"authorized_category":"community"}'  # neither Dify's own nor a partner's
_BITS = "4096"


class NotSigned(Exception):
    """A package or key that cannot be used, in one sentence."""


def new_key(private: Path, public: Path = PUBLIC_KEY) -> None:
    """A pair of keys in the form that Dify reads (PKCS 1). Neither file may be there."""
    if private.resolve().is_relative_to(ROOT):
        raise NotSigned(f"{private} lies in the repository: a private key is kept outside of it.")
    for path in (private, public):
        if path.exists():
            raise NotSigned(f"{path} is there already: who trusts it would not trust another. Name another file.")
    private.touch(mode=0o600)
    _openssl("genrsa", "-traditional", "-out", str(private), _BITS)
    _openssl("rsa", "-in", str(private), "-RSAPublicKey_out", "-out", str(public))


def sign(package: Path, private: Path, *, now: int | None = None) -> Path:
    """Writes the signed package beside the other and returns where. `now` is in seconds."""
    signed_at = int(time.time()) if now is None else now
    target = package.with_suffix(".signed.difypkg")
    with zipfile.ZipFile(package) as plain, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as signed:
        if VERIFICATION_FILE in plain.namelist():
            raise NotSigned(f"{package} is signed already.")
        for entry in plain.infolist():
            signed.writestr(entry, plain.read(entry), compresslevel=COMPRESSION)
        mark = zipfile.ZipInfo(VERIFICATION_FILE, plain.infolist()[0].date_time)
        signed.writestr(mark, VERIFICATION)
        signature = _signature(_digests(signed_files(plain), signed_at), private)
        comment = {"signature": base64.b64encode(signature).decode(), "time": signed_at}
        signed.comment = json.dumps(comment, separators=(",", ":")).encode()
    return target


def is_signed_by(package: Path, public: Path) -> bool:
    """Whether the package is as its signer left it, by Dify's own reading."""
    with zipfile.ZipFile(package) as archive, tempfile.TemporaryDirectory() as folder:
        try:
            comment = json.loads(archive.comment)
            signature, signed_at = base64.b64decode(comment["signature"]), int(comment["time"])
        except (ValueError, KeyError, TypeError):
            return False
        contents = [archive.read(entry) for entry in archive.infolist() if not entry.is_dir()]
        data, proof = Path(folder, "data"), Path(folder, "signature")
        data.write_bytes(_digests(contents, signed_at))
        proof.write_bytes(signature)
        key = Path(folder, "key")  # in the form that openssl verifies with
        _openssl("rsa", "-RSAPublicKey_in", "-in", str(public), "-pubout", "-out", str(key))
        verify = ("dgst", "-sha256", "-verify", str(key), "-signature", str(proof), str(data))
        return subprocess.run(["openssl", *verify], capture_output=True, check=False).returncode == 0


def signed_files(plain: zipfile.ZipFile) -> list[bytes]:
    """What is signed: every file in the zip's order, and the mark at the end."""
    return [*(plain.read(entry) for entry in plain.infolist() if not entry.is_dir()), VERIFICATION]


def _digests(contents: list[bytes], signed_at: int) -> bytes:
    return b"".join(hashlib.sha256(content).digest() for content in contents) + str(signed_at).encode()


def _signature(data: bytes, private: Path) -> bytes:
    return _openssl("dgst", "-sha256", "-sign", str(private), given=data)


def _openssl(*arguments: str, given: bytes = b"") -> bytes:
    try:
        return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise NotSigned("There is no openssl here: install it.") from None
    except subprocess.CalledProcessError:
        raise NotSigned(f"openssl {arguments[0]} failed: is the key a private RSA key in PEM?") from None


def main() -> None:
    parser = argparse.ArgumentParser(description="Signs a package for installations that trust the publisher's key.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--new-key", type=Path, help="make a pair of keys; the private one is written here")
    what.add_argument("--key", type=Path, help="the private key to sign with")
    package = ROOT / publisher_of(ROOT).file_name
    parser.add_argument("package", type=Path, nargs="?", default=package, help="by default what `make package` writes")
    arguments = parser.parse_args()
    try:
        if arguments.new_key:
            new_key(arguments.new_key)
            print(f"Commit {PUBLIC_KEY.name}; keep {arguments.new_key} where nobody else reads it.")
            return
        target = sign(arguments.package, arguments.key)
        if not PUBLIC_KEY.is_file() or not is_signed_by(target, PUBLIC_KEY):
            target.unlink()
            raise NotSigned(f"{PUBLIC_KEY.name} is not the public half of {arguments.key}.")
        print(f"{target}: signed, as {PUBLIC_KEY.name} verifies.")
    except NotSigned as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    main()
