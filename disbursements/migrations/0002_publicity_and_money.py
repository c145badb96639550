import accounts.migration_steps
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_publicity_and_money'),
        ('applications', '0002_publicity_and_money'),
        ('disbursements', '0001_tables'),
        ('policies', '0003_publicity_and_money'),
        ('reviews', '0002_publicity_and_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='资金名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='预算年度')),
                ('second_check_above_yuan', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='须两人复核的批次金额（元，超过）')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funds', to='accounts.bureau', verbose_name='管理部门')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funds', to='accounts.region', verbose_name='区划')),
            ],
            options={
                'verbose_name': '专项资金',
                'verbose_name_plural': '专项资金',
                'ordering': ['-year', 'region', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Appropriation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('appropriation', '预算下达'), ('increase', '调增'), ('decrease', '调减')], max_length=14, verbose_name='类别')),
                ('amount_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额（元）')),
                ('document_number', models.CharField(max_length=60, verbose_name='文号')),
                ('document_on', models.DateField(verbose_name='文件日期')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('state', models.CharField(choices=[('proposed', '待复核'), ('confirmed', '已生效'), ('refused', '已退回')], default='proposed', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
                ('refusal_reason', models.CharField(blank=True, max_length=200, verbose_name='退回原因')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='disbursements.fund', verbose_name='专项资金')),
            ],
            options={
                'verbose_name': '预算下达与调整',
                'verbose_name_plural': '预算下达与调整',
                'ordering': ['made_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_yuan__gt', 0)), name='appropriation_amount_positive', violation_error_message='金额须大于零'), models.CheckConstraint(condition=models.Q(('document_number', ''), _negated=True), name='appropriation_has_document', violation_error_message='请填写文号'), models.CheckConstraint(condition=models.Q(('kind', 'appropriation'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='adjustment_has_reason', violation_error_message='调增、调减须写明说明'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('made_by')), _negated=True), _connector='OR'), name='appropriation_four_eyes', violation_error_message='登记人不得复核自己登记的预算'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'confirmed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state', 'refused'), models.Q(('refusal_reason', ''), _negated=True)), _connector='OR'), name='appropriation_decided_by_someone', violation_error_message='复核须记录复核人和时间，退回须写明原因'), models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('fund', 'document_number', 'kind', 'amount_yuan'), name='appropriation_once', violation_error_message='同一文号、同一金额的这笔预算已经登记')],
            },
        ),
        migrations.AddField(
            model_name='paymentbatch',
            name='fund',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='disbursements.fund', verbose_name='专项资金'),
        ),
        migrations.CreateModel(
            name='FundBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('appropriated', '预算下达'), ('received', '属地上缴转入'), ('available', '可用'), ('reserved', '已预留'), ('committed', '已编入批次'), ('paid', '已拨付'), ('recovered', '已追回'), ('transferred', '已转上级')], max_length=12, verbose_name='科目')),
                ('balance_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='余额（元）')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='disbursements.fund', verbose_name='专项资金')),
            ],
            options={
                'verbose_name': '资金余额',
                'verbose_name_plural': '资金余额',
                'constraints': [models.UniqueConstraint(fields=('fund', 'account'), name='balance_once'), models.CheckConstraint(condition=models.Q(models.Q(('account__in', ('appropriated', 'received')), ('balance_yuan__lte', 0)), models.Q(models.Q(('account__in', ('appropriated', 'received')), _negated=True), ('balance_yuan__gte', 0)), _connector='OR'), name='fund_balance_never_negative', violation_error_message='专项资金余额不足')],
            },
        ),
        migrations.CreateModel(
            name='FundPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='预算年度')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='disbursements.fund', verbose_name='专项资金')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy', verbose_name='政策')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region', verbose_name='区划')),
            ],
            options={
                'verbose_name': '专项资金适用政策',
                'verbose_name_plural': '专项资金适用政策',
                'constraints': [models.UniqueConstraint(fields=('policy', 'region', 'year'), name='fund_of_policy_once', violation_error_message='该政策本年度已有专项资金')],
            },
        ),
        migrations.AddField(
            model_name='fund',
            name='policies',
            field=models.ManyToManyField(related_name='funds', through='disbursements.FundPolicy', to='policies.policy', verbose_name='适用政策'),
        ),
        migrations.CreateModel(
            name='FundTransaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('appropriate', '预算下达'), ('adjust', '预算调整'), ('reserve', '核定预留'), ('release', '释放预留'), ('receive', '属地上缴转入'), ('transfer', '上缴上级'), ('commit', '编入批次'), ('uncommit', '移出批次'), ('pay', '拨付成功'), ('fail', '拨付失败'), ('return', '退汇'), ('recover', '追回')], max_length=12, verbose_name='事项')),
                ('event_key', models.CharField(max_length=80, unique=True, verbose_name='事项编号')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.application', verbose_name='办件')),
                ('appropriation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disbursements.appropriation', verbose_name='预算')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transactions', to='disbursements.fund', verbose_name='专项资金')),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disbursements.payment', verbose_name='拨付')),
            ],
            options={
                'verbose_name': '资金台账',
                'verbose_name_plural': '资金台账',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['fund', '-id'], name='ledger_of_fund')],
            },
        ),
        migrations.CreateModel(
            name='FundEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('appropriated', '预算下达'), ('received', '属地上缴转入'), ('available', '可用'), ('reserved', '已预留'), ('committed', '已编入批次'), ('paid', '已拨付'), ('recovered', '已追回'), ('transferred', '已转上级')], max_length=12, verbose_name='科目')),
                ('amount_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额（元）')),
                ('transaction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='disbursements.fundtransaction', verbose_name='记账')),
            ],
            options={
                'verbose_name': '台账分录',
                'verbose_name_plural': '台账分录',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('transaction', 'account'), name='entry_once_per_account', violation_error_message='同一记账中每个科目只有一笔'), models.CheckConstraint(condition=models.Q(('amount_yuan', 0), _negated=True), name='entry_moves_something', violation_error_message='分录金额不得为零'), models.CheckConstraint(condition=models.Q(('account__in', ['appropriated', 'received', 'available', 'reserved', 'committed', 'paid', 'recovered', 'transferred'])), name='entry_account_known', violation_error_message='未知的科目')],
            },
        ),
        migrations.CreateModel(
            name='CaseBalance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('appropriated', '预算下达'), ('received', '属地上缴转入'), ('available', '可用'), ('reserved', '已预留'), ('committed', '已编入批次'), ('paid', '已拨付'), ('recovered', '已追回'), ('transferred', '已转上级')], max_length=12, verbose_name='科目')),
                ('balance_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='余额（元）')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fund_balances', to='applications.application', verbose_name='办件')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_balances', to='disbursements.fund', verbose_name='专项资金')),
            ],
            options={
                'verbose_name': '办件资金余额',
                'verbose_name_plural': '办件资金余额',
                'constraints': [models.UniqueConstraint(fields=('application', 'account', 'fund'), name='case_balance_once'), models.CheckConstraint(condition=models.Q(models.Q(('account__in', ('appropriated', 'received')), ('balance_yuan__lte', 0)), models.Q(models.Q(('account__in', ('appropriated', 'received')), _negated=True), ('balance_yuan__gte', 0)), _connector='OR'), name='case_balance_never_negative', violation_error_message='该办件的预留资金不足')],
            },
        ),
        migrations.AddConstraint(
            model_name='fund',
            constraint=models.UniqueConstraint(fields=('region', 'year', 'name'), name='fund_name_once', violation_error_message='该年度已有同名的专项资金'),
        ),
        migrations.AddConstraint(
            model_name='fund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('year__gte', 2000), ('year__lte', 2100)), name='fund_named_and_dated', violation_error_message='请填写资金名称和预算年度'),
        ),
        migrations.AddConstraint(
            model_name='fund',
            constraint=models.CheckConstraint(condition=models.Q(('second_check_above_yuan__isnull', True), ('second_check_above_yuan__gte', 0), _connector='OR'), name='fund_threshold_not_negative', violation_error_message='须两人复核的金额不得为负'),
        ),
        migrations.CreateModel(
            name='ReceiptFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64, verbose_name='文件摘要')),
                ('lines', models.JSONField(verbose_name='回单行')),
                ('state', models.CharField(choices=[('checked', '待确认'), ('working', '登记中'), ('applied', '已登记'), ('discarded', '已放弃')], default='checked', max_length=10, verbose_name='状态')),
                ('done_count', models.PositiveIntegerField(default=0, verbose_name='已登记行数')),
                ('errors', models.JSONField(blank=True, default=list, verbose_name='未登记的行')),
                ('uploaded_at', models.DateTimeField(verbose_name='上传时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='登记完成时间')),
            ],
            options={
                'verbose_name': '银行回单',
                'verbose_name_plural': '银行回单',
                'ordering': ['-uploaded_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('total_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='批次合计（元）')),
                ('paid_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='已拨付（元）')),
                ('failed_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='拨付失败（元）')),
                ('returned_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='已退汇（元）')),
                ('bank_out_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='银行支出合计（元）')),
                ('bank_back_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='银行退回合计（元）')),
                ('made_at', models.DateTimeField(verbose_name='对账时间')),
                ('is_withdrawn', models.BooleanField(default=False, verbose_name='已退回')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
            ],
            options={
                'verbose_name': '对账单',
                'verbose_name_plural': '对账单',
                'ordering': ['-made_at', '-id'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payment',
            name='settled_payment',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_failed_with_reason',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_settled_by_someone',
        ),
        migrations.RemoveConstraint(
            model_name='paymentbatch',
            name='batch_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='paymentbatch',
            name='batch_released_by_someone',
        ),
        migrations.RemoveConstraint(
            model_name='paymentbatch',
            name='batch_settled_at_known',
        ),
        migrations.AddField(
            model_name='payment',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='退汇登记时间'),
        ),
        migrations.AddField(
            model_name='payment',
            name='returned_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退汇登记人'),
        ),
        migrations.AddField(
            model_name='paymentbatch',
            name='first_checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='首位复核人'),
        ),
        migrations.AddField(
            model_name='paymentbatch',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='送银行时间'),
        ),
        migrations.AlterField(
            model_name='batchevent',
            name='action',
            field=models.CharField(choices=[('build', '编制'), ('remove', '移出办件'), ('submit', '提交复核'), ('return', '退回编制'), ('check', '首次复核'), ('release', '复核放行'), ('send', '送银行'), ('reconcile', '提交对账'), ('reopen', '退回对账'), ('close', '对账关闭'), ('cancel', '作废'), ('settle', '办结')], max_length=10, verbose_name='动作'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='state',
            field=models.CharField(choices=[('pending', '待放行'), ('released', '已放行'), ('paid', '已拨付'), ('failed', '拨付失败'), ('returned', '已退汇'), ('removed', '已移出批次')], default='pending', max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='paymentbatch',
            name='state',
            field=models.CharField(choices=[('draft', '编制中'), ('submitted', '待复核'), ('released', '已放行，待银行回单'), ('settled', '已办结，待对账'), ('closed', '已对账关闭'), ('cancelled', '已作废')], default='draft', max_length=10, verbose_name='状态'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'released', 'paid', 'failed', 'returned', 'removed'])), name='payment_state_known', violation_error_message='未知的拨付状态'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'returned']), _negated=True), models.Q(('failure_reason', ''), _negated=True), _connector='OR'), name='payment_failed_with_reason', violation_error_message='拨付失败和退汇须写明原因'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['paid', 'failed', 'returned']), _negated=True), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='payment_settled_by_someone', violation_error_message='拨付结果须记录登记人和时间'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), _connector='OR'), name='payment_returned_by_someone', violation_error_message='退汇须记录登记人和时间'),
        ),
        migrations.AddConstraint(
            model_name='paymentbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'released', 'settled', 'closed', 'cancelled'])), name='batch_state_known', violation_error_message='未知的批次状态'),
        ),
        migrations.AddConstraint(
            model_name='paymentbatch',
            constraint=models.CheckConstraint(condition=models.Q(('first_checked_by__isnull', True), models.Q(models.Q(('first_checked_by', models.F('made_by')), _negated=True), models.Q(('released_by__isnull', True), models.Q(('first_checked_by', models.F('released_by')), _negated=True), _connector='OR')), _connector='OR'), name='batch_two_checkers_differ', violation_error_message='两位复核人不得为同一人，也不得为编制人'),
        ),
        migrations.AddConstraint(
            model_name='paymentbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['released', 'settled', 'closed']), _negated=True), models.Q(('released_at__isnull', False), ('released_by__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='batch_released_by_someone', violation_error_message='放行的批次须记录复核人和时间'),
        ),
        migrations.AddConstraint(
            model_name='paymentbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['settled', 'closed']), _negated=True), ('settled_at__isnull', False), _connector='OR'), name='batch_settled_at_known', violation_error_message='办结的批次须记录时间'),
        ),
        migrations.AddField(
            model_name='receiptfile',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='disbursements.paymentbatch', verbose_name='批次'),
        ),
        migrations.AddField(
            model_name='receiptfile',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人'),
        ),
        migrations.AddField(
            model_name='reconciliation',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reconciliations', to='disbursements.paymentbatch', verbose_name='批次'),
        ),
        migrations.AddField(
            model_name='reconciliation',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人'),
        ),
        migrations.AddField(
            model_name='reconciliation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='对账人'),
        ),
        migrations.AddConstraint(
            model_name='receiptfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='receipt_finished_at_known', violation_error_message='登记完成须有时间'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.CheckConstraint(condition=models.Q(('total_yuan', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('paid_yuan'), '+', models.F('failed_yuan')), '+', models.F('returned_yuan')))), name='reconciliation_adds_up', violation_error_message='批次合计须等于已拨付、失败与退汇之和，不得有待回单的款项'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.CheckConstraint(condition=models.Q(('bank_out_yuan', django.db.models.expressions.CombinedExpression(models.F('paid_yuan'), '+', models.F('returned_yuan'))), ('bank_back_yuan', models.F('returned_yuan'))), name='reconciliation_closes_at_zero', violation_error_message='银行支出、退回与登记的拨付、退汇不一致，差额须为零'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('confirmed_by', models.F('made_by')), _negated=True)), _connector='OR'), name='reconciliation_two_people', violation_error_message='对账人不得复核自己的对账单'),
        ),
        migrations.AddConstraint(
            model_name='reconciliation',
            constraint=models.UniqueConstraint(condition=models.Q(('is_withdrawn', False)), fields=('batch',), name='reconciliation_once', violation_error_message='该批次已有对账单'),
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('first_come', '先到先得（按核定先后）'), ('pro_rata', '按比例（同比例核减）'), ('ranking', '择优（按得分高低）')], max_length=12, verbose_name='分配规则')),
                ('basis', models.TextField(verbose_name='规则依据')),
                ('budget_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='可分配金额（元）')),
                ('left_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='结余（元）')),
                ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                ('state', models.CharField(choices=[('proposed', '待审批'), ('effective', '已生效'), ('discarded', '已退回')], default='proposed', max_length=10, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='编制时间')),
                ('effective_at', models.DateTimeField(blank=True, null=True, verbose_name='生效时间')),
                ('refusal_reason', models.CharField(blank=True, max_length=200, verbose_name='退回原因')),
            ],
            options={
                'verbose_name': '资金分配方案',
                'verbose_name_plural': '资金分配方案',
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AllocationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveIntegerField(verbose_name='顺序')),
                ('approved_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='核定金额（元）')),
                ('allocated_yuan', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='分配金额（元）')),
                ('words', models.CharField(max_length=200, verbose_name='说明')),
            ],
            options={
                'verbose_name': '分配明细',
                'verbose_name_plural': '分配明细',
                'ordering': ['rank'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='payment',
            name='frozen_payment',
        ),
        migrations.AddField(
            model_name='allocation',
            name='bureau',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau', verbose_name='审定部门'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='checker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='财政复核人'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='chief',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审定部门负责人'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='fund',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='disbursements.fund', verbose_name='专项资金'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='policies.applicationround', verbose_name='申报批次'),
        ),
        migrations.AddField(
            model_name='allocationline',
            name='allocation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='disbursements.allocation', verbose_name='分配方案'),
        ),
        migrations.AddField(
            model_name='allocationline',
            name='determination',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocation_lines', to='reviews.determination', verbose_name='核定'),
        ),
        migrations.AddField(
            model_name='payment',
            name='allocation_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='disbursements.allocationline', verbose_name='分配依据'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('budget_yuan__gte', 0), ('left_yuan__gte', 0), models.Q(('basis', ''), _negated=True)), name='allocation_within_budget', violation_error_message='分配不得超过可分配金额，并须写明规则依据'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chief__isnull', True), models.Q(('chief', models.F('made_by')), _negated=True), _connector='OR'), models.Q(('checker__isnull', True), models.Q(('checker', models.F('made_by')), _negated=True), _connector='OR'), models.Q(('chief__isnull', True), ('checker__isnull', True), models.Q(('chief', models.F('checker')), _negated=True), _connector='OR')), name='allocation_three_people', violation_error_message='编制、审定部门负责人和财政复核须为三人'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'effective'), _negated=True), models.Q(('checker__isnull', False), ('chief__isnull', False), ('effective_at__isnull', False)), _connector='OR'), name='allocation_approved_by_two', violation_error_message='分配方案须经两人审批后生效'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('round', 'fund'), name='allocation_one_proposed', violation_error_message='该批次已有待审批的分配方案'),
        ),
        migrations.AddConstraint(
            model_name='allocationline',
            constraint=models.UniqueConstraint(fields=('allocation', 'determination'), name='allocation_line_once'),
        ),
        migrations.AddConstraint(
            model_name='allocationline',
            constraint=models.CheckConstraint(condition=models.Q(('allocated_yuan__gte', 0), ('allocated_yuan__lte', models.F('approved_yuan'))), name='allocation_line_within_approved', violation_error_message='分配金额不得超过核定金额'),
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('batchevent', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='e81c7158a94c957909e651bb25142cb7720d6d14', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_b8cfa', table='disbursements_batchevent', when='BEFORE'))), ('paymentbatch', pgtrigger.compiler.Trigger(name='funded_batch', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."fund_id" IS NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot insert rows from % table', TG_TABLE_NAME;", hash='a26d9f0005f1f850cc69661dc63060af7cd3313e', operation='INSERT', pgid='pgtrigger_funded_batch_b6826', table='disbursements_paymentbatch', when='BEFORE'))), ('casebalance', pgtrigger.compiler.Trigger(name='posted_case_balance', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF pg_trigger_depth() < 2 THEN\n                RAISE EXCEPTION 'a balance changes through a posted entry alone';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ", hash='85269dedd1c0689c8a85412643be982488cd9595', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_posted_case_balance_9d40c', table='disbursements_casebalance', when='BEFORE'))), ('appropriation', pgtrigger.compiler.Trigger(name='frozen_appropriation', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."amount_yuan" IS DISTINCT FROM (NEW."amount_yuan") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."document_on" IS DISTINCT FROM (NEW."document_on") OR OLD."fund_id" IS DISTINCT FROM (NEW."fund_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))', func="RAISE EXCEPTION 'an appropriation is not rewritten';", hash='0b83f37fbcca3016bbad157c5c6b94fbe4728af5', operation='UPDATE', pgid='pgtrigger_frozen_appropriation_15cef', table='disbursements_appropriation', when='BEFORE'))), ('appropriation', pgtrigger.compiler.Trigger(name='decided_appropriation', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."decided_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2438d1c728036d3c7b17e4c15202e52e96ff035b', operation='UPDATE', pgid='pgtrigger_decided_appropriation_02822', table='disbursements_appropriation', when='BEFORE'))), ('appropriation', pgtrigger.compiler.Trigger(name='kept_appropriation', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e19e508f8f01dd8a4ed5db63ea3668d32471a9cf', operation='DELETE', pgid='pgtrigger_kept_appropriation_7bf10', table='disbursements_appropriation', when='BEFORE'))), ('fundbalance', pgtrigger.compiler.Trigger(name='posted_balance', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            IF pg_trigger_depth() < 2 THEN\n                RAISE EXCEPTION 'a balance changes through a posted entry alone';\n            END IF;\n            RETURN COALESCE(NEW, OLD);\n        ", hash='1a397a9ffe3201837af712eecdfdca4ea334ec16', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_posted_balance_672a8', table='disbursements_fundbalance', when='BEFORE'))), ('fundpolicy', pgtrigger.compiler.Trigger(name='kept_cover', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0eb347ab0d56c4738fe4fdc49ff9228fb77b219a', operation='UPDATE OR DELETE', pgid='pgtrigger_kept_cover_b6cb7', table='disbursements_fundpolicy', when='BEFORE'))), ('fund', pgtrigger.compiler.Trigger(name='kept_fund', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4d6c617b9737f1874952be2705b828d9f65107fb', operation='DELETE', pgid='pgtrigger_kept_fund_be1b7', table='disbursements_fund', when='BEFORE'))), ('fundtransaction', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ed84eafc7aea6151b54b16d833d875e0e03d64eb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_21964', table='disbursements_fundtransaction', when='BEFORE'))), ('fundtransaction', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='9f5fbf02413237155ba22f3ebd2703d7b2ff2e93', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_9b124', table='disbursements_fundtransaction', when='BEFORE'))), ('fundentry', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='abfda1df0ce5725001b94db23be241cc14a02469', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5f857', table='disbursements_fundentry', when='BEFORE'))), ('fundentry', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='173ea8698892efc6e8b9fb1cc2d834571d629510', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_65d7a', table='disbursements_fundentry', when='BEFORE'))), ('fundentry', pgtrigger.compiler.Trigger(name='posted_entry', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE of_fund bigint; of_case bigint;', func="\n        SELECT fund_id, application_id INTO of_fund, of_case FROM disbursements_fundtransaction\n            WHERE id = NEW.transaction_id;\n        UPDATE disbursements_fundbalance SET balance_yuan = balance_yuan + NEW.amount_yuan\n            WHERE fund_id = of_fund AND account = NEW.account;\n        IF NOT FOUND THEN\n            INSERT INTO disbursements_fundbalance (fund_id, account, balance_yuan)\n                VALUES (of_fund, NEW.account, NEW.amount_yuan);\n        END IF;\n        IF of_case IS NOT NULL THEN\n            UPDATE disbursements_casebalance SET balance_yuan = balance_yuan + NEW.amount_yuan\n                WHERE fund_id = of_fund AND application_id = of_case AND account = NEW.account;\n            IF NOT FOUND AND NEW.account <> 'available' THEN\n                INSERT INTO disbursements_casebalance (fund_id, application_id, account, balance_yuan)\n                    VALUES (of_fund, of_case, NEW.account, NEW.amount_yuan);\n            END IF;\n        END IF;\n        RETURN NEW;\n    ", hash='922e62d99bfcd3cd620e8cdddbdb665ca17f962d', operation='INSERT', pgid='pgtrigger_posted_entry_3f48e', table='disbursements_fundentry', when='AFTER'))), ('fundentry', pgtrigger.compiler.Trigger(name='balanced_entries', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF (SELECT SUM(amount_yuan) FROM disbursements_fundentry WHERE transaction_id = NEW.transaction_id) <> 0 THEN\n            RAISE EXCEPTION 'the entries of a transaction do not sum to zero' USING ERRCODE = 'check_violation';\n        END IF;\n        RETURN NULL;\n    ", hash='2bb23596ad45ea66e75145ed9d90c14caf62d8c9', operation='INSERT', pgid='pgtrigger_balanced_entries_b1dca', table='disbursements_fundentry', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))), ('payment', pgtrigger.compiler.Trigger(name='settled_payment', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'failed\', \'removed\', \'returned\') OR (OLD."state" = \'paid\' AND NOT (NEW."state" = \'returned\')))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='c4273d94e89c5b35b4daa2eec38cc3cd5e0b120b', operation='UPDATE', pgid='pgtrigger_settled_payment_20e2f', table='disbursements_payment', when='BEFORE'))), ('receiptfile', pgtrigger.compiler.Trigger(name='kept_receipt', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f3f14b4120f266e98e35d4940ff505b40b532cd2', operation='DELETE', pgid='pgtrigger_kept_receipt_a6f4f', table='disbursements_receiptfile', when='BEFORE'))), ('receiptfile', pgtrigger.compiler.Trigger(name='frozen_receipt', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f591446368a75c8b3e060c464e34c011b718682c', operation='UPDATE', pgid='pgtrigger_frozen_receipt_84acc', table='disbursements_receiptfile', when='BEFORE'))), ('reconciliation', pgtrigger.compiler.Trigger(name='kept_sheet', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1c7b5f4c41bb1f6955d217d2f1a893b89948b775', operation='DELETE', pgid='pgtrigger_kept_sheet_26f3b', table='disbursements_reconciliation', when='BEFORE'))), ('reconciliation', pgtrigger.compiler.Trigger(name='confirmed_sheet', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."confirmed_at" IS NOT NULL OR OLD."is_withdrawn")', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b02bc247023dc43b64e5e58419cfd06cc2af9f10', operation='UPDATE', pgid='pgtrigger_confirmed_sheet_3f89d', table='disbursements_reconciliation', when='BEFORE'))), ('payment', pgtrigger.compiler.Trigger(name='frozen_payment', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account_name" IS DISTINCT FROM (NEW."account_name") OR OLD."allocation_line_id" IS DISTINCT FROM (NEW."allocation_line_id") OR OLD."amount_yuan" IS DISTINCT FROM (NEW."amount_yuan") OR OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."bank_account" IS DISTINCT FROM (NEW."bank_account") OR OLD."bank_name" IS DISTINCT FROM (NEW."bank_name") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."determination_id" IS DISTINCT FROM (NEW."determination_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key"))', func="RAISE EXCEPTION 'a payment is not rewritten';", hash='7fdd081f26e293340603f0180f51f48052b53d89', operation='UPDATE', pgid='pgtrigger_frozen_payment_82720', table='disbursements_payment', when='BEFORE'))), ('allocation', pgtrigger.compiler.Trigger(name='kept_allocation', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='670fc8d2fdd6950f9e79339f9ac8f19ec60b697f', operation='DELETE', pgid='pgtrigger_kept_allocation_66f57', table='disbursements_allocation', when='BEFORE'))), ('allocation', pgtrigger.compiler.Trigger(name='frozen_allocation', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."budget_yuan" IS DISTINCT FROM (NEW."budget_yuan") OR OLD."bureau_id" IS DISTINCT FROM (NEW."bureau_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."fund_id" IS DISTINCT FROM (NEW."fund_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."left_yuan" IS DISTINCT FROM (NEW."left_yuan") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."rule" IS DISTINCT FROM (NEW."rule"))', func="RAISE EXCEPTION 'an allocation is not rewritten';", hash='1b79ff563294cdf707e10ba81d5af0684a9898f5', operation='UPDATE', pgid='pgtrigger_frozen_allocation_e49a5', table='disbursements_allocation', when='BEFORE'))), ('allocation', pgtrigger.compiler.Trigger(name='ended_allocation', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IN (\'effective\', \'discarded\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='cc33ce82c80cce31502cb28635637380790e9769', operation='UPDATE', pgid='pgtrigger_ended_allocation_0e736', table='disbursements_allocation', when='BEFORE'))), ('allocationline', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='363fda9f18bacdaedda2f860f7d52128af18cfb4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a97aa', table='disbursements_allocationline', when='BEFORE'))), ('allocationline', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='b4263a44445d32f29592d9313ac3ccfe2471c505', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_ef14c', table='disbursements_allocationline', when='BEFORE')))],
        ),
    ]
