"""A version is drafted by one person and released by another; whatever is half-done stays a draft."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.models import Notification, Role
from accounts.tests.factories import grant, official
from policies import actions
from policies.actions import release
from policies.models import DraftEdit, Policy, PolicyDraft, PolicyRelease, PolicyVersion, RoundMove
from policies.pack_text import plain_copy, rewritten
from policies.refusals import Overtaken
from policies.tests.drafts import AT, FROM, HOUR, draft, editor, releaser, submitted, threshold_of_60, version_of_60
from policies.tests.factories import RD_EXPENSE, application_round, pack_of, policy_version

pytestmark = pytest.mark.django_db
STRANGERS = [
    (Role.POLICY_EDITOR, "science", "pingdingshan"),
    (Role.POLICY_EDITOR, "science", "linzhou"),
    (Role.POLICY_EDITOR, "finance", "anyang"),
    (Role.POLICY_RELEASER, "science", "anyang"),
    (Role.FINAL_REVIEWER, "science", "anyang"),
]


@pytest.mark.parametrize("role, line, place", STRANGERS)
def test_only_an_editor_of_the_deciding_bureau_drafts(role, line, place):
    with pytest.raises(ValidationError, match="不负责这项政策"):
        draft(official(role, line, place))


def test_an_editor_limited_to_another_policy_does_not_draft():
    with pytest.raises(ValidationError, match="不负责这项政策"):
        draft(editor(policy_code="another-policy"))


def test_a_policy_has_one_live_draft():
    first = draft()

    assert draft(editor()) == first
    with pytest.raises(IntegrityError, match="draft_one_live_per_policy"), transaction.atomic():
        PolicyDraft.objects.create(
            policy=first.policy, base=first.base, pack_yaml="", started_by=first.started_by, started_at=AT
        )


def test_a_save_is_a_numbered_edit_on_record():
    by = editor()

    saved = draft(by, threshold_of_60())

    [edit] = saved.edits.all()
    assert (saved.revision, edit.revision, edit.by, edit.part) == (2, 2, by, "数值")


def test_nobody_overwrites_what_a_colleague_saved_meanwhile():
    one, other = editor(name="甲"), editor(name="乙")
    made = draft(one)
    actions.save_draft(made, threshold_of_60(), 1, "数值", one, AT + HOUR)

    with pytest.raises(Overtaken, match="甲 已于 11:00 修改了草案（数值）"):
        actions.save_draft(made, made.pack_yaml + "\n# 乙", 1, "全文", other, AT + HOUR)


def test_a_text_that_does_not_load_may_be_saved_but_not_submitted():
    by = editor()
    made = draft(by, "title: [")

    with pytest.raises(ValidationError, match="不能载入"):
        actions.submit_draft(made, by, AT, FROM, "试")


def test_a_draft_does_not_become_another_policy():
    by = editor()
    made = draft(by, pack_of(RD_EXPENSE)[0].replace(f"code: {RD_EXPENSE}", "code: another-policy"))

    with pytest.raises(ValidationError, match="不能载入"):
        actions.submit_draft(made, by, AT, FROM, "试")


def test_a_draft_does_not_move_to_another_region():
    by = editor()
    made = draft(by, threshold_of_60().replace("region: anyang", "region: henan", 1))

    with pytest.raises(ValidationError, match="不能载入"):
        actions.submit_draft(made, by, AT, FROM, "试")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2021, 12, 23)])
def test_a_version_does_not_begin_before_the_one_that_it_follows(day):
    by = editor()

    with pytest.raises(ValidationError, match="不得早于所依据版本的生效日期"):
        actions.submit_draft(draft(by, threshold_of_60()), by, AT, day, "试")


def test_a_draft_that_differs_in_comments_only_is_not_submitted():
    by = editor()

    with pytest.raises(ValidationError, match="与第 1 版内容完全相同"):
        actions.submit_draft(draft(by, pack_of(RD_EXPENSE)[0] + "\n# 说明\n"), by, AT, FROM, "试")


def test_a_draft_without_its_deciding_stage_is_not_submitted():
    text, pack = pack_of(RD_EXPENSE)
    raw = plain_copy(pack.raw)
    raw["stages"] = [stage for stage in raw["stages"] if stage["kind"] != "final_review"]
    by = editor()

    with pytest.raises(ValidationError, match="缺少审定、拨付环节"):
        actions.submit_draft(draft(by, rewritten(text, raw)), by, AT, FROM, "试")


def test_a_draft_with_a_failing_golden_case_is_not_submitted():
    by = editor()
    made = draft(by, pack_of(RD_EXPENSE)[0].replace("ge: 50", "ge: 60", 1))

    with pytest.raises(ValidationError, match="样例未通过：首次享受，恰50万元"):
        actions.submit_draft(made, by, AT, FROM, "试")


def test_an_unchanged_draft_is_not_submitted():
    by = editor()

    with pytest.raises(ValidationError, match="完全相同"):
        actions.submit_draft(draft(by), by, AT, FROM, "试")


def test_a_submitted_draft_is_not_edited_and_its_releasers_are_told():
    by, other = editor(), releaser()
    made = submitted(by)

    with pytest.raises(ValidationError, match="不能再修改"):
        actions.save_draft(made, "x", made.revision, "全文", by, AT)
    assert Notification.objects.get(user=other).title.startswith("待发布")


def test_a_returned_draft_goes_back_to_its_editors_with_the_reason():
    by = editor()
    made = submitted(by)

    actions.return_draft(made, releaser(), AT + 3 * HOUR, "请补充依据")

    made.refresh_from_db()
    assert (made.state, made.returned_reason) == ("editing", "请补充依据")
    assert Notification.objects.filter(user=by, title__startswith="草案退回修改").exists()
    with pytest.raises(ValidationError, match="不在待发布状态"):
        actions.return_draft(made, releaser(), AT, "再退")


def test_a_discarded_draft_makes_room_for_another():
    by = editor()
    made = draft(by)

    actions.discard_draft(made, by, AT)

    assert draft(by) != made


def test_a_release_is_the_next_version_with_both_people_on_record():
    version = version_of_60()

    assert (version.number, version.effective_from) == (2, FROM)
    assert version.release.drafted_by != version.release.released_by
    assert version.release.golden_passed == len(version.pack.golden)
    assert version.release.draft.state == "released"
    assert policy_version(RD_EXPENSE) == version


@pytest.mark.parametrize("role, line, place", [*STRANGERS[:3], (Role.POLICY_EDITOR, "science", "anyang")])
def test_only_a_releaser_of_the_deciding_bureau_releases(role, line, place):
    made = submitted()

    with pytest.raises(ValidationError, match="不负责这项政策"):
        actions.release_draft(made, official(role, line, place), AT + 3 * HOUR, "同意")


def test_whoever_had_a_hand_in_a_draft_does_not_release_it_even_with_the_role_today():
    by = editor()
    made = submitted(by)
    by.roles.update(ended_at=AT, ended_by=by)
    grant(by, Role.POLICY_RELEASER, bureau=by.roles.get().bureau)

    with pytest.raises(ValidationError, match="须由另一人发布"):
        actions.release_draft(made, by, AT + 3 * HOUR, "同意")


def test_the_database_refuses_one_person_as_drafter_and_releaser():
    made = submitted()

    with pytest.raises(IntegrityError, match="release_by_a_second_person"), transaction.atomic():
        PolicyRelease.objects.create(
            version=made.base, draft=made, drafted_by=made.started_by, released_by=made.started_by, released_at=AT,
            reason="x", golden_passed=1,
        )  # fmt: skip


@pytest.mark.parametrize("row", [PolicyRelease, DraftEdit])
def test_the_record_of_a_release_is_never_rewritten(row):
    version_of_60()

    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"), transaction.atomic():
        row.objects.update(**{"reason": "x"} if row is PolicyRelease else {"part": "x"})
    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"), transaction.atomic():
        row.objects.all().delete()


def test_a_release_needs_a_reason_and_a_draft_that_waits_for_it():
    made = submitted()

    with pytest.raises(ValidationError, match="请写明发布理由"):
        actions.release_draft(made, releaser(), AT, " ")
    actions.release_draft(made, releaser(), AT + 3 * HOUR, "同意")
    with pytest.raises(ValidationError, match="不在待发布状态"):
        actions.release_draft(made, releaser(), AT + 4 * HOUR, "同意")


def test_a_draft_is_not_released_over_a_version_that_came_after_it_was_begun():
    made = submitted()
    text = pack_of(RD_EXPENSE)[0]
    other = actions.loaded(PolicyDraft(policy=made.policy, pack_yaml=text.replace("title: 企业", "title: 各企业", 1)))
    release(other, text, AT + HOUR)

    with pytest.raises(ValidationError, match="已有新版本"):
        actions.release_draft(made, releaser(), AT + 3 * HOUR, "同意")


def test_loading_the_catalogue_again_leaves_the_card_of_a_newer_version():
    version = version_of_60()
    version.policy.refresh_from_db()
    version.policy.title = "新名称"
    version.policy.save()
    text, pack = pack_of(RD_EXPENSE)

    again = release(pack, text, AT + 5 * HOUR)

    version.policy.refresh_from_db()
    assert (again.is_new, again.version.number, version.policy.title) == (False, 1, "新名称")


def test_a_round_is_moved_by_a_releaser_with_a_reason_on_record():
    round = application_round(RD_EXPENSE)
    version, by = version_of_60(), releaser()

    move = actions.move_round(round, version, by, AT + 4 * HOUR, "自本批次起执行")

    round.refresh_from_db()
    assert (round.version, move.from_version.number, move.moved_by) == (version, 1, by)
    with pytest.raises(ValidationError, match="已使用此版本"):
        actions.move_round(round, version, by, AT, "再来")
    with pytest.raises(ProgrammingError, match="pgtrigger: Cannot"), transaction.atomic():
        RoundMove.objects.update(reason="x")


def test_a_release_alone_moves_no_round():
    round = application_round(RD_EXPENSE)

    version_of_60()

    round.refresh_from_db()
    assert round.version.number == 1


def test_a_round_is_not_moved_by_an_editor_nor_to_another_policys_version():
    round, version = application_round(RD_EXPENSE), version_of_60()

    with pytest.raises(ValidationError, match="不负责这项政策"):
        actions.move_round(round, version, editor(), AT, "理由")
    with pytest.raises(ValidationError, match="不属于此政策"):
        actions.move_round(round, policy_version(), releaser(), AT, "理由")
    with pytest.raises(ValidationError, match="请写明理由"):
        actions.move_round(round, version, releaser(), AT, "")


def test_a_policy_is_answered_for_by_the_lines_that_decide_on_it():
    policy = policy_version(RD_EXPENSE).policy

    assert policy.owner_lines == ["science"]
    assert set(policy.lines) == {"science", "finance"}


def test_a_draft_begins_from_the_newest_version_only():
    version_of_60()
    first = PolicyVersion.objects.get(policy__code=RD_EXPENSE, number=1)

    with pytest.raises(ValidationError, match="只能从最新版本起草"):
        actions.start_draft(first, editor(), AT + 4 * HOUR)


def test_what_a_bureau_released_is_not_overwritten_by_the_catalogue(tmp_path):
    version_of_60()
    folder = tmp_path / "anyang"
    folder.mkdir()
    (folder / f"{RD_EXPENSE}.yaml").write_text(pack_of(RD_EXPENSE)[0].replace("benefit: ", "benefit: 别的 "))

    call_command("load_policies", catalogue=tmp_path, stdout=StringIO())

    assert PolicyVersion.objects.filter(policy__code=RD_EXPENSE).count() == 2
    assert "别的" not in Policy.objects.get(code=RD_EXPENSE).benefit
