"""The doctor as the app in Azure tells it: a managed identity can be used nowhere else."""

from sandbox import MARKER
from tests.functions.conftest import Tenant


def test_the_app_tells_how_everything_stands_and_nothing_about_anybody(tenant: Tenant) -> None:
    with tenant.app() as host:
        status, page = host.get("doctor")
        assert status in {200, 503}, "503 where something is red: no plan has run yet"
        for part in ("Policy", "Tenant", "Permissions", "Who could act as this identity", "Storage", "Routes"):
            assert f"\n{part}\n" in f"\n{page}", page
        assert "Calendars.ReadBasic.All: granted" in page
    assert MARKER not in page
    assert not [each.id for each in tenant.served.company.people if each.id in page or each.mail in page]


def test_without_what_it_needs_to_sign_in_the_page_says_what_to_do(tenant: Tenant) -> None:
    with tenant.app(KADANS_CLIENT_SECRET="") as host:
        status, page = host.get("doctor")
    assert status == 503
    assert "KADANS_CLIENT_SECRET nor KADANS_CERTIFICATE" in " ".join(page.split())
