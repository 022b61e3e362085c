"""Sentences that nobody taught the program: an examination for needs and kinds of help."""

import json
import pathlib
from typing import NamedTuple

FILE = pathlib.Path(__file__).with_name("need_sentences.jsonl")


class Sentence(NamedTuple):
    """A search ("query") or a card ("request", "offer"), and the need that it is about."""

    need: str
    kind: str
    text: str


SENTENCES = [Sentence(**json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]
