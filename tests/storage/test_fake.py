"""The store in memory has whatever the desk may ask of a store; that it does the same is what the contract suite shows."""

from __future__ import annotations

import inspect
from typing import get_type_hints

import pytest

from tests.fakes.store import FakeStore, FakeTx
from tipline.desk import ports, tx

PARTS = {
    name: get_type_hints(member.fget)["return"] for name, member in vars(tx.Tx).items() if isinstance(member, property)
}


def asked(protocol: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(member) for name, member in vars(protocol).items()
        if inspect.isfunction(member) and not name.startswith("_")
    }


@pytest.mark.parametrize("name", PARTS)
def test_every_repository_has_every_method(name: str) -> None:
    with FakeStore().read() as made:
        part = getattr(made, name)
    assert asked(PARTS[name]).keys() <= {method for method in dir(part) if callable(getattr(part, method))}


def test_the_store_and_its_transaction_have_every_method() -> None:
    assert asked(ports.Store).keys() <= set(dir(FakeStore))
    assert {"part"} <= set(dir(FakeTx))
