"""The vendors as the settings name them: whom to speak to, how, and within which limits."""

from __future__ import annotations

from collections.abc import Mapping

from api.settings import Settings
from api.stand_ins import StandIns
from bot.media import BotMedia
from bot.sender import BotSender
from bot.settings import BotSettings
from sms.backlog import SmsBacklog
from sms.inquiry import SmsInquirer
from sms.media import SmsMedia
from sms.segments import segments
from sms.sender import SmsSender
from sms.settings import SmsSettings
from tipline.budget import Budget, SmsLimits
from tipline.desk.ports import Backlog, Inquirer, MediaSource, Probe, Sender
from tipline.message import Channel


def sms_settings(settings: Settings) -> SmsSettings | None:
    if not settings.twilio_account_sid:
        return None
    return SmsSettings(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        public_url=settings.public_url,
        fallback_url=settings.fallback_url or None,
        api_url=settings.twilio_api_url or None,
    )


def bot_settings(settings: Settings) -> BotSettings | None:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    return BotSettings(
        token=token,
        secret=settings.telegram_secret.get_secret_value(),
        public_url=settings.public_url or None,
        api_url=settings.telegram_api_url or None,
    )


def channels(
    account: SmsSettings | None, telegram: BotSettings | None, vendors: StandIns | None
) -> tuple[dict[Channel, Sender], dict[Channel, Inquirer], dict[Channel, MediaSource], dict[Channel, int]]:
    senders: dict[Channel, Sender] = {}
    inquirers: dict[Channel, Inquirer] = {}
    media: dict[Channel, MediaSource] = {}
    limits: dict[Channel, int] = {}
    if account is not None:
        transport = vendors.twilio.transport if vendors else None
        senders[Channel.SMS] = SmsSender(account, transport)
        inquirers[Channel.SMS] = SmsInquirer(account, transport)
        media[Channel.SMS] = SmsMedia(account, transport)
        limits[Channel.SMS] = account.media_limit
    if telegram is not None:
        wire = vendors.telegram.transport if vendors else None
        senders[Channel.TELEGRAM] = BotSender(telegram, wire)
        media[Channel.TELEGRAM] = BotMedia(telegram, wire)
        limits[Channel.TELEGRAM] = telegram.file_limit
    return senders, inquirers, media, limits


def probes(senders: Mapping[Channel, Sender]) -> dict[Channel, Probe]:
    """How to see whether a vendor answers without sending anything."""
    return {c: s.answers for c, s in senders.items() if isinstance(s, SmsSender | BotSender)}


def backlogs(account: SmsSettings | None, vendors: StandIns | None) -> dict[Channel, Backlog]:
    """The vendors that keep a list of what they received; Telegram comes again by itself."""
    if account is None:
        return {}
    return {Channel.SMS: SmsBacklog(account, vendors.twilio.transport if vendors else None)}


def sms_limits(settings: Settings) -> SmsLimits:
    """What the line may spend on texts, and whom it texts."""
    monthly = settings.sms_monthly_segments
    reserve = (monthly or 0) * settings.sms_reserve_percent // 100
    return SmsLimits(segments, Budget(monthly, reserve) if monthly else None, settings.prefixes)
