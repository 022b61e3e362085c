"""The facts beside a town's file: read line by line, refused by line."""

import pytest

from buuv.core.errors import Refusal
from buuv.places import facts
from buuv.settings import load

PLACES = (
    "# Facts\ncode\tname\tlon\tlat\nGM9990\tLindestad\t5.02\t52.01\n\n"
    "WK999001\tOude Kern\t5.01\t52.005\nBU99900101\tLindekwartier\t5.005\t52.005\n"
)


def a_file(folder, text):
    path = folder / "lindestad.tsv"
    path.write_text(text)
    return path


def test_remarks_and_empty_lines_are_passed_over(tmp_path):
    found = facts.places(a_file(tmp_path, PLACES), "GM9990")
    assert list(found) == ["GM9990", "WK999001", "BU99900101"]
    assert found["BU99900101"] == ("Lindekwartier", 5.005, 52.005)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("BU04791110\tElders\t5.0\t52.0", ", regel 7: 'BU04791110' is geen plaats in GM9990."),
        ("BU99900101\tNog eens\t5.0\t52.0", ", regel 7: BU99900101 staat er al."),
        ("BU99900103\t \t5.0\t52.0", ", regel 7: de naam ontbreekt."),
        ("BU99900103\tHier", ", regel 7: er horen 4 kolommen te staan."),
        ("BU99900103\tHier\t5,0\t52,0", ", regel 7: lon en lat zijn getallen, met een punt."),
        ("BU99900103\tHier\t52.0\t5.0", ", regel 7: dit punt ligt niet in Nederland."),
        ("BU99900103\tHier\tnan\t52.0", ", regel 7: dit punt ligt niet in Nederland."),
        ("BU99900301\tHier\t5.0\t52.0", ": WK999003 ontbreekt, het gebied rond BU99900301."),
    ],
)
def test_a_broken_line_is_refused_by_file_and_number(tmp_path, line, sentence):
    with pytest.raises(Refusal) as caught:
        facts.places(a_file(tmp_path, f"{PLACES}{line}\n"), "GM9990")
    assert caught.value.sentence == f"lindestad.tsv{sentence}"


@pytest.mark.parametrize("digits", ["150", "15000", "15AB", "1501"])
def test_a_postcode_is_four_digits_and_comes_once(tmp_path, digits):
    path = a_file(tmp_path, f"postcode\tlon\tlat\n1501\t4.8\t52.4\n{digits}\t4.8\t52.4\n")
    with pytest.raises(Refusal, match="regel 3"):
        facts.postcodes(path)


def test_other_columns_are_refused_and_a_missing_file_is_empty(tmp_path):
    with pytest.raises(Refusal, match="de kolommen code, name, lon, lat zijn nodig"):
        facts.places(a_file(tmp_path, "code;name\n"), "GM9990")
    assert facts.places(tmp_path / "nergens.tsv", "GM9990") == {}


def test_the_facts_of_every_live_town_are_in_order():
    for town in load({}).municipalities:
        assert facts.places(town.places_file, town.code)[town.code][0] == town.name
        assert facts.postcodes(town.postcodes_file)
