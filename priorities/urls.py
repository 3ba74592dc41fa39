"""Addresses of the desk, the tasks and their reports; more in `round_urls`, and `planning_urls` (plan editing)."""

from django.urls import include, path

from priorities.views import bulk, desk, extensions, reminders, reports, reviews, saved_views, task, tasks

app_name = "priorities"
urlpatterns = [
    path("plans/<code:plan>/desk/", desk.desk, name="desk"),
    path("plans/<code:plan>/release/", desk.release, name="updates-release"),
    path("plans/<code:plan>/return/", desk.give_back, name="updates-return"),
    path("plans/<code:plan>/tasks/", tasks.task_list, name="task-list"),
    path("plans/<code:plan>/tasks/bulk/", bulk.tasks_bulk, name="tasks-bulk"),
    path("plans/<code:plan>/views/", saved_views.view_new, name="view-new"),
    path("views/<id:pk>/", saved_views.view_edit, name="view-edit"),
    path("views/<id:pk>/delete/", saved_views.view_delete, name="view-delete"),
    path("tasks/<code:code>/", task.task, name="task"),
    path("tasks/<code:code>/history/", task.task_history, name="task-history"),
    path("tasks/<code:code>/report/", reports.report, name="task-report"),
    path("tasks/<code:code>/extension/", extensions.ask, name="extension-ask"),
    path("extensions/<id:pk>/grant/", extensions.grant, name="extension-grant"),
    path("extensions/<id:pk>/refuse/", extensions.refuse, name="extension-refuse"),
    path("extensions/<id:pk>/withdraw/", extensions.withdraw, name="extension-withdraw"),
    path("updates/<id:pk>/accept/", reviews.accept, name="update-accept"),
    path("updates/<id:pk>/return/", reviews.give_back, name="update-return"),
    path("updates/<id:pk>/withdraw/", reviews.withdraw, name="update-withdraw"),
    path("", include("priorities.round_urls")),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/bell/", reminders.bell, name="reminders-bell"),
    path("reminders/kinds/", reminders.choose, name="reminders-choose"),
    path("", include("priorities.planning_urls")),
]
