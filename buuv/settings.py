"""Every setting, read once from config/default.toml, an operator's file and the environment."""

import ipaddress
import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONFIG = ROOT / "config"


class SettingsError(Exception):
    """All mistakes in the settings together, one sentence a line."""


@dataclass(frozen=True)
class Municipality:
    """A live town: what its file in config/municipalities says."""

    slug: str
    name: str
    code: str
    hosts: tuple[str, ...]
    url: str
    contact: dict[str, str]
    security: dict[str, Any]
    accessibility: dict[str, Any]
    privacy: dict[str, str]
    folder: Path

    @property
    def places_file(self) -> Path:
        """The facts about wijken and buurten that may lie beside the town's file."""
        return self.folder / f"{self.slug}.places.tsv"

    @property
    def postcodes_file(self) -> Path:
        """The facts about postcodes that may lie beside the town's file."""
        return self.folder / f"{self.slug}.postcodes.tsv"


@dataclass(frozen=True)
class Settings:
    """All settings; `config/default.toml` says what each one means."""

    data_dir: Path
    database_url: str
    bind: str
    port: int
    trusted_proxy: str
    secret_key: str
    municipalities_dir: str
    default_municipality: str
    workers: int
    threads: int
    mail_carrier: str
    mail_from: str
    smtp_host: str
    smtp_port: int
    smtp_user: str
    smtp_password: str
    smtp_security: str
    smtp_timeout: int
    resident_idle_days: int
    staff_idle_minutes: int
    staff_max_hours: int
    limits: str
    limit: dict[str, str]
    municipalities: tuple[Municipality, ...] = field(default=())

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.bind == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.bind).is_loopback
        except ValueError:
            return False

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    def municipality(self, slug: str) -> Municipality:
        """The live town with this file name; KeyError when there is none."""
        return {town.slug: town for town in self.municipalities}[slug]

    def url_for_town(self, municipality_code: str) -> str:
        """Where mails point: the town's own address, else this machine's."""
        town = next((m for m in self.municipalities if m.code == municipality_code), None)
        if town and town.url:
            return town.url.rstrip("/")
        if town is None or town.slug == self.default_municipality:
            return f"http://127.0.0.1:{self.port}"
        return f"http://{town.slug}.localhost:{self.port}"


CONTACT_FIELDS = ("organisation", "email", "phone", "hours_nl", "hours_en", "languages_nl", "languages_en")
# What else a town's file must say, and how that looks: a day, or words of this shape.
FACTS: dict[str, dict[str, str | type]] = {
    "security": {"contact": r"mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+[\d-]+", "expires_on": date},
    "accessibility": {"declaration": r"(https://\S+)?", "reviewed_on": date},
    "privacy": {"officer": r"[^\s@]+@[^\s@]+", "supervisor": r".+", "supervisor_url": r"https://\S+"},
}
CHOICES = {
    "mail_carrier": ("file", "console", "smtp"),
    "smtp_security": ("none", "starttls", "tls"),
    "limits": ("on", "off"),
}


def load(environ: dict[str, str] | None = None) -> Settings:
    """Reads the settings; raises SettingsError with every mistake, each with its file and key."""
    env = dict(os.environ) if environ is None else environ
    mistakes: list[str] = []
    values = _read_toml(CONFIG / "default.toml", mistakes)
    if env.get("BUUV_CONFIG"):
        _merge(values, _read_toml(Path(env["BUUV_CONFIG"]), mistakes), env["BUUV_CONFIG"], mistakes)
    _from_environment(values, env, mistakes)
    for key, allowed in CHOICES.items():
        if values.get(key) not in allowed:
            mistakes.append(f"{key}: {values.get(key)!r} is geen van {', '.join(allowed)}")
    if mistakes and "data_dir" not in values:
        raise SettingsError("\n".join(mistakes))
    mistakes.extend(_wrong_limits(values["limit"], known=_read_toml(CONFIG / "default.toml", [])["limit"]))
    data_dir = Path(values["data_dir"]).expanduser()
    values["data_dir"] = data_dir if data_dir.is_absolute() else (ROOT / data_dir)
    values["database_url"] = _database_url(values["database_url"], values["data_dir"])
    folder = ROOT / (values["municipalities_dir"] or CONFIG / "municipalities")
    towns = _read_towns(folder, mistakes)
    if values["default_municipality"] not in {t.slug for t in towns}:
        mistakes.append(f"default_municipality: {folder}/{values['default_municipality']}.toml bestaat niet")
    settings = Settings(**values, municipalities=tuple(towns))
    mistakes.extend(_dangers(settings))
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return settings


