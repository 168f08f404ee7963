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
    ("my neighbor texted me that ice was at her door this morning on sunnyside and kimball", {"place_type": ["home"], "firsthand": False}),
    ("my cousin heard from a lady at church that immigration is gonna hit the flea market on Sunday", {"place_type": ["store"]}),
    ("the helicopter has been over us for an hour and now tear gas all over Kimball and Lawrence kids coughing", {"ongoing": True, "firsthand": True}),
    ("no one hurt they just stood around, 3 dudes with HSI vests, Foster and Pulaski around noon", {"ongoing": None, "injury": "none"}),
    ("someone said ice grabbed him by the gas station on Grand and Pulaski", {"place_type": ["store"], "firsthand": False}),
    ("they shot at a truck on 40th and Kedzie I heard 4 or 5 shots everybody running", {"firsthand": True, "emergency": True}),
    ("she was recording and they pepper sprayed her right in the face, corner of 26th and Lawndale, she cant see",
     {"activity": ["chemical_agent", "protester_targeted"], "injury": "reported"}),
    ("im at Cermak Produce on Fullerton. agents just walked in and are checking ids of the workers", {"ongoing": True, "place_type": ["store"]}),
    ("what do i do ice is at my door 26th and Kedzie", {"intent": "report", "activity": ["home_entry"]}),
    ("ahi andan unas trocas con vidrios polarizados dando la vuelta x la kedzie y la 59", {"place_text": "la kedzie y la 59"}),
    ("entraron al restaurante donde trabajo y se llevaron a dos cocineros, fue en la Milwaukee y Central", {"firsthand": None}),
    ("le rompieron el celular a una señora por grabar, la empujaron contra la pared",
     {"intent": "report", "activity": ["use_of_force", "property_damage", "protester_targeted"]}),
    ("no abran la puerta andan tocando casa por casa en la 23 y Trumbull", {"activity": ["home_entry"], "ongoing": True}),
    ("el señor se desmayo y no llaman a la ambulancia, parque Piotrowski", {"activity": ["medical_denied"], "emergency": True}),
    ("unmarked vans driving round and round, masked guys, no badges", {"intent": "report", "activity": ["patrol", "masked_no_id"], "vehicles": None}),
]
FOLLOWUPS: list[Case] = [
    ("son 6 agentes", {"intent": "followup", "agents": [6, 6]}),
    ("my son 16 was with me", {"agents": None}),
    ("here she is. hi. i was at the door, i saw it all", {"intent": "followup", "firsthand": True}),
    ("no era en la 26 era en la 31", {"intent": "followup", "place_text": "la 31"}), ("no se cuantos eran", {"intent": "followup"}),
    ("ok done", {"intent": "followup"}), ("done thank you", {"intent": "followup"}), ("ok listo", {"intent": "followup"}),
]
OTHERS: list[Case] = [
    ("can i follow them", {"intent": "question", "activity": []}), ("should I chase them", {"intent": "question", "activity": [], "place_text": None}),
    ("¿los sigo?", {"intent": "question"}),
    ("is ice at the Little Village discount mall today or is that fake", {"intent": "question", "activity": []}),
    ("do u guys share this with ice", {"intent": "question", "agencies": []}),
    ("where do they take people after they arrest them my sister is gone", {"intent": "help_request", "activity": []}),
    ("STATUS K7Q2", {"intent": "status"}), ("status of K7Q2?", {"intent": "status"}), ("estado K7Q2", {"intent": "status"}),
    ("qué pasó con K7Q2", {"intent": "status"}),
]
PRIVATE: list[tuple[str, str, list[str]]] = []
