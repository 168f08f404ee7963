"""A made surge: 300 events over a day and a city, told in 2,000 reports and eight languages, with the truth of which
report tells which event; and how well the line gathers them. Everything is drawn from one seed, which is printed.
"""
