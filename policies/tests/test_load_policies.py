"""Releasing packs: a new version only for new contents, never over an old one; a broken pack stops only itself."""

import shutil
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from policies.actions import content_digest, release
from policies.models import ApplicationRound, Policy, PolicyVersion
from policies.packs import CATALOGUE, COMMON, pack_files, parse_pack, parse_yaml
from policies.tests import factories

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PATENT = CATALOGUE / "zhumadian" / f"{factories.PATENT_GRANT}.yaml"
TEXT = factories.pack_of(factories.PATENT_GRANT)[0]
FEW = (factories.FULL_PRODUCTION, factories.PATENT_GRANT, factories.RD_EXPENSE)


def load(folder: Path) -> tuple[str, str]:
    """Run the command; its output and its complaints."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_policies", catalogue=folder, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


@pytest.fixture
def catalogue(tmp_path):
    shutil.copytree(CATALOGUE / COMMON, tmp_path / COMMON)
    for path in pack_files():
        if path.stem in FEW:
            (tmp_path / path.parent.name).mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / path.parent.name / path.name)
    return tmp_path


def test_the_whole_catalogue_is_released():
    out, err = load(CATALOGUE)

    assert err == ""
    assert set(FEW) <= set(Policy.objects.values_list("code", flat=True))
    assert f"{factories.PATENT_GRANT}: 第 1 版已发布" in out


def test_a_second_run_changes_nothing(catalogue):
    load(catalogue)
    before = list(PolicyVersion.objects.values_list("digest", flat=True))

    out, _ = load(catalogue)

    assert f"{factories.PATENT_GRANT}: 第 1 版未变" in out
    assert list(PolicyVersion.objects.values_list("digest", flat=True)) == before


def test_new_contents_are_a_new_version_and_the_old_one_stays(catalogue):
    load(catalogue)
    path = catalogue / "zhumadian" / PATENT.name
    path.write_text(TEXT.replace("title: 新授权国内发明专利资助", "title: 国内发明专利资助"))

    out, _ = load(catalogue)

    assert f"{factories.PATENT_GRANT}: 第 2 版已发布" in out
    second, first = PolicyVersion.objects.filter(policy__code=factories.PATENT_GRANT).order_by("-number")
    assert (parse_yaml(first.pack_yaml, "x"), first.pack.title) == (parse_yaml(TEXT, "x"), "新授权国内发明专利资助")
    assert (second.pack.title, second.policy.title) == ("国内发明专利资助", "国内发明专利资助")


def test_a_comment_is_no_new_content():
    with_comment = f"# 校对过\n{TEXT}"

    assert content_digest(parse_pack(with_comment, "b")) == content_digest(parse_pack(TEXT, "a"))


def test_contents_released_before_are_found_again():
    changed = TEXT.replace("title: 新授权国内发明专利资助", "title: 国内发明专利资助")
    first = release(parse_pack(TEXT, "x"), TEXT, AT)
    release(parse_pack(changed, "x"), changed, AT)

    again = release(parse_pack(TEXT, "x"), TEXT, AT)

    assert (again.version, again.is_new) == (first.version, False)


def test_a_broken_pack_is_named_with_its_place_and_stops_only_itself(catalogue):
    (catalogue / "anyang" / "broken.yaml").write_text("code: broken\ntitle: [")

    out, err = load(catalogue)

    assert "anyang/broken.yaml:" in err
    assert "1 个政策包未能载入：broken.yaml" in err
    assert f"{factories.PATENT_GRANT}: 第 1 版已发布" in out
    assert not Policy.objects.filter(code="broken").exists()


def test_a_pack_of_an_unknown_region_is_rolled_back(catalogue):
    path = catalogue / "zhumadian" / PATENT.name
    path.write_text(TEXT.replace("region: zhumadian", "region: atlantis"))

    _, err = load(catalogue)

    assert "没有代号为“atlantis”的行政区划" in err
    assert not Policy.objects.filter(code=factories.PATENT_GRANT).exists()
    with pytest.raises(ValidationError):
        release(parse_pack(path.read_text(), "x"), "", AT)


def test_the_stored_text_compiles_to_the_same_pack():
    version = factories.policy_version(factories.RD_EXPENSE)

    assert content_digest(version.pack) == version.digest


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_released_version_is_never_changed(change):
    versions = PolicyVersion.objects.filter(pk=factories.policy_version().pk)

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        versions.update(digest="x") if change == "update" else versions.delete()


def copy_of(version: PolicyVersion, **fields) -> PolicyVersion:
    return PolicyVersion(
        **{
            "policy": version.policy,
            "number": 2,
            "pack_yaml": version.pack_yaml,
            "digest": "other",
            "effective_from": version.effective_from,
            "released_at": AT,
            **fields,
        }
    )


@pytest.mark.parametrize(
    "fields, constraint",
    [
        ({"number": 1}, "policy_version_number_once"),
        ({"effective_to": "2001-01-01"}, "policy_version_validity_in_order"),
    ],
)
def test_what_the_database_keeps_of_a_version(fields, constraint):
    version = factories.policy_version()

    with pytest.raises(IntegrityError, match=constraint):
        copy_of(version, **fields).save()


def test_the_same_contents_are_one_version():
    version = factories.policy_version()

    with pytest.raises(IntegrityError, match="policy_version_content_once"):
        copy_of(version, digest=version.digest).save()


def test_a_round_does_not_close_before_it_opens():
    with pytest.raises(IntegrityError, match="round_window_in_order"):
        factories.application_round(opens_on="2026-03-02", closes_on="2026-03-01")


def test_a_rounds_name_is_used_once_per_policy():
    first = factories.application_round()

    with pytest.raises(IntegrityError, match="round_name_once"):
        ApplicationRound.objects.create(
            policy=first.policy, version=first.version, name=first.name, opens_on="2026-01-01", closes_on="2026-01-02"
        )
