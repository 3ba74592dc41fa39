"""Searching a plan: its tasks, areas, events and their registers, leaders and notes, as far as a reader may see."""
