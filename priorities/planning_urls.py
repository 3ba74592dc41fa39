"""Addresses of plan editing. Included by `priorities.urls`, under its namespace."""

from django.urls import path

from priorities.views.planning import areas, handing_over, hub, indicators, milestones, plans, tasks

INDICATOR = "plans/<code:plan>/indicators/<code:code>/"

urlpatterns = [
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<code:plan>/edit/", hub.plan_edit, name="plan-edit"),
    path("plans/<code:plan>/facts/", plans.plan_facts, name="plan-facts"),
    path("plans/<code:plan>/adopt/", plans.plan_adopt, name="plan-adopt"),
    path("plans/<code:plan>/close/", plans.plan_close, name="plan-close"),
    path("plans/<code:plan>/next/", plans.plan_next, name="plan-next"),
    path("plans/<code:plan>/hand-over/", handing_over.hand_over, name="hand-over"),
    path("plans/<code:plan>/areas/new/", areas.area_new, name="area-new"),
    path("plans/<code:plan>/areas/<id:number>/edit/", areas.area_edit, name="area-edit"),
    path("plans/<code:plan>/tasks/new/", tasks.task_new, name="task-new"),
    path("tasks/<code:code>/edit/", tasks.task_edit, name="task-edit"),
    path("tasks/<code:code>/schedule/", tasks.task_schedule, name="task-schedule"),
    path("tasks/<code:code>/milestones/new/", milestones.milestone_new, name="milestone-new"),
    path("tasks/<code:code>/milestones/<id:pk>/edit/", milestones.milestone_edit, name="milestone-edit"),
    path("tasks/<code:code>/milestones/<id:pk>/delete/", milestones.milestone_delete, name="milestone-delete"),
    path("plans/<code:plan>/indicators/new/", indicators.indicator_new, name="indicator-new"),
    path("tasks/<code:code>/milestones/<id:pk>/tick/", milestones.milestone_tick, name="milestone-tick"),
    path(INDICATOR, indicators.indicator_edit, name="indicator-edit"),
    path(INDICATOR + "baselines/new/", indicators.baseline_new, name="baseline-new"),
    path(INDICATOR + "baselines/<id:year>/", indicators.baseline_edit, name="baseline-edit"),
    path(INDICATOR + "baselines/<id:year>/delete/", indicators.baseline_delete, name="baseline-delete"),
    path(INDICATOR + "measurements/new/", indicators.measurement_new, name="measurement-new"),
    path(INDICATOR + "offline/new/", indicators.offline_new, name="offline-new"),
]
