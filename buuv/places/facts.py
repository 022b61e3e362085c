"""Facts about places and postcodes beside a town's file, read and checked; nothing is stored here."""

from collections.abc import Iterator
from pathlib import Path

from buuv.core import text
from buuv.core.errors import Refusal
from buuv.places import coordinates
from buuv.places.inside import Point
from buuv.places.models import level_of, municipality_of, parent_of


def places(path: Path, town: str) -> dict[str, tuple[str, float, float]]:
    """Name, longitude and latitude by code, empty without a file; Refusal names the file and line."""
    found: dict[str, tuple[str, float, float]] = {}
    for where, row in _rows(path, ("code", "name", "lon", "lat")):
        code, name = row["code"], text.one_line(row["name"])
        if not level_of(code) or municipality_of(code) != town:
            raise Refusal(f"{where}: {code!r} is geen plaats in {town}.")
        if not name or code in found:
            raise Refusal(f"{where}: {'de naam ontbreekt' if not name else f'{code} staat er al'}.")
        found[code] = (name, *_point(row, where))
    for code in found:
        if parent_of(code) not in {None, *found}:
            raise Refusal(f"{path.name}: {parent_of(code)} ontbreekt, het gebied rond {code}.")
    return found


def postcodes(path: Path) -> dict[str, Point]:
    """Longitude and latitude by the four digits, empty without a file; Refusal names the file and line."""
    found: dict[str, Point] = {}
    for where, row in _rows(path, ("postcode", "lon", "lat")):
        digits = row["postcode"]
        if len(digits) != 4 or not digits.isdecimal() or digits in found:
            raise Refusal(f"{where}: {digits!r} is geen nieuwe postcode van vier cijfers.")
        found[digits] = _point(row, where)
    return found


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line under the header as its columns, with where it is; lines that begin with # are remarks."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path.name} is niet te lezen: {error}.") from None
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells, where = line.split("\t"), f"{path.name}, regel {number}"
        if not header:
            header = cells
            if not set(columns) <= set(header):
                raise Refusal(f"{where}: de kolommen {', '.join(columns)} zijn nodig.")
        elif len(cells) != len(header):
            raise Refusal(f"{where}: er horen {len(header)} kolommen te staan.")
        else:
            yield where, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _point(row: dict[str, str], where: str) -> Point:
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError:
        raise Refusal(f"{where}: lon en lat zijn getallen, met een punt.") from None
    if not coordinates.lies_within("WGS84", lon, lat):
        raise Refusal(f"{where}: dit punt ligt niet in Nederland.")
    return lon, lat
