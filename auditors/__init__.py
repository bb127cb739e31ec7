"""One file, one auditor. They may import core only, and all of them stand in ALL."""

from auditors import all_virtual_rule, meeting_overload, off_hours_messages
from core.auditor import AnyAuditor

ALL: tuple[AnyAuditor, ...] = (
    off_hours_messages.AUDITOR,
    meeting_overload.AUDITOR,
    all_virtual_rule.AUDITOR,
)
"""Every auditor that there is, in the order in which cards show them unless the policy says otherwise."""

BY_KEY = {auditor.key: auditor for auditor in ALL}
