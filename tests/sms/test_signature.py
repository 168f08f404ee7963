"""Only what Twilio signed for our public URL gets in; everything else is a plain no."""

import json
import string
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sms.fake import Signer
from sms.form import read_form
from sms.settings import SmsSettings
from sms.signature import HEADER, is_twilios

steady = settings(deadline=None, print_blob=True)  # a failure prints how to repeat it; two cores have no deadline
SETTINGS = SmsSettings("AC" + "a1" * 16, "b2" * 16, "+17735550100", "https://tips.example.org")
FORM = "application/x-www-form-urlencoded"
FIELDS = {"MessageSid": "SM" + "0" * 32, "From": "+17735550142", "Body": "ICE at 26th & Kedzie, ¿qué hago? 🚨"}


def check(request, settings=SETTINGS, **changed):
    path, _, query = request.path.partition("?")
    given = {
        "path": path, "query": query, "raw": request.body, "content_type": request.headers["Content-Type"],
        "signature": request.headers[HEADER],
    } | changed
    return is_twilios(settings, **given)


@pytest.mark.parametrize(
    "public_url",
    [
        "https://tips.example.org", "https://tips.example.org/", "https://tips.example.org:8443", "http://localhost:8000",
        "https://tips.example.org/behind/a/proxy", "https://xn--caf-dma.example",
    ],
)
@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status?token=a-b_c", "/sms/status?token=a%2Bb&x=%20"])
def test_what_twilio_signs_for_our_public_url_is_twilios(public_url, path):
    settings = replace(SETTINGS, public_url=public_url)
    assert check(Signer(settings).form(path, FIELDS), settings)
    assert check(Signer(settings).json(path, json.dumps(FIELDS)), settings)


def test_the_number_that_received_it_does_not_matter():
    for to in ("+17735550100", "+17735550199", "24273"):
        assert check(Signer(SETTINGS).form("/sms/inbound", FIELDS | {"To": to}))


def test_twilio_may_sign_with_or_without_the_usual_port():
    request = Signer(replace(SETTINGS, public_url="https://tips.example.org:443")).form("/sms/inbound", FIELDS)
    assert check(request)


def test_repeated_parameters_are_signed_as_twilio_does():
    signer = Signer(SETTINGS)
    signature = signer._validator.compute_signature(
        "https://tips.example.org/sms/inbound", read_form(b"a=2&a=1&b=3")
    )
    assert is_twilios(SETTINGS, "/sms/inbound", "", b"a=2&a=1&b=3", FORM, signature)
    assert not is_twilios(SETTINGS, "/sms/inbound", "", b"a=2&b=3", FORM, signature)


