"""The pages of versions and drafts: what an editor reads, changes and is refused, and what a stranger does not find."""

import pytest
from django.forms import ChoiceField
from django.urls import reverse

from accounts.models import Role
from accounts.tests.factories import official
from policies.models import PolicyDraft
from policies.tests.drafts import draft, editor, releaser, submitted, threshold_of_60, version_of_60
from policies.tests.factories import RD_EXPENSE, application_round, policy_version

pytestmark = pytest.mark.django_db
PARTS = ("figures", "dates", "texts", "materials", "stages", "golden", "yaml")


@pytest.fixture
def by(client):
    person = editor()
    client.force_login(person)
    return person


def part(made: PolicyDraft, name: str) -> str:
    return reverse("draft_part", args=[made.pk, name])


def posted(client, made: PolicyDraft, name: str, **changes) -> dict:
    """What the browser would send: every field as it is shown, with some changed."""
    form = client.get(part(made, name)).context["form"]
    fields = [*form.management_form, *(field for each in form for field in each)] if hasattr(form, "forms") else form
    shown = {field.html_name: first_option(field) if field.value() is None else field.value() for field in fields}
    kept = {key: value for key, value in shown.items() if value is not None and value is not False}
    return {**kept, "revision": made.revision, **changes}


def first_option(field) -> str | None:
    """What a browser sends for a select in which nobody chose."""
    return next(iter(field.field.choices))[0] if type(field.field) is ChoiceField else None


def text(response) -> str:
    return response.content.decode()


def test_a_version_is_read_as_a_page_beside_its_source(client):
    version = policy_version(RD_EXPENSE)
    client.force_login(official(Role.PRELIMINARY_REVIEWER, "science", "linzhou"))

    page = text(client.get(reverse("pack_version", args=[RD_EXPENSE, 1])))

    for words in (
        "上年度研发投入在50万元（含）以上",
        "条款与规则对照",
        "安政办〔2021〕62号",
        version.digest,
        "由政策目录载入",
    ):
        assert words in page
    assert "起草新版本" not in page


def test_the_list_of_versions_says_who_drafted_and_released(client):
    version = version_of_60()
    client.force_login(official(Role.SUPERVISOR, "supervision", "anyang"))

    page = text(client.get(reverse("pack_versions", args=[RD_EXPENSE])))

    assert f"{version.release.drafted_by} 编制，{version.release.released_by} 发布" in page
    assert "局务会同意" in page


def test_the_editor_starts_a_draft_from_a_version(client, by):
    policy_version(RD_EXPENSE)

    page = client.post(reverse("draft_start", args=[RD_EXPENSE, 1]), follow=True)

    assert "编制中" in text(page)
    assert "与原版本相同" in text(page)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_opens_and_saving_it_unchanged_changes_nothing(client, by, name):
    made = draft(by)

    response = client.post(part(made, name), posted(client, made, name))

    made.refresh_from_db()
    assert response.status_code == 302, text(response)
    assert made.revision == 1


def test_a_changed_threshold_is_saved_and_stale_texts_are_named(client, by):
    made = draft(by)

    page = client.post(part(made, "figures"), posted(client, made, "figures", **{"figure-0": "60"}), follow=True)

    made.refresh_from_db()
    assert "ge: 60" in made.pack_yaml
    assert "仍写着原来的数值" in text(page)
    assert "50 万元" in text(client.get(reverse("draft_difference", args=[made.pk])))


def test_a_figure_that_is_no_number_is_refused_beside_its_field(client, by):
    made = draft(by)

    response = client.post(part(made, "figures"), posted(client, made, "figures", **{"figure-0": "六十"}))

    assert response.status_code == 422
    assert response.context["form"].errors["figure-0"] == ["请填写数字"]


def test_tiers_out_of_order_are_refused_in_words_and_nothing_is_saved(client, by):
    made = draft(by)

    response = client.post(part(made, "figures"), posted(client, made, "figures", **{"figure-3": "4000"}))

    made.refresh_from_db()
    assert "此档永远达不到" in text(response)
    assert made.revision == 1


