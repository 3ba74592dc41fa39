"""Addresses of the desk, the tasks and their reports; what the planning office edits is in `planning_urls`."""

from django.urls import include, path

from priorities.views import desk, reports, reviews, saved_views, task, tasks

app_name = "priorities"
urlpatterns = [
    path("plans/<code:plan>/desk/", desk.desk, name="desk"),
    path("plans/<code:plan>/release/", desk.release, name="updates-release"),
    path("plans/<code:plan>/tasks/", tasks.task_list, name="task-list"),
    path("plans/<code:plan>/views/", saved_views.view_new, name="view-new"),
    path("views/<id:pk>/", saved_views.view_edit, name="view-edit"),
    path("views/<id:pk>/delete/", saved_views.view_delete, name="view-delete"),
    path("tasks/<code:code>/", task.task, name="task"),
    path("tasks/<code:code>/history/", task.task_history, name="task-history"),
    path("tasks/<code:code>/report/", reports.report, name="task-report"),
    path("tasks/<code:code>/milestones/<id:pk>/tick/", task.milestone_tick, name="milestone-tick"),
    path("updates/<id:pk>/accept/", reviews.accept, name="update-accept"),
    path("updates/<id:pk>/return/", reviews.give_back, name="update-return"),
    path("updates/<id:pk>/withdraw/", reviews.withdraw, name="update-withdraw"),
    path("", include("priorities.planning_urls")),
]
