"""An account that exists nowhere."""

from __future__ import annotations

import secrets

from sms.settings import SmsSettings


def pretend_settings(public_url: str) -> SmsSettings:
    """Settings of an account that exists nowhere, with a fresh token; for the demo and `tipline talk`."""
    return SmsSettings(
        account_sid="AC" + "0" * 32,
        auth_token=secrets.token_hex(16),
        sender="+17735550100",
        public_url=public_url,
        api_url="http://twilio.invalid",
    )
