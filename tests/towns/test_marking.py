"""The safe part of Markdown: what is drawn, and what is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buuv.towns import marking
from buuv.towns.marking import Mistake

FACTS = {"gemeente": "Zaan & Stad", "mail": "buuv@example.org"}


def body_of(source, **more):
    return str(marking.read(f"# Kop\n\n{source}", FACTS, **more).body)


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("Een zin\ndie doorgaat.", "<p>Een zin die doorgaat.</p>"),
        ("Eén.\n\nTwee.", "<p>Eén.</p>\n<p>Twee.</p>"),
        ("## Tussenkop\nTekst", "<h2>Tussenkop</h2>\n<p>Tekst</p>"),
        ("### Klein", "<h3>Klein</h3>"),
        ("- een\n- twee\n  en meer", "<ul><li>een</li><li>twee en meer</li></ul>"),
        ("1. een\n2. twee", "<ol><li>een</li><li>twee</li></ol>"),
        ("Zo **vet** is het", "<p>Zo <strong>vet</strong> is het</p>"),
        ("2 * 3 & 4 < 5", "<p>2 * 3 &amp; 4 &lt; 5</p>"),
        ("[Kijk](/contact)", '<p><a href="/contact">Kijk</a></p>'),
        ("[{mail}]({mail})", '<p><a href="mailto:buuv@example.org">buuv@example.org</a></p>'),
        ("In {gemeente}", "<p>In Zaan &amp; Stad</p>"),
    ],
)
def test_what_is_written_is_drawn(source, drawn):
    assert body_of(source) == drawn


def test_links_within_the_site_keep_the_language():
    drawn = body_of("[Kijk](/contact) of [bel](tel:112)", prefix="/en")
    assert 'href="/en/contact"' in drawn and 'href="tel:112"' in drawn


def test_what_is_new_is_kept_apart():
    text = marking.read("# Regels\n> Nieuw: wees aardig.\n\nDe rest.", FACTS)
    assert (str(text.news), str(text.body)) == ("<p>Nieuw: wees aardig.</p>", "<p>De rest.</p>")


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("", 1, "kop"),
        ("Zonder kop", 1, "kop"),
        ("# Alleen een kop", 1, "geen tekst"),
        ("# Kop\n\n<b>vet</b>", 3, "HTML"),
        ("# Kop\n<script>", 2, "HTML"),
        ("# Kop\n\n# Nog een", 3, "één keer"),
        ("# Kop\n\n#Zonder spatie", 3, "spatie"),
        ("# Kop\n\n{adres}", 3, "onbekend"),
        ("# Kop\n\n[weg](http://example.org)", 3, "https://"),
        ("# Kop\n\n[weg](javascript:alert)", 3, "https://"),
        ("# Kop\n\n[weg](//example.org)", 3, "https://"),
        ("# Kop\n\n[weg](een adres)", 3, "zonder spatie"),
    ],
)
def test_a_mistake_is_named_with_its_line(source, line, words):
    with pytest.raises(Mistake) as caught:
        marking.read(source, FACTS)
    assert (caught.value.line, words in caught.value.sentence) == (line, True)


@given(st.text(alphabet="<>&\"'[]()*#-/{}ab \n:", max_size=60))
def test_no_text_becomes_markup_of_its_own(source):
    try:
        drawn = body_of("x\n" + source)
    except Mistake:
        return
    for tag in ("p", "h2", "h3", "ul", "ol", "li", "strong"):
        drawn = drawn.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    rest = drawn.replace("</a>", "").split('<a href="')
    assert all(piece.count('">') == 1 for piece in rest[1:])
    assert "<" not in "".join(rest)