SIGNED = Signer(SETTINGS).form("/sms/status?token=abc", FIELDS)
SIGNED_JSON = Signer(SETTINGS).json("/sms/inbound", json.dumps(FIELDS))
ODD = {
    "no signature": {"signature": None},
    "an empty signature": {"signature": ""},
    "a signature beyond ASCII": {"signature": "é" * 28},
    "half a letter as signature": {"signature": "\ud800" * 28},
    "a short signature": {"signature": "abc="},
    "a long signature": {"signature": "A" * 100_000},
    "another token in the query": {"query": "token=abd"},
    "no query": {"query": ""},
    "a second token in the query": {"query": "token=abc&token=x"},
    "another path": {"path": "/sms/inbound"},
    "a path beyond ASCII": {"path": "/sms/é"},
    "half a letter in the path": {"path": "/sms/\ud800"},
    "half a letter in the query": {"query": "token=\ud800"},
    "a body that is no UTF-8": {"raw": b"Body=\xff"},
    "an escape that is no UTF-8": {"raw": b"Body=%FF"},
    "half a letter escaped": {"raw": b"Body=%ED%A0%80"},
    "an empty body": {"raw": b""},
    "one parameter more": {"raw": SIGNED.body + b"&x=1"},
    "a value repeated otherwise": {"raw": SIGNED.body + b"&Body=else"},
    "too many parameters": {"raw": b"&".join([b"a=1"] * 2000)},
    "no content type": {"content_type": None},
    "plain text": {"content_type": "text/plain"},
    "multipart": {"content_type": "multipart/form-data; boundary=x"},
    "a form that says it is JSON": {"content_type": "application/json"},
    "a content type beyond ASCII": {"content_type": "é\ud800"},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_input_is_a_plain_no(odd):
    assert check(SIGNED)
    assert check(SIGNED, **odd) is False


@pytest.mark.parametrize(
    "odd",
    [
        {"raw": b"{}"}, {"raw": b""}, {"raw": b"\xff"}, {"query": ""}, {"query": "bodySHA256="},
        {"query": "bodySHA256=" + "0" * 64}, {"content_type": FORM}, {"content_type": None}, {"signature": None},
    ],
)
def test_a_json_body_counts_only_with_its_own_hash(odd):
    assert check(SIGNED_JSON)
    assert check(SIGNED_JSON, **odd) is False


def test_a_signed_url_lends_its_signature_to_no_other_body():
    """A JSON request's signature covers only the URL, so an empty form must not ride on it with a body of its own."""
    for kind in (FORM, "text/plain", None, "application/json"):
        assert check(SIGNED_JSON, raw=b"Body=forged", content_type=kind) is False


@pytest.mark.parametrize("public_url", ["https://host:99999", "https://host:x", "https://[::1", "nonsense", ""])
def test_an_odd_public_url_refuses_and_does_not_raise(public_url):
    assert check(SIGNED, replace(SETTINGS, public_url=public_url)) is False


def test_another_accounts_token_is_not_ours():
    assert not check(Signer(replace(SETTINGS, auth_token="c3" * 16)).form("/sms/inbound", FIELDS))


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
fields = st.dictionaries(st.text(string.ascii_letters, min_size=1, max_size=12), text, min_size=1, max_size=6)


@steady
@given(fields)
def test_every_form_that_twilio_signs_gets_in(some):
    assert check(Signer(SETTINGS).form("/sms/inbound", some))


@steady
@given(fields, st.data())
def test_a_changed_value_never_gets_in(some, data):
    request = Signer(SETTINGS).form("/sms/inbound", some)
    name = data.draw(st.sampled_from(sorted(some)))
    value = data.draw(text)
    assume(value != some[name])
    assert not check(request, raw=urlencode(some | {name: value}).encode())


@steady
@given(st.binary(max_size=300), st.text(max_size=80), st.text(max_size=60), st.sampled_from([FORM, "application/json", None, ""]))
def test_nothing_forged_gets_in_and_nothing_raises(raw, query, signature, content_type):
    assert is_twilios(SETTINGS, "/sms/inbound", query, raw, content_type, signature) is False


@steady
@given(st.data())
def test_flipping_any_byte_of_a_signed_body_changes_the_message_or_closes_the_door(data):
    position = data.draw(st.integers(0, len(SIGNED.body) - 1))
    byte = data.draw(st.integers(0, 255))
    raw = SIGNED.body[:position] + bytes([byte]) + SIGNED.body[position + 1 :]
    if check(SIGNED, raw=raw):  # only another spelling of the same text may pass: "%C3" and "%c3"
        signed_text = "".join(n + v for n, v in sorted(parse_qsl(raw.decode(), keep_blank_values=True)))
        assert signed_text == "".join(n + v for n, v in sorted(FIELDS.items()))


def test_the_signer_writes_paths_below_the_public_url():
    assert urlsplit(SIGNED_JSON.path).path == "/sms/inbound"


def test_a_request_signed_for_the_second_address_is_twilios_too():
    both = replace(SETTINGS, fallback_url="https://tips2.example.net/")
    signer = Signer(both, both.fallback_url)
    request = signer.form("/sms/inbound", {"Body": "hola"})
    kind = request.headers["Content-Type"]
    assert is_twilios(both, "/sms/inbound", "", request.body, kind, request.headers[HEADER])
    assert not is_twilios(SETTINGS, "/sms/inbound", "", request.body, kind, request.headers[HEADER])
    first = Signer(both).form("/sms/inbound", {"Body": "hola"})
    assert is_twilios(both, "/sms/inbound", "", first.body, kind, first.headers[HEADER])