def test_a_material_is_added_and_another_removed(client, by):
    made = draft(by)
    new = {
        "title": "研发计划书",
        "form": "copy",
        "copies": "2",
        "required": "yes",
        "accept": ["pdf"],
        "clause": "第一条",
    }
    changes = {f"materials-5-{key}": value for key, value in new.items()} | {"materials-1-DELETE": "on"}

    response = client.post(part(made, "materials"), posted(client, made, "materials", **changes))

    made.refresh_from_db()
    assert response.status_code == 302, text(response)
    assert "title: 研发计划书" in made.pack_yaml
    assert "rd_statistics_proof" not in made.pack_yaml


def test_a_wrong_entry_is_named_by_its_title(client, by):
    made = draft(by)

    response = client.post(part(made, "materials"), posted(client, made, "materials", **{"materials-0-copies": "99"}))

    assert "第 1 项“上年度企业研发投入证明”" in text(response)
    assert "确保该值小于或等于20" in text(response)


def test_a_stage_gets_a_period(client, by):
    made = draft(by)

    client.post(part(made, "stages"), posted(client, made, "stages", **{"stages-0-days": "5"}))

    assert "5 个工作日" in text(client.get(reverse("draft", args=[made.pk])))


def test_a_window_is_given_and_one_that_ends_first_is_refused(client, by):
    made = draft(by)
    window = {"window_from": "2026-06-01", "window_to": "2026-06-30"}

    refused = client.post(part(made, "dates"), posted(client, made, "dates", **window | {"window_to": "2026-05-01"}))
    client.post(part(made, "dates"), posted(client, made, "dates", **window))

    made.refresh_from_db()
    assert "截止日期不得早于开始日期" in text(refused)
    assert "to: 2026-06-30" in made.pack_yaml


def test_an_expectation_changes_only_with_a_new_reason(client, by):
    made = draft(by, threshold_of_60())
    made.refresh_from_db()

    refused = client.post(part(made, "golden"), posted(client, made, "golden", **{"outcome-0": "incomplete"}))

    assert "请同时改写计算说明" in text(refused)


def test_the_result_of_the_draft_is_taken_over_as_expectation(client, by):
    made = draft(by, policy_version(RD_EXPENSE).pack_yaml.replace("ge: 50", "ge: 60", 1))
    changes = {"adopt-0": "on", "why-0": "50万元低于60万元（含）。"}

    client.post(part(made, "golden"), posted(client, made, "golden", **changes))

    made.refresh_from_db()
    assert "50万元低于60万元（含）。" in made.pack_yaml
    assert "failed" in made.pack_yaml.split("首次享受，恰50万元")[1][:400]


def test_a_text_with_errors_is_saved_with_each_error_at_its_line(client, by):
    made = draft(by)
    broken = made.pack_yaml.replace("kind: subsidy", "kind: gift", 1)

    page = client.post(part(made, "yaml"), {"pack_yaml": broken, "revision": 1}, follow=True)

    line = broken.splitlines().index("kind: gift") + 1
    assert f"第 {line} 行" in text(page)
    assert f"{RD_EXPENSE}.yaml:{line} kind: " in text(page)
    assert client.get(part(made, "figures")).url == part(made, "yaml")


def test_somebody_elses_save_is_told_and_not_overwritten(client, by):
    made = draft(by)
    stale = posted(client, made, "figures", **{"figure-0": "70"})
    draft(editor(name="同事"), threshold_of_60())

    response = client.post(part(made, "figures"), stale)

    made.refresh_from_db()
    assert "同事 已于" in text(response)
    assert "ge: 70" not in made.pack_yaml


def test_a_releaser_reads_a_draft_and_cannot_change_it(client):
    made = submitted()
    client.force_login(releaser())

    page = text(client.get(part(made, "figures")))

    assert "<fieldset disabled>" in page
    assert client.post(part(made, "figures"), {"revision": 1}).status_code == 404
    assert client.post(reverse("draft_act", args=[made.pk, "submit"])).status_code == 404


