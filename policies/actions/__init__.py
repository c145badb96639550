from policies.actions.drafting import (
    check_seen,
    discard_draft,
    loaded,
    ready_pack,
    return_draft,
    save_draft,
    start_draft,
    submit_draft,
)
from policies.actions.publishing import move_round, release_draft
from policies.actions.releasing import Release, content_digest, release, write_information, write_policy
from policies.actions.replays import AT_ONCE, prepare_replay, run_replay
from policies.actions.rounds import set_round_terms
from policies.actions.rulings import Settlement, make_ruling, withdraw_ruling
from policies.actions.wordings import restore_wording, store_wording

__all__ = [
    "AT_ONCE",
    "Release",
    "Settlement",
    "check_seen",
    "content_digest",
    "discard_draft",
    "loaded",
    "make_ruling",
    "move_round",
    "prepare_replay",
    "ready_pack",
    "release",
    "release_draft",
    "restore_wording",
    "return_draft",
    "run_replay",
    "save_draft",
    "set_round_terms",
    "start_draft",
    "store_wording",
    "submit_draft",
    "withdraw_ruling",
    "write_information",
    "write_policy",
]
