"""Opened: a file as text, whatever it is packed in and however its characters are written."""

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from memory_core.errors import InvalidParameter

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_LARGEST = 1 << 36  # bytes of a file that is unpacked
_CUT_OFF = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile)


@contextmanager
def translated() -> Iterator[None]:
    """What is wrong with a file's bytes, in a sentence."""
    try:
        yield
    except UnicodeDecodeError:
        raise InvalidParameter(
            "The file is not text in UTF-8 or UTF-16. Save it as UTF-8, or name what it is in with --encoding."
        ) from None
    except _CUT_OFF:
        raise InvalidParameter("The file is packed and damaged, or was cut off. Fetch it again.") from None
    except NotImplementedError:
        raise InvalidParameter("The file is packed in a way that is not read here. Unpack it first.") from None
    except RuntimeError:
        raise InvalidParameter("The file is packed with a password. Unpack it first.") from None


class Packed:
    """An open file: one text, or several in a zip, by their names without folders."""

    def __init__(self, file: BinaryIO, *, encoding: str = "") -> None:
        """`file` can be sought in; it is left open."""
        self._file = file
        self._encoding = encoding
        with translated():
            file.seek(0)
            head = file.read(4)
            file.seek(0)
            self._zip = zipfile.ZipFile(file) if head.startswith(_ZIP) else None
            self._is_gzip = head.startswith(_GZIP)

    @property
    def names(self) -> list[str]:
        """Of what is in a zip; of any other file, one that is empty."""
        if self._zip is None:
            return [""]
        return [info.filename.rpartition("/")[2] for info in self._zip.infolist() if not info.is_dir()]

    def text(self, name: str = "") -> TextIO:
        """One of them from its beginning. Raises InvalidParameter."""
        with translated():
            return self._as_text(self._unpacked(name))

    def _unpacked(self, name: str) -> BinaryIO:
        if self._zip is not None:
            info = next((i for i in self._zip.infolist() if i.filename.rpartition("/")[2] == name), None)
            if info is None:
                raise InvalidParameter(f"There is no {name} in the zip. Give the export as it was downloaded.")
            if info.file_size > _LARGEST:
                raise InvalidParameter("The zip unpacks to more than 64 GiB. Unpack it and give the file in it.")
            member = self._zip.open(info)
            return gzip.GzipFile(fileobj=member) if name.endswith(".gz") else member  # type: ignore[return-value]
        self._file.seek(0)
        if self._is_gzip:
            return gzip.GzipFile(fileobj=self._file)  # type: ignore[return-value]
        return _Kept(self._file)  # type: ignore[return-value]

    def _as_text(self, raw: BinaryIO) -> TextIO:
        buffered = io.BufferedReader(raw)  # type: ignore[type-var]
        head = buffered.peek(4)
        marked = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
        return io.TextIOWrapper(buffered, encoding=self._encoding or marked, newline=None)


class _Kept(io.RawIOBase):
    """A file that stays open when what reads it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = self._file.read(len(buffer))
        buffer[: len(read)] = read
        return len(read)