def test_submit_return_and_release_on_the_page(client, by):
    made = draft(by, threshold_of_60())
    act = lambda name: reverse("draft_act", args=[made.pk, name])  # noqa: E731

    seen = made.revision
    client.post(
        act("submit"), {"submit-effective_from": "2026-04-01", "submit-reason": "提高门槛", "submit-seen": seen}
    )
    client.force_login(releaser())
    refused = client.post(act("release"), {"release-reason": "", "release-seen": seen})
    done = client.post(act("release"), {"release-reason": "局务会同意", "release-seen": seen}, follow=True)

    assert refused.status_code == 422
    assert "新版本已发布" in text(done)
    assert policy_version(RD_EXPENSE).number == 2


def test_nobody_releases_a_text_that_was_changed_after_it_was_read(client, by):
    made = submitted()
    client.force_login(releaser())

    page = client.post(
        reverse("draft_act", args=[made.pk, "release"]), {"release-reason": "同意", "release-seen": made.revision - 1}
    )

    assert "您打开页面之后草案改过" in text(page)
    assert policy_version(RD_EXPENSE).number == 1


def test_whoever_acts_on_a_draft_second_is_told_why_nothing_happened(client):
    version_of_60()
    made = PolicyDraft.objects.get()
    client.force_login(releaser(name="后到的人"))

    page = client.post(reverse("draft_act", args=[made.pk, "release"]), {"release-reason": "同意"}, follow=True)

    assert "没有发布：草案已发布。" in text(page)


def test_a_text_with_a_null_character_is_refused_in_words(client, by):
    made = draft(by)

    page = client.post(part(made, "yaml"), {"pack_yaml": made.pack_yaml + "\x00", "revision": 1})

    assert page.status_code == 422
    assert "不允许" in text(page)


@pytest.mark.parametrize("figure", ["1e999999999", "9" * 400])
def test_a_figure_beyond_reckoning_is_an_error_of_the_text(client, by, figure):
    made = draft(by)

    for wrong in (f"ge: {figure}", f"ge: rd_expense_wan * {figure}"):
        made.refresh_from_db()
        sent = made.pack_yaml.replace("ge: 50", wrong, 1), made.revision
        client.post(part(made, "yaml"), dict(zip(("pack_yaml", "revision"), sent, strict=True)))
        page = client.get(reverse("draft", args=[made.pk]))
        assert page.status_code == 200


def test_the_round_is_moved_on_the_page_of_the_version(client):
    round = application_round(RD_EXPENSE)
    version_of_60()
    client.force_login(releaser())
    url = reverse("round_move", args=[RD_EXPENSE, 2])

    refused = client.post(url, {"round": round.pk, "reason": ""})
    done = client.post(url, {"round": round.pk, "reason": "自本批次起执行"}, follow=True)

    assert refused.status_code == 422
    assert "已改用第 2 版" in text(done)
    assert "改用记录" in text(done)


def test_a_stranger_finds_no_draft(client):
    made = draft()
    client.force_login(official(Role.POLICY_EDITOR, "science", "pingdingshan"))

    assert client.get(reverse("draft", args=[made.pk])).status_code == 404
    assert client.get(part(made, "yaml")).status_code == 404


def test_the_desk_of_the_editor_asks_at_most_eight_times(client, by, django_assert_max_num_queries):
    draft(by)

    with django_assert_max_num_queries(8):
        client.get(reverse("pack_desk"))


@pytest.mark.parametrize("name", ["draft", "draft_difference", "draft_replay", "pack_version", "pack_versions"])
def test_the_other_pages_ask_at_most_ten_times(client, by, name, django_assert_max_num_queries):
    made = draft(by, threshold_of_60())
    args = {"pack_version": [RD_EXPENSE, 1], "pack_versions": [RD_EXPENSE]}.get(name, [made.pk])
    client.get(reverse(name, args=args))

    with django_assert_max_num_queries(10):
        client.get(reverse(name, args=args))
