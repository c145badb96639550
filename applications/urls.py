from django.urls import path

from applications.views import browse, certifying, filing, filling, materials, papers, registers

urlpatterns = [
    path("applications/", browse.application_list, name="application_list"),
    path("applications/start/<int:round_id>/", browse.application_start, name="application_start"),
    path("applications/<slug:number>/", browse.application_detail, name="application_detail"),
    path("applications/<slug:number>/form/", filling.application_form, name="application_form"),
    path("applications/<slug:number>/materials/", materials.application_materials, name="application_materials"),
    path("applications/<slug:number>/materials/<slug:key>/", materials.material_upload, name="material_upload"),
    path("applications/<slug:number>/documents/<int:pk>/", materials.document_view, name="document_view"),
    path("applications/<slug:number>/documents/<int:pk>/remove/", materials.document_remove, name="document_remove"),
    path("applications/<slug:number>/submit/", filing.application_submit, name="application_submit"),
    path("applications/<slug:number>/certify/", certifying.application_certify, name="application_certify"),
    path("applications/<slug:number>/decline/", certifying.application_decline, name="application_decline"),
    path("applications/<slug:number>/take-back/", certifying.application_take_back, name="application_take_back"),
    path("applications/<slug:number>/paper/", papers.application_paper, name="application_paper"),
    path("applications/<slug:number>/paper/make/", papers.paper_make, name="paper_make"),
    path("applications/<slug:number>/paper/scan/", papers.scan_upload, name="scan_upload"),
    path("applications/<slug:number>/paper/<int:version>/", papers.paper_file, name="paper_file"),
    path("applications/<slug:number>/correct/", filing.application_correct, name="application_correct"),
    path("applications/<slug:number>/correct/<int:pk>/", filing.correction_answer, name="correction_answer"),
    path("applications/<slug:number>/withdraw/", browse.application_withdraw, name="application_withdraw"),
    path("applications/<slug:number>/account/", browse.application_account, name="application_account"),
    path("registers/", registers.register_desk, name="register_desk"),
    path("registers/templates/<slug:key>/", registers.register_template, name="register_template"),
    path("registers/<int:pk>/", registers.register_import, name="register_import"),
    path("registers/<int:pk>/progress/", registers.register_progress, name="register_progress"),
    path("registers/<int:pk>/confirm/", registers.register_confirm, name="register_confirm"),
    path("registers/<int:pk>/discard/", registers.register_discard, name="register_discard"),
    path("registers/<int:pk>/undo/", registers.register_undo, name="register_undo"),
]
