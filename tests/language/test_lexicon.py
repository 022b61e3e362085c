"""Word files: every mistake is refused with its file and line, and a town's own words are merged."""

import pathlib

import pytest

from buuv.app import check_words
from buuv.language import compounds, concepts, correcting, dutch, files, needs, reading, version
from buuv.settings import SettingsError
from tests.language.conftest import Config

TOWN = "municipalities/waterdam/words"
NEED = '[sloot]\ntitle = "sloot schonen"\ntitle_en = "ditch"\nnear = ["heg"]\nwords = ["sloot"]\n'
CONCEPT = '[boot]\ntitle = "boot"\ntitle_en = "boat"\nwords = ["boot", "schuit"]\n'


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ("[Boot]\n" + CONCEPT, "regel 1: Boot: een kopje bestaat uit kleine letters"),
        (CONCEPT + 'word = ["jol"]\n', "regel 5: boot: word is hier onbekend"),
        (CONCEPT.replace('title = "boot"', 'title = " "'), "regel 2: boot: verwacht title met een tekst"),
        (CONCEPT.replace('title_en = "boat"', "title_en = 1"), "regel 3: boot: verwacht title_en met een tekst"),
        ('[boot]\nwords = ["boot"]\n', "regel 1: boot: verwacht title met een tekst"),
        (CONCEPT.replace('"schuit"', "2"), "regel 4: boot: verwacht words met een lijst van teksten"),
        (CONCEPT.replace('"schuit"', '" "'), "regel 4: boot: verwacht words met een lijst van teksten"),
        (CONCEPT.replace('["boot", "schuit"]', '"boot"'), "regel 4: boot: verwacht words met een lijst"),
        (CONCEPT.replace('"schuit"', '\n"een heel lange schuit"'), "regel 5: boot: “een heel lange schuit”: verwacht"),
        (CONCEPT.replace('"schuit"', '\n"de schuit"'), "regel 5: boot: “de schuit”: verwacht een tot drie woorden"),
        (CONCEPT.replace('"schuit"', '\n"?"'), "regel 5: boot: “\\?”: verwacht een tot drie woorden"),
        (CONCEPT + '[boot]\ntitle = "x"\n', "regel 5: dit is geen TOML"),
        (CONCEPT + 'x = [\n"a" "b"]\n', "regel 6: dit is geen TOML"),
        ("boot = 1\n", "regel 1: boot: verwacht een kopje"),
    ],
)
def test_a_mistake_in_the_concepts_is_refused_by_line(bare: Config, changed: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"config/words/concepts.toml, {complaint}"):
        concepts.check(bare({"words/concepts.toml": changed}))


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (NEED, "regel 4: sloot: near noemt “heg”, en dat kopje is er niet"),
        (NEED.replace('near = ["heg"]', "near = 3"), "regel 4: sloot: verwacht near met een lijst"),
        (NEED.replace('near = ["heg"]', 'sentences = "x"'), "regel 4: sloot: verwacht sentences met een lijst"),
        (NEED.replace('near = ["heg"]', "").replace('"sloot"]', '"van de"]'), "regel 5: sloot: “van de”: verwacht"),
        (NEED.replace('near = ["heg"]', 'naast = ["heg"]'), "regel 4: sloot: naast is hier onbekend"),
    ],
)
def test_a_mistake_in_the_needs_is_refused_by_line(bare: Config, changed: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"config/words/needs/tuin.toml, {complaint}"):
        needs.all_needs(bare({"words/needs/tuin.toml": changed}))


def test_a_file_of_needs_is_named_after_a_kind_of_help(bare: Config) -> None:
    with pytest.raises(ValueError, match=r"config/words/needs/water\.toml, regel 1: “water” is geen soort hulp"):
        needs.check({"tuin"}, bare({"words/needs/water.toml": NEED}))


def test_a_need_belongs_to_one_kind_of_help(bare: Config) -> None:
    with pytest.raises(ValueError, match=r"needs/zorg\.toml, regel 1: heg: dit kopje staat al bij tuin"):
        needs.all_needs(bare({"words/needs/zorg.toml": "[heg]\n"}))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("heg\ntuin boot\n", "regel 2: verwacht één woord"), ("heg\n\ntuin-pad\n", "regel 3: alleen letters")],
)
def test_a_mistake_in_the_compounds_is_refused_by_line(bare: Config, content: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"config/words/compounds.txt, {complaint}"):
        compounds.check(bare({"words/compounds.txt": content}))


