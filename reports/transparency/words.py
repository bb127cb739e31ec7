"""What each property, each part of a report and each source means, in plain words. Tests hold every list against the code.

The keys of the mappings are message ids; the values say which names of Graph, or of the report, a phrase is about.
"""

from collections.abc import Iterable, Mapping

from core.words import T_

SOURCES: Mapping[str, str] = {
    "directory": T_("Directory (Entra ID)"),
    "working_hours": T_("Mailbox settings"),
    "calendar": T_("Calendar"),
    "rooms": T_("Meeting rooms"),
    "calls": T_("Call records of online meetings"),
    "roster": T_("Rosters of teams that work in shifts (Teams Shifts)"),
    "location": T_("Work location"),
    "messages": T_("Messages in chats and channels"),
}

READ: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "directory": {
        T_("the account's number, and whether it is a person's, in use, a guest's"): (
            "id", "@odata.type", "accountEnabled", "userType",
        ),
        T_("mail address and sign-in name, to recognise people on invitations and in calls"): ("mail", "userPrincipalName"),
        T_("the country of use, for public holidays"): ("usageLocation",),
        T_(
            "the day on which somebody began to work here, only for the manager's own part of a card: who is new and had no talk "
            "of two yet"
        ): ("employeeHireDate",),
    },
    "working_hours": {
        T_("working hours and their time zone"): ("workingHours",),
        T_("whether the mailbox is a person's own or a shared one"): ("userPurpose",),
    },
    "calendar": {
        T_("when something is, all day or not, cancelled or not"): ("start", "end", "isAllDay", "isCancelled"),
        T_("numbers that tell the same meeting and the same series in several calendars"): (
            "id", "iCalUId", "seriesMasterId", "type",
        ),
        T_("who organises it and who is invited (mail addresses), and who answered what"): (
            "organizer", "attendees", "isOrganizer", "responseStatus", "hideAttendees",
        ),
        T_("how it shows (busy, free, away) and whether it is marked private: private items count as busy time only"): (
            "showAs", "sensitivity",
        ),
        T_("whether it is online, with its join link"): ("isOnlineMeeting", "onlineMeeting"),
        T_("Outlook categories, to leave out what the organisation exempts"): ("categories",),
    },
    "rooms": {T_("the mail addresses of rooms"): ("emailAddress",)},
    "calls": {
        T_("which online meeting it was, and from when to when"): (
            "id", "type", "joinWebUrl", "startDateTime", "endDateTime", "sessions@odata.nextLink",
        ),
        T_("who was connected, from when to when: account, sign-in name, organisation, or a telephone number"): (
            "sessions.id", "sessions.startDateTime", "sessions.endDateTime",
            "sessions.caller.associatedIdentity", "sessions.callee.associatedIdentity",
        ),
        T_("on what kind of device (computer, telephone, meeting room)"): (
            "sessions.caller.userAgent", "sessions.callee.userAgent",
        ),
        T_("network addresses, to tell the office from elsewhere; they are used for this and forgotten with the job"): (
            "sessions.segments.media.callerNetwork", "sessions.segments.media.calleeNetwork",
        ),
    },
    "roster": {
        T_("whose shift or time off it is (account)"): ("userId",),
        T_("from when to when, as shared with the team"): ("sharedShift", "sharedTimeOff"),
    },
    "location": {
        T_("whether it is the office or elsewhere, today, as you have set it in Microsoft 365"): (
            "workLocation.workLocationType",
        ),
        T_("of which account; it is turned into a pseudonym before anything is kept"): ("id",),
    },
    "messages": {
        T_("when a message was written, and whether it was deleted"): ("createdDateTime", "deletedDateTime"),
        T_("by which account or app"): ("from",),
        T_("in which chat, channel or thread, of which kind"): (
            "chatId", "chatType", "channelIdentity", "id", "messageType", "replies", "replyToId",
        ),
        T_("who is in a chat (account)"): ("userId",),
        T_("whom it mentions, and whether it is marked important: that decides whether it could wait"): (
            "mentions", "importance",
        ),
    },
}  # fmt: skip
"""By source and phrase: names of Graph. A name is about all that lies inside it."""

