import accounts.migration_steps
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_publicity_and_money'),
        ('applications', '0001_tables'),
        ('policies', '0003_publicity_and_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='行号')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('cells', models.JSONField(verbose_name='内容')),
                ('attached_at', models.DateTimeField(blank=True, null=True, verbose_name='归入时间')),
            ],
            options={
                'verbose_name': '待登记企业的数据行',
                'verbose_name_plural': '待登记企业的数据行',
                'ordering': ['imported', 'line'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='application',
            name='application_status_known',
        ),
        migrations.AddField(
            model_name='registerimport',
            name='remarks',
            field=models.JSONField(default=list, verbose_name='表头说明'),
        ),
        migrations.AddField(
            model_name='registerimport',
            name='waiting_count',
            field=models.PositiveIntegerField(default=0, verbose_name='待企业登记行数'),
        ),
        migrations.AddField(
            model_name='registerimport',
            name='waiting_sample',
            field=models.JSONField(default=list, verbose_name='待企业登记的预览'),
        ),
        migrations.AlterField(
            model_name='application',
            name='status',
            field=models.CharField(choices=[('draft', '草稿'), ('awaiting_certification', '待负责人确认'), ('in_review', '审核中'), ('returned', '退回补正'), ('certifying_correction', '补正待负责人确认'), ('awaiting_publicity', '待公示'), ('in_publicity', '公示中'), ('awaiting_agreement', '待签任务书'), ('awaiting_disbursement', '待拨付'), ('payment_failed', '拨付失败'), ('disbursed', '已拨付'), ('not_accepted', '不予受理'), ('recognised', '已认定'), ('rejected', '不予通过'), ('withdrawn', '已撤回')], default='draft', max_length=24, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='statushistory',
            name='source',
            field=models.CharField(choices=[('draft', '草稿'), ('awaiting_certification', '待负责人确认'), ('in_review', '审核中'), ('returned', '退回补正'), ('certifying_correction', '补正待负责人确认'), ('awaiting_publicity', '待公示'), ('in_publicity', '公示中'), ('awaiting_agreement', '待签任务书'), ('awaiting_disbursement', '待拨付'), ('payment_failed', '拨付失败'), ('disbursed', '已拨付'), ('not_accepted', '不予受理'), ('recognised', '已认定'), ('rejected', '不予通过'), ('withdrawn', '已撤回')], max_length=24, verbose_name='原状态'),
        ),
        migrations.AlterField(
            model_name='statushistory',
            name='target',
            field=models.CharField(choices=[('draft', '草稿'), ('awaiting_certification', '待负责人确认'), ('in_review', '审核中'), ('returned', '退回补正'), ('certifying_correction', '补正待负责人确认'), ('awaiting_publicity', '待公示'), ('in_publicity', '公示中'), ('awaiting_agreement', '待签任务书'), ('awaiting_disbursement', '待拨付'), ('payment_failed', '拨付失败'), ('disbursed', '已拨付'), ('not_accepted', '不予受理'), ('recognised', '已认定'), ('rejected', '不予通过'), ('withdrawn', '已撤回')], max_length=24, verbose_name='新状态'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'awaiting_certification', 'in_review', 'returned', 'certifying_correction', 'awaiting_publicity', 'in_publicity', 'awaiting_agreement', 'awaiting_disbursement', 'payment_failed', 'disbursed', 'not_accepted', 'recognised', 'rejected', 'withdrawn'])), name='application_status_known', violation_error_message='未知状态'),
        ),
        migrations.AddField(
            model_name='waitingline',
            name='enterprise',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.enterprise', verbose_name='归入企业'),
        ),
        migrations.AddField(
            model_name='waitingline',
            name='imported',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting_lines', to='applications.registerimport', verbose_name='导入批次'),
        ),
        migrations.AddIndex(
            model_name='waitingline',
            index=models.Index(condition=models.Q(('attached_at__isnull', True)), fields=['uscc'], name='waiting_line_of_code'),
        ),
        migrations.AddConstraint(
            model_name='waitingline',
            constraint=models.UniqueConstraint(fields=('imported', 'line'), name='waiting_line_once', violation_error_message='这一行已经留存'),
        ),
        migrations.AddConstraint(
            model_name='waitingline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attached_at__isnull', True), ('enterprise__isnull', True)), models.Q(('attached_at__isnull', False), ('enterprise__isnull', False)), _connector='OR'), name='waiting_line_attached_to_someone', violation_error_message='归入须记录企业和时间'),
        ),
        migrations.RemoveConstraint(
            model_name='statushistory',
            name='history_refusal_has_reason',
        ),
        migrations.AlterField(
            model_name='statushistory',
            name='action',
            field=models.CharField(choices=[('submit', '提交申报'), ('hand_in', '提交负责人确认'), ('certify', '负责人确认并提交'), ('decline', '负责人退回修改'), ('take_back', '经办人取回'), ('withdraw', '撤回'), ('accept', '受理'), ('accept_with_gaps', '容缺受理'), ('refuse_acceptance', '不予受理'), ('forfeit_gap', '逾期未补交，取消'), ('recuse', '声明回避'), ('pass_stage', '通过'), ('recommend', '拟同意'), ('send_back', '退回审定经办'), ('return_for_correction', '退回补正'), ('resubmit', '提交补正'), ('ask_second_notice', '报批再次补正告知'), ('approve_second_notice', '批准再次补正告知'), ('refuse_second_notice', '不批准再次补正告知'), ('invalidate_pass', '通过意见失效，重新审核'), ('reject', '不予通过'), ('approve_for_publicity', '会签通过，转公示'), ('approve_for_disbursement', '会签通过，转拨付'), ('approve_for_agreement', '会签通过，转签任务书'), ('recognise', '会签通过，予以认定'), ('publish', '公示'), ('close_publicity', '公示期满'), ('close_for_agreement', '公示期满，转签任务书'), ('close_for_recognition', '公示期满，予以认定'), ('sign_agreement', '任务书已签订'), ('cancel_agreement', '未签任务书，终止办理'), ('uphold_objection', '异议成立，退回审核'), ('remove_from_notice', '异议成立，撤出名单'), ('take_off_notice', '更正公示时撤下，退回审核'), ('fail_payment', '拨付失败'), ('correct_account', '更正收款账户'), ('pay', '拨付'), ('return_transfer', '退汇'), ('cease_payment', '不再拨付')], max_length=30, verbose_name='动作'),
        ),
        migrations.AddConstraint(
            model_name='statushistory',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('action__in', ['decline', 'return_for_correction', 'ask_second_notice', 'refuse_second_notice', 'invalidate_pass', 'refuse_acceptance', 'forfeit_gap', 'recuse', 'reject', 'send_back', 'uphold_objection', 'remove_from_notice', 'take_off_notice', 'fail_payment', 'return_transfer', 'cease_payment', 'cancel_agreement']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='history_refusal_has_reason', violation_error_message='退回、不予通过等须写明理由'),
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('casechange', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='0435c9b49e19f1d422c09bfa2ef1d6d7304d1645', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8b62d', table='applications_casechange', when='BEFORE'))), ('casemessage', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='e75236a25e7c721936d155202af9d03815c20838', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_041d3', table='applications_casemessage', when='BEFORE'))), ('certification', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='af053e9a923d1b29745e64f375bd1d0394712ba3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_6c8b6', table='applications_certification', when='BEFORE'))), ('claimpaper', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='282e632a7c19927a6e897279a6aeeb9b7f490721', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ce4c2', table='applications_claimpaper', when='BEFORE'))), ('gapevent', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='aeb09f3192e39b7a2b016f1599165aad00678f20', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b4fd9', table='applications_gapevent', when='BEFORE'))), ('messageread', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='5128de111efa1a62e38076a97d203d9c5e5b2cd3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0a6d2', table='applications_messageread', when='BEFORE'))), ('profilefact', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='d18b01dc95b70f2a970ffd5a6184f7080b7a5559', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b1a16', table='applications_profilefact', when='BEFORE'))), ('stampedscan', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='2951bb9d07264e0ce04f59b5b3a1331afcedbcc7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9b2a1', table='applications_stampedscan', when='BEFORE'))), ('statushistory', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='49d971d2a0f333876a7c277933b97241db4ad38c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_806ed', table='applications_statushistory', when='BEFORE')))],
        ),
    ]
