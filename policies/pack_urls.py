from django.urls import path

from policies.views import drafts, editing, replays, rounds, rulings, versions, wordings

urlpatterns = [
    path("packs/", versions.pack_desk, name="pack_desk"),
    path("packs/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("packs/drafts/<int:pk>/act/<slug:name>/", drafts.draft_act, name="draft_act"),
    path("packs/drafts/<int:pk>/difference/", drafts.draft_difference, name="draft_difference"),
    path("packs/drafts/<int:pk>/replay/", replays.draft_replay, name="draft_replay"),
    path("packs/drafts/<int:pk>/replay/progress/", replays.replay_progress, name="replay_progress"),
    path("packs/drafts/<int:pk>/edit/<slug:part>/", editing.draft_part, name="draft_part"),
    path("packs/<slug:code>/", versions.pack_versions, name="pack_versions"),
    path("packs/<slug:code>/<int:number>/", versions.pack_version, name="pack_version"),
    path("packs/<slug:code>/<int:number>/draft/", versions.draft_start, name="draft_start"),
    path("packs/<slug:code>/<int:number>/round/", versions.round_move, name="round_move"),
    path("packs/<slug:code>/rounds/<int:pk>/", rounds.round_terms, name="round_terms"),
    path("packs/<slug:code>/messages/", wordings.policy_wordings, name="policy_wordings"),
    path("packs/<slug:code>/messages/<slug:event>/", wordings.policy_wording, name="policy_wording"),
    path("policies/<slug:code>/rulings/", rulings.policy_rulings, name="policy_rulings"),
    path("rulings/<slug:number>/withdraw/", rulings.ruling_withdraw, name="ruling_withdraw"),
]
