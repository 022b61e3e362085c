"""Nobody who reads English meets a sentence in Dutch."""

from tests.architecture import messages


def test_every_sentence_has_its_english_and_none_is_left_over():
    wrong = messages.mistakes(messages.said(), messages.translated())
    assert not wrong, "\n".join(wrong)
