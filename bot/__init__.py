"""Telegram and nothing else. Nobody but api knows this room."""
