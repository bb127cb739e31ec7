"""One file, one auditor. They may import core only, and all of them stand in ALL."""

from auditors import (
    all_virtual_rule,
    async_candidates,
    focus_day,
    focus_time,
    learning_time,
    meeting_hygiene,
    meeting_overload,
    notification_load,
    off_hours_messages,
    open_channels,
    response_protocol,
    rest_time,
    rituals,
)
from core.auditor import AnyAuditor

ALL: tuple[AnyAuditor, ...] = (
    off_hours_messages.AUDITOR,
    meeting_overload.AUDITOR,
    all_virtual_rule.AUDITOR,
    focus_time.AUDITOR,
    focus_day.AUDITOR,
    rest_time.AUDITOR,
    meeting_hygiene.AUDITOR,
    async_candidates.AUDITOR,
    notification_load.AUDITOR,
    response_protocol.AUDITOR,
    open_channels.AUDITOR,
    rituals.AUDITOR,
    learning_time.AUDITOR,
)
"""Every auditor that there is, in the order in which cards show them unless the policy says otherwise."""

BY_KEY = {auditor.key: auditor for auditor in ALL}
