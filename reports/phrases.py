"""What all auditors say in the same words: levels, coverage, and why a section has no numbers."""

from core.words import N_

LEVELS = {"good": N_("Good"), "warn": N_("Watch"), "alert": N_("Talk about it")}
PRESSING = {"alert": 3, "warn": 2, "good": 1, None: 0}

ALL_GOOD = N_("Nothing stands out: a week in balance")
LOOK_AHEAD = N_("No verdict on this week, a look at the next")
NO_VERDICT = N_("No verdict on this week")
NOTHING_TO_SHOW = N_("No numbers this week")

TEAM_OF = N_("Team of {members}")
TALK = N_("To talk about together")
LAPTOP = N_("Next week: bring your laptop")
LAPTOP_WHY = N_("A room is booked and there is an online link, so somebody may join from elsewhere:")
NAMED_AT_MOST = 5
INVITED = N_("{minutes} min, {invitees} invited")
HOW = N_("How this is measured")
CHARTER = N_("Our charter")
NOTHING_DECIDED = N_("Nothing to judge this week")
FOR_INFORMATION = N_("For information")
NUMBERS = N_("The numbers")
NOT_SEEN = N_("What could not be seen")
ABOUT = N_("About these numbers")
PROMISE = N_("Group numbers only. Not for evaluating or disciplining anybody.")
BANDS = N_("People are told as ranges, so that nobody can be singled out. Kadans keeps no numbers about a person.")
EARLIER_POLICY = N_("Measured under our policy of {date}, since the newer version can't be read yet.")
PURPOSE = N_("Purpose: ")
CONTACT = N_("Questions: ")
READERS = N_("Who sees this: ")
OWN = N_("Only for you")
OWN_WHY = N_("Nobody else gets this part, and Kadans keeps none of it.")
WAS = N_("was {value}")
AS_BEFORE = N_("as before")
CHANGED = N_("{value}, {before}")
WITHOUT_NUMBERS = N_("no numbers")
WITHOUT_LEVEL = N_("no verdict")
BY_WEEK = N_("By week")
WEEK = N_("Week")
LEVEL = N_("Level")
ALL_NUMBERS = N_("All numbers")
BETTER = N_("{title}: better than before")
WORSE = N_("{title}: heavier than before")
TREND_HOW = N_(
    "Before: the median of the four weeks ahead of the last four. A change is told when it held for two weeks and moved to "
    "another range, or by a fifth. Weeks without numbers are left out."
)
PERIOD = N_("{week}, {days}: Monday to Sunday in the team's time zone.")
PAIR = N_("{label}: {value}")
WHAT = N_("What is counted")
NUMBER = N_("Number")
UNTIL = N_("Paused up to and including {until}")
PAUSED = N_("Paused")
SHORTENED = N_("Shortened to fit into Teams: all numbers are in the full report.")

SUPPRESSED = N_("Too few people to show numbers")
SUPPRESSED_WHY = N_("Numbers about so small a group could tell something about one person, so they aren't shown.")
OFF = N_("Not used here")
UNKNOWN_REASON = N_("Not measured this week")

SOURCES = {
    "calendar": N_("calendars"),
    "chats": N_("chats"),
    "channels": N_("channel messages"),
    "calls": N_("call records"),
    "location": N_("work locations"),
    "working_hours": N_("working hours"),
    "roster": N_("shifts of the roster"),
}
PERMISSIONS = {
    "calendar": "Calendars.ReadBasic.All, MailboxSettings.Read",
    "chats": "Chat.Read.All",
    "channels": "ChannelMessage.Read.All",
    "calls": "CallRecords.Read.All",
    "location": "Presence.Read.All",
}
"""What an administrator would grant."""

REASONS = {
    "signal_off": N_("Not measured: reading {source} is switched off"),
    "not_granted": N_("Not measured: no permission to read {source}"),
    "unreadable": N_("Not measured: Microsoft 365 gave no answer about {source}"),
    "no_team": N_("Not measured: this team has no channels in Microsoft Teams"),
    "not_sampled": N_("Not measured: there are no {source} of this week"),
    "no_key": N_("Not measured: there is no key to keep {source} under"),
    "coverage_low": N_("Not measured: too few {source} could be read"),
    "shifts_not_read": N_("Not measured: the team works in shifts, and its roster can't be read"),
    "shifts_not_granted": N_("Not measured: the team works in shifts, and there is no permission to read its roster"),
    "shifts_no_roster": N_("Not measured: the team works in shifts, and has no roster in Teams Shifts"),
    "shifts_no_team": N_("Not measured: the team works in shifts, and is no team in Microsoft Teams"),
    "shifts_nobody_planned": N_("Not measured: the team works in shifts, and nobody is planned this week"),
}
HINTS = {
    "signal_off": N_("An administrator can switch it on in the policy, once that is agreed. It needs {permission}."),
    "not_granted": N_("An administrator can grant {permission} to the app. Nothing else is missing."),
    "unreadable": N_("Nothing needs to be done: the next week is read anew."),
    "not_sampled": N_(
        "They are looked at once each working day and kept for 8 days, so that only a fresh week can be measured."
    ),
    "no_key": N_("Without the key nothing is kept. An administrator can make one; the guide to deploying says how."),
    "coverage_low": N_("With fewer than 7 in 10 readable, a number would say little about the team."),
    "shifts_not_read": N_("Without the roster nobody knows when people are expected to work."),
    "shifts_not_granted": N_("An administrator can grant Schedule.Read.All to the app. Nothing else is missing."),
    "shifts_no_roster": N_(
        "It is made in the Shifts app of Teams and shared with the team. Or an administrator can let working hours from Outlook "
        "count in the policy."
    ),
    "shifts_no_team": N_(
        "An administrator can name its team in Microsoft Teams in the policy: only that has a roster."
    ),
    "shifts_nobody_planned": N_("Shifts count once they are shared with the team: drafts are not read."),
}
COVERAGE = {
    "all": N_("all {source} read"),
    "nearly_all": N_("nearly all {source} read"),
    "most": N_("most {source} read"),
}
EVERYTHING_READ = N_("everything could be read")
REMARKS = {
    "default_hours_used": N_("Where no working hours were found in Outlook, the usual ones of the organisation count."),
    "roster_used": N_("Working time is what the shared roster plans, on holidays too."),
    "places_sampled": N_(
        "Where a network tells nothing, the work location that somebody had set in Microsoft 365 that day decides."
    ),
    "leave_unknown": N_("Where calendars could not be read, leave is unknown."),
}
GAPS = {
    "mailbox not enabled": N_("Some {source} don't exist in Microsoft 365, or lie elsewhere."),
    "access denied": N_("Some {source} may not be read by this app."),
    "not found": N_("Some {source} could not be found."),
}
SOME_GAP = N_("Some {source} could not be read this week.")
ANY_GAP = N_("Some things could not be read this week.")

ALL_TEAMS = N_("The week of all teams")
HOW_MANY = N_("How many teams are at each level")
TEAMS = N_("Teams")
COLUMNS = {
    "none": N_("No verdict"),
    "suppressed": N_("Too few people"),
    "not_measured": N_("Not measured"),
    "off": N_("Paused or not used"),
}
"""Beside the levels: why a team has none."""
NO_RANKING = N_("It tells how many teams are at a level, and never which ones. It is no ranking.")
SMALL_TEAMS = N_("Small teams, taken together")
SMALL_TEAMS_WHY = N_(
    "Teams too small for numbers of their own, as if they were one team. It stands on this page alone."
)