def _read_toml(path: Path, mistakes: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        mistakes.append(f"{path}: {error}")
        return {}


def _merge(values: dict[str, Any], more: dict[str, Any], source: str, mistakes: list[str]) -> None:
    for key, value in more.items():
        if key not in values:
            mistakes.append(f"{source}: {key} is geen instelling van buuv")
        elif key == "limit" and isinstance(value, dict):
            values["limit"] = {**values["limit"], **value}
        elif type(value) is not type(values[key]):
            mistakes.append(f"{source}: {key} moet {type(values[key]).__name__} zijn")
        else:
            values[key] = value


def _from_environment(values: dict[str, Any], env: dict[str, str], mistakes: list[str]) -> None:
    known = {f.name for f in fields(Settings)} - {"limit", "municipalities"}
    if env.get("PORT"):
        env = {"BUUV_PORT": env["PORT"], **env}
    for name in sorted(known):
        raw = env.get(f"BUUV_{name.upper()}")
        if raw is None or raw == "":
            continue
        if name == "data_dir":
            values[name] = str(Path(raw).expanduser().absolute())
        elif isinstance(values.get(name), int):
            if raw.strip().isdigit():
                values[name] = int(raw)
            else:
                mistakes.append(f"BUUV_{name.upper()}: {raw!r} is geen heel getal")
        else:
            values[name] = raw.strip()


def _wrong_limits(limits: dict[str, Any], *, known: dict[str, Any]) -> list[str]:
    wrong = [f"limit.{name}: dit is geen limiet van buuv" for name in limits if name not in known]
    for name, figure in limits.items():
        if not isinstance(figure, str) or not re.fullmatch(r"[1-9]\d* per [1-9]\d*", figure):
            wrong.append(f"limit.{name}: {figure!r} is niet van de vorm '10 per 300'")
    return wrong


def _database_url(url: str, data_dir: Path) -> str:
    """SQLAlchemy's form of the address; PostgreSQL always through psycopg 3."""
    if not url:
        return f"sqlite:///{data_dir / 'buuv.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def _read_towns(folder: Path, mistakes: list[str]) -> list[Municipality]:
    towns = []
    for path in sorted(folder.glob("*.toml")):
        data = _read_toml(path, mistakes)
        missing = [k for k in ("name", "code") if not isinstance(data.get(k), str) or not data[k]]
        contact = data.get("contact", {})
        missing += [f"contact.{k}" for k in CONTACT_FIELDS if not contact.get(k)]
        wrong = [f"{path}: {key} ontbreekt" for key in missing] + [f"{path}: {line}" for line in _wrong_facts(data)]
        mistakes.extend(wrong)
        if wrong:
            continue
        towns.append(
            Municipality(
                slug=path.stem,
                name=data["name"],
                code=data["code"],
                hosts=tuple(host.lower() for host in data.get("hosts", [])),
                url=data.get("url", ""),
                contact=dict(contact),
                security=data["security"],
                accessibility=data["accessibility"],
                privacy=data["privacy"],
                folder=folder,
            )
        )
    return towns


def _wrong_facts(data: dict[str, Any]) -> list[str]:
    wrong = []
    for group, facts in FACTS.items():
        for key, shape in facts.items():
            value = data.get(group, {}).get(key)
            if value is None:
                wrong.append(f"{group}.{key} ontbreekt")
            elif shape is date:
                if type(value) is not date:
                    wrong.append(f"{group}.{key}: {value!r} is geen dag zoals 2027-10-01, zonder aanhalingstekens")
            elif not isinstance(value, str) or not re.fullmatch(str(shape), value):
                wrong.append(f"{group}.{key}: {value!r} klopt niet; zie zaanstad.toml")
    return wrong


def _dangers(settings: Settings) -> list[str]:
    """What would be harmful in public, refused before the first request."""
    found = []
    if settings.limits == "off" and not settings.is_loopback:
        found.append(f"limits: 'off' mag alleen als bind een eigen adres is, niet {settings.bind}")
    if not settings.is_loopback and not settings.trusted_proxy:
        found.append(f"bind: {settings.bind} is openbaar; zet nginx ervoor en noem die in trusted_proxy")
    return found
