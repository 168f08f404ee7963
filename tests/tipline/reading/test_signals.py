"""What a message means for the conversation."""

from __future__ import annotations

import pytest

from tipline.reading import Lexicon, Reading, read

SIGNALS: list[tuple[str, str, object]] = [
    ("2", "number", 2), ("1.", "number", 1), ("two", "number", 2), ("dos", "number", 2), ("4 agents", "number", None),
    ("yes", "yes_no", True), ("Si", "yes_no", True), ("sí", "yes_no", True), ("yeah", "yes_no", True), ("ok", "yes_no", True),
    ("no", "yes_no", False), ("nope", "yes_no", False), ("No señor", "yes_no", False), ("no guns", "yes_no", None),
    ("no wait 27th", "yes_no", None),
    ("thats all of it", "done", True), ("nothing else", "done", True), ("eso es todo", "done", True), ("listo", "done", True),
    ("That is the whole of it. Good day.", "done", True), ("we're finished", "done", True), ("nada mas", "done", True),
    ("that's everything I saw, thank you", "done", True), ("im done", "done", True), ("es todo gracias", "done", True),
    ("ok done", "done", True), ("ok thats all thanks", "done", True), ("done thank you", "done", True), ("ya listo gracias", "done", True),
    ("ok listo", "done", True), ("are they done", "done", False), ("is that all they took?", "done", False), ("ICE at 26th and Kedzie", "done", False),
    ("pass", "skip", True), ("paso", "skip", True), ("dunno", "skip", True), ("no se", "skip", True),
    ("leave that one out", "skip", True), ("skip", "skip", True), ("prefiero no decir", "skip", True),
    ("they passed by 26th", "skip", False),
    ("scratch that, Keystone, not Karlov", "correction", True), ("no wait 27th not 26th", "correction", True),
    ("corrijo: eran 7 agentes, no 17", "correction", True), ("me equivoque de calle, es Kedvale", "correction", True),
    ("ICE at 26th and Kedzie", "correction", False),
    ("another place: 31st and Pulaski, 2 vans", "new_scene", True), ("otro lugar, la 31 y Pulaski", "new_scene", True),
    ("second spot, not the same one", "new_scene", True), ("another van just came", "new_scene", False),
    ("ignore that pin", "ignore_pin", True), ("oops, that pin is my apartment, ignore it", "ignore_pin", True),
    ("ese pin es mi casa, ignorenlo", "ignore_pin", True), ("I sent a pin", "ignore_pin", False),
    ("im about to run up and drag that agent off", "approaching", True), ("do i ride after the Armada", "approaching", True),
    ("salgo a enfrentarlos o me quedo aqui?", "approaching", True), ("should i go closer and film", "approaching", True),
    ("voy a seguirlos", "approaching", True), ("im following them in my car", "approaching", True),
    ("can i follow them", "approaching", True), ("should I chase them", "approaching", True), ("¿los sigo?", "approaching", True),
    ("los sigo viendo desde mi ventana", "approaching", False), ("agents are following a car", "approaching", False), ("i stayed back", "approaching", False),
    ("jk not real", "retracted", "hoax"), ("es cura es cura, cero real", "retracted", "hoax"),
    ("I was wrong, it was school guards", "retracted", "mistaken"), ("falsa alarma", "retracted", "mistaken"),
    ("ICE at 26th and Kedzie", "retracted", None),
    ("opt out", "stop_kind", "opt_out"), ("PARAR", "stop_kind", "opt_out"), ("ya no me manden mensajes", "stop_kind", "opt_out"),
    ("lose my number", "stop_kind", "opt_out"), ("dense de baja mi numero", "stop_kind", "opt_out"),
    ("please stop texting me", "stop_kind", "opt_out"), ("no more messages", "stop_kind", "opt_out"),
    ("dont text me again", "stop_kind", "opt_out"), ("remove me from your list", "stop_kind", "opt_out"),
    ("dejen de escribirme", "stop_kind", "opt_out"), ("quitenme de la lista", "stop_kind", "opt_out"),
    ("i want out", "stop_kind", "opt_out"), ("how do i stop getting messages", "stop_kind", "opt_out"),
    ("olvidense de mi", "stop_kind", "opt_out"), ("ya dejen de molestar", "stop_kind", "opt_out"),
    ("delete my number", "stop_kind", "erase"), ("i take it back", "stop_kind", "withdraw"),
    ("they wouldn't stop hitting him", "stop_kind", None), ("at the end of the block", "stop_kind", None),
    ("le hicieron el alto", "stop_kind", None), ("can you stop them", "stop_kind", None),
    ("they told him to stop", "stop_kind", None), ("stop sign at 26th and Kedzie", "stop_kind", None),
    ("le dijeron que parara", "stop_kind", None), ("please stop them they are hitting him", "stop_kind", None),
    ("FORGET", "stop_kind", "erase"), ("erase my data", "stop_kind", "erase"), ("/delete", "stop_kind", "erase"),
    ("borren mis datos", "stop_kind", "erase"), ("lose my number and erase what u have on me", "stop_kind", "erase"),
    ("agents made me delete my video", "stop_kind", None),
    ("WITHDRAW", "stop_kind", "withdraw"), ("take back my report", "stop_kind", "withdraw"),
    ("retiro mi reporte", "stop_kind", "withdraw"), ("i want to withdraw my report please", "stop_kind", "withdraw"),
    ("HELP", "command", "help"), ("ayuda", "command", "help"), ("help me they took my dad", "command", None),
    ("ayudenme", "command", None), ("STATUS", "command", "status"), ("estado", "command", "status"),
    ("STATUS K7Q2", "command", "status"), ("estado K7Q2", "command", "status"), ("status of K7Q2?", "command", None),
    ("PRIVATE", "command", "private"), ("privado", "command", "private"), ("withdraw", "command", "withdraw"),
    ("RETIRAR", "command", "withdraw"), ("forget", "command", "forget"), ("OLVIDAR", "command", "forget"),
    ("mute", "command", "mute"), ("SILENCIO", "command", "mute"), ("unmute", "command", "unmute"),
    ("START", "command", "start"), ("/language", "command", "language"),
    ("english is quicker for me, can we switch", "wants_language", "en"), ("en español por favor", "wants_language", "es"),
    ("can you write in spanish", "wants_language", "es"), ("they asked if he spoke english", "wants_language", None),
]

