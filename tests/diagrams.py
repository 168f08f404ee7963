"""The state diagrams of docs/how-a-message-flows.md, drawn from the tables. `python -m tests.diagrams` rewrites them."""

from __future__ import annotations

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


def drawn() -> str:
    return f"{HEAD}\n\n## A case\n\n{case_diagram()}\n\n## An outbound message\n\n{delivery_diagram()}\n"


if __name__ == "__main__":
    text = DOC.read_text(encoding="utf-8")
    DOC.write_text(text.split(HEAD)[0].rstrip() + "\n\n" + drawn(), encoding="utf-8")
