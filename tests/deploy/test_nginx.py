"""deploy/nginx.conf as it stands, in a real nginx with a certificate of its own, before the real application."""

from __future__ import annotations

import datetime
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api import auth, web
from api.auth.passwords import new_totp_secret
from api.wiring import Wiring
from tests.desk.line import SAW, Line, logs_of_a_process, open_line
from tipline.desk import staff
from tipline.desk.rights import OPERATOR, Role

NAME = "tips.example.org"
CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
FORM = "application/x-www-form-urlencoded"


@dataclass
class Front:
    """nginx before the line. `logs`: everything it wrote."""

    line: Line
    https: int
    http: int
    folder: Path
    app: uvicorn.Server

    @property
    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        with closing(self.connect()) as connection:
            connection.request(method, path, body, {"Host": NAME, **{k.replace("_", "-"): v for k, v in headers.items()}})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()

    def connect(self) -> http.client.HTTPSConnection:
        made = http.client.HTTPSConnection("127.0.0.1", self.https, timeout=20, context=self.trust())
        raw = socket.create_connection(("127.0.0.1", self.https), 20)
        made.sock = made._context.wrap_socket(raw, server_hostname=NAME)  # type: ignore[attr-defined]
        return made

    def trust(self, newest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.maximum_version = newest
        return context

    def post(self, request: object) -> int:
        return self.ask("POST", request.path, request.body, **dict(request.headers))[0]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if NGINX is None:
        pytest.skip("nginx is not installed here; `make nginx` installs it where it may.")
    folder = tmp_path_factory.mktemp("nginx")
    with logs_of_a_process(), open_line(tmp_path_factory.mktemp("line")) as line, serving(line.wiring) as (server, port):
        https, plain = free_port(), free_port()
        certificate(folder)
        (folder / "nginx.conf").write_text(around(folder, https, plain, port), encoding="utf-8")
        child = subprocess.Popen(
            [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        try:
            wait_for(https, child)
            yield Front(line, https, plain, folder, server)
        finally:
            child.terminate()
            child.communicate(timeout=10)


def around(folder: Path, https: int, plain: int, port: int) -> str:
    """A main file around the site's own, of which only ports and paths change."""
    site = CONF.read_text(encoding="utf-8")
    for old, new in (
        ("listen 443 ", f"listen 127.0.0.1:{https} "), ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("127.0.0.1:8000", f"127.0.0.1:{port}"), ("/etc/ssl/tipline/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in site, old
        site = site.replace(old, new)
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    account = "user root;\n" if os.getuid() == 0 else ""  # else its worker may not use this folder
    return account + f"daemon off;\npid {folder}/pid;\nworker_processes 1;\nevents {{}}\nhttp {{\n{temporary}{site}\n}}\n"


@contextmanager
def serving(wiring: Wiring) -> Iterator[tuple[uvicorn.Server, int]]:
    settings = wiring.settings.model_copy(update={"public_url": f"https://{NAME}"})
    app = web.build(replace(wiring, settings=settings), with_worker=False)
    staff.add_user(wiring, OPERATOR, "ana.desk", Role.DISPATCHER, "no password", new_totp_secret(), wiring.clock.now())
    app.state.link = auth.sign_in_link(app, "ana.desk")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", access_log=False))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield server, listener.getsockname()[1]
    finally:
        app.state.stopping = True
        server.should_exit = True
        thread.join(20)
        listener.close()


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME), x509.DNSName("tips2.example.net")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and child.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    child.kill()
    raise AssertionError(child.communicate()[1].decode(errors="replace"))


def test_a_text_comes_through_over_tls_with_its_signature_whole(front: Front) -> None:
    phone = front.line.phone()
    before = front.line.count("inbox")
    assert front.post(front.line.vendors.text(phone.address, SAW)) == 200
    assert front.line.count("inbox") == before + 1


def test_a_status_with_its_token_in_the_query_comes_through(front: Front) -> None:
    request = front.line.vendors.twilio.signer.form("/sms/status?token=tok-en_1", {"MessageSid": "SM" + "0" * 32, "MessageStatus": "sent"})
    assert front.post(request) == 200


def test_what_nobody_signed_is_refused_by_the_line_and_not_by_nginx(front: Front) -> None:
    status, headers, _ = front.ask("POST", "/sms/inbound", b"Body=x", Content_Type=FORM)
    assert status == 403
    assert "Strict-Transport-Security".lower() in headers


@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status", "/sms/voice", "/bot/webhook"])
def test_a_webhook_takes_64_kilobytes_and_nothing_but_a_post(front: Front, path: str) -> None:
    assert front.ask("POST", path, b"x" * 65_537, Content_Type=FORM)[0] == 413
    assert front.ask("POST", path, b"x" * 60_000, Content_Type=FORM)[0] == 403
    for method in ("GET", "PUT", "DELETE"):
        assert front.ask(method, path)[0] == 403


def test_only_tls_1_2_and_newer_is_spoken_and_plain_http_is_sent_there(front: Front) -> None:
    old = front.trust(ssl.TLSVersion.TLSv1_2)
    with socket.create_connection(("127.0.0.1", front.https)) as raw, old.wrap_socket(raw, server_hostname=NAME) as safe:
        assert safe.version() == "TLSv1.2"
    offers = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{front.https}", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
        input=b"", capture_output=True, check=False, timeout=20,
    )
    assert offers.returncode != 0
    connection = http.client.HTTPConnection("127.0.0.1", front.http, timeout=10)
    connection.request("GET", "/console?x=1", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/console?x=1")
    connection.close()


def test_people_sign_in_and_what_happens_reaches_an_open_page_at_once(front: Front) -> None:
    """An answer that does not end would stand in nginx's buffer for ever."""
    app = front.app.config.app
    status, headers, _ = front.ask("POST", app.state.link, Origin=f"https://{NAME}", Sec_Fetch_Site="same-origin")  # type: ignore[union-attr]
    assert status == 303
    cookie = headers["set-cookie"].split(";")[0]
    assert cookie.startswith("__Host-")  # the line knows that it is behind https
    assert front.ask("GET", "/console", Cookie=cookie)[0] == 200
    with closing(front.connect()) as connection:
        connection.request("GET", "/console/events", headers={"Host": NAME, "Cookie": cookie})
        live = connection.getresponse()
        assert live.status == 200
        assert live.readline() == b"event: beat\n"
        with front.line.write() as tx:
            tx.board.raise_banner("wrong_public_url", front.line.now)
            tx.changes.bump("banner", 0)
        while (row := live.readline()) != b"event: banner\n":
            assert row


def test_metrics_are_not_for_the_world(front: Front) -> None:
    assert front.ask("GET", "/metrics")[0] == 404


def test_health_answers(front: Front) -> None:
    assert front.ask("GET", "/healthz")[0] == 200
    assert front.ask("GET", "/readyz")[0] == 200


def test_nothing_that_nginx_writes_tells_who_wrote_or_what(front: Front) -> None:
    """Also when the line does not answer, which nginx would otherwise put on record with address and request line."""
    phone = front.line.phone()
    front.post(front.line.vendors.text(phone.address, SAW))
    front.ask("GET", "/console?from=%2B17735550166")
    front.ask("POST", "/sms/inbound", b"x" * 70_000, Content_Type=FORM)
    stop(front)
    assert front.ask("POST", "/sms/status?token=tok-en_1", b"x", Content_Type=FORM)[0] == 502
    written = front.logs
    for secret in ("127.0.0.1", "tok-en_1", "token=", "/sms/", "17735550166", phone.address.value, "Kedzie"):
        assert secret not in written
    assert not (front.folder / "access.log").exists()
    assert not (front.folder / "logs").exists()


def stop(front: Front) -> None:
    """The line goes; nginx stays. The last test of this file."""
    front.app.config.app.state.stopping = True  # type: ignore[union-attr]
    front.app.should_exit = True
    end = time.monotonic() + 20
    while front.app.started and front.app.servers and any(s.is_serving() for s in front.app.servers) and time.monotonic() < end:
        time.sleep(0.05)
