"""What an import no longer finds is ended and stays, and what it finds again lives again."""

import pytest

from buuv.core.database import db
from buuv.places import loading, queries
from buuv.places.models import Place
from buuv.places.register import Tally
from tests.places.maps import LINDESTAD, changed_map

pytestmark = pytest.mark.usefixtures("database")


def only_oude_kern(features):
    features[1:] = []
    features[0]["properties"] = {"code": "WK999001", "naam": "Oude Kern"}


def test_a_vanished_buurt_is_ended_stays_and_comes_back_to_life(tmp_path):
    loading.import_file(LINDESTAD)
    counts = loading.import_file(changed_map(tmp_path, lambda features: features.pop(1)))
    assert counts.levels["neighbourhood"] == Tally(unchanged=4, ended=1)
    town = queries.get_town("GM9990")
    assert town.name_of("BU99900102") == "Bij de Molen"
    assert town.find_neighbourhood("BU99900102") is None and "BU99900102" not in town.adjacent
    assert loading.import_file(LINDESTAD).levels["neighbourhood"] == Tally(changed=1, unchanged=4)
    assert queries.get_town("GM9990").find_neighbourhood("BU99900102")


def test_what_ended_before_is_not_ended_again(tmp_path):
    loading.import_file(LINDESTAD)
    path = changed_map(tmp_path, lambda features: features.pop(1))
    loading.import_file(path)
    ended_at = db.session.get(Place, "BU99900102").ended_at
    assert loading.import_file(path).levels["neighbourhood"] == Tally(unchanged=4)
    assert db.session.get(Place, "BU99900102").ended_at == ended_at


def test_a_wijk_lives_again_under_its_own_name_when_a_buurt_lies_in_it(tmp_path):
    loading.import_file(LINDESTAD)
    assert loading.import_file(changed_map(tmp_path, only_oude_kern)).levels["district"].ended == 1

    def rename_the_wijk(features):
        features[2]["properties"]["wijknaam"] = features[3]["properties"]["wijknaam"] = "Anders"
        features[4]["properties"]["wijknaam"] = "Anders"

    counts = loading.import_file(changed_map(tmp_path, rename_the_wijk))
    assert counts.levels["district"] == Tally(changed=1)
    assert [d.name for d in queries.get_town("GM9990").districts] == ["Oude Kern", "De Landen"]


def test_a_file_with_wijken_and_buurten_tells_each_level_itself(tmp_path):
    def add_the_wijk(features):
        wijk = {"code": "WK999001", "naam": "Kern", "lon": 5.001, "lat": 52.001}
        features.append({**features[0], "properties": wijk})

    counts = loading.import_file(changed_map(tmp_path, add_the_wijk))
    assert counts.levels["district"] == Tally(added=2)
    wijk = queries.get_town("GM9990").find("WK999001")
    assert (wijk.name, wijk.lon, wijk.lat) == ("Kern", 5.001, 52.001)


def test_a_file_with_wijken_ends_no_buurt_and_other_towns_are_left_alone(tmp_path):
    loading.import_file(LINDESTAD)

    def one_wijk_elsewhere_and_one_here(features):
        features[2:] = []
        features[0]["properties"] = {"code": "WK999001", "naam": "Kern"}
        features[1]["properties"] = {"code": "WK998801", "naam": "Wilgen", "gemeentenaam": "Wilgenstad"}

    counts = loading.import_file(changed_map(tmp_path, one_wijk_elsewhere_and_one_here))
    assert counts.levels["neighbourhood"] == Tally()
    assert counts.levels["district"] == Tally(added=1, changed=1, ended=1)
    assert len(queries.get_town("GM9990").neighbourhoods) == 5
    assert queries.get_town("GM9988").name == "Wilgenstad"
