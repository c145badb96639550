"""The pages of what an officer works with: ticks, wordings of common use."""

from django.urls import path

from reviews.views import opinions, side

urlpatterns = [
    path("review/opinions/", opinions.opinions, name="opinions"),
    path("review/opinions/<int:pk>/delete/", opinions.opinion_delete, name="opinion_delete"),
    path("cases/<slug:number>/ticks/", side.case_tick, name="case_tick"),
]
