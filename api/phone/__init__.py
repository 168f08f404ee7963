"""The simulated phones of the demo: the page, its witnesses, its camera roll. Refuses to start beside real credentials."""
