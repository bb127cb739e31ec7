"""One file, one auditor. They may import core only, and all of them stand in ALL: a file and a line here make one."""

from importlib import import_module

from core.auditor import AnyAuditor

ALL: tuple[AnyAuditor, ...] = tuple(
    import_module(f"auditors.{name}").AUDITOR
    for name in (
        "off_hours_messages",
        "meeting_overload",
        "all_virtual_rule",
        "focus_time",
        "focus_day",
        "rest_time",
        "meeting_hygiene",
        "async_candidates",
        "notification_load",
        "response_protocol",
        "open_channels",
        "office_day_fit",
        "rituals",
        "learning_time",
        "connection",
    )
)
"""Every auditor that there is, in the order in which pages show them; cards show those that the policy names."""

BY_KEY = {auditor.key: auditor for auditor in ALL}
