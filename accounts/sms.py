"""SMS (短信): written to a file on a machine without a gateway, else sent through Tencent Cloud's SendSms (2021-01-11)."""

import json
from pathlib import Path
from uuid import uuid4

from django.conf import settings

ACCEPTED = "Ok"
RETRIED = ("LimitExceeded", "InternalError", "FailedOperation.InsufficientBalance")


class SmsRefused(Exception):
    """The gateway will never take this SMS: a wrong number, say, or a sign that is not approved."""


def send_sms(phone: str, text: str) -> None:
    """Send one SMS to a mainland number of 11 digits.

    Raises OSError where the gateway is not reached or overloaded, SmsRefused where it will not take the SMS at all.
    """
    if settings.SMS["gateway"] == "tencent":
        _through_tencent(phone, text)
        return
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"sms-{uuid4()}.txt").write_text(f"{phone}\n【{settings.SITE['name']}】{text}\n", encoding="utf-8")


def _through_tencent(phone: str, text: str) -> None:
    """Send by the registered template, whose one variable is the message's title."""
    from tencentcloud.common import credential
    from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111 import models
    from tencentcloud.sms.v20210111.sms_client import SmsClient

    config = settings.SMS
    where = HttpProfile(protocol=config["protocol"], endpoint=config["endpoint"], reqTimeout=10)
    client = SmsClient(
        credential.Credential(config["id"], config["key"]), config["region"], ClientProfile(httpProfile=where)
    )
    request = models.SendSmsRequest()
    request.PhoneNumberSet, request.SmsSdkAppId = [f"+86{phone}"], config["app"]
    request.SignName, request.TemplateId, request.TemplateParamSet = config["sign"], config["template"], [text]
    try:
        answer = json.loads(client.SendSms(request).to_json_string())
    except TencentCloudSDKException as error:
        raise OSError(f"短信网关：{error.get_message()}") from error
    status = answer["SendStatusSet"][0]
    if status["Code"].startswith(RETRIED):
        raise OSError(f"短信网关：{status['Message']}")
    if status["Code"] != ACCEPTED:
        raise SmsRefused(f"{status['Code']}：{status['Message']}")
