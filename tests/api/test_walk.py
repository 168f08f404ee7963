"""Every route of the whole application walked as every role: what each declares, and whether it keeps to the matrix.

One application with everything mounted in it (vendors' doors, the demo's phones), one database. Each role has its own cases in its own and in
another district, so that what one of them does changes nothing for the next. The answers expected are those of
tests/desk/matrix.py, written by hand; a new route is walked without a word here, and fails if it declares nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI

from api import web
from api.auth import Argon2Passwords, policy
from api.auth.policy import Declared, Held, Open, SignedInAs, Watching, WithSession
from api.meters import Meters
from api.phone.routes import routes
from api.phone.stage import Stage
from api.readers import catalogs
from api.settings import Settings
from api.stand_ins import StandIns
from storage import queries
from tests.api import seed
from tests.desk.matrix import MATRIX, says
from tipline.desk.records import Session
from tipline.errors import SetupError

ADDRESS = "http://localhost:8000"
ROLES = tuple(role for role in MATRIX if role not in ("operator", "anonymous"))
WORDS = "grabbed a man"  # of the witness, in every case
OWN, OTHER, SPARE = "own district", "other district", "spare"
DEMO = policy.DEMO.dependency  # the witnesses' phones: they are played in tests/browser/test_story.py
ABOUT_CASES = ("/console/cases/{case_id}", "/console/evidence/{evidence_id}")
CHEAP = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
OPEN = {  # whatever else should be open to anyone has to be written here
    ("GET", "/"), ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/console/signin"), ("POST", "/console/signin"),
    ("POST", "/console/signin/passkey/begin"), ("POST", "/console/signin/passkey"),
    ("GET", "/console/link/{link}"), ("POST", "/console/link/{link}"),
}  # fmt: skip
FORM = {
    "seen": "1", "last": "0", "to": "triage", "text": "Seen.", "outcome": "no_injury", "duty": "summon_aid",
    "resolution": "not_federal", "phrase": "thanks", "reason": "", "field": "vehicles", "code": "000000", "batch": "1",
    "name": "new.one", "role": "dispatcher", "districts": "10",
}  # fmt: skip


@dataclass
class Place:
    """The whole application with its people. `cases`: (role, whose) -> case; `tokens`: role -> session token."""

    app: FastAPI
    wiring: Any
    cases: dict[tuple[str, str], int]
    tokens: dict[str, str]
    staff: dict[str, int]

    @property
    def routes(self) -> list[Declared]:
        """Acts after looks, what ends a case or a session last."""
        found = [d for d in policy.declared(self.app) if d.policy is not DEMO]
        return sorted(found, key=lambda d: (d.method != "GET", d.path.endswith(("close", "merge")), d.path))

    def evidence(self, case_id: int) -> int:
        with self.wiring.store.read() as tx:
            return int(queries.case_view(tx.conn, case_id).evidence[0].id)  # type: ignore[attr-defined]

    def report(self, case_id: int) -> int:
        with self.wiring.store.read() as tx:
            return int(tx.reports.of_case(case_id)[0].id)

    def open_session(self, role: str, *, locked: bool = False) -> str:
        token, now = f"token of {role}{' locked' * locked}", self.app.state.door.clock.now()
        with self.wiring.store.write() as tx:
            digest = hashlib.sha256(token.encode()).digest()
            tx.staff.end_sessions(self.staff[role], digest)
            tx.staff.add_session(Session(digest, self.staff[role], "csrf", now, now, locked, now))
        return token

    async def ask(self, found: Declared, role: str, case_id: int, token: str | None) -> Any:
        """One request with everything that any act's form could want."""
        path = found.path.format(
            case_id=case_id, evidence_id=self.evidence(case_id), name="thumb", link="nonsense", channel="sms",
            report_id=self.report(case_id), key_id=1, batch=1, staff_id=self.staff["nobody"], proposal_id=1, duty="document",
        )  # fmt: skip
        form = FORM | {
            "csrf": "csrf", "staff": str(self.staff.get(role, 0)), "report": str(self.report(case_id)),
            "other": str(self.cases.get((role, SPARE), 0)),
        }  # fmt: skip
        headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        transport = httpx2.ASGITransport(app=self.app)
        cookies = {"tipline": token} if token else {}
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers, cookies=cookies) as client:
            return await client.request(found.method, path, data=form if found.method == "POST" else None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    wiring: Any = seed.desk(tmp_path_factory.mktemp("walk"))
    vendors = StandIns(wiring.clock, ADDRESS)
    wiring.sms, wiring.bot, wiring.listen_to_telegram, wiring.meters = vendors.sms, vendors.bot, False, Meters()
    wiring.settings, wiring.phrases, wiring.not_ready = Settings(), catalogs(), lambda: None
    app = web.build(wiring, with_worker=False)
    app.include_router(routes(wiring, Stage(vendors, wiring.clock, witnesses=False)), dependencies=[policy.DEMO])
    app.state.stopping = True  # so that streams end
    app.state.door = replace(app.state.door, clock=wiring.clock, passwords=CHEAP)
    found = Place(app, wiring, {}, {}, {})
    story = replace(seed.STORIES[0], ago=timedelta(minutes=2), photos=1)
    with wiring.store.write() as tx:
        for role in (*ROLES, "nobody"):
            found.staff[role] = tx.staff.add(f"{role}.one", role if role in ROLES else "mayor", "nobody signs in by it", None, seed.NOW, ("10",))
    for role in (*ROLES, "anonymous", "locked"):
        for number, whose in enumerate((OWN, OTHER, SPARE)):
            told = replace(
                story, pseudonym=f"{role} {number}", reference=f"{role[:6]}{number}".upper(),
                district="12" if whose == OTHER else "10",
            )  # fmt: skip
            found.cases[role, whose] = seed.tell(wiring, told)
    found.tokens = {role: found.open_session(role) for role in ROLES}
    yield found
    wiring.close()


def outcome(answer: Any) -> str:
    """"door": sent to sign in or to unlock; "refused"; else "in", whatever the use case then said of the form."""
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/console/signin"):
        return "door"
    return "refused" if answer.status_code == 403 else "in"


def expected(found: Declared, role: str, whose: str) -> str:
    needed = getattr(found.policy, "right", None)
    if needed is None:
        return "in"
    right = needed.value
    if "{case_id}" not in found.path and "{evidence_id}" not in found.path:
        return "in" if any(says(role, right, each) != "-" for each in (OWN, "own district, closed", "other district, mine")) else "refused"
    return "in" if says(role, right, whose) == "y" else "refused"


def test_every_route_declares_one_policy_and_only_those_named_here_are_open(place: Place) -> None:
    assert [d for d in policy.declared(place.app) if d.policy is None] == []
    anyone = (policy.ANYONE.dependency, policy.SIGN_IN.dependency)
    assert {(d.method, d.path) for d in place.routes if d.policy in anyone} == OPEN
    signed = {(d.method, d.path) for d in place.routes if d.policy is policy.VENDOR}
    assert all(path.split("/")[1] in ("sms", "voice", "bot") for _, path in signed), signed


def test_an_application_with_a_route_that_declares_nothing_does_not_start(place: Place) -> None:
    router = APIRouter()
    router.add_api_route("/console/new", lambda: "everything", methods=["GET"])
    bare = type(place.app)()
    bare.include_router(router)
    with pytest.raises(SetupError, match="GET /console/new"):
        policy.refuse_undeclared(bare)


def test_nobody_signed_in_gets_through_a_route_that_is_not_open(place: Place) -> None:
    async def walk() -> dict[str, str]:
        case_id = place.cases["anonymous", OWN]
        return {f"{d.method} {d.path}": _open(d, await place.ask(d, "anonymous", case_id, None)) for d in place.routes}

    wrong = {route: said for route, said in asyncio.run(walk()).items() if said}
    assert wrong == {}


def _open(found: Declared, answer: Any) -> str:
    """What is wrong with this answer to nobody; empty when nothing is."""
    if WORDS in answer.text:
        return "shows what a witness wrote"
    if found.policy is policy.VENDOR:
        return "" if answer.status_code in (403, 200) else f"{answer.status_code} without a signature"
    if isinstance(found.policy, Open):
        return "" if answer.status_code != 403 and found.path != answer.headers.get("location") else "is not open"
    return "" if outcome(answer) == "door" else f"{answer.status_code} without a session"


def test_a_locked_session_gets_no_content_from_any_route(place: Place) -> None:
    async def walk() -> dict[str, str]:
        wrong = {}
        for found in place.routes:
            token = place.open_session("supervisor", locked=True)
            answer = await place.ask(found, "supervisor", place.cases["locked", OWN], token)
            inside = isinstance(found.policy, Open | WithSession | Held)
            if WORDS in answer.text or not (inside or outcome(answer) == "door"):
                wrong[f"{found.method} {found.path}"] = f"{answer.status_code}"
        return wrong

    assert asyncio.run(walk()) == {}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_exactly_what_the_matrix_says_in_its_own_district_and_in_another(place: Place, role: str) -> None:
    async def walk() -> dict[str, str]:
        wrong = {}
        for whose in (OTHER, OWN):
            for found in (d for d in place.routes if isinstance(d.policy, SignedInAs | Watching)):
                answer = await place.ask(found, role, place.cases[role, whose], place.tokens[role])
                if outcome(answer) != expected(found, role, whose):
                    wrong[f"{found.method} {found.path} {whose}"] = f"{answer.status_code}"
                elif outcome(answer) == "refused" and WORDS in answer.text and whose == OTHER:
                    wrong[f"{found.method} {found.path} {whose}"] = "refused, yet shows what a witness wrote"
        return wrong

    assert asyncio.run(walk()) == {}


@pytest.mark.parametrize("role", [role for role in ROLES if says(role, "read_case", OTHER) == "r"])
def test_a_reason_opens_another_desk_s_case_for_all_that_the_role_may_do(place: Place, role: str) -> None:
    case_id = place.cases[role, OTHER]

    async def walk() -> dict[str, str]:
        reason = Declared("POST", f"/console/cases/{case_id}/reason", None)
        form = FORM | {"reason": "Our caller asks about it", "csrf": "csrf"}
        transport = httpx2.ASGITransport(app=place.app)
        headers = {"Sec-Fetch-Site": "same-origin"}
        cookies = {"tipline": place.tokens[role]}
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers, cookies=cookies) as client:
            assert (await client.post(reason.path, data=form)).status_code == 303
        about = [d for d in place.routes if isinstance(d.policy, SignedInAs) and d.path.startswith(ABOUT_CASES)]
        return {d.path: outcome(await place.ask(d, role, case_id, place.tokens[role])) for d in about}

    assert set(asyncio.run(walk()).values()) == {"in"}
    with place.wiring.store.read() as tx:
        said = [event.note for event in tx.cases.events(case_id) if event.action == "reason"]
        logged = [entry.actor for entry in tx.custody.of_subjects([f"case:{case_id}"]) if "another desk" in entry.action]
    assert said == ["Our caller asks about it"]
    assert logged == [f"staff:{place.staff[role]}"]
