"""Roles for drafting and releasing policy versions, and the bureaus of the further lines in every current unit.

The database works out a duty from the role, so its column is taken away and computed anew.
"""

from pathlib import Path

import yaml
import django.contrib.postgres.constraints
from django.db import migrations, models

TABLE = Path(__file__).with_name("bureaus.yaml")


def load(apps, schema_editor):
    """Give every current unit the bureaus of the further lines."""
    bureau = apps.get_model("accounts", "Bureau")
    lines = yaml.safe_load(TABLE.read_text())
    regions = apps.get_model("accounts", "Region").objects.filter(valid_to__isnull=True).select_related("parent")
    bureau.objects.bulk_create(
        (
            bureau(line=line, region=region, name=words[region.level].format(**names_of(region)))
            for region in regions
            for line, words in lines.items()
        ),
        ignore_conflicts=True,
    )


def names_of(region):
    """Return the parts of a bureau's name: the unit, its city, the unit's stem, and a district with its city."""
    city = region.parent.name if region.level == "county" else region.name
    is_zone = region.kind == "development_zone"
    stem = region.name.removeprefix(city).removeprefix(city.rstrip("市")) if is_zone else region.name
    if not is_zone and len(stem) > 2 and stem[:-1] != city.rstrip("市"):
        stem = stem[:-1]
    is_district = region.name.endswith("区") and not is_zone
    return {"name": region.name, "city": city, "stem": stem, "full": city + region.name if is_district else region.name}


def unload(apps, schema_editor):
    """Take away the bureaus of the further lines; PROTECT keeps those in which somebody holds a role or a task."""
    lines = yaml.safe_load(TABLE.read_text())
    apps.get_model("accounts", "Bureau").objects.filter(line__in=lines).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_notification_needs_action'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='roleassignment',
            name='role_belongs_to_bureau_or_enterprise',
        ),
        migrations.AlterField(
            model_name='bureau',
            name='line',
            field=models.CharField(choices=[('industry', '工信'), ('science', '科技'), ('finance', '财政'), ('market', '市场监管'), ('development', '发改'), ('commerce', '商务'), ('human_resources', '人社'), ('agriculture', '农业农村'), ('financial_service', '金融'), ('ecology', '生态环境'), ('housing', '住建'), ('natural_resources', '自然资源'), ('tax', '税务'), ('culture_tourism', '文旅'), ('transport', '交通运输'), ('central_bank', '人民银行'), ('big_data', '政务服务和大数据'), ('provident_fund', '住房公积金'), ('urban_management', '城管'), ('supervision', '监督')], max_length=20, verbose_name='条线'),
        ),
        migrations.AlterField(
            model_name='roleassignment',
            name='role',
            field=models.CharField(choices=[('enterprise_admin', '企业管理员'), ('applicant_clerk', '企业经办人'), ('preliminary_reviewer', '初审员'), ('final_reviewer', '审定经办'), ('chief', '审定负责人'), ('publicity_officer', '公示经办'), ('payment_maker', '拨付经办'), ('payment_checker', '拨付复核'), ('policy_editor', '政策编制'), ('policy_releaser', '政策发布'), ('supervisor', '监督员'), ('bureau_admin', '部门管理员')], max_length=24, verbose_name='角色'),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bureau__isnull', True), ('enterprise__isnull', False), ('role__in', ('enterprise_admin', 'applicant_clerk'))), models.Q(('bureau__isnull', False), ('enterprise__isnull', True), ('role__in', ('preliminary_reviewer', 'final_reviewer', 'chief', 'publicity_officer', 'payment_maker', 'payment_checker', 'policy_editor', 'policy_releaser', 'supervisor', 'bureau_admin'))), _connector='OR'), name='role_belongs_to_bureau_or_enterprise', violation_error_message='企业角色须指定企业，部门角色须指定部门'),
        ),
        migrations.RemoveConstraint(model_name='roleassignment', name='role_incompatible_duties'),
        migrations.RemoveField(model_name='roleassignment', name='duty'),
        migrations.AddField(
            model_name='roleassignment',
            name='duty',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(role__in=['final_reviewer', 'chief'], then=models.Value('approval')), models.When(role__in=['payment_maker', 'payment_checker'], then=models.Value('payment')), models.When(role__in=['policy_editor', 'policy_releaser'], then=models.Value('policy')), default=models.Value('')), output_field=models.CharField(max_length=12)),
        ),
        migrations.AddConstraint(
            model_name='roleassignment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(models.Q(('duty', ''), _negated=True), ('ended_at__isnull', True)), expressions=[('user', '='), ('duty', '='), ('role', '<>'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange'), '&&')], name='role_incompatible_duties', violation_error_message='岗位不相容：同一人不得同时担任审定经办与审定负责人、拨付经办与拨付复核，或政策编制与政策发布'),
        ),
        migrations.RunPython(load, unload),
    ]
