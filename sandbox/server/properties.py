"""The properties that $select may name, as the v1.0 metadata of August 2026 has them (those of interest here)."""

# ruff: noqa: SIM905  # forty names read better as prose

EVENT = frozenset(
    "allowNewTimeProposals attendees body bodyPreview categories changeKey createdDateTime end hasAttachments "
    "hideAttendees iCalUId id importance isAllDay isCancelled isDraft isOnlineMeeting isOrganizer isReminderOn "
    "lastModifiedDateTime location locations onlineMeeting onlineMeetingProvider onlineMeetingUrl organizer "
    "originalEndTimeZone originalStart originalStartTimeZone recurrence reminderMinutesBeforeStart responseRequested "
    "responseStatus sensitivity seriesMasterId showAs start subject transactionId type webLink".split()
)

NOT_ON_CALENDAR_VIEW = frozenset({"createdDateTime", "lastModifiedDateTime"})
"""Documented: calendarView doesn't support $select on these."""

USER = frozenset(
    "aboutMe accountEnabled ageGroup assignedLicenses assignedPlans birthday businessPhones city companyName country "
    "createdDateTime creationType department displayName employeeHireDate employeeId employeeLeaveDateTime "
    "employeeOrgData employeeType externalUserState faxNumber givenName id identities imAddresses isResourceAccount "
    "jobTitle lastPasswordChangeDateTime mail mailNickname mobilePhone officeLocation onPremisesSyncEnabled otherMails "
    "postalCode preferredDataLocation preferredLanguage provisionedPlans proxyAddresses securityIdentifier "
    "showInAddressList state streetAddress surname usageLocation userPrincipalName userType".split()
)

USER_DEFAULT = (
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName", "id",
)  # fmt: skip
"""What comes without $select."""

GROUP = frozenset(
    "classification createdDateTime description displayName expirationDateTime groupTypes id isAssignableToRole mail "
    "mailEnabled mailNickname membershipRule onPremisesSyncEnabled preferredLanguage proxyAddresses renewedDateTime "
    "resourceProvisioningOptions securityEnabled securityIdentifier theme visibility".split()
)

ROOM = frozenset(
    "address audioDeviceName bookingType building capacity displayDeviceName displayName emailAddress floorLabel "
    "floorNumber geoCoordinates id isWheelChairAccessible label nickname phone placeId tags teamsEnabledState "
    "videoDeviceName".split()
)

MAILBOX_SETTINGS = frozenset(
    "archiveFolder automaticRepliesSetting dateFormat delegateMeetingMessageDeliveryOptions language timeFormat "
    "timeZone userPurpose workingHours".split()
)

ORGANIZATION = frozenset(
    "city country countryLetterCode createdDateTime defaultUsageLocation displayName id postalCode preferredLanguage "
    "street tenantType verifiedDomains".split()
)

CHAT = frozenset(
    "chatType createdDateTime id isHiddenForAllMembers lastUpdatedDateTime onlineMeetingInfo tenantId topic viewpoint "
    "webUrl".split()
)

CHANNEL = frozenset(
    "createdDateTime description displayName email id isArchived isFavoriteByDefault membershipType tenantId "
    "webUrl".split()
)

CALL_RECORD = frozenset(
    "endDateTime id joinWebUrl lastModifiedDateTime modalities organizer organizer_v2 participants startDateTime type "
    "version".split()
)

SERVICE_PRINCIPAL = frozenset(
    "accountEnabled appDescription appDisplayName appId appOwnerOrganizationId appRoleAssignmentRequired appRoles "
    "displayName homepage id info keyCredentials loginUrl notes oauth2PermissionScopes passwordCredentials replyUrls "
    "servicePrincipalNames servicePrincipalType signInAudience tags".split()
)

APPLICATION = frozenset(
    "api appId appRoles createdDateTime description displayName id identifierUris info keyCredentials notes "
    "passwordCredentials publisherDomain requiredResourceAccess signInAudience tags web".split()
)

APP_ROLE_ASSIGNMENT = frozenset(
    "appRoleId createdDateTime deletedDateTime id principalDisplayName principalId principalType resourceDisplayName "
    "resourceId".split()
)
