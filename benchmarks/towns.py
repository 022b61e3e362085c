"""Demo towns to measure on: made once by `buuv demo`, kept in a folder, and copied before anything is written."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What a made town depends on; when one of these changes it is made again.
_MADE_BY = ("buuv/cli/demo*.py", "config/demo/*", "config/words/*", "migrations/versions/*.py", "buuv/language/*.py")
# The cards of a town grow old; a request lives for four weeks.
_KEPT_SECONDS = 14 * 86_400


def cache() -> Path:
    """The folder where made towns stay."""
    return Path(os.environ.get("BUUV_BENCH_DIR", "~/.cache/buuv-bench")).expanduser()


def environ(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of everything that is measured: nothing of the operator's, limits off."""
    clean = {name: value for name, value in os.environ.items() if name != "PORT" and not name.startswith("BUUV_")}
    return clean | {"BUUV_DATA_DIR": str(data_dir), "BUUV_LIMITS": "off", "PYTHONUNBUFFERED": "1"} | more


def made_town(*, posts: int, are_open: int) -> Path:
    """The data folder of a town with so many cards; the next run finds it again."""
    name = f"town-{posts}-{are_open}-"
    folder = cache() / f"{name}{_fingerprint()}"
    if (folder / "made").exists() and time.time() - (folder / "made").stat().st_mtime < _KEPT_SECONDS:
        return folder
    for old in cache().glob(f"{name}*"):
        shutil.rmtree(old)
    folder.mkdir(parents=True)
    print(f"making a town of {posts} cards in {folder}", file=sys.stderr)
    for words in (["init"], ["demo", "--posts", str(posts), "--open", str(are_open)]):
        subprocess.run([sys.executable, "-m", "buuv", *words], cwd=ROOT, env=environ(folder), check=True)
    (folder / "made").touch()
    return folder


def copy_of(town: Path, folder: Path) -> Path:
    """A copy that may be written to."""
    shutil.copytree(town, folder)
    return folder


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in _MADE_BY:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