@pytest.mark.parametrize("name", ["concepts.toml", "compounds.txt", "stop.txt", "irregular.txt"])
def test_a_missing_file_is_named(bare: Config, name: str) -> None:
    folder = bare()
    (folder / "words" / name).unlink()
    with pytest.raises(ValueError, match=f"config/words/{name}, regel 1: dit bestand kan niet worden gelezen"):
        read_everything(folder)


def test_a_file_that_is_not_utf_8_is_refused_by_line(bare: Config) -> None:
    folder = bare()
    (folder / "words" / "concepts.toml").write_bytes(b'[a]\ntitle = "\xe9"\n')
    with pytest.raises(ValueError, match=r"concepts\.toml, regel 2: dit is geen UTF-8"):
        concepts.check(folder)


def read_everything(folder: pathlib.Path) -> None:
    """Reads every word file of a folder."""
    concepts.check(folder)
    compounds.check(folder)
    dutch.stems("x", folder)


def test_the_program_does_not_start_with_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise files.mistake(files.CONFIG / "words" / "concepts.toml", 7, "fout")

    monkeypatch.setattr(concepts, "check", refuse)
    with pytest.raises(SettingsError, match=r"config/words/concepts\.toml, regel 7: fout"):
        check_words()


def test_our_own_files_say_how_they_were_made() -> None:
    words = files.CONFIG / "words"
    for path in (words / "concepts.toml", *(words / "needs").glob("*.toml"), *words.glob("[!c]*.txt")):
        assert path.read_text(encoding="utf-8").startswith("#"), path.name
    assert "OpenTaal" in (words / "compounds.txt").read_text(encoding="utf-8")[:500]
    assert "OpenTaal" in (words / "compounds-LICENSE.txt").read_text(encoding="utf-8")


def test_a_town_adds_words_to_a_concept_and_concepts_of_its_own(bare: Config) -> None:
    own = '[rit]\nwords = ["kuierkar"]\n' + CONCEPT
    folder = bare({f"{TOWN}/concepts.toml": own})
    assert concepts.find(["kuierkar"], folder) == concepts.find(dutch.stems("lift"), folder) == ["rit"]
    assert concepts.get("boot", folder).title == "boot"
    assert concepts.get("rit", folder).title == "rit"


def test_a_town_adds_sentences_to_a_need_and_needs_of_its_own(bare: Config) -> None:
    own = NEED + '[heg]\nsentences = ["de liguster hangt over het pad"]\n'
    folder = bare({f"{TOWN}/needs/tuin.toml": own})
    assert needs.get("sloot", folder).category == "tuin"
    assert needs.get("heg", folder).near == ("gras",)
    assert next(iter(needs.likely(reading.read("liguster", folder), folder))) == "heg"


def test_a_mistake_of_a_town_names_the_towns_file(bare: Config) -> None:
    with pytest.raises(ValueError, match=f"config/{TOWN}/concepts.toml, regel 1: boot: verwacht title"):
        concepts.check(bare({f"{TOWN}/concepts.toml": "[boot]\n"}))


def test_a_towns_words_are_corrected_to(bare: Config) -> None:
    folder = bare({f"{TOWN}/concepts.toml": CONCEPT})
    assert correcting.correct("schuitt", folder) == "schuit"


@pytest.mark.parametrize(
    "name",
    [
        "words/stop.txt",
        "words/irregular.txt",
        "words/compounds.txt",
        "words/concepts.toml",
        "words/needs/tuin.toml",
        "words/needs/zorg.toml",
        f"{TOWN}/concepts.toml",
        f"{TOWN}/needs/tuin.toml",
    ],
)
def test_any_changed_word_file_is_another_version(bare: Config, name: str) -> None:
    before = version.current(bare())
    assert version.current(bare()) == before
    assert version.current(bare({name: "# anders\n"})) != before


def test_the_version_begins_with_the_number_of_the_program(bare: Config) -> None:
    assert version.current(bare()).startswith(f"{dutch.ANALYZER_VERSION}-")
