"""config/categories.toml: every sort of help has its name and its lines, and a mistake is a clear sentence."""

import pytest

from buuv.core import translation
from buuv.posts import categories

GOOD = 'key = "anders"\nnl = "anders"\nen = "other"\n'


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Reads a file of our own instead of the real one."""

    def read(text):
        (tmp_path / "categories.toml").write_text("[[category]]\n" + text, encoding="utf-8")
        monkeypatch.setattr(categories, "CONFIG", tmp_path)
        categories.all_categories.cache_clear()
        return categories.all_categories()

    yield read
    categories.all_categories.cache_clear()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("administratie", ["DigiD", "pincode", "typt zelf", "kijkt mee"]),
        ("vervoer", ["benzine", "verzekering", "rolstoel"]),
        ("kinderen", ["kennis", "ouder"]),
        ("koken", ["allergieën", "kostprijs"]),
        ("klussen", ["twee uur", "elektriciteit", "gas"]),
        ("boodschappen", ["nooit vooraf"]),
    ],
)
def test_a_theme_brings_its_lines(key, words):
    lines = " ".join(categories.all_categories()[key].lines)
    assert all(word in lines for word in words)


def test_the_lines_are_in_the_readers_language():
    with translation.speaking("en"):
        assert categories.all_categories()["administratie"].lines[1] == "You type yourself. The helper looks along."


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("", "anders: lines_nl moet een lijst van zinnen zijn"),
        ('lines_nl = "zin"\nlines_en = []', "anders: lines_nl moet een lijst"),
        ('lines_nl = []\nlines_en = [" "]', "anders: lines_en moet een lijst"),
        ('lines_nl = ["a"]\nlines_en = []', "niet evenveel regels"),
        (f'lines_nl = ["{"x" * 161}"]\nlines_en = ["a"]', "hooguit 5 regels van 160 tekens"),
    ],
)
def test_a_mistake_in_the_lines_is_named(read, lines, complaint):
    with pytest.raises(ValueError, match=complaint):
        read(GOOD + lines)


def test_no_lines_is_fine_too(read):
    assert read(GOOD + "lines_nl = []\nlines_en = []")["anders"].lines == ()


def test_sorts_of_help_lie_near_each_other_both_ways_and_anders_near_to_all():
    assert categories.are_near("administratie", "computer") and categories.are_near("computer", "administratie")
    assert categories.are_near("anders", "tuin") and categories.are_near("tuin", "tuin")
    assert not categories.are_near("tuin", "taal") and not categories.are_near("tuin", "onbekend")


@pytest.mark.parametrize(
    ("near", "complaint"), [('["tuin"]', "near noemt tuin"), ('"tuin"', "near moet een lijst van sleutels zijn")]
)
def test_a_mistake_in_near_is_named(read, near, complaint):
    with pytest.raises(ValueError, match=complaint):
        read(GOOD + f"lines_nl = []\nlines_en = []\nnear = {near}")
