"""The analyzer: forms of a word meet, nothing breaks it, and a wrong line in a word file is named."""

import pathlib
import shutil
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.language import dutch, files

any_text = st.text(st.characters())  # Lone surrogates and NUL included.


@pytest.fixture
def config(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "config"
    shutil.copytree(files.CONFIG / "words", folder / "words")
    return folder


def write(config: pathlib.Path, name: str, words: str) -> None:
    (config / "words" / name).write_text(words, encoding="utf-8")


@pytest.mark.parametrize(
    "forms",
    [
        "boodschap boodschappen boodschapje",
        "fiets fietsen fietst gefietst",
        "klus klussen klusjes geklust",
        "kind kinderen kindje",
        "hulp helpen helpt geholpen hielp",
        "rijden rijdt reed gereden",
        "repareren repareert reparatie gerepareerd",
        "kast kasten kastje",
        "tuin tuinen tuintje",
        "rekening rekeningen",
    ],
)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({dutch.stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["rekening rekenen", "reden rijden", "plan plant", "kind kin"])
def test_words_that_only_look_alike_stay_apart(pair: str) -> None:
    first, second = pair.split()
    assert dutch.stem(first) != dutch.stem(second)


def test_an_irregular_form_is_recognised_at_the_end_of_a_compound() -> None:
    assert dutch.stem("kleinkinderen") == dutch.stem("kleinkind")


def test_stems_keep_the_order_of_the_text_and_lose_its_stop_words() -> None:
    assert dutch.stems("Wie kan mijn lekkende kraan repareren?") == ["lek", "kraan", "reparer"]


def test_stop_words_stay_when_nothing_else_is_left() -> None:
    assert dutch.stems("Wie helpt?") == ["wie", "help"]


def test_case_accents_and_the_ligature_ij_make_no_difference() -> None:
    assert dutch.stems("RĲBEWĲS café cafe\u0301") == dutch.stems("rijbewijs cafe cafe")


def test_a_soft_hyphen_does_not_end_a_word() -> None:
    assert dutch.stems("bood\u00adschappen") == ["boodschap"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\ud800", "👩‍🌾", "_", "\u0301" * 100_000])
def test_text_without_words_has_no_stems(text: str) -> None:
    assert dutch.stems(text) == []


def test_text_in_another_script_is_kept_in_words() -> None:
    assert len(dutch.stems("שלום עולם")) == 2


def test_a_very_long_word_is_cut() -> None:
    assert [len(stem) for stem in dutch.stems("x" * 10_000)] == [dutch.LONGEST_STEM]


def test_what_lies_beyond_the_limit_is_not_read() -> None:
    assert "kraan" not in dutch.stems("tuin " * dutch.READ_AT_MOST + "kraan")


@given(any_text)
def test_analysis_never_fails(text: str) -> None:
    assert all(0 < len(stem) <= dutch.LONGEST_STEM for stem in dutch.stems(text))


@given(st.one_of(any_text, st.text("abdegijklnorstvz", min_size=3)))
def test_stems_are_a_fixed_point(word: str) -> None:
    stem = dutch.stem(word)
    assert dutch.stem(stem) == stem


@given(st.lists(st.text("aeinrstdgk", min_size=1, max_size=12), max_size=8))
def test_card_and_query_are_stemmed_alike(words: list[str]) -> None:
    assert set(dutch.stems(" ".join(words))) <= {dutch.stem(word) for word in words}


def test_threads_stem_alike() -> None:
    words = [f"{word}{ending}" for word in ("fiets", "klus", "wandel") for ending in range(300)]
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append([dutch.stem(word) for word in words])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert found == [found[0]] * 4


def test_a_municipality_may_have_its_own_stop_words(config: pathlib.Path) -> None:
    write(config, "stop.txt", "# van ons\nfiets\n")
    assert dutch.stems("de fiets", config) == ["de"]


@pytest.mark.parametrize(
    ("name", "words", "complaint"),
    [
        ("stop.txt", "# kop\nde het\n", "config/words/stop.txt, regel 2: verwacht één woord"),
        ("stop.txt", "de\n\nDE\n", "config/words/stop.txt, regel 3: “de” staat al"),
        ("stop.txt", "zo'n\n", "config/words/stop.txt, regel 1: alleen letters"),
        ("irregular.txt", "kinderen\n", "config/words/irregular.txt, regel 1: verwacht minstens twee"),
        ("irregular.txt", "at eten\nat lezen\n", "config/words/irregular.txt, regel 2: “at” wijst al"),
    ],
)
def test_a_wrong_line_is_refused_by_number(config: pathlib.Path, name: str, words: str, complaint: str) -> None:
    write(config, name, words)
    with pytest.raises(ValueError, match=complaint):
        dutch.stems("fiets", config)


def test_a_line_that_is_not_utf_8_is_refused_by_number(config: pathlib.Path) -> None:
    (config / "words" / "stop.txt").write_bytes(b"de\nhet\n\xe9\xe9n\n")
    with pytest.raises(ValueError, match=r"config/words/stop\.txt, regel 3: dit is geen UTF-8"):
        dutch.stems("fiets", config)


def test_a_missing_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(ValueError, match=r"words/irregular\.txt, regel 1: dit bestand kan niet"):
        dutch.stems("fiets", tmp_path)


def test_forms_that_chase_each_other_still_have_one_stem(config: pathlib.Path) -> None:
    write(config, "irregular.txt", "fee boe\nboe fee\n")
    assert dutch.stem("fee", config) == dutch.stem("boe", config) == "boe"