TOPICS: list[tuple[str, str]] = [
    ("who sees my number", "privacy"), ("quien puede ver mi numero?", "privacy"), ("what if a court asks you for my info", "privacy"),
    ("do i have to give my name", "name_not_needed"), ("no quiero dar mi nombre", "name_not_needed"),
    ("his card says A999 000 402, want a pic of it?", "no_ids_please"), ("show me what she sent", "refuse_disclosure"),
    ("did my ex text this line?", "refuse_disclosure"), ("i need a lawyer", "legal_referral"), ("necesito abogado", "legal_referral"),
    ("can i get in trouble for filming?", "legal_advice"), ("call me back please", "no_callback"), ("me pueden llamar", "no_callback"),
    ("are you a robot", "bot"), ("oye eres robot o hay una persona", "bot"), ("is it too late to report something", "old_incident"),
    ("how long do u keep what i text u", "retention"), ("cuanto tiempo guardan lo q uno escribe?", "retention"),
    ("how do i delete this chat", "deletion"), ("can you erase it?", "deletion"), ("are the police coming?", "will_police_come"), ("¿va a venir la policía?", "will_police_come"),
    ("so much ice at Leavitt & Waveland cars cant brake", "street_ice"), ("the hydrant cracked and it all froze solid overnight", "street_ice"),
    ("is it true that ICE is at Lane Tech?", "rumour"), ("what is this line", "about_line"),
]


@pytest.mark.parametrize(("text", "name", "value"), SIGNALS, ids=[f"{text[:40]}-{name}" for text, name, _ in SIGNALS])
def test_a_signal_is_heard(text: str, name: str, value: object, lexicons: tuple[Lexicon, ...]) -> None:
    assert getattr(read(text, lexicons=lexicons), name) == value


@pytest.mark.parametrize(("text", "topic"), TOPICS, ids=[text for text, _ in TOPICS])
def test_a_question_names_its_topic(text: str, topic: str, lexicons: tuple[Lexicon, ...]) -> None:
    assert topic in read(text, lexicons=lexicons).topics


def test_a_correction_names_what_it_takes_back(lexicons: tuple[Lexicon, ...]) -> None:
    reading = read("scratch that, Keystone, not Karlov", lexicons=lexicons)
    assert reading.denied["place_text"] == ("Karlov",)
    assert read("those are park district cops, not feds", lexicons=lexicons).denied["agencies"] == ("UNKNOWN_FEDERAL",)


def test_an_unknown_language_falls_back_to_the_hint_and_says_it_is_not_sure(lexicons: tuple[Lexicon, ...]) -> None:
    reading: Reading = read("kérem ezt törölni szeretném innen", lexicons=lexicons, hint="es")
    assert (reading.lang, reading.lang_sure) == ("es", False)
    assert read("kérem ezt törölni szeretném innen", lexicons=lexicons).lang == "en"


def test_two_small_words_among_strange_ones_do_not_show_a_language(lexicons: tuple[Lexicon, ...]) -> None:
    other = "no rendben, Nagle es Gunnison sarkan ket maszkos ember elvitt egy urat o sietve"
    assert not read(other, lexicons=lexicons, hint="es").lang_sure
    assert read(other, lexicons=lexicons).lang == "en"


def test_one_word_answers_keep_the_language_of_the_conversation(lexicons: tuple[Lexicon, ...]) -> None:
    for text in ("ok", "no", "2", "26th and Kedzie", "Kedzie"):
        reading = read(text, lexicons=lexicons, hint="es")
        assert reading.lang == "es", text
        assert not reading.lang_sure, text
    assert read("they are still here", lexicons=lexicons, hint="es").lang == "en"
    assert read("todavia estan aqui", lexicons=lexicons, hint="en").lang == "es"
