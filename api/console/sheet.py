"""The case on one page, as a PDF for the department's own files: the case file (tipline.desk.casefile) in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from api.console import facts, words
from api.console.summary import summary
from api.console.timeline import actor_name, sentence
from storage.queries import EventView
from tipline.case import DutyTexts
from tipline.report import Fact, Report, State

TEMPLATE = Path(__file__).with_name("sheet.typ")
# Per script: what a fitting font's family is called, and what to install where there is none.
SCRIPTS: Mapping[str, tuple[tuple[tuple[int, int], ...], tuple[str, ...], str]] = {
    "Arabic": (((0x600, 0x6FF), (0x750, 0x77F)), ("Arabic", "DejaVu Sans"), "fonts-noto-core"),
    "Chinese": (
        ((0x3400, 0x9FFF), (0x20000, 0x2FA1F)), ("CJK", "Noto Sans SC", "Noto Sans TC", "Source Han"), "fonts-noto-cjk",
    ),
    "Cyrillic": (((0x400, 0x4FF),), ("Noto Sans", "DejaVu Sans", "Liberation Sans"), "fonts-noto-core"),
}  # fmt: skip
PREFERRED = ("Noto Sans", "DejaVu Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "Noto Sans CJK TC", "Libertinus Serif")
REPORTS, EVIDENCE, WORDS = 3, 8, 280  # the most of each on the page; characters of one message


class Press:
    """Draws sheets. Looks for the machine's fonts once, when it is made: that takes a second or two."""

    def __init__(self) -> None:
        import typst  # 80 MB of compiler, loaded when the first sheet is asked for

        self._typst, self._fonts = typst, typst.Fonts()
        self.families = frozenset(self._fonts.families())

    def pdf(self, sheet: Mapping[str, Any]) -> bytes:
        """The same sheet gives the same bytes."""
        compiler = self._typst.Compiler(
            TEMPLATE.read_bytes(), font_paths=self._fonts, sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)}
        )
        drawn = compiler.compile(format="pdf", pdf_standards=[])
        assert isinstance(drawn, bytes)
        return drawn


def missing_fonts(text: str, families: frozenset[str]) -> list[str]:
    """A sentence for each script of this text that no font of the machine has."""
    found = []
    for script, (ranges, named, package) in SCRIPTS.items():
        used = any(low <= ord(c) <= high for c in text for low, high in ranges)
        if used and not any(name in family for family in families for name in named):
            found.append(
                f"This machine has no font for {script}: such words show as boxes here; the case's JSON has them. "
                f"Debian's package {package} brings one."
            )
    return found


def sheet(
    case_file: Mapping[str, Any], line_name: str, zone: tzinfo, duty_texts: DutyTexts, families: frozenset[str]
) -> dict[str, Any]:
    """What the page shows, in words. Texts are shortened here, lists in the template."""
    case, reports = case_file["case"], case_file["reports"]
    held = [_report(told) for told in reports]
    lines = {report.reference: facts.lines(report) for report in held}
    what = next((line.text for report in held for line in lines[report.reference] if line.field == "activity"), "")
    where = next((facts.where(report) for report in held if facts.where(report)), "")
    around = next((line.text for r in held for line in lines[r.reference] if line.field == "place"), "")
    drawn = {
        "title": f"Case {case['number']}: {what or 'No act told'}{', ' if where else ''}{where}",
        "summary": summary(held), "around": around, "stand": _stand(case, reports, zone),
        "duties": [_duty(duty, zone) for duty in case_file["duties"]],
        "reports": [_facts(told, lines[told["reference"]], zone) for told in reports[:REPORTS]],
        "more_reports": _more(len(reports) - REPORTS, "report"),
        "evidence": [_evidence(piece) for piece in case_file["evidence"][:EVIDENCE]],
        "more_evidence": _more(len(case_file["evidence"]) - EVIDENCE, "piece"),
        "messages": [_message(told, m, zone) for told in reports for m in told["messages"] if m["text"]],
        "timeline": [_event(number, event, zone, duty_texts) for number, event in enumerate(case_file["timeline"])],
        "foot": f"{line_name}. Version {case['version']} of the case. What witnesses told is not proven by this page. "
        "It names no reporter; who took it along, and its hash, are in the custody log.",
    }  # fmt: skip
    text = json.dumps(drawn, ensure_ascii=False)
    fonts = [name for name in PREFERRED if name in families]
    return drawn | {"fonts": fonts, "warnings": missing_fonts(text, families)}


