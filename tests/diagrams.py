"""The state diagrams of docs/how-a-message-flows.md, drawn from the tables. `python -m tests.diagrams` rewrites them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tipline import case, delivery

DOC = Path(__file__).parents[1] / "docs" / "how-a-message-flows.md"
HEAD = "<!-- drawn from the tables: python -m tests.diagrams -->"


def case_diagram() -> str:
    lines = [f"    {frm.value} --> {to.value}" for frm, onward in case.TABLE.items() for to in onward]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> new", *lines, "```"])


def delivery_diagram() -> str:
    lines = [f"    {frm.value} --> {to.value}: {event}" for (frm, event), to in delivery.TABLE.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", "    [*] --> queued", *lines, "```"])


def settling_table() -> str:
    rows = [f"| {_ANSWERS[answer]} | {_ages(after)} | {event} |" for answer, (event, after) in delivery.SETTLING.items()]
    return "\n".join(["| What is known of an unknown message | when unknown for | event |", "|---|---|---|", *rows])


def _ages(after: timedelta) -> str:
    return "any time" if not after else f"{after.total_seconds() / 60:g} min" if after < timedelta(hours=1) else f"{after.total_seconds() / 3600:g} h"


_ANSWERS = {
    delivery.Answer.TAKEN: "the vendor has it",
    delivery.Answer.ABSENT: "the vendor was asked and has it not",
    delivery.Answer.UNSURE: "the vendor could not be asked, or nobody can tell",
    delivery.Answer.ONCE: "the vendor cannot be asked; sent once without an answer",
    delivery.Answer.TWICE: "the vendor cannot be asked; sent twice without an answer",
    delivery.Answer.GONE: "the person was forgotten",
}


def drawn() -> str:
    return f"{HEAD}\n\n## A case\n\n{case_diagram()}\n\n## An outbound message\n\n{delivery_diagram()}\n\n{settling_table()}\n"


if __name__ == "__main__":
    text = DOC.read_text(encoding="utf-8")
    DOC.write_text(text.split(HEAD)[0].rstrip() + "\n\n" + drawn(), encoding="utf-8")
