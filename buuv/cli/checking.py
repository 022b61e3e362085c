"""What `buuv check` looks at; each finding is one Dutch sentence that says what to do."""

import ipaddress
import os
import stat
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, select

from buuv.accounts.models import MODERATOR, Account
from buuv.cli import support
from buuv.core import clock
from buuv.core.database import db
from buuv.core.errors import Refusal
from buuv.core.outbox import OutgoingMail
from buuv.places.models import NEIGHBOURHOOD, Place
from buuv.settings import Settings

# The worker looks every few seconds; mail that waits a quarter of an hour has no worker.
STANDING_STILL = timedelta(minutes=15)
# 24 characters of base 64 hold 144 bits, as much as the program's own tokens.
KEY_MIN = 24
# A security.txt holds for less than a year (RFC 9116, 2.5.5), and whoever must renew it hears so a month before.
SECURITY_AHEAD = timedelta(days=365)
SECURITY_WARNS = timedelta(days=30)
# One decides, another confirms or answers the objection.
MODERATORS_LEAST = 2
# A statement about accessibility is looked at again every year.
REVIEW_LASTS = timedelta(days=365)


def around_the_program(config: Settings) -> list[str]:
    """What is wrong with the folder and the key on disk."""
    folder = config.data_dir
    if not folder.is_dir():
        return [f"De map {folder} bestaat niet. Voer uit: buuv init"]
    wrong = []
    if not os.access(folder, os.W_OK | os.X_OK):
        wrong.append(f"In de map {folder} kan buuv niet schrijven. Geef de map aan de gebruiker van buuv.")
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        wrong.append(f"De map {folder} is leesbaar voor anderen. Voer uit: chmod 700 {folder}")
    return wrong + _key(config)


def _key(config: Settings) -> list[str]:
    path = config.data_dir / "secret.key"
    if config.secret_key:
        short = len(config.secret_key) < KEY_MIN
        return [f"secret_key is te kort: neem minstens {KEY_MIN} willekeurige tekens."] if short else []
    if not path.is_file():
        return [f"De sleutel {path} ontbreekt. Voer uit: buuv init"]
    wrong = []
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        wrong.append(f"De sleutel {path} is leesbaar voor anderen. Voer uit: chmod 600 {path}")
    if os.access(path, os.R_OK) and len(path.read_text(encoding="ascii", errors="replace").strip()) < KEY_MIN:
        wrong.append(f"De sleutel {path} is te kort. Haal het bestand weg; buuv maakt een nieuwe.")
    return wrong


def in_the_settings(config: Settings) -> list[str]:
    """What is wrong with the choices that were made, by themselves or together."""
    wrong = []
    if config.limits == "off":
        wrong.append("BUUV_LIMITS=off: er gelden geen limieten. Doe dat alleen voor een proef.")
    if config.mail_carrier == "file" and is_public(config):
        wrong.append("mail_carrier is 'file', maar de site is openbaar: niemand krijgt zijn mail. Kies 'smtp'.")
    return wrong


def in_the_towns(config: Settings) -> list[str]:
    """What no longer holds of what the towns say in their files."""
    wrong = []
    for town in config.municipalities:
        until, reviewed = town.security["expires_on"], town.accessibility["reviewed_on"]
        file = f"{town.slug}.toml"
        if until < clock.today():
            wrong.append(f"{file}: security.txt is verlopen op {until}. Kijk het na en zet een nieuwe expires_on.")
        if until >= clock.today() + SECURITY_AHEAD:
            wrong.append(f"{file}: security.expires_on ({until}) ligt meer dan een jaar vooruit.")
        if reviewed > clock.today():
            wrong.append(f"{file}: accessibility.reviewed_on ({reviewed}) moet nog komen.")
    return wrong


def soon_in_the_towns(config: Settings) -> list[str]:
    """What needs somebody's attention and is not wrong yet."""
    soon = []
    for town in config.municipalities:
        until, reviewed = town.security["expires_on"], town.accessibility["reviewed_on"]
        if timedelta(0) <= until - clock.today() <= SECURITY_WARNS:
            days = (until - clock.today()).days
            soon.append(f"{town.slug}.toml: security.txt verloopt over {days} dagen. Zet een nieuwe expires_on.")
        if reviewed <= clock.today() - REVIEW_LASTS:
            soon.append(f"{town.slug}.toml: de toegankelijkheid is voor het laatst getest op {reviewed}. Test opnieuw.")
    return soon


def is_public(config: Settings) -> bool:
    """Whether others can reach the site: by the address it listens on, a proxy in front, or a town's own address."""
    if not config.is_loopback or config.trusted_proxy:
        return True
    names = [urlsplit(town.url).hostname or "" for town in config.municipalities if town.url]
    names += [host for town in config.municipalities for host in town.hosts]
    return not all(map(_is_this_machine, names))


def _is_this_machine(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def in_the_database(config: Settings) -> list[str]:
    """What is wrong inside the database; one sentence when it cannot be asked."""
    try:
        present = support.present_migration()
    except Refusal as refusal:
        return [refusal.sentence]
    newest = support.newest_migration()
    if present != newest:
        return [f"De database staat op {present or 'niets'}, niet op {newest}. Voer uit: buuv init"]
    return _places(config) + _moderators(config) + _demo_accounts(config) + _standing_mail()


def _places(config: Settings) -> list[str]:
    wanted = select(Place.municipality_code).where(Place.level == NEIGHBOURHOOD, Place.ended_at.is_(None))
    present = set(db.session.scalars(wanted.distinct()))
    return [
        f"{town.name} heeft geen buurten. Voer uit: buuv init, of buuv places import BESTAND"
        for town in config.municipalities
        if town.code not in present
    ]


def _moderators(config: Settings) -> list[str]:
    """Closing an account and answering an objection each take a second moderator, so one is too few for a live town."""
    if not is_public(config):
        return []
    locked = (Account.role == MODERATOR, Account.left_at.is_(None), Account.second_lock_at.is_not(None))
    wanted = select(Account.municipality_code, func.count()).where(*locked).group_by(Account.municipality_code)
    present = {row[0]: row[1] for row in db.session.execute(wanted)}
    few = [town for town in config.municipalities if present.get(town.code, 0) < MODERATORS_LEAST]
    return [
        f"{town.name} heeft minder dan {MODERATORS_LEAST} moderatoren met een tweede slot."
        f" Voer uit: buuv account invite ADRES --role moderator --municipality {town.code}"
        for town in few
    ]


def _demo_accounts(config: Settings) -> list[str]:
    if not is_public(config):
        return []
    count = db.session.scalar(select(func.count()).select_from(Account).where(Account.is_demo))
    if not count:
        return []
    return [f"Er zijn {count} proefaccounts, maar de site is openbaar. Begin met een lege database."]


def _standing_mail() -> list[str]:
    due = select(func.count()).select_from(OutgoingMail)
    due = due.where(
        OutgoingMail.sent_at.is_(None),
        OutgoingMail.failed_at.is_(None),
        OutgoingMail.due_at < clock.now() - STANDING_STILL,
    )
    count = db.session.scalar(due)
    minutes = int(STANDING_STILL.total_seconds() // 60)
    if not count:
        return []
    return [f"{count} mails wachten langer dan {minutes} minuten. Kijk of `buuv worker` draait en mail weg kan."]
