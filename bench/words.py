"""What witnesses write in the benchmarks: whole stories, fragments, answers, noise; English and Spanish."""

from __future__ import annotations

# (language, the texts of one conversation in order)
STORIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("en", ("ICE just took a man at 26th and Kedzie, 4 agents in 2 black SUVs", "they had rifles and masks on",
            "it was about 10 minutes ago, they left already", "done thanks")),
    ("es", ("la migra está en la 26 y Kedzie, se llevaron a un señor", "son como cinco agentes con máscaras",
            "nadie está herido", "listo, gracias")),
    ("en", ("unmarked van with tinted windows outside the school on 3900 w 26th st", "plate is AB 12345, illinois",
            "no nobody is hurt", "I am not sure who they are")),
    ("en", ("help they are breaking the door at my neighbors", "2145 s whipple second floor",
            "they have guns, there are kids inside", "still here")),
    ("es", ("hay dos camionetas blancas con agentes en Cermak y Western", "creo que son de ICE, traen chalecos",
            "hace media hora", "STATUS")),
    ("en", ("saw border patrol guys at the Home Depot on Cicero this morning around 7am",
            "they chased some day laborers across the lot", "one of them fell and hurt his knee", "that is all")),
    ("en", ("black ice on 47th street be careful", "ok sorry wrong number")),
    ("en", ("tear gas at 1400 w 47th street right now, people coughing, someone needs a doctor",
            "about 20 agents, HSI and CBP on their vests", "they shot pepper balls at reporters", "done")),
    ("es", ("mi hermano fue detenido por ICE ayer a las 5 en la corte de 26th y California",
            "no mostraron ninguna orden", "iba solo", "gracias")),
    ("en", ("are there agents near Pulaski and Archer?", "ok thank you")),
)
TEXTS = tuple(text for _lang, texts in STORIES for text in texts)
