"""What was learned from labelled sentences is what the guard goes by."""

from buuv.guard import findings, learning, lessons, meanings

_HARDLY = 0.02


def test_the_weights_are_what_the_sentences_teach(monkeypatch):
    """After a change of words, classes or sentences: python -m buuv.guard.learning. One label tells for all."""
    committed, labels = meanings.weights(), list(learning.LABELS)
    monkeypatch.setattr(learning, "LABELS", labels[1:2])
    weights = learning.learn(lessons.examples(), [0.0])
    taught = meanings.read(meanings.written(weights)).of
    assert list(committed.labels) == labels
    # What tells hardly anything for any label is not kept, and the others are not learned here.
    assert {name: row[0] for name, row in taught.items() if abs(row[0]) > _HARDLY} == {
        name: row[1] for name, row in committed.of.items() if abs(row[1]) > _HARDLY
    }


def test_a_word_of_the_same_class_counts_as_the_class():
    for place in ("Spanje", "Oezbekistan", "Peru"):
        text = f"Wie voert de vissen? Wij zitten van de 3e tot de 17e in {place}."
        assert "absence" in {one.label for one in findings.find(text)}


def test_the_clause_that_says_it_is_shown():
    text = "Heeft iemand een ladder te leen? Tot half september zitten wij in Bretagne op de fiets."
    [found] = [one for one in findings.find(text) if one.label == "absence"]
    assert text[found.start : found.end].startswith("Tot half september zitten wij in Bretagne")
