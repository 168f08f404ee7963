"""A few scripted witnesses, so that the console is alive at first sight. Invented people, places and plates."""

from __future__ import annotations

from dataclasses import dataclass

from tipline.message import Address, Channel


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a witness does: `after` seconds after the one before."""

    after: float
    text: str = ""
    picture: str | None = None
    pin: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    address: Address
    lines: tuple[Line, ...]


def _sms(last: int) -> Address:
    return Address(Channel.SMS, f"+1773555{last:04d}")


def _telegram(last: int) -> Address:
    return Address(Channel.TELEGRAM, f"7735550{last:03d}")


CAST = (
    Witness(
        _sms(111),
        (
            Line(
                0.5,
                "Border Patrol at 47th and Ashland, two agents stopped a man at the bus stop and ask for papers",
            ),
            Line(3.5, picture="street"),
            Line(4.0, "one green and white SUV. thats all I know"),
        ),
    ),
    Witness(
        _telegram(121),
        (
            Line(2.0, "La migra está en la lavandería de la 26 y Pulaski, son 6 agentes, hay una mujer herida"),
            Line(4.5, picture="door"),
        ),
    ),
    Witness(
        _sms(112),
        (
            Line(5.0, "yesterday around 6pm HSI took my neighbor out of his home, 3100 W Cermak, they broke the door"),
            Line(6.0, "thats all"),
        ),
    ),
    Witness(_sms(113), (Line(8.0, "unmarked vans driving round and round, masked guys, no badges"),)),
    Witness(
        _telegram(122),
        (
            Line(9.0, "Agentes de ICE persiguen a un muchacho a pie", pin=None),
            Line(2.0, pin=(41.8527, -87.6954)),
        ),
    ),
)
