"""What the simulated witnesses write. `PLANTED` may stand nowhere in clear; numbers and documents are made up."""

from __future__ import annotations

from tipline.case.numbers import FORMS

REPORTS = (
    "ICE grabbed a man at 26th and Kedzie, 4 agents, 2 white vans, 5 min ago",
    "La migra está en la 26 y Kedzie, se llevaron a dos personas",
    "2 black suburbans 47th and Ashland agents w vests they got someone",
    "hay como 6 agentes afuera de la escuela en la 18 y Wood, camionetas grises",
    "theyre at the home depot on western n 47th grabbing day laborers",
    "agents broke a car window on Pulaski near 31st, woman is bleeding call an ambulance",
    "help theyre breaking the door 2544 s Lawndale 2nd floor",
    "I saw ICE yesterday at 5 pm at Cermak and California, one man in handcuffs",
    "not ICE just CPD at 63rd and Halsted, nobody hurt",
    "someone told me theres a checkpoint by Archer and Kedzie",
    "están deteniendo carros en la Pulaski y la 41, traen máscaras",
    "tear gas on 26th street!! kids here",
    "a white van with no plates at Devon and Western, 3 men with masks, they took my neighbor",
    "vi a la migra afuera de la iglesia en Blue Island y la 18, hace 10 minutos",
    "masked agents at the courthouse 26th and California right now, plate AB 12345",
)
FOLLOW_UPS = (
    "yes", "no", "ok", "sí", "nobody is hurt", "they left", "ya se fueron", "still here", "4 of them", "6 agents", "white van", "pass",
    "paso", "done", "listo", "thanks", "gracias", "1", "2", "what happens now?", "is anyone coming?", "it was 27th not 26th",
    "another one at 18th and Ashland, 3 agents", "on the corner by the taqueria", "in front of my house", "🙏", "?", "lol", "sorry wrong number",
    "no era la migra era la policía", "how long until someone comes", "I have a video", "they are going north on Kedzie",
)
PRIVATE = (
    "call me at 773-555-0161 I can talk", "mi numero es (773) 555-0162 llámeme", "my ssn is 987-65-4321", "my A-number is A999-123-456",
    "write to planted.witness@example.com", "soy indocumentada y tengo miedo", "he is undocumented please dont say", "no tengo papeles",
)
COMMANDS = ("STATUS", "HELP", "INFO", "PRIVATE", "MUTE", "UNMUTE", "LANGUAGE ES", "LANGUAGE EN", "WITHDRAW", "ESTADO", "AYUDA", "help", "status")
STOPS = ("STOP", "stop", "UNSUBSCRIBE", "please stop texting me", "ya no me manden mensajes", "PARAR")
STARTS = ("START", "start", "UNSTOP")
FORGETS = ("FORGET", "forget me", "OLVIDAR")
PLANTED = (
    "7735550161", "773-555-0161", "(773) 555-0162", "7735550162", "987-65-4321", "987654321", "A999-123-456", "A999123456",
    "planted.witness@example.com", "indocumentad", "undocumented", "no tengo papeles",
)
REPLIES = ("Is the van still there?", "Thank you. Are you safe?", "¿Siguen ahí?", "An officer has your report.")
CORNERS = ((41.8446, -87.7053), (41.8087, -87.6648), (41.8576, -87.6612), (41.9976, -87.6896), (41.70, -87.90))

# One of each kind of number that a duty's fields take; the others take any words.
NUMBERS = {name: form.example for name, form in FORMS.items()} | {"clock": "15:06", "ids": "X60A1234B"}
