"""Places come in from the facts of a town or from official borders, and a repeat changes nothing."""

import pytest
from sqlalchemy import select

from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.places import loading, queries
from buuv.places.models import Place, Postcode
from buuv.places.register import Tally
from buuv.settings import Municipality
from tests.places.maps import LINDESTAD, LINDESTAD_RD, REAL, changed_map, everything, real_maps

pytestmark = pytest.mark.usefixtures("database")


def a_town(folder, **files):
    for name, text in files.items():
        (folder / f"lindestad.{name}.tsv").write_text(text)
    return Municipality("lindestad", "Lindestad", "GM9990", (), "", {}, {}, {}, {}, folder)


PLACES = (
    "# Facts\ncode\tname\tlon\tlat\nGM9990\tLindestad\t5.02\t52.01\nWK999001\tOude Kern\t5.01\t52.005\n"
    "BU99900101\tLindekwartier\t5.005\t52.005\nBU99900102\tBij de Molen\t5.015\t52.005\n"
)
POSTCODES = "postcode\tlon\tlat\n9991\t5.01\t52.0\n9992\t5.02\t52.0\n"


def test_facts_come_in_with_neighbours_and_postcodes(tmp_path):
    counts = loading.load_facts(a_town(tmp_path, places=PLACES, postcodes=POSTCODES))
    town = queries.get_town("GM9990")
    assert counts.levels["neighbourhood"] == Tally(added=2)
    assert [(d.name, len(parts)) for d, parts in town.by_district] == [("Oude Kern", 2)]
    assert town.adjacent["BU99900101"] == ("BU99900102",)
    assert queries.find_postcode("GM9990", "9992 AB").lon == 5.02


def test_facts_that_come_again_change_nothing(tmp_path):
    town = a_town(tmp_path, places=PLACES, postcodes=POSTCODES)
    loading.load_facts(town)
    before = everything()
    assert loading.load_facts(town).levels["neighbourhood"] == Tally(unchanged=2)
    assert everything() == before


def test_facts_that_differ_are_taken_over(tmp_path):
    loading.load_facts(a_town(tmp_path, places=PLACES, postcodes=POSTCODES))
    renamed = PLACES.replace("Bij de Molen", "Molenbuurt")
    loading.load_facts(a_town(tmp_path, places=renamed, postcodes=POSTCODES.replace("9992", "9993")))
    assert queries.get_town("GM9990").name_of("BU99900102") == "Molenbuurt"
    assert db.session.scalars(select(Postcode.digits).order_by(Postcode.digits)).all() == ["9991", "9993"]


def test_a_town_without_files_is_fine(tmp_path):
    loading.load_facts(a_town(tmp_path))
    loading.load_facts(a_town(tmp_path, postcodes=POSTCODES))
    assert everything() == [[], [], [], []]


def test_a_broken_line_of_facts_brings_nothing_in(tmp_path):
    with pytest.raises(Refusal, match="regel 4"):
        loading.load_facts(a_town(tmp_path, places=PLACES, postcodes=f"{POSTCODES}9993\n"))
    assert everything() == [[], [], [], []]


def test_an_import_makes_the_areas_around_its_buurten():
    counts = loading.import_file(LINDESTAD)
    town = queries.get_town("GM9990")
    assert (town.name, [d.name for d in town.districts]) == ("Lindestad", ["Oude Kern", "De Landen"])
    assert (town.find("WK999001").lon, town.find("WK999001").lat) == pytest.approx((5.01, 52.005), abs=1e-4)
    assert [counts.levels[level].added for level in ("municipality", "district", "neighbourhood")] == [
        1,
        2,
        5,
    ]


def test_areas_without_a_name_are_called_by_their_code_until_a_file_names_them():
    loading.import_file(LINDESTAD_RD)
    town = queries.get_town("GM9990")
    assert (town.name, town.districts[0].name) == ("Gemeente 9990", "Wijk 01")
    loading.import_file(LINDESTAD)
    town = queries.get_town("GM9990")
    assert (town.name, town.districts[0].name) == ("Lindestad", "Oude Kern")


def test_a_repeated_import_changes_nothing():
    loading.import_file(LINDESTAD)
    before = everything()
    counts = loading.import_file(LINDESTAD)
    assert list(counts.levels.values()) == [Tally(), Tally(), Tally(unchanged=5)]
    assert everything() == before


def test_borders_decide_who_are_neighbours_in_both_directions():
    loading.import_file(LINDESTAD)
    adjacent = queries.get_town("GM9990").adjacent
    assert adjacent["BU99900101"] == ("BU99900102", "BU99900201")
    assert all(here in adjacent[there] for here in adjacent for there in adjacent[here])
    assert adjacent["BU99900203"] == ("BU99900202",)


def test_a_renamed_buurt_keeps_its_row(tmp_path):
    loading.import_file(LINDESTAD)
    path = changed_map(tmp_path, lambda features: features[0]["properties"].update(buurtnaam="Oud Linde"))
    counts = loading.import_file(path)
    assert counts.levels["neighbourhood"] == Tally(changed=1, unchanged=4)
    assert db.session.get(Place, "BU99900101").name == "Oud Linde"


def test_a_broken_file_changes_nothing(tmp_path):
    loading.import_file(LINDESTAD)
    before = everything()
    path = changed_map(tmp_path, lambda features: features[4]["properties"].update(buurtcode="BU9990020"))
    with pytest.raises(Refusal, match=r"Kenmerk 5 \(BU9990020\)"):
        loading.import_file(path)
    assert everything() == before


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refusal, match="is er niet of is niet te lezen"):
        loading.import_file(tmp_path / "nergens.geojson")


def test_facts_do_not_undo_an_import(tmp_path):
    town = a_town(tmp_path, places=PLACES.replace("Bij de Molen", "Oude naam"))
    loading.load_facts(town)
    loading.import_file(LINDESTAD)
    before = everything()
    loading.load_facts(town)
    assert everything() == before


def test_progress_goes_up_to_one():
    heard = []
    loading.import_file(LINDESTAD, progress=heard.append)
    assert heard == sorted(heard) and heard[-1] == 1


@real_maps
def test_the_real_maps_of_a_town_fit_together():
    for kind in ("buurten", "wijken", "gemeente", "buurten"):
        counts = loading.import_file(REAL / f"zaanstad-{kind}.geojson")
    assert counts.levels["neighbourhood"] == Tally(unchanged=50)
    town = queries.get_town("GM0479")
    assert (len(town.districts), len(town.neighbourhoods), len(town.adjacent)) == (19, 50, 50)


# The smaller maps come in on both; this one is about size.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@real_maps
def test_the_map_of_the_whole_country_comes_in():
    counts = loading.import_file(REAL / "nl-buurten.geojson")
    assert counts.levels["neighbourhood"] == Tally(added=12_198)
    assert queries.get_town("GM0392").find_neighbourhood("BU03920101").name == "Stationsbuurt"
