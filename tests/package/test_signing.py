"""A signed package, by Dify's own reading of signatures, and the text of a submission."""

import re
import zipfile
from pathlib import Path

import pytest

from dev.shipping import sign as signing
from dev.shipping.pack import ROOT
from dev.shipping.sign import VERIFICATION_FILE, NotSigned, is_signed_by, new_key, sign
from dev.shipping.submission import submission


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small pair: how long a key is made is not what is tried here."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "_BITS", "2048")
        new_key(folder / "private.pem", folder / "public.pem")
    return folder / "private.pem", folder / "public.pem"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "notes-0.2.0.difypkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.yaml", "version: 0.2.0\n")
        archive.writestr("tools/note.py", "x = 1\n")
    return path


def test_a_signed_package_is_verified_by_its_public_key(keys: tuple[Path, Path], package: Path) -> None:
    """The files are as they were, the mark comes last, and says that it is neither Dify's own nor a partner's."""
    private, public = keys
    signed = sign(package, private)
    assert signed.name == "notes-0.2.0.signed.difypkg"
    assert is_signed_by(signed, public)
    assert not is_signed_by(package, public)
    with zipfile.ZipFile(signed) as archive:
        assert archive.namelist() == ["manifest.yaml", "tools/note.py", VERIFICATION_FILE]
        assert archive.read(VERIFICATION_FILE) == b'{"authorized_category":"community"}'
    with pytest.raises(NotSigned, match="signed already"):
        sign(signed, private)


def test_a_changed_package_is_not_verified(keys: tuple[Path, Path], package: Path, tmp_path: Path) -> None:
    """Not one file of it, and not the mark."""
    private, public = keys
    signed = sign(package, private)
    for changed in ("tools/note.py", VERIFICATION_FILE):
        other = tmp_path / "other.difypkg"
        with zipfile.ZipFile(signed) as archive, zipfile.ZipFile(other, "w") as forged:
            for name in archive.namelist():
                forged.writestr(name, archive.read(name) + (b" " if name == changed else b""))
            forged.comment = archive.comment
        assert not is_signed_by(other, public)


def test_keys_are_in_the_form_that_dify_reads_and_stay_apart(keys: tuple[Path, Path], tmp_path: Path) -> None:
    """PKCS 1 in PEM; the private one outside of the repository, for its owner alone, and never written over."""
    private, public = keys
    assert private.read_text().startswith("-----BEGIN RSA PRIVATE" + " KEY-----")
    assert public.read_text().startswith("-----BEGIN RSA PUBLIC KEY-----")
    assert private.stat().st_mode & 0o077 == 0
    with pytest.raises(NotSigned, match="outside"):
        new_key(ROOT / "private.pem", tmp_path / "public.pem")
    with pytest.raises(NotSigned, match="already"):
        new_key(private, tmp_path / "public.pem")


def test_a_key_that_is_none_is_told(package: Path, tmp_path: Path) -> None:
    """In one sentence without the key."""
    (tmp_path / "no.pem").write_text("no key")
    with pytest.raises(NotSigned, match="private RSA key"):
        sign(package, tmp_path / "no.pem")


def test_a_submission_names_what_the_manifest_says() -> None:
    """No placeholder is left, and what only the publisher knows is asked for."""
    text = submission()
    assert not re.search(r"\{\w+\}", text)
    assert re.search(r"\*\*Version\*\*: \d+\.\d+\.\d+", text)
    assert "touches files" in text
