"""How drf-spectacular documents the API; part of the settings."""

from typing import Any

DESCRIPTION = """
The plan, what is reported on it, its events and its figures, for other systems: the same as on the pages.

**Signing in.** `Authorization: Bearer TOKEN`, or the session of the browser, whose writes need the header
`X-CSRFToken`. A token has its owner's rights, narrowed by its scopes: `read` always, `write` for every unsafe method,
`schedule` for leaders' schedules and restricted events. What one may not see is a 404, as if it were not there; what
one may see but not change is a 403.

**Reading.** Lists are ordered by key and walked by `next` and `previous`; all pages of a walk carry the `snapshot` of
its first page. A parameter that is not known here, or a wrong value, is a 400 that names it. Text in both languages is
a pair of fields, `name_en` and `name_zh`. Days are `YYYY-MM-DD`, instants ISO 8601 with offset. Every answer carries an
`ETag`: send it back as `If-None-Match`, and what has not changed is a 304 without a body.

**Writing.** Every POST takes `Idempotency-Key`, so that it may be sent again when its answer was lost. For 24 hours a
key is one person's for one address: with the same body, byte for byte, it is answered as the first time and nothing is
written; with another body it is a 422; while the first request is still running, a 409. Rights are checked again. Only
what wrote something is kept: after an error the same key may be used again. Where a list may be posted, all of it is
written, in its order, or nothing; `errors` then names items by their place from 0, such as `3.percent`, and the status
is that of what is not yours to see or do, before any other.

**Errors** are problem details (RFC 9457, `application/problem+json`). `errors` names each field or parameter that is
wrong, with a sentence in the caller's language and a `code` for programs. Quote `request_id` when you ask for help.
"""
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Workplan",
    "VERSION": "1",
    "DESCRIPTION": DESCRIPTION,
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "workplan.api.schema.finish",
    ],
    "ENUM_NAME_OVERRIDES": {
        "TaskKind": "priorities.models.Task.Kind",
        "IndicatorKind": "priorities.models.Indicator.Kind",
        "EventKind": "events.models.Kind",
        "PlanStatus": "priorities.models.Plan.Status",
        "TaskStatus": "priorities.models.ProgressUpdate.Status",
        "EventStatus": "events.models.Status",
        "Signal": "priorities.figures.Signal",
        "ReviewOutcome": "priorities.models.Review.Outcome",
        "AttendanceOutcome": "events.models.Outcome",
    },
}
