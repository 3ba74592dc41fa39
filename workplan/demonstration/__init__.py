"""The demonstration: the fictional Sample City 示例市, its plan, people, reports and register, synthetic from a seed.

The YAML files hold the texts; `stage` what all is told against (the seed, the day); `people`, `tasks`, `stories`,
`reports`, `asking`, `rounds`, `records`, `register`, `events`, `preparation` and `indicators` make the rows;
`writer` loads them all or none.
"""

PLAN_CODE = "demo-2024"
YEAR = 2024
