import accounts.migration_steps
import django.db.models.deletion
import pgtrigger.compiler
import publicity.models.objections
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('publicity', '0001_notices_and_objections'), ('publicity', '0002_cleared_line_wording')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('accounts', '__first__'),
        ('applications', '0001_tables'),
        ('policies', '0001_tables'),
        ('reviews', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=20, null=True, unique=True, verbose_name='公示编号')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('basis', models.CharField(blank=True, max_length=300, verbose_name='依据')),
                ('days', models.PositiveSmallIntegerField(default=5, verbose_name='公示期')),
                ('unit', models.CharField(choices=[('working', '个工作日'), ('calendar', '个自然日')], default='working', max_length=10, verbose_name='公示期单位')),
                ('channel', models.TextField(verbose_name='受理异议的渠道')),
                ('state', models.CharField(choices=[('draft', '拟稿'), ('published', '公示中'), ('closed', '公示期满')], default='draft', max_length=10, verbose_name='状态')),
                ('columns', models.JSONField(verbose_name='栏目')),
                ('rows', models.JSONField(default=list, verbose_name='公示内容')),
                ('total_yuan', models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name='合计（元）')),
                ('made_at', models.DateTimeField(verbose_name='拟稿时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='公示起始日')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='公示截止日')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='期满办结时间')),
                ('sequence', models.PositiveBigIntegerField(blank=True, null=True, unique=True, verbose_name='链上序号')),
                ('previous_digest', models.CharField(blank=True, max_length=64, verbose_name='前一公示摘要')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='摘要')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='accounts.bureau', verbose_name='公示部门')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟稿人')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='policies.applicationround', verbose_name='申报批次')),
            ],
            options={
                'verbose_name': '公示',
                'verbose_name_plural': '公示',
                'ordering': ['-published_at', '-id'],
                'indexes': [models.Index(fields=['state', 'ends_on'], name='notice_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'closed'])), name='notice_state_known', violation_error_message='未知的公示状态'), models.CheckConstraint(condition=models.Q(('days__gte', 5)), name='notice_days_minimum', violation_error_message='公示期不得少于 5 日'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('channel', ''), _negated=True)), name='notice_title_and_channel', violation_error_message='公示须有标题和受理异议的渠道'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('ends_on__isnull', False), ('number__isnull', False), ('published_at__isnull', False), ('published_by__isnull', False), ('sequence__isnull', False), ('starts_on__isnull', False), ('digest__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='notice_published_whole', violation_error_message='已发布的公示须有编号、发布人、起止日期和摘要'), models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', True), ('starts_on__isnull', True)), models.Q(('ends_on__gt', models.F('starts_on')), ('ends_on__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='notice_window_in_order', violation_error_message='公示截止日须晚于起始日'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='notice_closed_at_known', violation_error_message='期满的公示须有办结时间')],
            },
        ),
        migrations.CreateModel(
            name='NoticeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='序号')),
                ('cells', models.JSONField(verbose_name='公示栏目内容')),
                ('state', models.CharField(choices=[('open', '公示中'), ('held', '异议核查中'), ('cleared', '公示期满'), ('struck', '异议成立，已撤下')], default='open', max_length=10, verbose_name='状态')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_lines', to='applications.application', verbose_name='办件')),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_lines', to='reviews.determination', verbose_name='核定')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='publicity.notice', verbose_name='公示')),
            ],
            options={
                'verbose_name': '公示条目',
                'verbose_name_plural': '公示条目',
                'ordering': ['notice', 'position'],
                'constraints': [models.UniqueConstraint(fields=('notice', 'position'), name='notice_line_position_once', violation_error_message='序号重复'), models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'held'])), fields=('application',), name='notice_line_live_once', violation_error_message='该办件已在另一份公示中'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'held', 'cleared', 'struck'])), name='notice_line_state_known', violation_error_message='未知的条目状态'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='notice_line_position_from_one', violation_error_message='序号从 1 起')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('receipt', models.CharField(default=publicity.models.objections.new_receipt, max_length=20, unique=True, verbose_name='回执编号')),
                ('name', models.CharField(max_length=60, verbose_name='姓名或单位')),
                ('contact', models.CharField(max_length=80, verbose_name='联系方式')),
                ('content', models.TextField(verbose_name='异议内容')),
                ('state', models.CharField(choices=[('open', '核查中'), ('dismissed', '异议不成立'), ('upheld', '异议成立')], default='open', max_length=10, verbose_name='状态')),
                ('filed_at', models.DateTimeField(verbose_name='提出时间')),
                ('due_on', models.DateField(verbose_name='答复时限')),
                ('reply', models.TextField(blank=True, verbose_name='书面答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='publicity.noticeline', verbose_name='公示条目')),
            ],
            options={
                'verbose_name': '异议',
                'verbose_name_plural': '异议',
                'ordering': ['due_on', 'filed_at'],
                'indexes': [models.Index(fields=['state', 'due_on'], name='objection_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'open')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('state__in', ['dismissed', 'upheld']), models.Q(('reply', ''), _negated=True)), _connector='OR'), name='objection_answered_in_writing', violation_error_message='答复异议须写明书面答复，并记录答复人和时间'), models.CheckConstraint(condition=models.Q(('content__regex', '.{10,}')), name='objection_content_says_something', violation_error_message='异议内容不少于 10 个字'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('contact', ''), _negated=True)), name='objection_real_name', violation_error_message='请填写姓名和联系方式')],
            },
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('notice', pgtrigger.compiler.Trigger(name='frozen_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."bureau_id" IS DISTINCT FROM (NEW."bureau_id") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."columns" IS DISTINCT FROM (NEW."columns") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."previous_digest" IS DISTINCT FROM (NEW."previous_digest") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."rows" IS DISTINCT FROM (NEW."rows") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."total_yuan" IS DISTINCT FROM (NEW."total_yuan") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))', func="IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'a published notice does not change'; END IF; RETURN NEW;", hash='171e4c71ff20cc18f131e855697f71e8733d0237', operation='UPDATE', pgid='pgtrigger_frozen_once_published_5ff42', table='publicity_notice', when='BEFORE'))), ('notice', pgtrigger.compiler.Trigger(name='kept_once_published', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'published\', \'closed\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f3fbb99d0aa26f70dd7e1912e02ba0ba135fc5fe', operation='DELETE', pgid='pgtrigger_kept_once_published_5a72d', table='publicity_notice', when='BEFORE'))), ('noticeline', pgtrigger.compiler.Trigger(name='frozen_line', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."cells" IS DISTINCT FROM (NEW."cells") OR OLD."determination_id" IS DISTINCT FROM (NEW."determination_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."notice_id" IS DISTINCT FROM (NEW."notice_id") OR OLD."position" IS DISTINCT FROM (NEW."position"))', func="RAISE EXCEPTION 'a line of a notice does not change';", hash='e3f6c323e2a4b3580fecbecbfc3d065fa26a8d79', operation='UPDATE', pgid='pgtrigger_frozen_line_a08c7', table='publicity_noticeline', when='BEFORE'))), ('noticeline', pgtrigger.compiler.Trigger(name='kept_line', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (SELECT 1 FROM publicity_notice WHERE id = OLD.notice_id AND state <> 'draft') THEN\n            RAISE EXCEPTION 'a line of a published notice is kept';\n        END IF;\n        RETURN OLD;\n    ", hash='b14bc50d8e99e3cc0faa59e64caf622af2b44755', operation='DELETE', pgid='pgtrigger_kept_line_4562a', table='publicity_noticeline', when='BEFORE')))],
        ),
    ]
