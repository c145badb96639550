from django.urls import path

from publicity.objection_urls import urlpatterns as of_objections
from publicity.views import chains, officer, open_data, public, running, verify

urlpatterns = [
    *of_objections,
    path("verify/", verify.verify, name="verify"),
    path("verify/chains.json", chains.chains_json, name="chains_json"),
    path("chains/", chains.chain_board, name="chain_board"),
    path("chains/check/", chains.chain_check, name="chain_check"),
    path("notices/feed.atom", open_data.AtomFeed(), name="notice_atom"),
    path("notices/feed.json", open_data.json_feed, name="notice_feed"),
    path("open-data/", open_data.open_data, name="open_data"),
    path("open-data/decisions.csv", open_data.decisions_csv, name="decisions_csv"),
    path("open-data/decisions.json", open_data.decisions_json, name="decisions_json"),
    path("notices/", public.notice_list, name="notice_list"),
    path("notices/<str:number>/", public.notice_detail, name="notice_detail"),
    path("notices/<str:number>/verify/", verify.notice_verify, name="notice_verify"),
    path("notices/<str:number>/notice.json", public.notice_json, name="notice_json"),
    path("notices/<str:number>/notice.xlsx", public.notice_excel, name="notice_excel"),
    path("notices/<str:number>/notice.pdf", public.notice_pdf, name="notice_pdf"),
    path("notices/<str:number>/pdf-progress/", public.notice_pdf_progress, name="notice_pdf_progress"),
    path("publicity/", officer.publicity_desk, name="publicity_desk"),
    path("publicity/notices/", officer.officer_notice_list, name="officer_notice_list"),
    path("publicity/rounds/<int:round_id>/<int:bureau_id>/", officer.notice_new, name="notice_new"),
    path("publicity/drafts/<int:pk>/", officer.notice_draft, name="notice_draft"),
    path("publicity/drafts/<int:pk>/publish/", officer.notice_publish, name="notice_publish"),
    path("publicity/drafts/<int:pk>/discard/", officer.notice_discard, name="notice_discard"),
    path("publicity/drafts/<int:pk>/schedule/", officer.notice_schedule, name="notice_schedule"),
    path("publicity/drafts/<int:pk>/unschedule/", officer.notice_unschedule, name="notice_unschedule"),
    path("publicity/notices/<str:number>/", running.notice_manage, name="notice_manage"),
    path("publicity/notices/<str:number>/extend/", running.notice_extend, name="notice_extend"),
    path("publicity/notices/<str:number>/correct/", running.notice_correct, name="notice_correct"),
    path("publicity/notices/<str:number>/snapshots/<int:pk>/", running.notice_snapshot, name="notice_snapshot"),
]
