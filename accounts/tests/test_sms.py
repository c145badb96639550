"""The SMS gateway's real format, spoken to a server of our own on this machine."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from accounts.sms import SmsRefused, send_sms


class Gateway(BaseHTTPRequestHandler):
    """Answers as SendSms (2021-01-11) does, with the code that the test chose, and keeps what it was asked."""

    code = "Ok"
    asked: list[tuple[dict, dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((dict(self.headers), body))
        status = {"SerialNo": "1", "PhoneNumber": body["PhoneNumberSet"][0], "Fee": 1, "SessionContext": "",
                  "Code": self.code, "Message": "send", "IsoCode": "CN"}  # fmt: skip
        answer = json.dumps({"Response": {"SendStatusSet": [status], "RequestId": "r"}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings) -> Iterator[type[Gateway]]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    Gateway.asked, Gateway.code = [], "Ok"
    settings.SMS = {
        "gateway": "tencent", "id": "AKID", "key": "secret", "app": "1400000000", "sign": "惠企", "template": "100",
        "region": "ap-beijing", "protocol": "http", "endpoint": f"127.0.0.1:{server.server_port}",
    }  # fmt: skip
    yield Gateway
    server.shutdown()
    server.server_close()


def test_an_sms_is_asked_for_in_the_gateways_format(gateway):
    send_sms("13800000000", "请补正")

    headers, body = gateway.asked[0]
    assert body == {
        "PhoneNumberSet": ["+8613800000000"], "SmsSdkAppId": "1400000000", "TemplateId": "100", "SignName": "惠企",
        "TemplateParamSet": ["请补正"],
    }  # fmt: skip
    assert (headers["X-TC-Action"], headers["X-TC-Version"]) == ("SendSms", "2021-01-11")
    assert headers["Authorization"].startswith("TC3-HMAC-SHA256 Credential=AKID/")


def test_a_wrong_number_is_refused_for_good(gateway):
    gateway.code = "InvalidParameterValue.IncorrectPhoneNumber"

    with pytest.raises(SmsRefused, match="IncorrectPhoneNumber"):
        send_sms("13800000000", "请补正")


def test_too_many_at_once_are_tried_again(gateway):
    gateway.code = "LimitExceeded.PhoneNumberThirtySecondLimit"

    with pytest.raises(OSError, match="短信网关"):
        send_sms("13800000000", "请补正")


def test_a_gateway_that_is_not_there_is_tried_again(gateway, settings):
    settings.SMS = {**settings.SMS, "endpoint": "127.0.0.1:1"}

    with pytest.raises(OSError, match="短信网关"):
        send_sms("13800000000", "请补正")
