"""Media come from Twilio's hosts at public addresses, or from the one configured emulator. From nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sms.hosts import API_HOST, CONTENT_HOSTS, public_address, target
from sms.settings import SmsSettings

steady = settings(deadline=None, print_blob=True)
REAL = SmsSettings("AC" + "a1" * 16, "b2" * 16, "+17735550100", "https://tips.example.org")
EMULATED = SmsSettings("AC" + "a1" * 16, "b2" * 16, "+17735550100", "https://tips.example.org", "http://127.0.0.1:9000")

ALLOWED = [
    ("https://api.twilio.com/2010-04-01/Accounts/A/Messages/M/Media/E", True),
    ("https://API.twilio.com/x", True),
    ("https://api.twilio.com:443/x", True),
    ("https://media.twiliocdn.com/AC/key", False),
    ("https://mms.twiliocdn.com/AC/key?Policy=a~b_c&Signature=x-y&Key-Pair-Id=K", False),
]
REFUSED = [
    "http://api.twilio.com/x", "ftp://api.twilio.com/x", "file:///etc/passwd", "//api.twilio.com/x", "api.twilio.com/x", "",
    "https://", "https:///x", "https://api.twilio.com:8443/x", "https://api.twilio.com:80/x", "https://api.twilio.com:0/x",
    "https://api.twilio.com:99999/x", "https://api.twilio.com:x/x", "https://api.twilio.com./x", "https://twilio.com/x",
    "https://api.twilio.com.evil.example/x", "https://evil-api.twilio.com/x", "https://x.api.twilio.com/x",
    "https://evil.example/api.twilio.com", "https://evil.example/?https://api.twilio.com", "https://evil.example#api.twilio.com",
    "https://api.twilio.com@evil.example/x", "https://user:pass@api.twilio.com/x", "https://evil.example\\@api.twilio.com/x",
    "https://api.twilio.com\\@evil.example/x", "https://evil.example\\.api.twilio.com/", "https:\\\\api.twilio.com\\x",
    "https://api.twilio.com%2eevil.example/x", "https://api%2etwilio.com/x", "https://api.twilio.com /x", " https://api.twilio.com/x",
    "https://api.twilio.com\t/x", "https://api.twilio.com\n/x", "https://api.twilio.com\x00/x", "https://аpi.twilio.com/x",
    "https://\uff41pi.twilio.com/x", "https://api。twilio.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://0/x",
    "https://2130706433/x", "https://0x7f.1/x", "https://0177.0.0.1/x", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x",
    "https://[fe80::1%25eth0]/x", "https://[::1", "https://169.254.169.254/latest/meta-data", "https://metadata.google.internal/x",
    "https://10.0.0.1/x", "https://192.168.1.1/x", "https://s3-external-1.amazonaws.com/media.twiliocdn.com/x",
    "gopher://api.twilio.com/x", "data:text/plain,x", "javascript:alert(1)", "https://api.twilio.com/" + "a" * 5000, "\ud800",
]


@pytest.mark.parametrize(("url", "credentials"), ALLOWED)
def test_the_vendors_own_hosts_are_asked_and_only_the_api_hears_our_token(url, credentials):
    found = target(url, REAL)
    assert found is not None
    assert (found.host in CONTENT_HOSTS | {API_HOST}, found.port, found.credentials, found.emulator) == (True, 443, credentials, False)


@pytest.mark.parametrize("url", REFUSED)
def test_no_other_address_is_asked(url):
    assert target(url, REAL) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/x", "http://127.0.0.1:9000/2010-04-01/Accounts/A/Media/E.json"])
def test_loopback_is_open_for_the_configured_emulator_only(url):
    assert target(url, REAL) is None
    found = target(url, EMULATED)
    assert found is not None
    assert found.emulator


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9001/x", "http://127.0.0.1/x", "https://127.0.0.1:9000/x", "http://localhost:9000/x", "http://[::1]:9000/x",
        "http://127.0.0.2:9000/x", "https://mms.twiliocdn.com/x", "https://media.twiliocdn.com/x", "http://api.twilio.com/x",
        "http://127.0.0.1:9000@evil.example/x", "http://evil.example/x",
    ],
)
def test_with_an_emulator_every_other_door_is_closed(url):
    assert target(url, EMULATED) is None


def test_an_emulator_stands_for_the_api_where_a_pointer_names_the_true_one():
    found = target("https://api.twilio.com/2010-04-01/x?y=1", EMULATED)
    assert found is not None
    assert found.url == "http://127.0.0.1:9000/2010-04-01/x?y=1"


PUBLIC = ["3.213.248.1", "54.172.60.0", "2600:1f18::1"]
PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.2.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:3.213.248.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
    "nonsense", "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_connected_to(address):
    assert public_address([address]) == address


@pytest.mark.parametrize("address", PRIVATE)
def test_no_other_address_may_be_connected_to_not_even_beside_a_public_one(address):
    assert public_address([address]) is None
    assert public_address(["3.213.248.1", address]) is None


def test_a_name_without_addresses_leads_nowhere_and_ipv4_comes_first():
    assert public_address([]) is None
    assert public_address(["2600:1f18::1", "54.172.60.0"]) == "54.172.60.0"


@steady
@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map("https://{}".format), st.text(max_size=40).map("https://api.twilio.com{}".format)))
def test_whatever_the_pointer_only_vendors_hosts_come_out(url):
    found = target(url, REAL)
    assert found is None or found.host in CONTENT_HOSTS | {API_HOST}
