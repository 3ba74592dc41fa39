"""Searching a plan: its tasks, priority areas, events, municipal leaders and notes, as far as a reader may see."""
