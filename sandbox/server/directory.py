"""Groups, users, managers, rooms, the organisation, the members of a Microsoft Team."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, time

from sandbox.company.people import Group, Person
from sandbox.server import properties
from sandbox.server.asked import Asked, Body, Refusal, pick
from sandbox.server.tenant import Tenant, marked, not_found

GROUP_READERS = ("GroupMember.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Directory.Read.All")
USER_READERS = ("User.Read.All", "Directory.Read.All")
LANGUAGES = {"US": "en-US", "IN": "en-IN", "NL": "nl-NL"}


def group(tenant: Tenant, asked: Asked, group_id: str) -> Body:
    """GET /groups/{id}."""
    asked.needs(*GROUP_READERS)
    asked.only("$select")
    names = asked.selected(properties.GROUP, of="microsoft.graph.group")
    return {"@odata.context": asked.context("groups/$entity"), **pick(_group(tenant.needed_group(group_id)), names)}


def members(tenant: Tenant, asked: Asked, group_id: str, *, transitive: bool, users: bool) -> Body:
    """GET /groups/{id}/members and /transitiveMembers, with or without the cast to users.

    Without a permission to read users their properties come back as null (only ids are readable).
    """
    asked.needs(*GROUP_READERS)
    asked.only("$select", "$top", "$count")
    known = properties.USER if users else properties.USER | properties.GROUP
    names = asked.selected(known, of="microsoft.graph.user" if users else "microsoft.graph.directoryObject")
    size = asked.page_size(default=100, most=999)
    counted = _counts(asked)
    found = tenant.needed_group(group_id)
    people = tenant.company.everybody_in(found) if transitive else found.people
    shown = names or list(properties.USER_DEFAULT)
    readable = not asked.granted.isdisjoint(USER_READERS)
    items = [_member(tenant.company.person_by_id[person], shown, readable=readable, users=users) for person in people]
    if not users:
        inner = [nested for nested in (tenant.company.group(key) for key in found.groups) if nested is not None]
        items.extend({"@odata.type": "#microsoft.graph.group", **pick(_group(nested), names)} for nested in inner)
    about = f"users({','.join(shown)})" if users else "directoryObjects"
    return asked.page(items, about=about, size=size, count=counted)


def _counts(asked: Asked) -> bool:
    """Tell whether a count is asked for.

    Raises:
        Refusal: it is, without the header that lets the directory answer from its index.
    """
    counted = asked.query.get("$count") == "true"
    if counted and asked.headers.get("consistencylevel", "").lower() != "eventual":
        raise Refusal(400, "Request_UnsupportedQuery", "$count needs the header ConsistencyLevel: eventual.")
    return counted


def _member(person: Person, shown: list[str], *, readable: bool, users: bool) -> Body:
    item = pick(_user(person), shown, always=("id",))
    if not readable:
        item = {
            name: value if name == "id" else [] if isinstance(value, list) else None for name, value in item.items()
        }
    return item if users else {"@odata.type": "#microsoft.graph.user", **item}


def users(tenant: Tenant, asked: Asked) -> Body:
    """GET /users with $filter=mail eq '...', the only filter that is played here."""
    asked.needs(*USER_READERS)
    asked.only("$select", "$top", "$filter")
    names = asked.selected(properties.USER, of="microsoft.graph.user") or properties.USER_DEFAULT
    wanted = re.fullmatch(r"mail eq '((?:[^']|'')*)'", asked.query.get("$filter", ""))
    if wanted is None:
        raise Refusal(400, "Request_UnsupportedQuery", "This sandbox filters users by mail alone.")
    address = wanted[1].replace("''", "'").casefold()
    found = [person for person in tenant.company.person_by_id.values() if person.mail.casefold() == address]
    size = asked.page_size(default=100, most=999)
    return asked.page([pick(_user(person), names, always=("id",)) for person in found], about="users", size=size)


def user(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}."""
    asked.needs(*USER_READERS, "User.ReadBasic.All")
    asked.only("$select")
    names = asked.selected(properties.USER, of="microsoft.graph.user") or properties.USER_DEFAULT
    person = tenant.needed_user(user_id)
    return {"@odata.context": asked.context("users/$entity"), **pick(_user(person), names, always=())}


def manager(tenant: Tenant, asked: Asked, user_id: str) -> Body:
    """GET /users/{id}/manager: 404 for whoever has none."""
    asked.needs(*USER_READERS)
    asked.only("$select")
    names = asked.selected(properties.USER, of="microsoft.graph.user") or properties.USER_DEFAULT
    person = tenant.needed_user(user_id)
    if person.manager is None:
        raise not_found("manager")
    boss = _user(tenant.company.person_by_id[person.manager])
    return {
        "@odata.context": asked.context("directoryObjects/$entity"),
        "@odata.type": "#microsoft.graph.user",
        **pick(boss, names, always=("id",)),
    }


def direct_reports(tenant: Tenant, asked: Asked, user_id: str, *, users: bool) -> Body:
    """GET /users/{id}/directReports, with or without the cast to users."""
    asked.needs(*USER_READERS)
    asked.only("$select", "$top", "$count")
    names = asked.selected(properties.USER, of="microsoft.graph.user") or list(properties.USER_DEFAULT)
    counted = _counts(asked)
    boss = tenant.needed_user(user_id)
    found = [person for person in tenant.company.people if person.manager == boss.id]
    items = [_member(person, names, readable=True, users=users) for person in found]
    return asked.page(items, about="directoryObjects", size=asked.page_size(default=100, most=999), count=counted)


