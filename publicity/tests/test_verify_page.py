import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.canonical import canonical
from publicity.actions.anchoring import make_anchor
from publicity.documents import notice_json, notice_pdf
from publicity.models import Notice
from publicity.sheets import notice_excel
from publicity.standing import public_chains
from publicity.tests.factories import LAST_DAY_AT, published_notice
from publicity.tests.test_anchors import behind_the_triggers
from publicity.verifying import verify_file
from publicity.views import verify as views

pytestmark = pytest.mark.django_db


def dropped(client, content: bytes, name: str = "a") -> str:
    cache.clear()
    response = client.post(reverse("verify"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("make", [notice_json, notice_excel, notice_pdf])
def test_each_file_as_downloaded_is_told_unchanged(client, make):
    notice = published_notice()

    page = dropped(client, make(notice))

    assert "核验一致" in page
    assert "自 2026年9月24日 09:00 起未变动" in page
    assert f"链上第 {notice.sequence} 号公示" in page


def test_a_changed_cell_of_the_excel_is_named(client):
    notice = published_notice()
    first = notice.rows[0]
    forged = published_notice_like(notice, rows=[[first[0], "另一家公司", *first[2:]]])

    page = dropped(client, notice_excel(forged))

    assert "有 1 处不同" in page
    assert "第 5 行 B 列" in page
    assert notice.rows[0][1] in page
    assert "另一家公司" in page


def test_a_changed_value_of_the_json_is_named(client):
    notice = published_notice()
    said = notice.content()
    said["rows"] = [["1", *said["rows"][0][1:-1], "999.00"]]

    verdict = verify_file(canonical(said).encode())

    assert [each.place for each in verdict.differences] == ["名单 第 1 条 第 4 栏"]
    assert not verdict.holds


def test_json_that_was_only_laid_out_anew_says_the_same_but_is_not_the_same_file():
    notice = published_notice()

    verdict = verify_file(json.dumps(notice.content(), indent=2).encode())

    assert verdict.holds
    assert not verdict.is_exact
    assert "文件本身的摘要与链上的不同" in verdict.proved


def test_a_changed_line_of_the_pdf_is_named():
    notice = published_notice()
    forged = published_notice_like(notice, title="关于研发费用补助名单的公示（伪）")

    verdict = verify_file(notice_pdf(forged))

    assert verdict.count == 1
    assert "（伪）" in verdict.differences[0].submitted


def published_notice_like(notice: Notice, **changes) -> Notice:
    copy = Notice.objects.get(pk=notice.pk)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def test_a_record_changed_in_the_database_is_told_although_the_file_agrees_with_it(client):
    notice = published_notice()
    behind_the_triggers("UPDATE publicity_notice SET title = '改写'")
    notice.refresh_from_db()

    assert "公示记录本身已变" in dropped(client, notice_excel(notice))
    page = client.get(reverse("notice_verify", args=[notice.number])).content.decode()
    assert "核验不一致" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "JSON 文件不完整或已损坏"),
        (b"{" + b'"a":{' * 100_000, "JSON 文件不完整或已损坏"),
        (b'{"number": "GS-2026-9999"}', "没有找到本平台的公示编号"),
        (b"%PDF-1.7 nothing\n%%EOF", "PDF 无法打开"),
        (b"%PDF-1.7 no end", "文件内容不是可接受的格式"),
        (b"PK\x03\x04 no archive", "无法打开"),
        (b"MZ program", "文件内容不是 PDF、Excel 或规范 JSON"),
        (b"", "文件是空的"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(client, content, said):
    assert said in dropped(client, content)


def test_one_address_verifies_only_so_often(client, monkeypatch):
    monkeypatch.setattr(views, "PER_HOUR", 0)

    assert views.TOO_OFTEN in dropped(client, b"{}")


def test_a_number_leads_to_the_notice_and_a_wrong_one_to_a_sentence(client):
    notice = published_notice()

    found = client.get(reverse("verify"), {"number": notice.number})
    missed = client.get(reverse("verify"), {"number": "GS-2026-9999"})

    assert found.headers["Location"] == reverse("notice_verify", args=[notice.number])
    assert "没有编号为 GS-2026-9999 的公示" in missed.content.decode()


def test_a_notice_is_verified_offline_from_the_public_chains(tmp_path, capsys, django_assert_num_queries):
    notices = [published_notice(), published_notice()]
    make_anchor(LAST_DAY_AT)
    file, chains = tmp_path / "n.json", tmp_path / "chains.json"
    file.write_bytes(notice_json(notices[0]))
    chains.write_text(json.dumps(public_chains()))

    with django_assert_num_queries(0):
        call_command("verify_notice", file, chains=chains)

    assert "链上第 1 号公示" in capsys.readouterr().out
    file.write_bytes(notice_json(notices[0]).replace("公示".encode(), "公告".encode(), 1))
    with pytest.raises(CommandError, match="不在链上"):
        call_command("verify_notice", file, chains=chains)
    kept = json.loads(chains.read_text())
    kept["anchors"][0]["day"] = "2026-01-01"
    chains.write_text(json.dumps(kept))
    file.write_bytes(notice_json(notices[0]))
    with pytest.raises(CommandError, match="内容与摘要不符"):
        call_command("verify_notice", file, chains=chains)


def test_a_file_is_verified_on_the_command_line_against_the_database(tmp_path, capsys):
    notice = published_notice()
    file = tmp_path / "n.xlsx"
    file.write_bytes(notice_excel(notice))

    call_command("verify_notice", file)

    assert f"（{notice.number}）" in capsys.readouterr().out
    file.write_bytes(b"MZ")
    with pytest.raises(CommandError, match="不是 PDF"):
        call_command("verify_notice", file)