def _report(told: Mapping[str, Any]) -> Report:
    kept = {f["field"]: Fact(f["value"], f["message"] or 0, f["words"]) for f in told["facts"]}
    return Report(told["reference"], State(told["state"]), told["language"], kept)


def _clock(text: str | None, zone: tzinfo) -> str:
    """"22 Nov 2026, 15:04"; nothing for no time."""
    return datetime.fromisoformat(text).astimezone(zone).strftime("%-d %b %Y, %H:%M") if text else ""


def _stand(case: Mapping[str, Any], reports: Sequence[Mapping[str, Any]], zone: tzinfo) -> str:
    status = words.say(words.STATUS, case["status"])
    status += f" as {words.say(words.RESOLUTION, case['resolution']).lower()}" if case["resolution"] else ""
    who = f"with {case['assigned_to']}" if case["assigned_to"] else "nobody has it"
    people = f"{case['people']} {'person tells' if case['people'] == 1 else 'people tell'} it"
    counted = f"{len(reports)} {'report' if len(reports) == 1 else 'reports'}"
    return " · ".join([status, who, f"since {_clock(case['opened_at'], zone)}", people, counted, *case["flags"]])


def _duty(duty: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    done = duty["outcome"] is not None
    return {
        "title": duty["title"], "done": done,
        "outcome": duty["outcome_in_words"] or f"Open, due since {_clock(duty['due_since'], zone)}",
        "fields": "; ".join(f"{field['label']}: {_short(field['value'], 80)}" for field in duty["fields"]),
        "who": f"{duty['recorded_by']}, {_clock(duty['recorded_at'], zone)}" if done else "",
    }  # fmt: skip


def _facts(told: Mapping[str, Any], lines: Sequence[facts.FactLine], zone: tzinfo) -> dict[str, Any]:
    state = "" if told["state"] == "open" else f", {words.say(words.STATE, told['state']).lower()}"
    corrected = {f["field"]: f["corrected"] for f in told["facts"] if f["corrected"]}
    return {
        "title": f"Report {told['reference']}, witness {told['witness']}, {words.language(told['language'])}, "
        f"{_clock(told['received_at'], zone)}{state}",
        "lang": told["language"].split("-")[0],
        "facts": [
            {
                "label": line.label, "text": _short(line.text, 160),
                "words": _short(line.words, 80) if line.words.casefold() != line.text.casefold() else "",
                "corrected": _corrected(line.field, corrected.get(line.field)),
            }
            for line in lines
        ],
    }  # fmt: skip


def _corrected(field: str, held: Mapping[str, Any] | None) -> str:
    if held is None:
        return ""
    told = facts.in_words(field, held["told"])
    return f"Corrected by {held['by']}; " + (f"the witness told: {_short(told, 80)}" if told else "no witness told it")


def _evidence(piece: Mapping[str, Any]) -> dict[str, str]:
    what = words.count_of(piece["media"], 1)[2:].capitalize()
    return {
        "what": f"{what} {piece['id']}, report {piece['report']}",
        "sha256": piece["sha256"] or words.say(words.UNSEEN, piece["state"]),
    }  # fmt: skip


def _message(told: Mapping[str, Any], message: Mapping[str, Any], zone: tzinfo) -> dict[str, str]:
    lang = (message["language"] or told["language"]).split("-")[0]
    head = f"{told['reference']}, {_clock(message['at'], zone)}"
    return {"head": head, "text": _short(message["text"], WORDS), "lang": lang}


def _event(number: int, event: Mapping[str, Any], zone: tzinfo, duty_texts: DutyTexts) -> dict[str, str]:
    at = datetime.fromisoformat(event["at"])
    seen = EventView(number, at, event["by"], event["action"], event["before"], event["after"], event["note"])
    said = f"{actor_name(seen)} {sentence(seen, duty_texts)}"
    note = f": {event['note']}" if event["action"] == "note" and event["note"] else ""
    return {"at": _clock(event["at"], zone), "text": _short(said + note, 160)}


def _more(count: int, what: str) -> str:
    return f"{count} more {what}{'s' if count > 1 else ''} in the case's JSON." if count > 0 else ""


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
