"""The manifest of the Teams app and the zip around it. The same app is the same file, byte for byte."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reports.teams_app.icons import ACCENT, colour_icon, outline_icon
from reports.teams_app.words import WORDS

MANIFEST = "1.25"
"""The first version that lets a bot into every kind of channel (supportsChannelFeatures), and so the one that most tenants take."""
_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST}"
_RSC = ("ChannelMessage.Read.Group", "ChannelSettings.Read.Group")
_NAME = "Kadans"
_LONGEST_NAME = 32
_THEN = (2020, 1, 1, 0, 0, 0)
"""The time of every file in the package: one of the build would make two of them differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What an organisation's own package says."""

    id: str
    """Of the Teams app, as KADANS_TEAMS_APP_ID has it."""
    bot: str
    """Client id of the identity behind the Azure Bot."""
    client: str
    """Client id of the identity that reads Graph."""
    version: str
    organisation: str
    charter: str
    """Address of the agreement, where everybody can read what the app does."""
    channels: bool
    """Whether owners of teams are asked for consent to read channels."""


def package(app: App) -> bytes:
    """Return the zip to upload."""
    files = {
        "manifest.json": _text(manifest(app)),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
        **{f"{language}.json": _text(translation(language)) for language in WORDS if language != "en"},
    }
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return content.getvalue()


def manifest(app: App) -> dict[str, Any]:
    """Return the manifest."""
    words = WORDS["en"]
    told: dict[str, Any] = {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": MANIFEST,
        "version": app.version,
        "id": app.id,
        "developer": {
            "name": app.organisation[:_LONGEST_NAME].strip() or _NAME,
            "websiteUrl": app.charter,
            "privacyUrl": app.charter,
            "termsOfUseUrl": app.charter,
        },
        "name": {"short": _NAME, "full": _NAME},
        "description": {"short": words.short, "full": words.full},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "additionalLanguages": [
                {"languageTag": language, "file": f"{language}.json"} for language in WORDS if language != "en"
            ],
        },
        "bots": [{"botId": app.bot, "scopes": ["personal", "team"], "isNotificationOnly": True}],
        "defaultInstallScope": "personal",
        "supportsChannelFeatures": "tier1",
        "webApplicationInfo": {"id": app.client},
    }
    if app.channels:
        asked = [{"name": name, "type": "Application"} for name in _RSC]
        told["authorization"] = {"permissions": {"resourceSpecific": asked}}
    return told


def translation(language: str) -> dict[str, str]:
    """Return a language's own file."""
    words = WORDS[language]
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": _NAME,
        "name.full": _NAME,
        "description.short": words.short,
        "description.full": words.full,
    }


def _text(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
