"""WebAuthn, by the webauthn package. The person is verified, always: the package's own defaults do not ask for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import webauthn
from starlette.requests import Request
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.auth.origin import is_secure
from tipline.desk.passkeys import Answer, NewKey, Site
from tipline.desk.records import Passkey
from tipline.desk.signin import WrongSignIn

T = TypeVar("T")
_VERIFIED = UserVerificationRequirement.REQUIRED


class WebAuthn:
    """Implements tipline.desk.passkeys.Ceremonies."""

    def challenge(self, answer: Answer) -> bytes:
        def read() -> bytes:
            said = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
            return base64url_to_bytes(said["challenge"])

        return _checked(read)

    def credential(self, answer: Answer) -> bytes:
        return _checked(lambda: base64url_to_bytes(answer["rawId"]))

    def registered(self, answer: Answer, challenge: bytes, site: Site) -> NewKey:
        found = _checked(lambda: webauthn.verify_registration_response(
            credential=dict(answer), expected_challenge=challenge, expected_rp_id=site.rp_id,
            expected_origin=site.origin, require_user_verification=True,
        ))
        return NewKey(found.credential_id, found.credential_public_key, found.sign_count)

    def asserted(self, answer: Answer, challenge: bytes, site: Site, key: Passkey) -> int:
        found = _checked(lambda: webauthn.verify_authentication_response(
            credential=dict(answer), expected_challenge=challenge, expected_rp_id=site.rp_id,
            expected_origin=site.origin, credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count, require_user_verification=True,
        ))
        return int(found.new_sign_count)


def to_register(site: Site, line: str, name: str, staff_id: int, held: Sequence[bytes], challenge: bytes) -> Any:
    """What the browser is asked for a new passkey, as JSON values. Kept on the device, it needs no name."""
    made = webauthn.generate_registration_options(
        rp_id=site.rp_id, rp_name=line, user_name=name, user_id=f"staff:{staff_id}".encode(), challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in held],
    )
    return json.loads(webauthn.options_to_json(made))


def to_sign_in(site: Site, held: Sequence[bytes], challenge: bytes) -> Any:
    """What the browser is asked for a passkey; for one of `held` where there are any."""
    made = webauthn.generate_authentication_options(
        rp_id=site.rp_id, challenge=challenge, user_verification=_VERIFIED,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in held],
    )
    return json.loads(webauthn.options_to_json(made))


def site_of(request: Request, public_url: str) -> Site:
    """The site as the browser sees it. An answer fits only the host that its passkey was made for."""
    host = request.headers.get("host", "")
    scheme = "https" if is_secure(request, public_url) else "http"
    return Site(host.rsplit(":", 1)[0], f"{scheme}://{host}")


def _checked(read: Callable[[], T]) -> T:
    """Whatever is wrong with a browser's answer is one sentence: which part, is nobody's business."""
    try:
        return read()
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError):
        raise WrongSignIn("The passkey was not accepted. Try again, or use another way to sign in.") from None
