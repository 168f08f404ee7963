"""Messages that a trial of the running line read wrongly, and messages of the same kinds."""

from __future__ import annotations

Case = tuple[str, dict[str, object]]

REPORTS: list[Case] = [
    ("La migra está en la lavandería de la 26 y Pulaski, son 6 agentes, hay una mujer herida", {"agents": [6, 6], "injury": "reported"}),
    ("vi a ICE llevarse a mi vecina ayer en la tarde en la 63 y Pulaski", {"activity": ["detention"], "firsthand": True}),
    ("vi que intentaban meterlo a una camioneta blanca", {"intent": "report", "activity": ["detention"], "vehicles": 1}),
    ("se la llevaron llorando, la metieron a una van", {"activity": ["detention"], "vehicles": 1}),
    ("my friend got arrested by cops for dui", {"intent": "report", "activity": [], "agencies": ["NOT_FEDERAL"]}),
    ("la policia arresto a mi primo por manejar tomado", {"intent": "report", "activity": [], "agencies": ["NOT_FEDERAL"]}),
    ("la migra se llevo a mi vecino", {"intent": "report"}), ("the feds took my dad", {"intent": "report"}),
    ("guys with police vests grabbed a man at 26th and Kedzie", {"activity": ["detention"], "agencies": []}),
    ("masked police grabbed a man at 26th and Kedzie", {"activity": ["detention", "masked_no_id"], "agencies": []}),
    ("police helped ICE arrest a man at 26th and Kedzie", {"activity": ["detention"], "agencies": ["ICE"]}),
    ("chicago police are shooting at someone, 51st and Wood", {"agencies": ["NOT_FEDERAL"], "activity": [], "emergency": True}),
    ("im a landlord, 57th and Kolmar. ICE kicked the back door in at 5:30 am", {"activity": ["home_entry", "property_damage"], "place_type": ["home"]}),
    ("la migra tumbo la puerta de mi inquilino en la 57 y Kolmar", {"place_type": ["home"]}),
    ("ICE kicked in the door of the church on 26th", {"place_type": ["church"]}),
    ("unmarked vans driving round and round, masked guys, no badges", {"intent": "report", "activity": ["patrol", "masked_no_id"], "vehicles": None}),
]
FOLLOWUPS: list[Case] = [
    ("son 6 agentes", {"intent": "followup", "agents": [6, 6]}),
    ("my son 16 was with me", {"agents": None}),
    ("here she is. hi. i was at the door, i saw it all", {"intent": "followup", "firsthand": True}),
    ("ok done", {"intent": "followup"}), ("done thank you", {"intent": "followup"}), ("ok listo", {"intent": "followup"}),
]
OTHERS: list[Case] = [
    ("can i follow them", {"intent": "question", "activity": []}), ("should I chase them", {"intent": "question", "activity": [], "place_text": None}),
    ("¿los sigo?", {"intent": "question"}),
    ("STATUS K7Q2", {"intent": "status"}), ("status of K7Q2?", {"intent": "status"}), ("estado K7Q2", {"intent": "status"}),
    ("qué pasó con K7Q2", {"intent": "status"}),
]
PRIVATE: list[tuple[str, str, list[str]]] = []
