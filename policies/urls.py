from django.urls import path

from policies.views import library

urlpatterns = [
    path("policies/", library.policy_list, name="policy_list"),
    path("policies/<slug:code>/", library.policy_detail, name="policy_detail"),
]
