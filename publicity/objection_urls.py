from django.urls import path

from publicity.views import objection_board, objection_desk, objections, statements

urlpatterns = [
    path("notices/objections/", objections.objection_find, name="objection_find"),
    path("notices/objections/<str:receipt>/", objections.objection_receipt, name="objection_receipt"),
    path("notices/objections/<str:receipt>/again/", objections.objection_reconsider, name="objection_reconsider"),
    path("notices/objections/<str:receipt>/agree/", objections.objection_agree, name="objection_agree"),
    path("notices/objections/<str:receipt>/letters/<slug:code>/", objections.objection_letter, name="objection_letter"),
    path("notices/<str:number>/lines/<int:position>/objection/", objections.objection_new, name="objection_new"),
    path("objections/", objection_desk.objection_list, name="objection_list"),
    path("objections/<int:pk>/", objection_desk.objection_detail, name="objection_detail"),
    path("objections/<int:pk>/assign/", objection_desk.objection_assign, name="objection_assign"),
    path("objections/<int:pk>/identity/", objection_desk.objection_identity, name="objection_identity"),
    path("objections/<int:pk>/files/<int:file_pk>/", objection_desk.objection_file, name="objection_file"),
    path("objections/<int:pk>/acts/<slug:name>/", objection_desk.objection_act, name="objection_act"),
    path("statements/<int:pk>/", statements.own_statement, name="own_statement"),
    path("statements/<int:pk>/files/<int:file_pk>/", statements.own_statement_file, name="own_statement_file"),
    path("supervision/objections/", objection_board.objection_board, name="objection_board"),
]
