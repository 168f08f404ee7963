"""The sentences of one installation: catalogs read from gettext text, checked against the registry, and said."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from types import MappingProxyType

from babel.messages.pofile import PoFileError, read_po

from tipline.errors import SetupError
from tipline.phrases import moments
from tipline.phrases.languages import in_order, nearest
from tipline.phrases.registry import PHRASES, Phrase

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_NEAR = "near "  # how the label of a pin begins, whatever language it is said in
_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "months": lambda text: len(text.split()) == 12, "months_short": lambda text: len(text.split()) == 12,
    "clock_hours": lambda text: text in ("12", "24"),
}  # fmt: skip
DRAFTED = "drafted"  # the comment that marks a sentence no native speaker has reviewed


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every sentence in every built language. Made by `load_phrases`."""

    texts: Mapping[str, Mapping[str, str]] = field(repr=False)  # language -> key -> text
    drafts: Mapping[str, frozenset[str]] = field(repr=False)  # language -> keys nobody has reviewed

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def say(self, key: str, lang: str, /, **params: str) -> str:
        """The sentence, filled in; in the nearest built language. Raises KeyError on a key or placeholder missing.

        A parameter `language` is a built language's code and reads as that language's own name; `when` is a code of
        tipline.phrases.moments, and `clock` a time of day such as 17:30: each reads as the language tells it.
        """
        texts = self.texts[nearest(lang, self.texts)]
        text = texts[key]
        if params.get("place", "").startswith(_NEAR):
            params["place"] = texts["near_place"].replace("{place}", params["place"].removeprefix(_NEAR))
        if "language" in params:
            params["language"] = self.texts[params["language"]]["language_name"]
        if "when" in params:
            params["when"] = moments.moment(params["when"], texts)
        if "clock" in params:
            params["clock"] = moments.clock(params["clock"], texts)
        return _PLACEHOLDER.sub(lambda found: params[found.group(1)], text)

    def joined(self, other: Phrases) -> Phrases:
        """These sentences and those of another registry, in the languages that both have."""
        both = [lang for lang in self.texts if lang in other.texts]
        texts = {lang: MappingProxyType({**self.texts[lang], **other.texts[lang]}) for lang in both}
        drafts = {lang: self.drafts[lang] | other.drafts[lang] for lang in both}
        return Phrases(MappingProxyType(texts), MappingProxyType(drafts))

    def compose(self, lines: Sequence[str], choices: Sequence[str], channel: str) -> str:
        """One message: the sentences, and on SMS the choices by number (on Telegram they are buttons)."""
        whole = ("\n" if channel == "telegram" else " ").join(line for line in lines if line)
        if not choices or channel != "sms":
            return whole
        numbered = ", ".join(f"{n} = {label}" for n, label in enumerate(choices, 1))
        return f"{whole} {numbered}".strip()


def load_phrases(catalogs: Mapping[str, str], registry: Mapping[str, Phrase] = PHRASES) -> Phrases:
    """Read gettext catalogs (language -> .po text) against their registry. Raises SetupError when a sentence or a
    placeholder is missing."""
    texts: dict[str, Mapping[str, str]] = {}
    drafts: dict[str, frozenset[str]] = {}
    for lang in in_order(catalogs):
        po = catalogs[lang]
        texts[lang], drafts[lang] = _load_one(lang, po, registry)
    if "en" not in texts:
        raise SetupError("The English catalog is missing: en.po.")
    return Phrases(MappingProxyType(texts), MappingProxyType(drafts))


def _load_one(lang: str, po: str, registry: Mapping[str, Phrase]) -> tuple[Mapping[str, str], frozenset[str]]:
    try:
        catalog = read_po(StringIO(po), locale=None, abort_invalid=True)
    except PoFileError as error:
        raise SetupError(f"The catalog {lang}.po cannot be read: {error}.") from None
    entries = {str(m.id): m for m in catalog if m.id}
    texts = {key: str(m.string) for key, m in entries.items() if m.string}
    _check(lang, texts, registry)
    drafted = frozenset(key for key, m in entries.items() if DRAFTED in m.auto_comments)
    return MappingProxyType(texts), drafted


def _check(lang: str, texts: Mapping[str, str], registry: Mapping[str, Phrase]) -> None:
    _complain(lang, "has no sentence for", registry.keys() - texts.keys())
    _complain(lang, "has sentences nobody says", texts.keys() - registry.keys())
    for key, phrase in registry.items():
        if set(_PLACEHOLDER.findall(texts[key])) != set(phrase.placeholders):
            wanted = ", ".join(phrase.placeholders) or "none"
            raise SetupError(f"The sentence {key} in {lang}.po must have these placeholders: {wanted}.")
    if not all(fits(texts[key]) for key, fits in _SHAPES.items() if key in registry):
        raise SetupError(f"In {lang}.po, months and months_short must be twelve words, and clock_hours 12 or 24.")


def _complain(lang: str, what: str, keys: Collection[str]) -> None:
    if keys:
        raise SetupError(f"The catalog {lang}.po {what}: {', '.join(sorted(keys))}.")