DROPPED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "directory": {
        T_("names, titles, departments, telephone numbers, photos"): (
            "displayName", "givenName", "surname", "jobTitle", "department", "businessPhones", "mobilePhone", "photo",
        ),
    },
    "working_hours": {T_("automatic replies, language, everything else"): ("automaticRepliesSetting", "language")},
    "calendar": {
        T_("subject, text, attachments and place of a meeting: they are never asked for"): (
            "subject", "body", "bodyPreview", "attachments", "hasAttachments", "location", "locations",
        ),
    },
    "rooms": {T_("names, places and equipment of rooms"): ("displayName", "building", "floorNumber", "capacity")},
    "calls": {
        T_("sound, picture, transcripts and recordings: they are in no call record"): ("recordings", "transcripts"),
        T_("names of people, machines and devices, hardware addresses, quality of the line"): (
            "displayName", "captureDeviceName", "renderDeviceName", "macAddress", "basicServiceSetIdentifier", "name",
        ),
    },
    "roster": {
        T_("labels, notes, colours and activities of shifts, reasons for time off, drafts: they are skipped while reading"): (
            "displayName", "notes", "theme", "activities", "timeOffReasonId", "draftShift", "draftTimeOff",
        ),
    },
    "location": {
        T_("availability, activity, status message, automatic reply, which office: Graph sends them along, they are skipped"): (
            "availability", "activity", "statusMessage", "outOfOfficeSettings", "placeId", "source",
        ),
    },
    "messages": {
        T_(
            "text, subject, attachments and reactions: Graph sends them along, they are skipped while reading the answer "
            "and never become part of the program's data"
        ): ("body", "subject", "summary", "attachments", "reactions"),
        T_("names and topics"): ("displayName", "topic", "mentionText"),
    },
}  # fmt: skip
"""By source and phrase: names that must stand in no shape."""

KEPT: Mapping[str, tuple[str, ...]] = {
    T_("which team, which week, from when to when"): ("schema", "team", "week", "window"),
    T_("how many members the team has; not who was present, away or left out"): ("people",),
    T_(
        "for each section: its state, its level, its group numbers as ranges or rounded, the limits in force, remarks"
    ): ("sections",),
    T_("meetings of the coming week that may be named, by time, length and size; dropped when that week is over"): (
        "upcoming",
    ),
    T_("what could not be read, and why; not of whom"): ("gaps",),
    T_("which version of the policy was in force"): ("policy",),
}
"""By phrase: parts of a report, which is all that is kept of a team's week."""

RISKS: Mapping[str, str] = {
    T_("A number tells something about one person."): T_(
        "Counts of people are ranges, sums need several contributors, small groups are not shown, and two teams that differ "
        "by a few people are not both published. The types of a report have no place for a person."
    ),
    T_("Contents of messages or meetings are read."): T_(
        "Subjects and texts of meetings are never asked for. Texts of messages come with Microsoft's answer and are skipped "
        "while it is decoded: the shapes have no field for them. Tests look for planted texts in everything "
        "that leaves the program."
    ),
    T_("Data about people pile up."): T_(
        "Facts about people live in memory for the length of one job. Queues and logs hold keys and counts. Reports are deleted "
        "after the time given above. Work locations, where they are sampled, are the one exception: kept for some days under "
        "pseudonyms that change each day, the key lying elsewhere."
    ),
    T_("The numbers are used to judge or punish somebody."): T_(
        "There are no numbers about a person. Every card says that it is not for evaluating or disciplining anybody. The "
        "organisation has to hold readers to that."
    ),
    T_("Somebody is put under pressure not to opt out."): T_(
        "Who opted out is visible in no number, no card and no page; their mailboxes and chats are not opened."
    ),
    T_("Somebody takes over the app's identity and reads more than Kadans does."): T_(
        "Permissions are the least that the policy needs and are checked by a command; mailboxes and channels can be narrowed to "
        "some teams. Who can change the app or its identity has to be kept small by the organisation."
    ),
    T_("The purpose grows with time."): T_(
        "The policy names the purpose and a last day, after which nothing is read. Each report names the version of the policy "
        "that it was made with; thresholds stay inside bounds that the code sets."
    ),
}
"""A risk, and what the code does against it. What is left is for the organisation to weigh."""

UNITS: Mapping[str, str] = {
    "minutes": T_("minutes"), "hours": T_("hours"), "days": T_("days"), "people": T_("people"), "meetings": T_("meetings"),
    "nights": T_("nights"), "bursts": T_("bursts of messages"), "threads": T_("threads"),
}  # fmt: skip
LEVELS: Mapping[str, str] = {"good": T_("good"), "warn": T_("watch"), "alert": T_("talk about it"), "": T_("no level")}
STATES: Mapping[str, str] = {
    "sent": T_("posted or accepted"), "sending": T_("under way"), "ambiguous": T_("unclear"), "failed": T_("refused"),
}  # fmt: skip
KINDS: Mapping[str, str] = {
    "folder": T_("files in a folder"), "workflow": T_("a channel in Teams, by a workflow"), "bot": T_("a chat or channel in Teams"),
}  # fmt: skip
SIGNALS: Mapping[str, str] = {
    "calendar": T_("calendars"), "calls": T_("call records"), "channels": T_("channel messages"), "chats": T_("chat messages"),
    "location": T_("work locations"),
}  # fmt: skip


def covers(name: str, field: str) -> bool:
    """Tell whether a name of the lists is about a property; replies have the same properties as messages."""
    plain = field.removeprefix("replies.")
    return plain == name or plain.startswith((f"{name}.", f"{name}@"))


def phrases(source: str, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the phrases about the properties that are really read of a source, in the lists' order."""
    known = list(fields)
    return tuple(phrase for phrase, names in READ[source].items() if any(covers(n, f) for n in names for f in known))
