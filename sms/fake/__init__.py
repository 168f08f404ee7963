"""A stand-in for Twilio and for the carrier behind it, for the demo, `tipline talk` and tests. It phones nobody."""

from sms.fake.message import FakeMessage
from sms.fake.pretend import pretend_settings
from sms.fake.signer import SignedRequest, Signer, deliver
from sms.fake.vendor import FakeTwilio

__all__ = ["FakeMessage", "FakeTwilio", "SignedRequest", "Signer", "deliver", "pretend_settings"]
