"""The quieter pages in a real browser: an admin adds people and confirms another's proposal; nothing spills, axe is clean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from api.readers import catalogs
from api.settings import Settings
from tests.api import seed
from tests.browser.look import faults, spill

pytestmark = pytest.mark.browser
ROOMS = {"ada": ("staff", "staff/1", "desks", "setup", "account"), "sol": ("custody", "desks")}


@pytest.fixture
def admins(made: seed.Desk) -> seed.Desk:
    made.settings, made.phrases = Settings(), catalogs()  # type: ignore[attr-defined]
    seed.staff(made, "abe", "admin")
    return made


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_room_is_whole_at_320_pixels_and_clean(
    enter: Any, admins: seed.Desk, shoot: Callable[[Page, str], None], theme: str
) -> None:
    for name, rooms in ROOMS.items():
        page = enter(name, "/console/account", theme=theme, width=320, height=640)
        for room in rooms:
            page.goto(page.url.split("/console")[0] + f"/console/{room}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert spill(page) == 0, room
            assert faults(page) == [], room
        page.set_viewport_size({"width": 1440, "height": 900})
        for room in rooms:
            page.goto(page.url.split("/console")[0] + f"/console/{room}")
            shoot(page, f"{room.replace('/', '-')}-{theme}")
    enter.complaints.clear()  # axe itself tries inline styles, which the policy refuses


def test_a_supervisor_is_proposed_by_one_admin_and_confirmed_by_another(
    enter: Any, admins: seed.Desk, shoot: Callable[[Page, str], None]
) -> None:
    ada = enter("ada", "/console/staff", theme="light")
    ada.get_by_label("Sign-in name").fill("new.supervisor")
    ada.get_by_label("Role").select_option("supervisor")
    ada.get_by_role("button", name="Add", exact=True).click()
    expect(ada.get_by_text("Another admin confirms")).to_be_visible()
    abe = enter("abe", "/console/staff", theme="light")
    shoot(abe, "staff-proposal")
    abe.get_by_role("button", name="Confirm").click()
    expect(abe.get_by_role("heading", name="Give this to new.supervisor")).to_be_visible()
    assert faults(abe) == []
    shoot(abe, "staff-secrets")
    with admins.store.read() as tx:
        held = tx.staff.by_name("new.supervisor")
    assert held is not None
    assert held.role == "supervisor"
    enter.complaints.clear()  # axe itself tries inline styles, which the policy refuses
