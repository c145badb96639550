import accounts.migration_steps
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('disbursements', '0001_batches_payments_remittances')]

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
            name='PaymentBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='批次号')),
                ('state', models.CharField(choices=[('draft', '编制中'), ('submitted', '待复核'), ('released', '已放行，待银行回单'), ('settled', '已办结'), ('cancelled', '已作废')], default='draft', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='编制时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交复核时间')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='放行时间')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='accounts.bureau', verbose_name='拨付部门')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='policies.applicationround', verbose_name='申报批次')),
            ],
            options={
                'verbose_name': '拨付批次',
                'verbose_name_plural': '拨付批次',
                'ordering': ['-made_at', '-id'],
                'indexes': [models.Index(fields=['bureau', 'state'], name='batch_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'released', 'settled', 'cancelled'])), name='batch_state_known', violation_error_message='未知的批次状态'), models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(('released_by', models.F('made_by')), _negated=True), _connector='OR'), name='batch_maker_is_not_checker', violation_error_message='编制人与复核人不得为同一人'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['released', 'settled']), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='batch_released_by_someone', violation_error_message='放行的批次须记录复核人和时间'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'settled'), _negated=True), ('settled_at__isnull', False), _connector='OR'), name='batch_settled_at_known', violation_error_message='办结的批次须记录时间')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额（元）')),
                ('account_name', models.CharField(max_length=100, verbose_name='收款户名')),
                ('bank_name', models.CharField(max_length=100, verbose_name='开户银行')),
                ('bank_account', models.CharField(max_length=40, verbose_name='收款账号')),
                ('idempotency_key', models.CharField(max_length=40, unique=True, verbose_name='业务流水号')),
                ('state', models.CharField(choices=[('pending', '待放行'), ('released', '已放行'), ('paid', '已拨付'), ('failed', '拨付失败'), ('removed', '已移出批次')], default='pending', max_length=10, verbose_name='状态')),
                ('failure_reason', models.CharField(blank=True, max_length=200, verbose_name='失败原因')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='结果登记时间')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='applications.application', verbose_name='办件')),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='reviews.determination', verbose_name='核定')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='结果登记人')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='disbursements.paymentbatch', verbose_name='批次')),
            ],
            options={
                'verbose_name': '拨付',
                'verbose_name_plural': '拨付',
                'ordering': ['batch', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'released', 'paid'])), fields=('application',), name='payment_live_once', violation_error_message='该办件已在拨付中或已拨付'), models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'released', 'paid', 'failed', 'removed'])), name='payment_state_known', violation_error_message='未知的拨付状态'), models.CheckConstraint(condition=models.Q(('amount_yuan__gt', 0)), name='payment_amount_positive', violation_error_message='拨付金额须大于零'), models.CheckConstraint(condition=models.Q(models.Q(('account_name', ''), _negated=True), models.Q(('bank_name', ''), _negated=True), ('bank_account__regex', '^[0-9]{6,40}$')), name='payment_account_whole', violation_error_message='收款户名、开户银行和账号须完整'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure_reason', ''), _negated=True), _connector='OR'), name='payment_failed_with_reason', violation_error_message='拨付失败须写明原因'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['paid', 'failed']), _negated=True), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='payment_settled_by_someone', violation_error_message='拨付结果须记录登记人和时间')],
            },
        ),
        migrations.CreateModel(
            name='BatchEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('build', '编制'), ('remove', '移出办件'), ('submit', '提交复核'), ('return', '退回编制'), ('release', '复核放行'), ('cancel', '作废'), ('settle', '办结')], max_length=10, verbose_name='动作')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='disbursements.paymentbatch', verbose_name='批次')),
            ],
            options={
                'verbose_name': '批次流水',
                'verbose_name_plural': '批次流水',
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action', 'return'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='batch_return_has_reason', violation_error_message='退回须写明原因')],
            },
        ),
        migrations.CreateModel(
            name='ShareRemittance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(max_length=12, verbose_name='分担层级')),
                ('amount_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='上缴金额（元）')),
                ('remitted_on', models.DateField(verbose_name='缴款单日期')),
                ('voucher_number', models.CharField(max_length=40, verbose_name='缴款单号')),
                ('is_late', models.BooleanField(default=False, verbose_name='逾期上缴')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remittances', to='applications.application', verbose_name='办件')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remittances', to='accounts.bureau', verbose_name='上缴财政部门')),
                ('determination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remittances', to='reviews.determination', verbose_name='核定')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
            ],
            options={
                'verbose_name': '属地资金上缴',
                'verbose_name_plural': '属地资金上缴',
                'ordering': ['-recorded_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('application', 'level'), name='remittance_once_per_share', violation_error_message='该办件的属地资金上缴已登记'), models.CheckConstraint(condition=models.Q(('amount_yuan__gt', 0)), name='remittance_amount_positive', violation_error_message='上缴金额须大于零'), models.CheckConstraint(condition=models.Q(('voucher_number', ''), _negated=True), name='remittance_has_voucher', violation_error_message='请填写缴款单号'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='remittance_voided_with_reason', violation_error_message='作废须写明原因')],
            },
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('paymentbatch', pgtrigger.compiler.Trigger(name='kept_batch', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b6c368243f50e125441b0949b83c3ffec3b14cd9', operation='DELETE', pgid='pgtrigger_kept_batch_cd52f', table='disbursements_paymentbatch', when='BEFORE'))), ('payment', pgtrigger.compiler.Trigger(name='frozen_payment', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_name" IS DISTINCT FROM (NEW."account_name") OR OLD."amount_yuan" IS DISTINCT FROM (NEW."amount_yuan") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."bank_account" IS DISTINCT FROM (NEW."bank_account") OR OLD."bank_name" IS DISTINCT FROM (NEW."bank_name") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."determination_id" IS DISTINCT FROM (NEW."determination_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key"))', func="RAISE EXCEPTION 'a payment is not rewritten';", hash='c633a859b79acbc3d5e7fa0b8a80be75c2a9e235', operation='UPDATE', pgid='pgtrigger_frozen_payment_82720', table='disbursements_payment', when='BEFORE'))), ('payment', pgtrigger.compiler.Trigger(name='settled_payment', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'paid\', \'failed\', \'removed\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6202c070c41d25d9d07227709d9156b6344814c5', operation='UPDATE', pgid='pgtrigger_settled_payment_20e2f', table='disbursements_payment', when='BEFORE'))), ('payment', pgtrigger.compiler.Trigger(name='kept_payment', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c89af237f1dd89455194267bcee86f229244330d', operation='DELETE', pgid='pgtrigger_kept_payment_6b5b2', table='disbursements_payment', when='BEFORE'))), ('batchevent', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4e4be094f5d7888391d0b5c3e9b11f612affc7e3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a5a00', table='disbursements_batchevent', when='BEFORE'))), ('shareremittance', pgtrigger.compiler.Trigger(name='frozen_remittance', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount_yuan" IS DISTINCT FROM (NEW."amount_yuan") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."bureau_id" IS DISTINCT FROM (NEW."bureau_id") OR OLD."determination_id" IS DISTINCT FROM (NEW."determination_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_late" IS DISTINCT FROM (NEW."is_late") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."remitted_on" IS DISTINCT FROM (NEW."remitted_on") OR OLD."voucher_number" IS DISTINCT FROM (NEW."voucher_number"))', func="RAISE EXCEPTION 'a recorded remittance does not change';", hash='bb8bca04943fdece1cf5fc84e5bbc572b30ff527', operation='UPDATE', pgid='pgtrigger_frozen_remittance_615da', table='disbursements_shareremittance', when='BEFORE'))), ('shareremittance', pgtrigger.compiler.Trigger(name='voided_remittance', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."voided_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='610ab2a404f6674f7bdc9d8672dd841030effa30', operation='UPDATE', pgid='pgtrigger_voided_remittance_1ffee', table='disbursements_shareremittance', when='BEFORE'))), ('shareremittance', pgtrigger.compiler.Trigger(name='kept_remittance', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='61a1ff3ce9f31ee3d1eb51feb5f2d6cad7db45cd', operation='DELETE', pgid='pgtrigger_kept_remittance_02396', table='disbursements_shareremittance', when='BEFORE')))],
        ),
    ]
