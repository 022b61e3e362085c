"""Which program and which words read a text: cards that were read by others have to be read again."""

import functools
import hashlib
import pathlib

from buuv.language import dutch, files

_READ = ("stop.txt", "irregular.txt", "compounds.txt", "concepts.toml", "needs/*.toml")


@functools.lru_cache(maxsize=4)
def current(folder: pathlib.Path = files.CONFIG) -> str:
    """Give the analyzer's number and a digest of every word file, those of the towns included."""
    digest = hashlib.sha256()
    for root in (folder, *sorted(path for path in (folder / "municipalities").glob("*") if path.is_dir())):
        for pattern in _READ:
            for path in sorted((root / "words").glob(pattern)):
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return f"{dutch.ANALYZER_VERSION}-{digest.hexdigest()[:16]}"
