"""The invented town of Lindestad on a map, changes to it, and the real maps where they are at hand."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from buuv.core.database import db
from buuv.places.models import Adjacency, Boundary, Place, Postcode

LINDESTAD = Path(__file__).parent / "fixtures" / "lindestad.geojson"
LINDESTAD_RD = Path(__file__).parent / "fixtures" / "lindestad-rd.geojson"
REAL = Path(__file__).resolve().parents[3] / "shared" / "geo"
real_maps = pytest.mark.skipif(not REAL.is_dir(), reason="the real CBS maps in ../shared/geo are not here")


def changed_map(folder, change):
    """The map of Lindestad as a file, after a change to its list of features."""
    data = json.loads(LINDESTAD.read_text())
    change(data["features"])
    path = folder / "changed.geojson"
    path.write_text(json.dumps(data))
    return path


def everything():
    """All rows about places, to see whether anything changed."""
    tables = (Place, Boundary, Adjacency, Postcode)
    return [sorted(map(tuple, db.session.execute(select(table.__table__)))) for table in tables]
