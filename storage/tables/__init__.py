"""All tables. Lower-case names are Core tables for statements; the classes are their SQLModel descriptions."""

from __future__ import annotations

from storage.tables.asked import AskedTable, asked
from storage.tables.base import Base, UtcDateTime
from storage.tables.board import (
    BannerTable,
    CaughtUpTable,
    ChangeTable,
    JobSlotTable,
    ProcessLockTable,
    banner,
    caught_up,
    change,
    job_slot,
    process_lock,
)
from storage.tables.cases import (
    OPEN,
    CaseEventTable,
    CaseTable,
    CaseToRankTable,
    CaseTraitTable,
    DutyTable,
    case_event,
    case_file,
    case_to_rank,
    case_trait,
    duty,
)
from storage.tables.evidence import CustodyTable, EvidenceTable, custody, evidence
from storage.tables.incidents import GatheringTable, MarkTable, gathering, mark
from storage.tables.intake import DialogueTable, InboxTable, SeenTable, TimerTable, dialogue, inbox, seen, timer
from storage.tables.looks import LookTable, look
from storage.tables.outbox import OutboxTable, outbox
from storage.tables.passkeys import ChallengeTable, PasskeyTable, challenge, passkey
from storage.tables.people import AddressTable, ReporterTable, address, reporter
from storage.tables.proposals import ProposalTable, proposal
from storage.tables.reports import MessageTable, ReportTable, message, report
from storage.tables.staff import (
    ReasonGivenTable,
    SessionTable,
    SignInFailureTable,
    SignInLinkTable,
    StaffTable,
    reason_given,
    session,
    sign_in_failure,
    sign_in_link,
    staff,
)

metadata = Base.metadata

__all__ = [
    "OPEN", "AddressTable", "AskedTable", "BannerTable", "Base", "CaseEventTable", "CaseTable", "CaseToRankTable",
    "CaseTraitTable", "CaughtUpTable", "ChallengeTable", "ChangeTable", "CustodyTable", "DialogueTable", "DutyTable",
    "EvidenceTable", "GatheringTable", "InboxTable", "JobSlotTable", "LookTable", "MarkTable", "MessageTable",
    "OutboxTable", "PasskeyTable", "ProcessLockTable", "ProposalTable", "ReasonGivenTable", "ReportTable",
    "ReporterTable", "SeenTable", "SessionTable", "SignInFailureTable", "SignInLinkTable", "StaffTable", "TimerTable",
    "UtcDateTime", "address", "asked", "banner", "case_event", "case_file", "case_to_rank", "case_trait", "caught_up",
    "challenge", "change", "custody", "dialogue", "duty", "evidence", "gathering", "inbox", "job_slot", "look",
    "mark", "message", "metadata", "outbox", "passkey", "process_lock", "proposal", "reason_given", "report",
    "reporter", "seen", "session", "sign_in_failure", "sign_in_link", "staff", "timer",
]
