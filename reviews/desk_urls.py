"""The addresses of the work desk."""

from django.urls import path

from reviews.views import absences, bulk, holding, saved

urlpatterns = [
    path("review/views/", saved.desk_view_save, name="desk_view_save"),
    path("review/views/<int:pk>/delete/", saved.desk_view_delete, name="desk_view_delete"),
    path("review/tasks/<int:pk>/claim/", holding.task_claim, name="task_claim"),
    path("review/tasks/<int:pk>/release/", holding.task_release, name="task_release"),
    path("review/tasks/<int:pk>/assign/", holding.task_assign, name="task_assign"),
    path("review/bulk/new/<slug:act>/", bulk.bulk_start, name="bulk_start"),
    path("review/bulk/<int:pk>/", bulk.bulk_page, name="bulk"),
    path("review/bulk/<int:pk>/confirm/", bulk.bulk_confirm, name="bulk_confirm"),
    path("review/bulk/<int:pk>/progress/", bulk.bulk_progress, name="bulk_progress"),
    path("review/absences/", absences.absences, name="absences"),
    path("review/absences/<int:pk>/cancel/", absences.absence_cancel, name="absence_cancel"),
    path("cases/<slug:number>/here/", holding.case_here, name="case_here"),
]
