from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from portal import health, views
from portal.dashboards.views import dashboard, policy_effectiveness

# The administrator signs in where everybody does, under the same rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/policies/<slug:code>/", policy_effectiveness, name="policy_effectiveness"),
    path("progress/", views.progress, name="progress"),
    path("sitemap/", views.site_map, name="site_map"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("policies.urls")),
    path("", include("policies.calendar_urls")),
    path("", include("policies.pack_urls")),
    path("", include("applications.urls")),
    path("", include("reviews.urls")),
    path("", include("publicity.urls")),
    path("", include("disbursements.urls")),
]
handler403 = "portal.views.refused"
handler404 = "portal.views.not_found"
handler500 = "portal.views.failed"
