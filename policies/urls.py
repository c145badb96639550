from django.urls import path

from policies.views import checkup, library

urlpatterns = [
    path("checkup/", checkup.checkup, name="checkup"),
    path("checkup/answer/", checkup.checkup_answer, name="checkup_answer"),
    path("checkup/take-back/", checkup.checkup_take_back, name="checkup_take_back"),
    path("checkup/restart/", checkup.checkup_restart, name="checkup_restart"),
    path("checkup/result/", checkup.checkup_result, name="checkup_result"),
    path("policies/", library.policy_list, name="policy_list"),
    path("policies/<slug:code>/", library.policy_detail, name="policy_detail"),
]
