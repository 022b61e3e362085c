"""What a program learned from the words, kept in the data folder: a second start reads it in a tenth of the time."""

import functools
import hashlib
import json
import logging
import os
import pathlib
from typing import Any

from buuv.language import files, version

_NAME = "learned-{}.json"
_log = logging.getLogger(__name__)
_place: pathlib.Path | None = None


def keep_in(place: pathlib.Path) -> None:
    """Says in which folder to keep it; without one everything is learned at each start."""
    global _place
    _place = place


def find(folder: pathlib.Path) -> Any:
    """Give what was kept under these very words and this very program; None when there is nothing that can be read."""
    path = _path(folder)
    if path is None:
        return None
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.warning("%s is niet te lezen en wordt opnieuw gemaakt: %s", path, error)
        return None


def keep(folder: pathlib.Path, data: Any) -> None:
    """Keeps it for the next start, instead of what older words taught; a full disk is no reason not to start."""
    path = _path(folder)
    if path is None:
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        unfinished.replace(path)
        for other in path.parent.glob(_NAME.format("*")):
            if other != path:
                other.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s is niet te bewaren: %s", path, error)
        unfinished.unlink(missing_ok=True)


def _path(folder: pathlib.Path) -> pathlib.Path | None:
    # Other folders than the program's own are read by tests only.
    return _place / _NAME.format(_digest()) if _place and folder == files.CONFIG else None


@functools.cache
def _digest() -> str:
    digest = hashlib.sha256(version.current().encode())
    for path in sorted(pathlib.Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
