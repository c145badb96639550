import accounts.migration_steps
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.migrations.operations.special
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import publicity.models.objections
from django.conf import settings
from django.db import migrations, models


WAITING_DAYS = 10


def into_procedure(apps, schema_editor):
    """Bring the objections of the one-step answer into the procedure: open ones wait to be accepted, answered ones are settled."""
    Objection = apps.get_model("publicity", "Objection")
    Objector = apps.get_model("publicity", "Objector")
    ObjectionStep = apps.get_model("publicity", "ObjectionStep")
    for old in Objection.objects.all():
        Objector.objects.create(objection=old, name=old.name, contact=old.contact)
        ObjectionStep.objects.create(
            objection=old, act="file", target="filed", instance=1, role="objector", at=old.filed_at
        )
        old.counted_from, old.limit_days = old.filed_at.date(), WAITING_DAYS
        if old.state == "open":
            old.state = "filed"
        else:
            old.outcome, old.state, old.settled_at, old.due_on = old.state, "settled", old.answered_at, None
            ObjectionStep.objects.create(
                objection=old, act="uphold" if old.outcome == "upheld" else "dismiss_finally", source="investigating",
                target="settled", instance=1, role="publicity_officer", by_id=old.answered_by_id, text=old.reply,
                at=old.answered_at,
            )  # fmt: skip
        old.save()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def fill_chains(apps, schema_editor):
    """Give the notices that are there their city and the last day that they were published with."""
    for notice in apps.get_model("publicity", "Notice").objects.select_related("bureau__region__parent"):
        region = notice.bureau.region
        notice.chain = region.parent.slug if region.level == "county" else region.slug
        notice.first_ends_on = notice.ends_on
        notice.save(update_fields=["chain", "first_ends_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_publicity_and_money'),
        ('applications', '0002_publicity_and_money'),
        ('policies', '0003_publicity_and_money'),
        ('publicity', '0001_tables'),
        ('reviews', '0002_publicity_and_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True, verbose_name='序号')),
                ('day', models.DateField(unique=True, verbose_name='日期')),
                ('heads', models.JSONField(verbose_name='各链末端')),
                ('previous_digest', models.CharField(blank=True, max_length=64, verbose_name='前一日锚摘要')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('digest_sm3', models.CharField(max_length=64, verbose_name='摘要（SM3）')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
            ],
            options={
                'verbose_name': '日锚',
                'verbose_name_plural': '日锚',
                'ordering': ['-sequence'],
                'constraints': [models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$'), ('digest_sm3__regex', '^[0-9a-f]{64}$')), name='anchor_has_both_digests', violation_error_message='日锚须有两种摘要')],
            },
        ),
        migrations.CreateModel(
            name='AnchorTimestamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.CharField(max_length=200, verbose_name='时间戳机构')),
                ('response', models.BinaryField(verbose_name='应答（DER）')),
                ('stamped_at', models.DateTimeField(verbose_name='时间戳时间')),
                ('anchor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='timestamps', to='publicity.anchor', verbose_name='日锚')),
            ],
            options={
                'verbose_name': '日锚时间戳',
                'verbose_name_plural': '日锚时间戳',
                'ordering': ['anchor', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('anchor', 'authority'), name='anchor_timestamp_once', violation_error_message='该机构已为这一日锚签发时间戳')],
            },
        ),
        migrations.CreateModel(
            name='ChainCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('running', '核验中'), ('done', '已完成')], default='waiting', max_length=10, verbose_name='状态')),
                ('asked_at', models.DateTimeField(verbose_name='发起时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('checked', models.JSONField(default=dict, verbose_name='核验数量')),
                ('problems', models.JSONField(default=list, verbose_name='不符之处')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发起人')),
            ],
            options={
                'verbose_name': '全链核验',
                'verbose_name_plural': '全链核验',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ['waiting', 'running'])), models.Q(('finished_at__isnull', False), ('state', 'done')), _connector='OR'), name='chain_check_done_when_finished', violation_error_message='完成的核验须有完成时间')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='objection',
            name='objection_answered_in_writing',
        ),
        migrations.RemoveConstraint(
            model_name='objection',
            name='objection_real_name',
        ),
        migrations.AddField(
            model_name='objection',
            name='counted_from',
            field=models.DateField(default='2026-01-01', verbose_name='起算日期'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='objection',
            name='finder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查人'),
        ),
        migrations.AddField(
            model_name='objection',
            name='instance',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='办理层次'),
        ),
        migrations.AddField(
            model_name='objection',
            name='limit_days',
            field=models.PositiveSmallIntegerField(default=10, verbose_name='时限（工作日）'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='objection',
            name='outcome',
            field=models.CharField(blank=True, choices=[('not_accepted', '不予受理'), ('dismissed', '异议不成立'), ('upheld', '异议成立')], max_length=14, verbose_name='结论'),
        ),
        migrations.AddField(
            model_name='objection',
            name='settled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='办结时间'),
        ),
        migrations.AddField(
            model_name='objection',
            name='settles_on',
            field=models.DateField(blank=True, null=True, verbose_name='复核申请截止日'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='办理时限'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='receipt',
            field=models.CharField(default=publicity.models.objections.new_receipt, max_length=20, unique=True, verbose_name='查询码'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='state',
            field=models.CharField(choices=[('filed', '待受理'), ('investigating', '核查中'), ('with_enterprise', '待企业说明'), ('answered', '已答复'), ('settled', '已办结')], default='filed', max_length=16, verbose_name='状态'),
        ),
        migrations.CreateModel(
            name='IdentityReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='查阅时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='查阅人')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identity_readings', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '身份查阅记录',
                'verbose_name_plural': '身份查阅记录',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ObjectionStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('substance', models.TextField(verbose_name='请说明的事项')),
                ('due_on', models.DateField(verbose_name='说明期限')),
                ('asked_at', models.DateTimeField(verbose_name='发出时间')),
                ('text', models.TextField(blank=True, verbose_name='企业说明')),
                ('given_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('lapsed_at', models.DateTimeField(blank=True, null=True, verbose_name='逾期时间')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查人')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '企业说明',
                'verbose_name_plural': '企业说明',
                'ordering': ['asked_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('given_at__isnull', True), ('lapsed_at__isnull', True)), fields=('objection',), name='statement_one_waiting', violation_error_message='已有一份待企业说明'), models.CheckConstraint(condition=models.Q(models.Q(('given_at__isnull', True), ('given_by__isnull', True), ('text', '')), models.Q(('given_at__isnull', False), ('given_by__isnull', False), ('lapsed_at__isnull', True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='statement_given_with_words', violation_error_message='企业说明须写明内容，并记录提交人和时间'), models.CheckConstraint(condition=models.Q(('substance', ''), _negated=True), name='statement_asks_something', violation_error_message='请写明所说明的事项')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='文件名')),
                ('content_type', models.CharField(max_length=80, verbose_name='类型')),
                ('size', models.PositiveIntegerField(verbose_name='字节数')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('warning', models.CharField(blank=True, max_length=200, verbose_name='提示')),
                ('virus_scan', models.CharField(choices=[('not_scanned', '未查毒'), ('clean', '未发现病毒'), ('infected', '查出病毒')], default='not_scanned', max_length=12, verbose_name='病毒检查')),
                ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='查毒时间')),
                ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='移除时间')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='publicity.objection', verbose_name='异议')),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='publicity.objectionstatement', verbose_name='企业说明')),
            ],
            options={
                'verbose_name': '异议附件',
                'verbose_name_plural': '异议附件',
                'ordering': ['uploaded_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('virus_scan', 'not_scanned')), fields=['uploaded_at'], name='objection_file_to_scan')],
                'constraints': [models.UniqueConstraint(fields=('objection', 'statement', 'sha256'), name='objection_file_once', nulls_distinct=False, violation_error_message='这份文件已经上传过'), models.CheckConstraint(condition=models.Q(models.Q(('virus_scan', 'infected'), _negated=True), ('removed_at__isnull', False), _connector='OR'), name='objection_file_infected_is_removed', violation_error_message='查出病毒的附件须移除'), models.CheckConstraint(condition=models.Q(('virus_scan__in', ['not_scanned', 'clean', 'infected'])), name='objection_file_scan_known', violation_error_message='未知的病毒检查结果'), models.CheckConstraint(condition=models.Q(('virus_scan', 'not_scanned'), ('scanned_at__isnull', False), _connector='OR'), name='objection_file_scan_has_time', violation_error_message='病毒检查须有时间')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('file', '提出异议'), ('accept', '受理'), ('refuse', '不予受理'), ('assign', '指定核查人'), ('ask_statement', '请企业说明'), ('state', '企业提交说明'), ('lapse_statement', '企业逾期未说明，继续核查'), ('dismiss', '答复：异议不成立'), ('dismiss_finally', '复核答复：维持原答复'), ('uphold', '答复：异议成立'), ('join', '同一条目的异议已成立，一并答复'), ('ask_reconsideration', '申请复核'), ('agree', '提出人认可答复'), ('lapse', '复核申请期满')], max_length=20, verbose_name='动作')),
                ('source', models.CharField(blank=True, choices=[('filed', '待受理'), ('investigating', '核查中'), ('with_enterprise', '待企业说明'), ('answered', '已答复'), ('settled', '已办结')], max_length=16, verbose_name='原状态')),
                ('target', models.CharField(choices=[('filed', '待受理'), ('investigating', '核查中'), ('with_enterprise', '待企业说明'), ('answered', '已答复'), ('settled', '已办结')], max_length=16, verbose_name='新状态')),
                ('instance', models.PositiveSmallIntegerField(verbose_name='办理层次')),
                ('role', models.CharField(choices=[('enterprise_admin', '企业管理员'), ('applicant_clerk', '企业经办人'), ('principal', '企业负责人'), ('preliminary_reviewer', '初审员'), ('final_reviewer', '审定经办'), ('chief', '审定负责人'), ('publicity_officer', '公示经办'), ('payment_maker', '拨付经办'), ('payment_checker', '拨付复核'), ('policy_editor', '政策编制'), ('policy_releaser', '政策发布'), ('data_officer', '数据归集员'), ('expert', '评审专家'), ('supervisor', '监督员'), ('bureau_admin', '部门管理员'), ('system', '系统'), ('objector', '异议提出人')], max_length=24, verbose_name='角色')),
                ('text', models.TextField(blank=True, verbose_name='内容')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('bureau', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau', verbose_name='部门')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.letter', verbose_name='文书')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '异议流水',
                'verbose_name_plural': '异议流水',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('by__isnull', True), ('role__in', ['system', 'objector'])), models.Q(models.Q(('role__in', ['system', 'objector']), _negated=True), ('by__isnull', False)), _connector='OR'), name='objection_step_actor_known', violation_error_message='须记录办理人'), models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['refuse', 'dismiss', 'dismiss_finally', 'uphold', 'join', 'ask_reconsideration']), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='objection_step_says_why', violation_error_message='不予受理、答复和申请复核须写明理由')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('filed', '待受理'), ('investigating', '核查中'), ('with_enterprise', '待企业说明'), ('answered', '已答复'), ('settled', '已办结')], max_length=16, verbose_name='阶段')),
                ('instance', models.PositiveSmallIntegerField(verbose_name='办理层次')),
                ('kind', models.CharField(choices=[('half', '时限过半'), ('most', '时限已用八成'), ('late', '已超时'), ('escalated', '超时上报监督')], max_length=10, verbose_name='类别')),
                ('used_days', models.PositiveSmallIntegerField(verbose_name='已用天数')),
                ('limit_days', models.PositiveSmallIntegerField(verbose_name='时限天数')),
                ('due_on', models.DateField(verbose_name='应办结日')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '异议时限预警',
                'verbose_name_plural': '异议时限预警',
                'ordering': ['-at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('objection', 'phase', 'instance', 'kind'), name='objection_warning_once_per_threshold'), models.CheckConstraint(condition=models.Q(('kind__in', ['half', 'most', 'late', 'escalated'])), name='objection_warning_kind_known', violation_error_message='未知的预警类别')],
            },
        ),
        migrations.CreateModel(
            name='Objector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名或单位')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='联系方式')),
                ('objection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='objector', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '异议提出人',
                'verbose_name_plural': '异议提出人',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('contact', ''), _negated=True), _connector='OR'), name='objector_says_something', violation_error_message='匿名异议不登记提出人')],
            },
        ),
        migrations.CreateModel(
            name='ObjectionFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instance', models.PositiveSmallIntegerField(verbose_name='办理层次')),
                ('remedy', models.CharField(choices=[('maintain', '维持公示内容'), ('amount', '重新核定金额'), ('review', '退回重新审核'), ('remove', '撤出名单，不予支持')], max_length=10, verbose_name='处理决定')),
                ('facts', models.TextField(verbose_name='核查情况')),
                ('answer', models.TextField(verbose_name='书面答复')),
                ('reason', models.TextField(blank=True, verbose_name='告知企业的理由')),
                ('found_at', models.DateTimeField(verbose_name='核查时间')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau', verbose_name='核查部门')),
                ('found_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核查人')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='publicity.objection', verbose_name='异议')),
            ],
            options={
                'verbose_name': '核查结论',
                'verbose_name_plural': '核查结论',
                'ordering': ['instance'],
                'constraints': [models.UniqueConstraint(fields=('objection', 'instance'), name='finding_once_per_instance', violation_error_message='这一层次已有核查结论'), models.CheckConstraint(condition=models.Q(models.Q(('facts', ''), _negated=True), models.Q(('answer', ''), _negated=True), models.Q(('remedy', 'maintain'), models.Q(('reason', ''), _negated=True), _connector='OR')), name='finding_in_writing', violation_error_message='核查结论须写明核查情况和书面答复；异议成立的还须写明告知企业的理由'), models.CheckConstraint(condition=models.Q(('remedy__in', ['maintain', 'amount', 'review', 'remove']), ('instance__in', [1, 2])), name='finding_remedy_known', violation_error_message='未知的处理决定')],
            },
        ),
        migrations.RunPython(
            code=into_procedure,
            reverse_code=django.db.migrations.operations.special.RunPython.noop,
        ),
        migrations.RemoveField(
            model_name='objection',
            name='answered_at',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='answered_by',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='contact',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='name',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='reply',
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('instance', 1), ('outcome', ''), ('state', 'filed')), models.Q(('instance', 1), ('outcome', ''), ('state__in', ('investigating', 'with_enterprise'))), models.Q(('instance', 2), ('outcome__in', ('not_accepted', 'dismissed')), ('state__in', ('investigating', 'with_enterprise'))), models.Q(('instance', 1), ('outcome__in', ('not_accepted', 'dismissed')), ('settles_on__isnull', False), ('state', 'answered')), models.Q(('instance__in', [1, 2]), ('outcome__in', ['not_accepted', 'dismissed', 'upheld']), ('settled_at__isnull', False), ('state', 'settled')), _connector='OR'), name='objection_outcome_follows_state', violation_error_message='异议的状态与结论不符'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['filed', 'investigating']), _negated=True), ('due_on__isnull', False), _connector='OR'), name='objection_due_while_ours', violation_error_message='待办的异议须有办理时限'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'with_enterprise'), _negated=True), ('finder__isnull', False), _connector='OR'), name='objection_statement_asked_by_finder', violation_error_message='请企业说明之前须指定核查人'),
        ),
        migrations.CreateModel(
            name='NoticeCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(verbose_name='检查时间')),
                ('status_code', models.PositiveSmallIntegerField(verbose_name='页面状态码')),
                ('content_digest', models.CharField(blank=True, max_length=64, verbose_name='取回内容的摘要')),
                ('is_standing', models.BooleanField(verbose_name='在线且一致')),
                ('words', models.CharField(max_length=200, verbose_name='结果')),
            ],
            options={
                'verbose_name': '在线检查',
                'verbose_name_plural': '在线检查',
                'ordering': ['-checked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='NoticeEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('drafted', '拟稿'), ('scheduled', '定时发布'), ('unscheduled', '取消定时'), ('discarded', '撤销拟稿'), ('published', '发布'), ('not_published', '到时未能发布'), ('extended', '延长公示期'), ('corrected', '更正'), ('closed', '期满办结')], max_length=15, verbose_name='事项')),
                ('words', models.TextField(blank=True, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '公示流水',
                'verbose_name_plural': '公示流水',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='NoticeExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('previous_ends_on', models.DateField(verbose_name='原截止日')),
                ('ends_on', models.DateField(verbose_name='新截止日')),
                ('reason', models.TextField(verbose_name='延长原因')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('previous_digest', models.CharField(max_length=64, verbose_name='前一摘要')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
            ],
            options={
                'verbose_name': '公示延长',
                'verbose_name_plural': '公示延长',
                'ordering': ['ends_on'],
            },
        ),
        migrations.CreateModel(
            name='NoticePdf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends_on', models.DateField(verbose_name='所载截止日')),
                ('state', models.CharField(choices=[('waiting', '排队中'), ('running', '排版中'), ('done', '已生成'), ('failed', '未生成')], default='waiting', max_length=10, verbose_name='状态')),
                ('asked_at', models.DateTimeField(verbose_name='请求时间')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('file', models.CharField(blank=True, max_length=120, verbose_name='文件')),
            ],
            options={
                'verbose_name': '公示 PDF',
                'verbose_name_plural': '公示 PDF',
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='NoticeSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('published', '发布时'), ('extended', '延长时'), ('superseded', '更正时'), ('closed', '期满时')], max_length=12, verbose_name='时点')),
                ('url', models.CharField(max_length=300, verbose_name='地址')),
                ('html', models.TextField(verbose_name='页面')),
                ('digest', models.CharField(max_length=64, verbose_name='页面摘要')),
                ('taken_at', models.DateTimeField(verbose_name='存证时间')),
            ],
            options={
                'verbose_name': '页面存证',
                'verbose_name_plural': '页面存证',
                'ordering': ['taken_at', 'pk'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='notice',
            name='frozen_once_published',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='notice',
            name='kept_once_published',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='noticeline',
            name='frozen_line',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_published_whole',
        ),
        migrations.RemoveConstraint(
            model_name='noticeline',
            name='notice_line_state_known',
        ),
        migrations.AddField(
            model_name='notice',
            name='amount_unit',
            field=models.CharField(blank=True, max_length=20, verbose_name='金额单位'),
        ),
        migrations.AddField(
            model_name='notice',
            name='chain',
            field=models.CharField(default='', max_length=50, verbose_name='公示链'),
        ),
        migrations.AddField(
            model_name='notice',
            name='changes',
            field=models.JSONField(default=list, verbose_name='与上一版的差异'),
        ),
        migrations.AddField(
            model_name='notice',
            name='digest_sm3',
            field=models.CharField(blank=True, max_length=64, verbose_name='摘要（SM3）'),
        ),
        migrations.AddField(
            model_name='notice',
            name='first_ends_on',
            field=models.DateField(blank=True, null=True, verbose_name='发布时的截止日'),
        ),
        migrations.AddField(
            model_name='notice',
            name='notes',
            field=models.TextField(blank=True, verbose_name='说明'),
        ),
        migrations.AddField(
            model_name='notice',
            name='publish_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='定时发布时间'),
        ),
        migrations.AddField(
            model_name='notice',
            name='reason',
            field=models.TextField(blank=True, verbose_name='更正原因'),
        ),
        migrations.AddField(
            model_name='notice',
            name='replaces',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='publicity.notice', verbose_name='所更正的公示'),
        ),
        migrations.AddField(
            model_name='notice',
            name='rounds',
            field=models.JSONField(default=list, verbose_name='所含批次'),
        ),
        migrations.AddField(
            model_name='notice',
            name='scheduled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='定时人'),
        ),
        migrations.AddField(
            model_name='notice',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='版本'),
        ),
        migrations.AddField(
            model_name='noticeline',
            name='name',
            field=models.CharField(blank=True, max_length=120, verbose_name='公示名称'),
        ),
        migrations.AddField(
            model_name='noticeline',
            name='name_grams',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None, verbose_name='检索词'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='digest',
            field=models.CharField(blank=True, max_length=64, verbose_name='摘要（SHA-256）'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='sequence',
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name='链上序号'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('draft', '拟稿'), ('published', '公示中'), ('closed', '公示期满'), ('superseded', '已被更正'), ('discarded', '已撤销')], default='draft', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='noticeline',
            name='state',
            field=models.CharField(choices=[('open', '公示中'), ('held', '异议核查中'), ('cleared', '公示期满'), ('struck', '异议成立，已撤下'), ('pending', '待更正发布'), ('moved', '已转入更正后的公示'), ('removed', '更正时撤下')], default='open', max_length=10, verbose_name='状态'),
        ),
        migrations.RunPython(
            code=fill_chains,
            reverse_code=django.db.migrations.operations.special.RunPython.noop,
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'draft')), fields=['publish_at'], name='notice_scheduled'),
        ),
        migrations.AddIndex(
            model_name='noticeline',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name_grams'], name='notice_line_grams'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'closed', 'superseded', 'discarded'])), name='notice_state_known', violation_error_message='未知的公示状态'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'discarded']), models.Q(('ends_on__isnull', False), ('first_ends_on__isnull', False), ('number__isnull', False), ('published_at__isnull', False), ('published_by__isnull', False), ('sequence__isnull', False), ('starts_on__isnull', False), ('digest__regex', '^[0-9a-f]{64}$'), models.Q(('chain', ''), _negated=True)), _connector='OR'), name='notice_published_whole', violation_error_message='已发布的公示须有编号、发布人、起止日期和摘要'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('chain', 'sequence'), name='notice_chain_in_one_line', violation_error_message='链上序号重复'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('replaces',), name='notice_corrected_once', violation_error_message='该公示已有更正稿'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('replaces__isnull', True), ('version', 1)), models.Q(('replaces__isnull', False), ('version__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='notice_correction_has_reason', violation_error_message='更正须写明原因，并指明所更正的公示'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('publish_at__isnull', True), ('scheduled_by__isnull', True)), models.Q(('publish_at__isnull', False), ('scheduled_by__isnull', False)), _connector='OR'), name='notice_schedule_signed', violation_error_message='定时发布须记录时间和定时人'),
        ),
        migrations.AddConstraint(
            model_name='noticeline',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'held', 'cleared', 'struck', 'pending', 'moved', 'removed'])), name='notice_line_state_known', violation_error_message='未知的条目状态'),
        ),
        migrations.AddField(
            model_name='noticecheck',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='publicity.notice', verbose_name='公示'),
        ),
        migrations.AddField(
            model_name='noticeevent',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人'),
        ),
        migrations.AddField(
            model_name='noticeevent',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='publicity.notice', verbose_name='公示'),
        ),
        migrations.AddField(
            model_name='noticeextension',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人'),
        ),
        migrations.AddField(
            model_name='noticeextension',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='publicity.notice', verbose_name='公示'),
        ),
        migrations.AddField(
            model_name='noticepdf',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pdfs', to='publicity.notice', verbose_name='公示'),
        ),
        migrations.AddField(
            model_name='noticesnapshot',
            name='notice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='publicity.notice', verbose_name='公示'),
        ),
        migrations.AddConstraint(
            model_name='noticecheck',
            constraint=models.CheckConstraint(condition=models.Q(('is_standing', False), models.Q(('content_digest__regex', '^[0-9a-f]{64}$'), ('status_code', 200)), _connector='OR'), name='notice_check_standing_is_proven', violation_error_message='在线且一致须有页面和内容摘要为证'),
        ),
        migrations.AddConstraint(
            model_name='noticeevent',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('kind__in', ['published', 'not_published', 'closed']), _connector='OR'), name='notice_event_by_somebody', violation_error_message='公示流水须记录办理人'),
        ),
        migrations.AddConstraint(
            model_name='noticeextension',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('previous_ends_on'))), name='notice_extension_is_longer', violation_error_message='新的截止日须晚于原截止日，公示期只能延长、不能缩短'),
        ),
        migrations.AddConstraint(
            model_name='noticeextension',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='notice_extension_reason', violation_error_message='请写明延长原因'),
        ),
        migrations.AddConstraint(
            model_name='noticeextension',
            constraint=models.UniqueConstraint(fields=('notice', 'previous_ends_on'), name='notice_extension_in_one_line', violation_error_message='公示期已由他人延长'),
        ),
        migrations.AddConstraint(
            model_name='noticepdf',
            constraint=models.UniqueConstraint(fields=('notice', 'ends_on'), name='notice_pdf_once', violation_error_message='该 PDF 已在生成'),
        ),
        migrations.AddConstraint(
            model_name='noticepdf',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(models.Q(('file', ''), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='notice_pdf_done_has_file', violation_error_message='已生成的 PDF 须有文件和时间'),
        ),
        migrations.AddConstraint(
            model_name='noticesnapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('html', ''), _negated=True), ('digest__regex', '^[0-9a-f]{64}$')), name='notice_snapshot_whole', violation_error_message='存证须有页面和摘要'),
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('anchor', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c5055fab1523fff14c61deea62f0b262d2ffc144', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fae38', table='publicity_anchor', when='BEFORE'))), ('anchor', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='744a4c0ef914cfb7eaadd58d634cb7c3c06aebb3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5e260', table='publicity_anchor', when='BEFORE'))), ('anchortimestamp', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7343555fe01f65c3f18d76d029a24962a142d0b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e4545', table='publicity_anchortimestamp', when='BEFORE'))), ('anchortimestamp', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='c251446c76c39ef8e640e3e18d27d9f0e8cf1699', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c675a', table='publicity_anchortimestamp', when='BEFORE'))), ('identityreading', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='17bca12b077bb47d7ee02505073a41bf5cc168cd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_29361', table='publicity_identityreading', when='BEFORE'))), ('identityreading', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='9bcd71c0c3bd8c32ace1b0bb3216bc0a6e8e383e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_035e9', table='publicity_identityreading', when='BEFORE'))), ('objectionfinding', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a24cfad3d463f2a5116bb1768c375f43c9d38037', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86f8b', table='publicity_objectionfinding', when='BEFORE'))), ('objectionfinding', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='446822149a9d41c7788f09b0414fdad37a494902', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_11ed8', table='publicity_objectionfinding', when='BEFORE'))), ('objectionfinding', pgtrigger.compiler.Trigger(name='found_by_another', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (\n            SELECT 1 FROM publicity_objection o\n            JOIN publicity_noticeline l ON l.id = o.line_id JOIN publicity_notice n ON n.id = l.notice_id\n            WHERE o.id = NEW.objection_id AND (\n                NEW.found_by_id = n.made_by_id OR NEW.found_by_id = n.published_by_id\n                OR EXISTS (\n                    SELECT 1 FROM reviews_determination d WHERE d.application_id = l.application_id\n                    AND NEW.found_by_id IN (d.recommended_by_id, d.countersigned_by_id)\n                )\n                OR EXISTS (\n                    SELECT 1 FROM applications_statushistory h WHERE h.application_id = l.application_id\n                    AND h.actor_id = NEW.found_by_id AND h.action NOT IN ('uphold_objection', 'remove_from_notice')\n                )\n            )\n        ) OR EXISTS (\n            SELECT 1 FROM publicity_objectionfinding f\n            WHERE f.objection_id = NEW.objection_id AND f.found_by_id = NEW.found_by_id\n        ) THEN\n            RAISE EXCEPTION 'the finder of an objection is none of the officers of its case';\n        END IF;\n        RETURN NEW;\n    ", hash='f1b6472780679d01e74d468fd2b2c2b8765a4b37', operation='INSERT', pgid='pgtrigger_found_by_another_00001', table='publicity_objectionfinding', when='BEFORE'))), ('objectionstep', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e58a204abd37daaddbe6fd95b5b1db1bf6f4f338', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_954bc', table='publicity_objectionstep', when='BEFORE'))), ('objectionstep', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='85e78a5b77d282c99205b5224b6d088b768880bd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_03240', table='publicity_objectionstep', when='BEFORE'))), ('objectionwarning', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9b61e423369b90e4baef7105b5d23d1d61075492', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9a9ad', table='publicity_objectionwarning', when='BEFORE'))), ('objectionwarning', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='bba10c4a4d683103f37287f7ec8e54d1755ebabb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_33c10', table='publicity_objectionwarning', when='BEFORE'))), ('objector', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa29cd5c21778066bd7d1f20fe2d906462c28b79', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d4216', table='publicity_objector', when='BEFORE'))), ('objector', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='ccb8fccf77d933c9075b81182abe89a8a66fd488', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0d7df', table='publicity_objector', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='frozen_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount_unit" IS DISTINCT FROM (NEW."amount_unit") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."bureau_id" IS DISTINCT FROM (NEW."bureau_id") OR OLD."chain" IS DISTINCT FROM (NEW."chain") OR OLD."changes" IS DISTINCT FROM (NEW."changes") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."columns" IS DISTINCT FROM (NEW."columns") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."digest_sm3" IS DISTINCT FROM (NEW."digest_sm3") OR OLD."first_ends_on" IS DISTINCT FROM (NEW."first_ends_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."previous_digest" IS DISTINCT FROM (NEW."previous_digest") OR OLD."publish_at" IS DISTINCT FROM (NEW."publish_at") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."replaces_id" IS DISTINCT FROM (NEW."replaces_id") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."rounds" IS DISTINCT FROM (NEW."rounds") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."scheduled_by_id" IS DISTINCT FROM (NEW."scheduled_by_id") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."total_yuan" IS DISTINCT FROM (NEW."total_yuan") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func="IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'a published notice does not change'; END IF; RETURN NEW;", hash='0383906973e328a76b3b014265126f020cff7cba', operation='UPDATE', pgid='pgtrigger_frozen_once_published_5ff42', table='publicity_notice', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='extended_window', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."ends_on" IS DISTINCT FROM (NEW."ends_on"))', func="\n        IF OLD.state <> 'draft' AND NOT EXISTS (\n            SELECT 1 FROM publicity_noticeextension\n            WHERE notice_id = OLD.id AND previous_ends_on = OLD.ends_on AND ends_on = NEW.ends_on\n        ) THEN\n            RAISE EXCEPTION 'a published notice does not change its window without an extension';\n        END IF;\n        RETURN NEW;\n    ", hash='6a98e6355fd86ce760da3bd2c6a56e03abd1812d', operation='UPDATE', pgid='pgtrigger_extended_window_cba7a', table='publicity_notice', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='forward_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func="\n        IF OLD.state IN ('closed', 'superseded', 'discarded')\n            OR OLD.state = 'published' AND NEW.state IN ('draft', 'discarded') THEN\n            RAISE EXCEPTION 'a published notice does not go back';\n        END IF;\n        RETURN NEW;\n    ", hash='0bceb1d00a0d836c48836c4618512709ca05ab39', operation='UPDATE', pgid='pgtrigger_forward_only_7454b', table='publicity_notice', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='kept_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'published\', \'closed\', \'superseded\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7bce9a4b8eeb564423a505bd205755859096e675', operation='DELETE', pgid='pgtrigger_kept_once_published_5a72d', table='publicity_notice', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='aebda47803e91b8a149f1d3a62a791797dce1a8d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_4553d', table='publicity_notice', when='BEFORE'))), ('noticeline', pgtrigger.compiler.Trigger(name='frozen_line', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."cells" IS DISTINCT FROM (NEW."cells") OR OLD."determination_id" IS DISTINCT FROM (NEW."determination_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_grams" IS DISTINCT FROM (NEW."name_grams") OR OLD."notice_id" IS DISTINCT FROM (NEW."notice_id") OR OLD."position" IS DISTINCT FROM (NEW."position"))', func="RAISE EXCEPTION 'a line of a notice does not change';", hash='2c40dbe46d249c626ec4e2d9eebad9c9855e360c', operation='UPDATE', pgid='pgtrigger_frozen_line_a08c7', table='publicity_noticeline', when='BEFORE'))), ('noticeline', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='376c8b9087b6dad9236225dba052a8c4a4423955', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6f2c6', table='publicity_noticeline', when='BEFORE'))), ('noticecheck', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d2461658a6dcb1041ea68af5d4a66ca55375160', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c8fca', table='publicity_noticecheck', when='BEFORE'))), ('noticecheck', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='6f84829db4ca6d87f2b699c4f1122a9db42aaaff', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_06fe4', table='publicity_noticecheck', when='BEFORE'))), ('noticeevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='21e63f0c1b61b2fa933db6a7ae0574755bb76614', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c9e1', table='publicity_noticeevent', when='BEFORE'))), ('noticeevent', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='e9df192140d349c76d9f88535838591942f3e7fc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2ecc1', table='publicity_noticeevent', when='BEFORE'))), ('noticeextension', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e10d6bfdcacb734d308aab0f27f299f0d5926aa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_20cd7', table='publicity_noticeextension', when='BEFORE'))), ('noticeextension', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='04715b1e5e6ee9ddc4a8847d6f61868e21e4d903', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_aa85b', table='publicity_noticeextension', when='BEFORE'))), ('noticesnapshot', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a9b2a7e25975ddb456e146a775c233d56c1d59c2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6acdc', table='publicity_noticesnapshot', when='BEFORE'))), ('noticesnapshot', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='7bd4d70756e708d871cd6943e9004a8f8b068c70', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_af39c', table='publicity_noticesnapshot', when='BEFORE')))],
        ),
    ]
