"""The pages of the later stages: the site check, the expert review, the agreement."""

from django.urls import path

from reviews.views import agreements, experts, panels, site_checks

urlpatterns = [
    path("cases/<slug:number>/site-check/", site_checks.site_check, name="site_check"),
    path("cases/<slug:number>/site-check/paper.pdf", site_checks.site_check_pdf, name="site_check_pdf"),
    path("cases/<slug:number>/site-check/photos/<int:pk>/", site_checks.site_photo, name="site_photo"),
    path("cases/<slug:number>/site-check/<slug:name>/", site_checks.site_check_act, name="site_check_act"),
    path("own/<slug:number>/site-check/", site_checks.own_site_check, name="own_site_check"),
    path("cases/<slug:number>/panel/", panels.panel, name="panel"),
    path("cases/<slug:number>/panel/paper.pdf", panels.panel_pdf, name="panel_pdf"),
    path("cases/<slug:number>/panel/<slug:name>/", panels.panel_act, name="panel_act"),
    path("experts/", experts.expert_desk, name="expert_desk"),
    path("experts/profile/", experts.expert_profile, name="expert_profile"),
    path("experts/<int:pk>/", experts.expert_seat, name="expert_seat"),
    path("experts/<int:pk>/decline/", experts.expert_decline, name="expert_decline"),
    path("experts/<int:pk>/documents/<int:document>/", experts.expert_document, name="expert_document"),
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<slug:number>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<slug:number>/file/<slug:kind>/", agreements.agreement_file, name="agreement_file"),
    path("agreements/<slug:number>/<slug:name>/", agreements.agreement_act, name="agreement_act"),
    path("own/<slug:number>/agreement/", agreements.own_agreement, name="own_agreement"),
    path("own/<slug:number>/agreement/<slug:kind>/", agreements.own_agreement_file, name="own_agreement_file"),
]
