"""Which built language to answer in."""

from __future__ import annotations

from collections.abc import Collection, Iterable

# Where a language is not built: a built one that most of its readers follow. Everything else is answered in English.
_NEAREST = {"pt": "es", "ca": "es", "gl": "es", "zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant", "ru": "uk"}
_SCRIPT = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "fil": "tl"}
# How choices list them: those most asked for first (DOMAIN section 8), then any other by its code.
_ORDER = ("en", "es", "pl", "zh-Hans", "zh-Hant", "ar", "uk", "tl")


def in_order(built: Iterable[str]) -> list[str]:
    """The languages as they are offered to a witness."""
    return sorted(built, key=lambda lang: (_ORDER.index(lang) if lang in _ORDER else len(_ORDER), lang))


def nearest(lang: str | None, built: Collection[str]) -> str:
    """The built language for a BCP 47 tag ("es-MX" gives "es"); English when none is near."""
    if not lang:
        return "en"
    tag = lang.replace("_", "-")
    parts = tag.split("-")
    code = _SCRIPT.get(tag.lower()) or (tag if tag in built else _SCRIPT.get(parts[0].lower(), parts[0].lower()))
    if len(parts) > 1 and f"{parts[0].lower()}-{parts[1].title()}" in built:
        code = f"{parts[0].lower()}-{parts[1].title()}"
    for candidate in (code, _NEAREST.get(code, "")):
        if candidate in built:
            return candidate
    return "en"
