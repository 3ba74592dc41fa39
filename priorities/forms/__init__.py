"""Forms of the plan: `reports` for the desk, `planning` for the planning office."""
