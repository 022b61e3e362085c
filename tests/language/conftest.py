"""Word files of one's own: a copy of ours to change, or a few lines."""

import pathlib
import shutil
from collections.abc import Callable

import pytest

from buuv.language import files

# The little that every folder must have.
BARE = {
    "stop.txt": "de\nhet\n",
    "irregular.txt": "kinderen kind\n",
    "compounds.txt": "boodschap\nheg\ntuin\n",
    "concepts.toml": '[rit]\ntitle = "rit"\ntitle_en = "ride"\nwords = ["rit", "lift"]\n',
    "needs/tuin.toml": (
        '[heg]\ntitle = "heg snoeien"\ntitle_en = "hedge"\nnear = ["gras"]\nwords = ["heg"]\n'
        'sentences = ["wie knipt de haag"]\n'
        '[gras]\ntitle = "gras maaien"\ntitle_en = "mowing"\nwords = ["gras"]\n'
    ),
}
Config = Callable[..., pathlib.Path]


@pytest.fixture
def config(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of our word files, to change."""
    folder = tmp_path / "config"
    shutil.copytree(files.CONFIG / "words", folder / "words")
    return folder


@pytest.fixture
def bare(tmp_path: pathlib.Path) -> Config:
    """Makes a folder with the few words above and these files over or beside them, by their paths in config."""
    made: list[pathlib.Path] = []

    def make(changed: dict[str, str] | None = None) -> pathlib.Path:
        folder = tmp_path / str(len(made)) / "config"
        made.append(folder)
        for name, content in {**{f"words/{name}": text for name, text in BARE.items()}, **(changed or {})}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return folder

    return make
