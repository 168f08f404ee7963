"""The simulated phones of the demo: the page, its witnesses, its camera roll. Never beside real credentials."""
