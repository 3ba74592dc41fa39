"""Every write to the plan: `reporting` (updates), `reviewing` (release, close-out), `planning` (plan, areas, tasks)."""
