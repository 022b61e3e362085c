"""What was learned of the words is kept for the next start, and never believed when words or program changed."""

import functools

import pytest

from buuv.language import files, learned, needs, reading

SENTENCES = ("wie kan mij naar de dokter brengen", "mijn tuin is een wildernis geworden", "snap er niks van")

# Learning is the same each time, so it is done once for all tests here.
LEARN = functools.cache(needs._learn)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(needs, "_learn", LEARN)
    monkeypatch.setattr(learned, "_place", None)
    learned.keep_in(tmp_path)
    yield tmp_path
    needs._model.cache_clear()


def a_start():
    needs._model.cache_clear()
    return [needs.likely(reading.read(sentence)) for sentence in SENTENCES]


def test_a_second_start_reads_what_the_first_one_learned(place, monkeypatch):
    first = a_start()
    (path,) = place.iterdir()
    monkeypatch.setattr(needs, "_learn", lambda folder: pytest.fail("learned again"))
    assert a_start() == first and path.name.startswith("learned-")


def test_other_words_are_learned_anew_and_the_old_ones_go(place, monkeypatch):
    a_start()
    monkeypatch.setattr(learned, "_digest", lambda: "other")
    a_start()
    assert [path.name for path in place.iterdir()] == ["learned-other.json"]


@pytest.mark.parametrize("broken", ["", '{"keys": ["boo'])
def test_a_broken_file_is_made_again(place, broken):
    first = a_start()
    (path,) = place.iterdir()
    whole = path.read_text()
    path.write_text(broken)
    assert a_start() == first and path.read_text() == whole


def test_without_room_it_starts_all_the_same(place):
    learned.keep_in(place / "nowhere")
    assert all(a_start()) and learned.find(files.CONFIG) is None
