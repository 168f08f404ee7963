"""The doors: signed requests are stored before they are answered, everything else goes away."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sms.fake import SignedRequest, Signer

WITNESS = "+17735550142"
PATHS = ("/sms/inbound", "/sms/status", "/sms/voice")
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def test_a_signed_text_is_accepted_and_answered_with_empty_twiml(fake, doors, post):
    answer = await post(fake.inbound(WITNESS, "ICE at 26th and Kedzie"))
    assert (answer.status_code, answer.content) == (200, EMPTY)
    assert answer.headers["content-type"].startswith("text/xml")
    [arrival] = doors.arrivals
    assert arrival.address == WITNESS
    assert json.loads(arrival.payload)["Body"] == "ICE at 26th and Kedzie"
    assert b"CHICAGO" not in arrival.payload


async def test_a_json_body_is_accepted_too(settings, doors, post):
    body = json.dumps({"MessageSid": "SM1", "From": WITNESS, "Body": "hola"})
    assert (await post(Signer(settings).json("/sms/inbound", body))).status_code == 200
    assert doors.arrivals[0].vendor_id == "SM1"


async def test_a_fresh_delivery_and_a_repeated_one_hear_the_same(fake, doors, post):
    request = fake.inbound(WITNESS, "twice")
    answers = [await post(request) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert doors.arrivals[0] == doors.arrivals[1]


async def test_an_odd_but_signed_body_is_kept_whole(settings, doors, post):
    assert (await post(Signer(settings).json("/sms/inbound", "[1, 2]"))).status_code == 200
    assert doors.arrivals[0].payload == b"[1, 2]"


async def test_when_the_desk_cannot_commit_twilio_is_asked_to_come_again(fake, doors, post, capsys):
    doors.break_with = RuntimeError(f"the disk is full, said {WITNESS}")
    answer = await post(fake.inbound(WITNESS, "PLANTED words"))
    assert (answer.status_code, answer.content) == (503, b"")
    said = capsys.readouterr()
    assert "RuntimeError" in said.out + said.err
    assert "PLANTED" not in said.out + said.err
    assert WITNESS not in said.out + said.err


@pytest.mark.parametrize("path", PATHS)
async def test_a_body_over_64_kilobytes_is_too_large(path, client, doors):
    limit = 64 * 1024
    assert (await client.post(path, content=b"a" * (limit + 1))).status_code == 413
    assert (await client.post(path, content=b"a" * limit)).status_code == 403
    assert doors.arrivals == []


@pytest.mark.parametrize("path", PATHS)
async def test_an_unsigned_request_is_refused_and_counted(path, client, doors):
    assert (await client.post(path, data={"Body": "x"})).status_code == 403
    assert doors.refusals == [("no_signature", False)]


async def test_a_refusal_that_names_our_account_is_told_apart(client, doors, settings):
    """A wrong public URL makes every true request look like this."""
    signer = Signer(replace(settings, public_url="https://old.example.org"))
    request = signer.form("/sms/inbound", {"AccountSid": settings.account_sid, "From": WITNESS})
    answer = await client.post(request.path, headers=dict(request.headers), content=request.body)
    assert answer.status_code == 403
    assert doors.refusals == [("wrong_signature", True)]


@pytest.mark.parametrize("path", PATHS)
async def test_other_methods_have_no_door(path, client):
    assert (await client.get(path)).status_code == 405


async def test_a_caller_hears_two_languages_and_the_call_ends(settings, doors, post):
    answer = await post(Signer(settings).form("/sms/voice", {"CallSid": "CA1", "From": WITNESS}))
    assert answer.status_code == 200
    assert "Chicago Tip Line" in answer.text
    assert doors.arrivals == []


STATUSES = [
    ({"MessageStatus": "queued"}, ("accepted", None, False, False)),
    ({"MessageStatus": "sending"}, ("accepted", None, False, False)),
    ({"MessageStatus": "sent"}, ("sent", None, False, False)),
    ({"MessageStatus": "delivered"}, ("delivered", None, False, False)),
    ({"MessageStatus": "read"}, ("delivered", None, False, False)),
    ({"SmsStatus": "delivered"}, ("delivered", None, False, False)),
    ({"MessageStatus": "undelivered", "ErrorCode": "30003"}, ("failed", "30003", False, False)),
    ({"MessageStatus": "failed", "ErrorCode": "30034"}, ("failed", "30034", False, True)),
    ({"MessageStatus": "failed", "ErrorCode": "21610"}, ("failed", "21610", True, False)),
    ({"MessageStatus": "failed"}, ("failed", None, False, False)),
    ({"MessageStatus": "failed", "ErrorCode": "call +17735550142"}, ("failed", None, False, False)),
]


@pytest.mark.parametrize(("fields", "expected"), STATUSES)
async def test_a_status_callback_becomes_a_delivery_note(fields, expected, settings, doors, post):
    request = Signer(settings).form("/sms/status?token=t-1_A", {"MessageSid": "SM1", "To": WITNESS, **fields})
    assert (await post(request)).status_code == 200
    [note] = doors.notes
    assert (note.status, note.code, note.opted_out, note.alarm) == expected
    assert (note.token, note.vendor_id) == ("t-1_A", "SM1")


@pytest.mark.parametrize("fields", [{}, {"MessageStatus": "receiving"}, {"MessageStatus": "teleported"}, {"MessageStatus": ""}])
async def test_a_status_we_have_no_word_for_changes_nothing(fields, settings, doors, post):
    assert (await post(Signer(settings).form("/sms/status?token=t", {"MessageSid": "SM1", **fields}))).status_code == 200
    assert doors.notes == []


async def test_a_token_nobody_signed_is_refused(settings, doors, client):
    request = Signer(settings).form("/sms/status?token=mine", {"MessageSid": "SM1", "MessageStatus": "delivered"})
    forged = SignedRequest("/sms/status?token=yours", request.headers, request.body)
    answer = await client.post(forged.path, headers=dict(forged.headers), content=forged.body)
    assert (answer.status_code, doors.notes) == (403, [])


async def test_when_a_status_cannot_be_written_twilio_hears_503(settings, doors, post):
    doors.break_with = RuntimeError("no")
    request = Signer(settings).form("/sms/status?token=t", {"MessageSid": "SM1", "MessageStatus": "sent"})
    assert (await post(request)).status_code == 503


printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)
kinds = st.sampled_from(["application/x-www-form-urlencoded", "application/json", "text/plain", ""])
bodies = st.one_of(
    st.binary(max_size=300),
    st.dictionaries(st.sampled_from(["From", "Body", "MessageSid", "AccountSid"]), printable).map(lambda d: urlencode(d).encode()),
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, print_blob=True)
@given(raw=bodies, path=st.sampled_from(PATHS), query=printable, signature=st.binary(max_size=40), kind=kinds)
async def test_whatever_a_stranger_sends_is_403(doors, raw, path, query, signature, kind):
    """Straight into the app: no client stands between the odd bytes and the door."""
    status = await raw_request(doors.app, path, query.encode(), raw, [(b"x-twilio-signature", signature), (b"content-type", kind.encode())])
    assert status == 403
    assert (doors.arrivals, doors.notes) == ([], [])


async def raw_request(app, path, query, body, headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query, "root_path": "", "headers": headers,
        "server": ("inside", 80), "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return sent[0]["status"]


async def test_a_sender_who_hangs_up_leaves_nothing_behind(doors):
    async def receive():
        return {"type": "http.disconnect"}

    statuses = []

    async def send(message):
        statuses.append(message.get("status"))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/sms/inbound", "raw_path": b"/sms/inbound", "query_string": b"", "root_path": "", "headers": [],
        "server": ("inside", 80), "client": ("127.0.0.1", 1),
    }
    await doors.app(scope, receive, send)
    assert doors.arrivals == []


