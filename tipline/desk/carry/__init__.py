"""How the effects of a turn are carried out, by what they touch. The table is in tipline.desk.apply."""
