"""Municipalities, districts (wijken) and neighbourhoods (buurten) as CBS knows them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from buuv.core.database import Moment, db

MUNICIPALITY, DISTRICT, NEIGHBOURHOOD = "municipality", "district", "neighbourhood"
LEVELS = {"GM": MUNICIPALITY, "WK": DISTRICT, "BU": NEIGHBOURHOOD}


class Place(db.Model):  # type: ignore[name-defined, misc]
    """One area by its CBS code; level and parents follow from the code."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("level IN ('municipality', 'district', 'neighbourhood')", name="level"),
        Index("ix_place_municipality_code_level", "municipality_code", "level"),
    )

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    level: Mapped[str] = mapped_column(String(15))
    name: Mapped[str] = mapped_column(String(120))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    municipality_code: Mapped[str] = mapped_column(String(10))
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Boundary(db.Model):  # type: ignore[name-defined, misc]
    """The official border of a place: a GeoJSON geometry in WGS84 with five decimals (about a metre)."""

    __tablename__ = "place_boundary"

    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), primary_key=True)
    geometry: Mapped[str] = mapped_column(Text)


class Adjacency(db.Model):  # type: ignore[name-defined, misc]
    """Two neighbourhoods next to each other, kept in both directions."""

    __tablename__ = "place_adjacency"

    place_code: Mapped[str] = mapped_column(ForeignKey("place.code"), primary_key=True)
    neighbour_code: Mapped[str] = mapped_column(ForeignKey("place.code"), primary_key=True)


class Postcode(db.Model):  # type: ignore[name-defined, misc]
    """The four digits of a postcode with a point in their middle, to find neighbourhoods near it."""

    __tablename__ = "postcode"

    municipality_code: Mapped[str] = mapped_column(ForeignKey("place.code"), primary_key=True)
    digits: Mapped[str] = mapped_column(String(4), primary_key=True)
    lon: Mapped[float] = mapped_column(Float)
    lat: Mapped[float] = mapped_column(Float)


def level_of(code: str) -> str | None:
    """The level that a CBS code says: GM, WK or BU with 4, 6 or 8 digits; None when it is no such code."""
    digits = {"GM": 4, "WK": 6, "BU": 8}.get(code[:2])
    return LEVELS[code[:2]] if digits and len(code) == digits + 2 and code.isascii() and code[2:].isdigit() else None


def parent_of(code: str) -> str | None:
    """The code of the area around this one: a buurt lies in a wijk, a wijk in a gemeente."""
    return {"BU": f"WK{code[2:8]}", "WK": f"GM{code[2:6]}"}.get(code[:2])


def municipality_of(code: str) -> str:
    """The code of the municipality that an area lies in."""
    return f"GM{code[2:6]}"
