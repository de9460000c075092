"""The demo people's passwords: made once for each installation and kept beside the database."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User

from .content import programme_content


def sign_ins_file() -> Path:
    """Where the sign-ins are kept; only the owner of the installation may read it."""
    return Path(settings.VAR_DIR) / "demo-sign-ins.txt"


@transaction.atomic
def prepare_people() -> dict[str, User]:
    """The demo's people by e-mail address, created where they are missing.

    A person who exists keeps the password, unless the file with the sign-ins has been lost: then
    nobody could sign in, so everyone gets a new one.
    """
    kept = _read()
    people, passwords = {}, {}
    for entry in programme_content()["users"]:
        email = entry["email"]
        passwords[email] = kept.get(email) or secrets.token_urlsafe(12)
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, passwords[email], full_name=entry["name"])
        elif email not in kept:
            user.set_password(passwords[email])
            user.save(update_fields=["password"])
        people[email] = user
    if passwords != kept:
        write_private(sign_ins_file(), _as_text(passwords))
    return people


def sign_ins_text() -> str:
    """The sign-ins as lines of role, address and password; empty before the demo is loaded."""
    path = sign_ins_file()
    return path.read_text(encoding="utf-8") if path.exists() else ""


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)


def _as_text(passwords: dict[str, str]) -> str:
    lines = []
    for person in programme_content()["users"]:
        who = f"{person['name']}, {person['title']}"
        lines.append(f"{person['email']:<28} {passwords[person['email']]:<18} {who}\n")
    return "".join(lines)


def _read() -> dict[str, str]:
    """Address → password of the lines that hold both."""
    lines = [line.split() for line in sign_ins_text().splitlines()]
    return {parts[0]: parts[1] for parts in lines if len(parts) > 1 and "@" in parts[0]}
