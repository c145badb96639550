import accounts.models.enterprises
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0003_invitation_mailed_at'), ('accounts', '0004_notification_needs_action'), ('accounts', '0005_policy_roles_and_lines')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, unique=True, validators=[accounts.models.enterprises.validate_uscc], verbose_name='统一社会信用代码')),
                ('name', models.CharField(max_length=100, verbose_name='企业名称')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='注册地址')),
                ('legal_representative', models.CharField(blank=True, max_length=40, verbose_name='法定代表人')),
                ('contact_name', models.CharField(blank=True, max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=20, verbose_name='联系电话')),
                ('bank_name', models.CharField(blank=True, max_length=100, verbose_name='开户银行（全称）')),
                ('bank_account', models.CharField(blank=True, max_length=40, verbose_name='银行账号')),
                ('registered_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='核验日期')),
            ],
            options={
                'verbose_name': '企业',
                'verbose_name_plural': '企业',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='手机号')),
                ('large_type', models.BooleanField(default=False, verbose_name='关怀版')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='键盘快捷键')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '用户',
                'verbose_name_plural': '用户',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('email', models.EmailField(max_length=254, verbose_name='邮箱')),
                ('role', models.CharField(choices=[('applicant_clerk', '企业经办人'), ('principal', '企业负责人')], default='applicant_clerk', max_length=24, verbose_name='角色')),
                ('token', models.CharField(default=accounts.models.enterprises.new_invitation_token, max_length=64, unique=True, verbose_name='邀请码')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='邀请时间')),
                ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='邮件发出时间')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接受人')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='accounts.enterprise', verbose_name='企业')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
            ],
            options={
                'verbose_name': '邀请',
                'verbose_name_plural': '邀请',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('task_open', '待审核办件'), ('task_changed', '办件交接与退回'), ('correction', '请补正'), ('case_news', '办件进展'), ('case_message', '办件留言'), ('approved', '审定通过'), ('refused', '未通过'), ('published', '公示情况'), ('objection', '异议'), ('payment_due', '待拨付'), ('paid', '资金到账'), ('payment_failed', '拨付失败'), ('batch', '拨付批次复核'), ('clock', '时限预警'), ('supervision', '督办'), ('policy', '政策编制与裁定'), ('people', '人员与授权'), ('general', '其他')], default='general', max_length=20, verbose_name='事件')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('body', models.TextField(blank=True, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='链接')),
                ('needs_action', models.BooleanField(default=False, verbose_name='需要办理')),
                ('key', models.CharField(blank=True, max_length=80, verbose_name='所办事项')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='办理时限')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='阅读时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
            ],
            options={
                'verbose_name': '站内消息',
                'verbose_name_plural': '站内消息',
                'ordering': ['-created_at', '-id'],
                'indexes': [models.Index(fields=['user', 'read_at'], name='notification_unread'), models.Index(condition=models.Q(('done_at__isnull', True)), fields=['key'], name='notification_open_todo')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), ('needs_action', True), models.Q(('key', ''), _negated=True)), fields=('user', 'key'), name='notification_one_todo_per_matter', violation_error_message='同一事项已有待办')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('mail', '邮件'), ('sms', '短信')], max_length=4, verbose_name='方式')),
                ('address', models.CharField(max_length=254, verbose_name='地址')),
                ('state', models.CharField(choices=[('queued', '待发送'), ('digest', '待汇总'), ('sent', '已发送'), ('failed', '发送失败')], default='queued', max_length=8, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='尝试次数')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='最近一次失败')),
                ('queued_at', models.DateTimeField(auto_now_add=True, verbose_name='进入队列')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='发出时间')),
                ('notification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='accounts.notification', verbose_name='消息')),
            ],
            options={
                'verbose_name': '发送记录',
                'verbose_name_plural': '发送记录',
                'ordering': ['-queued_at', '-id'],
                'indexes': [models.Index(fields=['state', 'queued_at'], name='delivery_waiting')],
                'constraints': [models.UniqueConstraint(fields=('notification', 'channel'), name='delivery_once_per_channel'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='delivery_sent_with_time', violation_error_message='已发送的须记录发出时间'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='delivery_failed_with_reason', violation_error_message='发送失败须记录原因')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(choices=[('work', '我要办的事'), ('cases', '办件进展'), ('publicity', '公示与异议'), ('money', '资金拨付'), ('time', '时限与督办'), ('other', '其他')], max_length=12, verbose_name='消息类别')),
                ('mail', models.CharField(choices=[('now', '逐条发送'), ('digest', '每日汇总'), ('none', '不发邮件')], default='now', max_length=8, verbose_name='邮件')),
                ('sms', models.BooleanField(default=False, verbose_name='短信')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='message_preferences', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
            ],
            options={
                'verbose_name': '接收方式',
                'verbose_name_plural': '接收方式',
                'ordering': ['user', 'group'],
                'constraints': [models.UniqueConstraint(fields=('user', 'group'), name='preference_once_per_group')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True, verbose_name='代号')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('gb_code', models.CharField(blank=True, max_length=6, verbose_name='国标代码')),
                ('level', models.CharField(choices=[('province', '省级'), ('city', '市级'), ('county', '县级')], max_length=10, verbose_name='层级')),
                ('kind', models.CharField(choices=[('administrative', '行政区'), ('development_zone', '开发区')], default='administrative', max_length=20, verbose_name='类别')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='启用日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.region', verbose_name='上级')),
            ],
            options={
                'verbose_name': '行政区划',
                'verbose_name_plural': '行政区划',
                'ordering': ['order', 'slug'],
                'constraints': [models.UniqueConstraint(condition=models.Q(models.Q(('gb_code', ''), _negated=True), ('valid_to__isnull', True)), fields=('gb_code',), name='region_gb_code_once', violation_error_message='该国标代码已有启用中的区划'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'province'), ('parent__isnull', True)), models.Q(models.Q(('level', 'province'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='region_below_province_has_parent', violation_error_message='省级以下区划必须有上级'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='region_validity_in_order', violation_error_message='停用日期不得早于启用日期')],
            },
        ),
        migrations.AddField(
            model_name='enterprise',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='accounts.region', verbose_name='所属区划'),
        ),
        migrations.CreateModel(
            name='Bureau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(choices=[('industry', '工信'), ('science', '科技'), ('finance', '财政'), ('market', '市场监管'), ('development', '发改'), ('commerce', '商务'), ('human_resources', '人社'), ('agriculture', '农业农村'), ('financial_service', '金融'), ('ecology', '生态环境'), ('housing', '住建'), ('natural_resources', '自然资源'), ('tax', '税务'), ('culture_tourism', '文旅'), ('transport', '交通运输'), ('central_bank', '人民银行'), ('big_data', '政务服务和大数据'), ('provident_fund', '住房公积金'), ('urban_management', '城管'), ('supervision', '监督')], max_length=20, verbose_name='条线')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='联系电话')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bureaus', to='accounts.region', verbose_name='区划')),
            ],
            options={
                'verbose_name': '部门',
                'verbose_name_plural': '部门',
                'ordering': ['region__order', 'line'],
                'constraints': [models.UniqueConstraint(fields=('region', 'line'), name='bureau_one_per_line_and_region', violation_error_message='该区划的这一条线已有部门')],
            },
        ),
        migrations.CreateModel(
            name='RegisteredInterest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                ('relation', models.CharField(choices=[('spouse', '配偶任职或持股'), ('relative', '近亲属任职或持股'), ('shares', '本人持股或投资'), ('former', '本人曾任职'), ('other', '其他可能影响公正的关系')], max_length=10, verbose_name='关系')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('registered_at', models.DateTimeField(verbose_name='登记时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '利害关系登记',
                'verbose_name_plural': '利害关系登记',
                'ordering': ['-registered_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user', 'uscc'), name='interest_once_per_enterprise', violation_error_message='您已登记与该企业的利害关系'), models.CheckConstraint(condition=models.Q(('uscc__regex', '^[0-9A-Z]{18}$')), name='interest_uscc_format', violation_error_message='统一社会信用代码为18位数字或大写字母')],
            },
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('enterprise_admin', '企业管理员'), ('applicant_clerk', '企业经办人'), ('principal', '企业负责人'), ('preliminary_reviewer', '初审员'), ('final_reviewer', '审定经办'), ('chief', '审定负责人'), ('publicity_officer', '公示经办'), ('payment_maker', '拨付经办'), ('payment_checker', '拨付复核'), ('policy_editor', '政策编制'), ('policy_releaser', '政策发布'), ('data_officer', '数据归集员'), ('expert', '评审专家'), ('supervisor', '监督员'), ('bureau_admin', '部门管理员')], max_length=24, verbose_name='角色')),
                ('policy_code', models.CharField(blank=True, help_text='留空表示全部政策', max_length=80, verbose_name='限定政策')),
                ('valid_from', models.DateField(verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='收回时间')),
                ('duty', models.GeneratedField(db_persist=True, expression=models.Case(models.When(role__in=['final_reviewer', 'chief'], then=models.Value('approval')), models.When(role__in=['payment_maker', 'payment_checker'], then=models.Value('payment')), models.When(role__in=['policy_editor', 'policy_releaser'], then=models.Value('policy')), default=models.Value('')), output_field=models.CharField(max_length=12))),
                ('bureau', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='accounts.bureau', verbose_name='部门')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended_roles', to=settings.AUTH_USER_MODEL, verbose_name='收回人')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='accounts.enterprise', verbose_name='企业')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='granted_roles', to=settings.AUTH_USER_MODEL, verbose_name='授权人')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
            ],
            options={
                'verbose_name': '角色授权',
                'verbose_name_plural': '角色授权',
                'ordering': ['role', 'valid_from'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('bureau__isnull', True), ('enterprise__isnull', False), ('role__in', ('enterprise_admin', 'applicant_clerk', 'principal'))), models.Q(('bureau__isnull', False), ('enterprise__isnull', True), ('role__in', ('preliminary_reviewer', 'final_reviewer', 'chief', 'publicity_officer', 'payment_maker', 'payment_checker', 'policy_editor', 'policy_releaser', 'data_officer', 'expert', 'supervisor', 'bureau_admin'))), _connector='OR'), name='role_belongs_to_bureau_or_enterprise', violation_error_message='企业角色须指定企业，部门角色须指定部门'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_validity_in_order', violation_error_message='失效日期不得早于生效日期'), models.CheckConstraint(condition=models.Q(('policy_code__regex', '^([a-z0-9]+(-[a-z0-9]+)*)?$')), name='role_policy_code_format', violation_error_message='政策代码只能由小写字母、数字和连字符组成'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='role_ended_by_someone', violation_error_message='收回角色须记录收回人和时间'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(models.Q(('duty', ''), _negated=True), ('ended_at__isnull', True)), expressions=[('user', '='), ('duty', '='), ('role', '<>'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange'), '&&')], name='role_incompatible_duties', violation_error_message='岗位不相容：同一人不得同时担任审定经办与审定负责人、拨付经办与拨付复核，或政策编制与政策发布'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('valid_to__isnull', True)), fields=('user', 'role', 'bureau', 'enterprise', 'policy_code'), name='role_granted_once', nulls_distinct=False, violation_error_message='该用户已有此角色')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(choices=[('task_open', '待审核办件'), ('task_changed', '办件交接与退回'), ('correction', '请补正'), ('case_news', '办件进展'), ('case_message', '办件留言'), ('approved', '审定通过'), ('refused', '未通过'), ('published', '公示情况'), ('objection', '异议'), ('payment_due', '待拨付'), ('paid', '资金到账'), ('payment_failed', '拨付失败'), ('batch', '拨付批次复核'), ('clock', '时限预警'), ('supervision', '督办'), ('policy', '政策编制与裁定'), ('people', '人员与授权'), ('general', '其他')], max_length=20, verbose_name='事件')),
                ('policy_code', models.CharField(blank=True, help_text='留空表示全部政策', max_length=80, verbose_name='限定政策')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('body', models.TextField(max_length=2000, verbose_name='内容')),
                ('changed_at', models.DateTimeField(verbose_name='修改时间')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修改人')),
            ],
            options={
                'verbose_name': '消息模板',
                'verbose_name_plural': '消息模板',
                'ordering': [models.F('policy_code'), 'event'],
                'constraints': [models.UniqueConstraint(fields=('event', 'policy_code'), name='wording_once_per_event_and_policy', violation_error_message='该政策的这一事件已有模板')],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', '待处理'), ('accepted', '已同意'), ('refused', '已拒绝')], default='open', max_length=10, verbose_name='状态')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='申请时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='处理时间')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='处理人')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='accounts.enterprise', verbose_name='企业')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
            ],
            options={
                'verbose_name': '加入申请',
                'verbose_name_plural': '加入申请',
                'ordering': ['created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('user', 'enterprise'), name='join_request_open_once', violation_error_message='已有待处理的加入申请'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='join_request_decided_by_someone', violation_error_message='已处理的申请须记录处理人和时间')],
            },
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.CheckConstraint(condition=models.Q(('uscc__regex', '^[0-9A-HJ-NPQRTUWXY]{18}$')), name='enterprise_uscc_charset', violation_error_message='统一社会信用代码格式不正确'),
        ),
        migrations.AddConstraint(
            model_name='enterprise',
            constraint=models.CheckConstraint(condition=models.Q(('bank_account__regex', '^[0-9]{0,40}$')), name='enterprise_bank_account_digits', violation_error_message='银行账号只能是数字'),
        ),
    ]
