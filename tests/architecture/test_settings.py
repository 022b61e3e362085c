"""config/default.toml is the documentation of the settings: complete, and each with its sentence."""

import re
import tomllib
from dataclasses import fields

from buuv.core.limits import parse
from buuv.settings import CONFIG, Settings

SOURCE = (CONFIG / "default.toml").read_text(encoding="utf-8")
KEY = re.compile(r"([a-z_0-9]+)\s*=")


def without_comment(source: str) -> list[str]:
    """The keys that no comment stands above, nor above the group they stand in."""
    found, is_explained = [], False
    for line in source.splitlines():
        key = KEY.match(line)
        if line.startswith("#"):
            is_explained = True
        elif not line.strip():
            is_explained = False
        elif key and not is_explained:
            found.append(key[1])
    return found


def test_every_setting_is_in_the_file_and_nothing_else():
    known = {field.name for field in fields(Settings)} - {"municipalities"}
    assert set(tomllib.loads(SOURCE)) == known


def test_every_setting_has_a_sentence():
    assert without_comment(SOURCE) == []


def test_every_limit_is_a_figure():
    for name, figure in tomllib.loads(SOURCE)["limit"].items():
        assert parse(name, figure).amount > 0
