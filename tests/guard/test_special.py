"""Special categories: how much is found of a labelled set, and how often it is wrong.

`special.tsv` was written before the word lists. Its part "tune" may be looked at while working on them; "held" may
not, and its figures are the ones that count.
"""

import zlib
from pathlib import Path

import pytest

from buuv.guard import findings

SPECIAL = ("health", "religion", "origin", "sexuality", "union", "politics", "crime")


def read(name):
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            labels, about, text = line.split("\t")
            part = "held" if zlib.crc32(text.encode()) % 3 == 0 else "tune"
            yield {"text": text, "labels": set(labels.split(",")) - {"none"}, "about": about, "part": part}


ROWS = list(read("special.tsv"))


def rows_of(part):
    return [(row, findings.find(row["text"], only=[*SPECIAL, "health_soft"])) for row in ROWS if row["part"] == part]
