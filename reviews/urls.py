from django.urls import include, path

from reviews.views import cases, desk, flags, gaps, letters, messages, papers, ratings, replay, rulings, side

urlpatterns = [
    path("letters/<slug:code>/", letters.letter_check, name="letter_check"),
    path("letters/<slug:code>/pdf/", letters.letter_file, name="letter_file"),
    path("applications/<slug:number>/rating/", ratings.application_rate, name="application_rate"),
    path("ratings/", ratings.rating_list, name="rating_list"),
    path("ratings/<int:pk>/", ratings.call_back, name="call_back"),
    path("review/", desk.review_queue_page, name="review_queue"),
    path("", include("reviews.desk_urls")),
    path("cases/", desk.case_list, name="case_list"),
    path("cases/<slug:number>/", cases.case_detail, name="case_detail"),
    path("cases/<slug:number>/flow/", side.case_flow, name="case_flow"),
    path("cases/<slug:number>/replay/<int:pk>/", replay.case_replay, name="case_replay"),
    path("cases/<slug:number>/flags/<int:pk>/", flags.case_flag, name="case_flag"),
    path("cases/<slug:number>/flags/<int:pk>/settle/", flags.case_flag_settle, name="case_flag_settle"),
    path("cases/<slug:number>/act/<slug:name>/", cases.case_act, name="case_act"),
    path("cases/<slug:number>/recuse/", messages.case_recuse, name="case_recuse"),
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("gaps/<int:pk>/<slug:name>/", gaps.gap_act, name="gap_act"),
    path("cases/<slug:number>/side/", side.case_side, name="case_side"),
    path("cases/<slug:number>/ruling/<slug:point>/", rulings.case_ruling, name="case_ruling"),
    path("messages/unread/", messages.message_list, name="message_list"),
    path("cases/<slug:number>/messages/", messages.case_messages, name="case_messages"),
    path("cases/<slug:number>/messages/read/", messages.case_messages_read, name="case_messages_read"),
    path("cases/<slug:number>/paper/", papers.case_papers, name="case_papers"),
    path("cases/<slug:number>/paper/<int:version>/", papers.case_paper, name="case_paper"),
    path("cases/<slug:number>/documents/<int:pk>/", cases.case_document, name="case_document"),
    path("", include("reviews.stage_urls")),
    path("", include("reviews.working_urls")),
    path("", include("reviews.supervision_urls")),
]
