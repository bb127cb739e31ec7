"""A short card to the admins in the organisation's language: what happened, why, and what to do. docs/operate.md tells more."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from microsoft_teams.cards import AdaptiveCard, TextBlock

from core.words import N_
from reports.formats import date_text
from reports.language import Language

_AGAIN = N_("A delivery needs a person: kadans deliver --again TEAM/WEEK/ROUTE. An audit is planned again by itself.")
ALARMS = {
    "poison": (N_("A job failed again and again"), (N_("Look at the app's log of the last hour."), _AGAIN)),
    "ambiguous": (
        N_("A card may or may not have been posted"),
        (N_("Look in Teams. If it isn't there: kadans deliver --again {key}. Kadans never posts it again by itself."),),
    ),
    "refused": (
        N_("Teams refused a card"),
        (N_("Check the route in the policy and what is behind it, then: kadans deliver --again {key}."),),
    ),
    "blocked": (
        N_("A reader has blocked the app"),
        (
            N_("It is not installed again against their will. Agree on another route with them."),
            N_("Once they allow it: kadans deliver --again {key}."),
        ),
    ),
    "given-up": (N_("A job was put off for too long"), (N_("Microsoft kept asking for more time."), _AGAIN)),
    "policy": (
        N_("The uploaded policy is not valid"),
        (N_("See what is wrong: kadans check --policy FILE. Mend it and upload it again."),),
    ),
}
"""By kind: the title, and what to do."""

KEY = N_("Key: {key}")
REASON = N_("Reason: {reason}")
IN_FORCE = N_("The policy of {date} stays in force meanwhile.")
REASONS = (
    N_("interrupted"),
    N_("no connection"),
    N_("no answer in time"),
    N_("connection lost"),
    N_("throttled"),
    N_("service error"),
    N_("refused"),
    N_("the folder can't be written"),
    N_("the sign-in was refused"),
    N_("no connection to Microsoft Graph"),
    N_("the policy or the environment is wrong"),
    N_("Microsoft Graph did not answer as it should"),
    N_("it could not be read"),
    N_("the policy, the route or its secret is wrong"),
)
"""What routes and jobs give as a reason, at times with an HTTP status behind it; another one is told in English."""
_WITH_STATUS = re.compile(r"(.*) \((\d+)\)")


def alarm_card(
    kind: str, *, key: str, reason: str = "", in_force_since: date | None = None, locale: str
) -> dict[str, Any]:
    """Return an Adaptive Card about an alarm; `key` names a job, `reason` is a fixed phrase, neither holds data."""
    language = Language.of(locale)
    title, advice = ALARMS[kind]
    lines = [language.say(KEY, key=key)]
    if reason:
        lines.append(language.say(REASON, reason=_reason(reason, language)))
    if in_force_since is not None:
        lines.append(language.say(IN_FORCE, date=date_text(in_force_since.isoformat(), language)))
    lines += [language.say(each, key=key) for each in advice]
    return notice(f"Kadans: {language.say(title)}", lines, language=language.tag)


def notice(heading: str, lines: Sequence[str], *, language: str = "en") -> dict[str, Any]:
    """Return an Adaptive Card of a heading and lines, in a language such as nl-BE."""
    model = AdaptiveCard(
        lang=language,
        fallback_text=f"{heading}. {' '.join(lines)}",
        body=[
            TextBlock(text=heading, weight="Bolder", size="Medium", wrap=True, style="heading"),
            *(TextBlock(text=line, wrap=True, spacing="Small") for line in lines),
        ],
    )
    return model.model_dump(by_alias=True, exclude_none=True)


def _reason(reason: str, language: Language) -> str:
    """Return a reason in the reader's language, the HTTP status behind it left as it is."""
    found = _WITH_STATUS.fullmatch(reason)
    if found is None:
        return language.say(reason)
    return f"{language.say(found[1])} ({found[2]})"
