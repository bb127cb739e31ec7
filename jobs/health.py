"""Health: whether the app does its work, for an admin who asks. Keys, weeks and counts only."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.delivery import Entry, Outcome, State
from core.errors import PolicyError
from core.policy import PolicyTables
from core.team import team_settings
from core.week import rfc3339
from jobs.house import House
from jobs.plan import newest_due
from jobs.sampled import LACKS_KEY
from jobs.self_cards import lacking_for_self_cards
from storage.policy_log import Kind

_A_WEEK = 7 * 24 * 3600
_PLAN_LATE = 2 * 3600
"""Seconds: the timer is hourly."""
_SEVEN_DAYS = 7 * 24 * 3600


def health(house: House) -> dict[str, Any]:
    """Return whether the policy is valid, the last plan, each team's last report with its gaps, and open deliveries.

    Also what changed in the policy in the last seven days, how often what-if was used, and which auditors are silent now.
    """
    last = house.storage.leases.until("plan/last")
    ledger = house.storage.ledger
    unfinished = ledger.open()
    told: dict[str, Any] = {
        "last_plan": rfc3339(last) if last else None,
        "open_deliveries": {entry.key: entry.state.value for entry in unfinished},
        "sent_in_7_days": _sent(ledger.sent(since=house.now - _A_WEEK)),
    }
    try:
        standing = house.policy()
    except PolicyError as error:
        return {"healthy": False, "policy": {"valid": False, "problems": len(error.problems)}, **told}
    told["policy"] = {
        "valid": not standing.problems,
        "problems": len(standing.problems),
        "in_force": standing.policy.version,
        "in_force_since": standing.since.isoformat() if standing.since else None,
    }
    recent = [each for each in house.storage.policy_log.entries() if each.at > house.now - _SEVEN_DAYS]
    told["policy_changes"] = [
        {"at": rfc3339(each.at), "version": each.version, "keys": list(each.keys)}
        for each in recent
        if each.kind is Kind.POLICY
    ]
    told["what_if_uses"] = sum(each.kind is Kind.WHAT_IF for each in recent)
    if standing.policy.tables.organisation.self_card_group:
        told["self_cards"] = _self_cards(house, standing.policy.tables)
    told["work_location"] = _work_location(house, standing.policy.tables)
    told["nothing_is_read"] = house.reading_refused(standing.policy.tables)
    teams: dict[str, Any] = {}
    told["mutes"] = []
    for key in standing.policy.tables.teams:
        team = team_settings(standing.policy, key)
        newest = newest_due(house.clock(), team.zone, team.report_at)
        week = max(house.storage.reports.weeks(key), default=None)
        report = house.storage.reports.read(key, week) if week else None
        teams[key] = {
            "last_report": str(week) if week else None,
            "up_to_date": week is not None and week >= newest,
            "gaps": [{"source": gap.source, "reason": gap.reason} for gap in report.gaps] if report else [],
        }
        told["mutes"] += [
            {"team": key, "auditor": mute.auditor, "until": mute.until.isoformat()}
            for mute in team.team.mutes
            if mute.until >= house.clock().astimezone(team.zone).date()
        ]
    on_time = last > house.now - _PLAN_LATE
    # A reader who blocks the app is within their rights; the app is not ill for it.
    finished = all(entry.state is State.BLOCKED for entry in unfinished)
    able = told.get("self_cards", {}).get("problem") is None
    keyed = told["work_location"] is None or told["work_location"]["problem"] is None
    fine = on_time and keyed and able and not standing.problems and finished and told["nothing_is_read"] is None
    return {"healthy": fine, **told, "teams": teams}


def _self_cards(house: House, tables: PolicyTables) -> dict[str, Any]:
    """Return how many self cards of the last days arrived, why others did not, and why none can: never whose, or of which team."""
    recent = [entry for entry in house.storage.self_cards.everything() if entry.since >= house.now - _A_WEEK]
    given_up = [entry for entry in recent if entry.state not in {State.SENT, State.SENDING}]
    return {
        "sent_in_7_days": sum(entry.state is State.SENT for entry in recent),
        "not_delivered": dict(Counter(entry.reason for entry in given_up)),
        "problem": lacking_for_self_cards(house, tables),
    }


def _work_location(house: House, tables: PolicyTables) -> dict[str, Any] | None:
    """Return the last day that was sampled, and what keeps it from being; None where the policy doesn't want it."""
    if not tables.privacy.sample_work_location:
        return None
    day = house.storage.samples.newest()
    return {
        "last_sampled": day.isoformat() if day else None,
        "problem": LACKS_KEY if house.pseudonyms is None else None,
    }


def _sent(entries: Sequence[Entry]) -> dict[str, int]:
    """Return how many cards Teams is known to have, and how many a workflow took without saying what became of them."""
    unconfirmed = sum(not entry.activity for entry in entries)
    return {Outcome.DELIVERED.value: len(entries) - unconfirmed, Outcome.ACCEPTED.value: unconfirmed}