def rooms(tenant: Tenant, asked: Asked) -> Body:
    """GET /places/microsoft.graph.room."""
    asked.needs("Place.Read.All")
    asked.only("$select", "$top", "$skip", "$count")
    names = asked.selected(properties.ROOM, of="microsoft.graph.room")
    items: list[Body] = []
    for room in tenant.company.rooms:
        teams = room.kit != "own"
        full: Body = {
            "@odata.type": "#microsoft.graph.room",
            "id": room.place_id,
            "placeId": room.place_id,
            "displayName": marked(room.name),
            "emailAddress": room.mail,
            "nickname": marked(room.name),
            "label": None,
            "capacity": room.capacity,
            "building": room.building,
            "floorNumber": room.floor,
            "floorLabel": None,
            "bookingType": "standard",
            "isWheelChairAccessible": room.floor < 3,
            "tags": [],
            "phone": "",
            "audioDeviceName": None,
            "videoDeviceName": "Vast scherm" if teams else None,
            "displayDeviceName": "Surface Hub" if room.kit == "hub" else None,
            "teamsEnabledState": "enabled" if teams else "disabled",
            "address": {
                "street": "Voorbeeldstraat 1",
                "city": "Gent",
                "postalCode": "9000",
                "countryOrRegion": "Belgium",
            },
            "geoCoordinates": None,
        }
        items.append(pick(full, names))
    skip = asked.query.get("$skip", "0")
    rest = items[int(skip) if skip.isdecimal() else 0 :]
    return asked.page(rest, about="places/microsoft.graph.room", size=asked.page_size(default=100, most=1000))


def organisation(tenant: Tenant, asked: Asked) -> Body:
    """GET /organization: one."""
    asked.needs("Organization.Read.All", "Directory.Read.All")
    asked.only("$select")
    names = asked.selected(properties.ORGANIZATION, of="microsoft.graph.organization")
    domains = {
        "capabilities": "Email",
        "isDefault": True,
        "isInitial": False,
        "name": tenant.company.domain,
        "type": "Managed",
    }
    full: Body = {
        "id": tenant.company.tenant_id,
        "displayName": marked(tenant.company.name),
        "countryLetterCode": "BE",
        "country": None,
        "city": "Gent",
        "street": None,
        "postalCode": "9000",
        "preferredLanguage": "nl",
        "createdDateTime": "2012-05-02T08:00:00Z",
        "defaultUsageLocation": "BE",
        "tenantType": "AAD",
        "verifiedDomains": [domains],
    }
    return asked.page([pick(full, names)], about="organization", size=100)


def team_members(tenant: Tenant, asked: Asked, team_id: str) -> Body:
    """GET /teams/{id}/members: membership ids, which are not user ids."""
    asked.needs("TeamMember.Read.All", "TeamMember.Read.Group")
    asked.only("$top")
    team = needed_team(tenant, team_id)
    items: list[Body] = []
    for key in tenant.company.everybody_in(team):
        person = tenant.company.person_by_id[key]
        if person.purpose == "user" and person.enabled:
            membership = base64.b64encode(f"{tenant.company.tenant_id}##{team.id}##{person.id}".encode()).decode()
            items.append(
                {
                    "@odata.type": "#microsoft.graph.aadUserConversationMember",
                    "id": membership,
                    "roles": ["guest"] if person.user_type == "Guest" else ["owner"] if key == team.people[0] else [],
                    "displayName": marked(person.name),
                    "visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
                    "userId": person.id,
                    "email": person.mail,
                    "tenantId": tenant.company.tenant_id,
                }
            )
    size = asked.page_size(default=100, most=999)
    return asked.page(items, about=f"teams('{team.id}')/members", size=size, count=True)


def needed_team(tenant: Tenant, team_id: str) -> Group:
    """Return the group on which a Microsoft Team stands.

    Raises:
        Refusal: no such team.
    """
    found = tenant.company.group(team_id.lower())
    if found is None or not found.teams:
        raise Refusal(404, "NotFound", "No team found with Group Id " + team_id)
    return found


def _user(person: Person) -> Body:
    language = LANGUAGES.get(person.country or "BE", "nl-BE")
    known: Body = {
        "id": person.id,
        "displayName": marked(person.name),
        "givenName": marked(person.given),
        "surname": marked(person.surname),
        "jobTitle": marked(person.title) if person.title else None,
        "department": marked(person.department) if person.department else None,
        "mail": person.mail,
        "mailNickname": person.mail.partition("@")[0],
        "userPrincipalName": person.upn,
        "userType": person.user_type,
        "accountEnabled": person.enabled,
        "usageLocation": person.country,
        "officeLocation": person.place,
        "preferredLanguage": language,
        "businessPhones": [],
        "mobilePhone": None,
        "proxyAddresses": [f"SMTP:{person.mail}"],
        "otherMails": [],
        "employeeHireDate": datetime.combine(person.hired, time(), UTC).isoformat().replace("+00:00", "Z"),
        "isResourceAccount": None,
    }
    return {name: known.get(name) for name in sorted(properties.USER | {"id"})}


def _group(group: Group) -> Body:
    return {
        "id": group.id,
        "displayName": marked(group.name),
        "description": marked("Een groep die niet bestaat"),
        "mail": group.mail,
        "mailNickname": group.mail.partition("@")[0],
        "mailEnabled": True,
        "securityEnabled": not group.teams,
        "groupTypes": ["Unified"] if group.teams else [],
        "resourceProvisioningOptions": ["Team"] if group.teams else [],
        "visibility": "Private",
        "createdDateTime": "2019-03-04T08:00:00Z",
    }
