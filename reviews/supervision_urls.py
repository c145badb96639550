from django.urls import path

from reviews.views import public_draws, second_looks, supervision

urlpatterns = [
    path("draws/", public_draws.draw_list, name="draw_list"),
    path("draws/<slug:kind>/<int:pk>/", public_draws.draw_protocol, name="draw_protocol"),
    path("second-looks/", second_looks.second_look_list, name="second_look_list"),
    path("second-looks/<int:pk>/", second_looks.second_look, name="second_look"),
    path("second-looks/<int:pk>/replace/", second_looks.look_replace, name="look_replace"),
    path("second-looks/draws/<int:pk>/", second_looks.look_draw, name="look_draw"),
    path("second-looks/draw/<int:round_id>/<int:bureau_id>/", second_looks.look_draw_new, name="look_draw_new"),
    path("supervision/", supervision.supervision_board, name="supervision_board"),
    path("supervision/officers/", supervision.supervision_officers, name="supervision_officers"),
    path("supervision/tasks/", supervision.supervision_tasks, name="supervision_tasks"),
    path("supervision/board.xlsx", supervision.supervision_excel, name="supervision_excel"),
    path("supervision/notices/", supervision.supervision_notices, name="supervision_notices"),
    path("supervision/notices/new/<int:bureau_id>/", supervision.supervision_new, name="supervision_new"),
    path(
        "supervision/notices/new/<int:bureau_id>/<slug:number>/",
        supervision.supervision_new,
        name="supervision_new_on_case",
    ),
    path("supervision/notices/<slug:number>/", supervision.supervision_notice, name="supervision_notice"),
]
