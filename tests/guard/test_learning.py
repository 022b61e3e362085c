"""What was learned from labelled sentences is what the guard goes by."""

from buuv.guard import findings, learning, lessons, meanings


def test_the_weights_are_what_the_sentences_teach():
    """After a change of words, classes or sentences: python -m buuv.guard.learning."""
    taught = lessons.examples()
    committed = meanings.weights()
    weights = learning.learn(taught, [0.0] * len(learning.LABELS))
    assert list(committed.labels) == list(learning.LABELS)
    assert meanings.read(meanings.written(weights)).of == committed.of


def test_a_word_of_the_same_class_counts_as_the_class():
    for place in ("Spanje", "Oezbekistan", "Peru"):
        text = f"Wie voert de vissen? Wij zitten van de 3e tot de 17e in {place}."
        assert "absence" in {one.label for one in findings.find(text)}


def test_the_clause_that_says_it_is_shown():
    text = "Heeft iemand een ladder te leen? Tot half september zitten wij in Bretagne op de fiets."
    [found] = [one for one in findings.find(text) if one.label == "absence"]
    assert text[found.start : found.end].startswith("Tot half september zitten wij in Bretagne")
