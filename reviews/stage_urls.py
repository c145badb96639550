"""The pages of the later stages: the site check."""

from django.urls import path

from reviews.views import site_checks

urlpatterns = [
    path("cases/<slug:number>/site-check/", site_checks.site_check, name="site_check"),
    path("cases/<slug:number>/site-check/paper.pdf", site_checks.site_check_pdf, name="site_check_pdf"),
    path("cases/<slug:number>/site-check/photos/<int:pk>/", site_checks.site_photo, name="site_photo"),
    path("cases/<slug:number>/site-check/<slug:name>/", site_checks.site_check_act, name="site_check_act"),
    path("own/<slug:number>/site-check/", site_checks.own_site_check, name="own_site_check"),
]
