"""A town's own pages: over the program's or beside them, and checked when the program starts."""

import shutil
from datetime import date

import pytest

from buuv.settings import CONFIG, SettingsError, load
from buuv.towns import texts

TOWN = "GM9990"
PAGE = "# Zo helpen wij\n\nIn {gemeente} gaat het zo.\n"
RULES = "# In Lindestad\n\n> Nieuw: honden aan de lijn.\n\nHonden blijven aan de lijn.\n"


@pytest.fixture
def town(tmp_path):
    """The folder of a second town's own texts; `read` starts the program with them."""
    shutil.copytree(CONFIG / "municipalities", tmp_path / "towns")
    ours = (tmp_path / "towns" / "zaanstad.toml").read_text()
    (tmp_path / "towns" / "lindestad.toml").write_text(ours.replace("Zaanstad", "Lindestad").replace("GM0479", TOWN))
    folder = tmp_path / "towns" / "lindestad"
    folder.mkdir()
    yield folder
    texts._shelves.pop(TOWN, None)


def put(folder, name, source, *, languages=("nl", "en")):
    for language in languages:
        (folder / f"{name}.{language}.md").write_text(source)


def read(folder):
    texts.use(load({"BUUV_MUNICIPALITIES_DIR": str(folder.parent)}).municipalities)


def mistake_of(folder):
    with pytest.raises(SettingsError) as caught:
        read(folder)
    return str(caught.value)


def test_a_town_writes_a_page_anew(town):
    put(town, "zo-werkt-het", PAGE)
    read(town)
    assert texts.page(TOWN, "zo-werkt-het", "nl").body == "<p>In Lindestad gaat het zo.</p>"
    assert texts.page("GM0479", "zo-werkt-het", "nl").title == "Zo werkt buuv"


def test_a_town_adds_to_privacy_and_cannot_replace_it(town):
    put(town, "privacy", "# Ook hier\n\nMeer uitleg.\n")
    read(town)
    assert texts.addition(TOWN, "privacy", "en").title == "Ook hier"
    assert texts.page(TOWN, "privacy", "nl").title == "Uw privacy"


def test_a_towns_words_for_the_search_are_no_page(town):
    (town / "words").mkdir()
    read(town)


def test_a_towns_own_rules_make_a_new_version_and_the_old_one_stays(town):
    put(town, "huisregels.2026-11-25", RULES)
    read(town)
    assert texts.versions(TOWN) == [date(2026, 11, 22), date(2026, 11, 25)]
    assert texts.house_rules(TOWN, date(2026, 11, 22), "nl")[1] is None
    general, own = texts.house_rules(TOWN, date(2026, 11, 25), "nl")
    assert (general.title, own.title) == ("Huisregels", "In Lindestad")


def test_a_town_that_is_not_live_has_the_rules_of_the_program():
    assert texts.present_version("GM9999") == "2026-11-22"


def test_rules_hold_from_their_day(town, time_machine):
    put(town, "huisregels.2027-02-01", RULES)
    read(town)
    for now, version in (("2027-01-31", "2026-11-22"), ("2027-02-01", "2027-02-01")):
        time_machine.move_to(f"{now}T12:00+01:00")
        assert texts.present_version(TOWN) == version
    assert [str(one.news) for one in texts.news(TOWN, "2026-11-22", "nl")] == ["<p>Nieuw: honden aan de lijn.</p>"]
    assert texts.news(TOWN, "2027-02-01", "nl") == []


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("zo-werkt-dit", PAGE, "zo heet geen pagina van buuv"),
        ("zo-werkt-het", "Geen kop", "zo-werkt-het.nl.md, regel 1: begin met een kop"),
        ("zo-werkt-het", "# Kop\n\n<b>x</b>", "regel 3: HTML kan hier niet"),
        ("zo-werkt-het", "# Kop\n\n{adres}", "regel 3: {adres} is onbekend; wel: {gemeente}"),
        ("huisregels", RULES, "alleen huisregels hebben een dag"),
        ("privacy.2026-12-01", RULES, "alleen huisregels hebben een dag"),
        ("huisregels.2026-13-01", RULES, "2026-13-01 is geen dag"),
        ("huisregels.2026-12-01", PAGE, "zet in een regel met > wat er nieuw is"),
        ("huisregels.2020-01-01", RULES, "eerder dan de eerste huisregels"),
    ],
)
def test_a_mistake_stops_the_start_with_its_file(town, name, source, words):
    put(town, name, source)
    assert words in mistake_of(town)


def test_every_page_is_there_in_both_languages(town):
    put(town, "zo-werkt-het", PAGE, languages=("nl",))
    assert "zo-werkt-het.en.md ontbreekt" in mistake_of(town)


def test_a_file_that_cannot_be_read_is_named(town):
    put(town, "zo-werkt-het", PAGE)
    (town / "zo-werkt-het.nl.md").write_bytes(b"# Kop \xff")
    assert "zo-werkt-het.nl.md is niet te lezen" in mistake_of(town)


def test_all_mistakes_are_told_at_once(town):
    put(town, "zo-werkt-dit", PAGE)
    put(town, "contact", "Geen kop")
    assert len(mistake_of(town).splitlines()) == 4


def test_both_languages_have_the_same_parts():
    for path in texts.OWN.glob("*.nl.md"):
        dutch, english = path.read_text(), path.with_name(path.name.replace(".nl.", ".en.")).read_text()
        shapes = [
            [line[:2] for line in one.splitlines() if line[:2] in ("##", "- ", "1.", "2.")] for one in (dutch, english)
        ]
        assert shapes[0] == shapes[1], path.name


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('contact = "buuv@example.org"', "security.contact: 'buuv@example.org' klopt niet"),
        ('expires_on = "2027-10-01"', "security.expires_on: '2027-10-01' is geen dag"),
        ('declaration = "http://example.org"', "accessibility.declaration"),
        ('officer = ""', "privacy.officer"),
    ],
)
def test_a_wrong_fact_of_a_town_is_named_with_its_file(town, line, words):
    path, key = town.parent / "lindestad.toml", line.partition(" ")[0]
    head, mark, tail = path.read_text().partition("[security]")
    tail = "\n".join(line if one.startswith(key) else one for one in tail.splitlines())
    path.write_text(head + mark + tail)
    assert f"{path}: {words}" in mistake_of(town)


def test_a_missing_fact_of_a_town_is_named(town):
    path = town.parent / "lindestad.toml"
    path.write_text(path.read_text().partition("[security]")[0])
    assert "security.contact ontbreekt" in mistake_of(town)
    assert "accessibility.reviewed_on ontbreekt" in mistake_of(town)
