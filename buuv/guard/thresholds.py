"""The figures of config/signals.toml: from when on something is shown to a moderator. Each has its reason there."""

import tomllib
from functools import lru_cache
from typing import Any

from buuv.language import files

CONFIG = files.CONFIG / "signals.toml"
# Between which bounds a figure makes sense; a whole one stays whole.
_SHARE = {"near_equal": (0.2, 1.0)}
_NUMBERS = {
    "near_equal_letters": (0, 500),
    "near_equal_cards": (2, 50),
    "near_equal_days": (1, 60),
    "near_equal_among": (10, 500),
    "new_contacts_first_week": (1, 1000),
    "new_contacts_later": (1, 1000),
    "same_message_people": (2, 50),
    "same_message_days": (1, 60),
    "same_message_among": (10, 500),
    # The law asks for care with what nobody looked at (DSA 20, paragraph 6), so the file cannot loosen these (T-16).
    "hold_reporters": (3, 20),
    "hold_account_days": (30, 3650),
    "hold_hours": (1, 24),
    "unfounded_reports": (2, 100),
    "unfounded_days": (1, 365),
}
_WEIGHTS = frozenset(
    ("minor", "money", "commercial", "near_equal", "many_contacts", "same_message", "held", "unfounded_reports")
)


@lru_cache(maxsize=1)
def figures() -> dict[str, Any]:
    """Every figure; ValueError with the file and the key when one is missing, unknown or senseless."""
    name = "/".join(CONFIG.parts[-2:])
    try:
        found = tomllib.loads(files.read(CONFIG))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: dit is geen TOML ({error})") from error
    wrong = [*_wrong_keys(found), *_wrong_figures(found), *_wrong_weights(found.get("weight"))]
    if wrong:
        raise ValueError("\n".join(f"{name}: {sentence}" for sentence in wrong))
    return found


def weight(key: str) -> int:
    """How much a signal weighs in the order of the queue."""
    return int(figures()["weight"][key])


def _wrong_keys(found: dict[str, Any]) -> list[str]:
    known = {*_SHARE, *_NUMBERS, "weight"}
    return [f"{key} bestaat niet" for key in found if key not in known]


def _wrong_figures(found: dict[str, Any]) -> list[str]:
    wrong = []
    for key, (least, most) in (_SHARE | _NUMBERS).items():
        value: Any = found.get(key)
        is_number = type(value) is int or (key in _SHARE and type(value) is float)
        if not is_number or not least <= value <= most:
            wrong.append(f"{key}: verwacht een getal van {least} tot en met {most}")
    return wrong


def _wrong_weights(found: Any) -> list[str]:
    if not isinstance(found, dict):
        return ["verwacht een kopje [weight]"]
    wrong = [f"weight.{key} bestaat niet" for key in found if key not in _WEIGHTS]
    right = {key for key, value in found.items() if type(value) is int and 0 <= value <= 9}
    return wrong + [f"weight.{key}: verwacht een getal van 0 tot en met 9" for key in sorted(_WEIGHTS - right)]
