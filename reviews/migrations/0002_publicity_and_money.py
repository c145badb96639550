import accounts.migration_steps
import django.db.migrations.operations.special
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from accounts.canonical import digests_of
from reviews.determinations import content_of


def to_chains(apps, schema_editor):
    """Chain the determinations of trial installations anew, each city its own, with what they now say beside it."""
    determinations = apps.get_model("reviews", "Determination").objects
    if not determinations.exists():
        return
    schema_editor.execute("ALTER TABLE reviews_determination DISABLE TRIGGER USER")
    last = {}
    for row in determinations.select_related("application__enterprise", "version__policy").order_by("sequence"):
        bureau = row.application.tasks.filter(outcome="recommended").latest("decided_at").bureau
        region = bureau.region.parent if bureau.region.level == "county" else bureau.region
        before = last.get(region.pk)
        row.chain, row.sequence = region, before.sequence + 1 if before else 1
        row.previous_digest = before.digest if before else ""
        of, version = row.application, row.version
        row.case = {"number": of.number, "enterprise": of.enterprise.name, "uscc": of.enterprise.uscc}
        row.policy = {"code": version.policy.code, "title": version.policy.title, "version": version.number, "pack_digest": version.digest}
        row.digest, row.digest_sm3 = digests_of(content_of(row))
        row.save()
        last[region.pk] = row
    schema_editor.execute("ALTER TABLE reviews_determination ENABLE TRIGGER USER")
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_publicity_and_money'),
        ('applications', '0002_publicity_and_money'),
        ('policies', '0003_publicity_and_money'),
        ('reviews', '0001_tables'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='determination',
            options={'ordering': ['chain', 'sequence'], 'verbose_name': '核定', 'verbose_name_plural': '核定'},
        ),
        migrations.AddField(
            model_name='determination',
            name='case',
            field=models.JSONField(default=dict, verbose_name='办件与申报主体'),
        ),
        migrations.AddField(
            model_name='determination',
            name='chain',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='accounts.region', verbose_name='所在链'),
        ),
        migrations.AddField(
            model_name='determination',
            name='clock',
            field=models.JSONField(default=dict, verbose_name='计时经过'),
        ),
        migrations.AddField(
            model_name='determination',
            name='digest_sm3',
            field=models.CharField(default='', max_length=64, verbose_name='摘要（SM3）'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='determination',
            name='policy',
            field=models.JSONField(default=dict, verbose_name='政策版本与政策包摘要'),
        ),
        migrations.AlterField(
            model_name='determination',
            name='sequence',
            field=models.PositiveBigIntegerField(verbose_name='链上序号'),
        ),
        migrations.RunPython(
            code=to_chains,
            reverse_code=django.db.migrations.operations.special.RunPython.noop,
        ),
        migrations.AlterField(
            model_name='determination',
            name='chain',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='accounts.region', verbose_name='所在链'),
        ),
        migrations.AddConstraint(
            model_name='determination',
            constraint=models.UniqueConstraint(fields=('chain', 'sequence'), name='determination_once_per_place', violation_error_message='链上同一序号只能有一份核定'),
        ),
        migrations.CreateModel(
            name='LookRedraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='理由')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '复看人递补',
                'verbose_name_plural': '复看人递补',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LookWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('half', '复看期限已过半'), ('most', '复看期限已用八成'), ('late', '复看已超时')], max_length=6, verbose_name='预警')),
                ('due_on', models.DateField(verbose_name='当时期限')),
                ('at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '复看预警',
                'verbose_name_plural': '复看预警',
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SiteDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=40, verbose_name='环节')),
                ('seed', models.CharField(max_length=64, verbose_name='种子')),
                ('pool', models.JSONField(verbose_name='抽取范围（申报编号）')),
                ('share_pct', models.PositiveSmallIntegerField(verbose_name='抽查比例（%）')),
                ('reason', models.TextField(blank=True, verbose_name='定向核查理由')),
                ('drawn_at', models.DateTimeField(verbose_name='抽取时间')),
            ],
            options={
                'verbose_name': '实地抽查抽取',
                'verbose_name_plural': '实地抽查抽取',
                'ordering': ['-drawn_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='panelseat',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='登记时间'),
        ),
        migrations.AddField(
            model_name='panelseat',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='counted_from',
            field=models.DateField(blank=True, null=True, verbose_name='起算日期'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='复看截止日'),
        ),
        migrations.AddField(
            model_name='secondlook',
            name='limit_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='复看期限（工作日）'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('accepted', '受理通知书'), ('tolerated', '容缺受理告知书'), ('not_accepted', '不予受理通知书'), ('correction', '补正告知书'), ('refused', '不予通过告知书'), ('approved', '审定结果告知书'), ('recognised', '认定通知书'), ('paid', '拨付告知书')], max_length=14, verbose_name='文书'),
        ),
        migrations.AddConstraint(
            model_name='panelseat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), ('state', 'declined')), _connector='OR'), name='seat_ended_by_someone', violation_error_message='撤换席位须有登记人和时间'),
        ),
        migrations.AddConstraint(
            model_name='secondlook',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('limit_days__isnull', True)), models.Q(('counted_from__isnull', False), ('due_on__isnull', False), ('limit_days__isnull', False)), _connector='OR'), name='second_look_limit_whole', violation_error_message='复看期限须有起算日期和截止日'),
        ),
        migrations.AddField(
            model_name='lookredraw',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理人'),
        ),
        migrations.AddField(
            model_name='lookredraw',
            name='former',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='原复看人'),
        ),
        migrations.AddField(
            model_name='lookredraw',
            name='look',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redraws', to='reviews.secondlook', verbose_name='复看'),
        ),
        migrations.AddField(
            model_name='lookredraw',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='递补复看人'),
        ),
        migrations.AddField(
            model_name='lookwarning',
            name='look',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='reviews.secondlook', verbose_name='复看'),
        ),
        migrations.AddField(
            model_name='sitedraw',
            name='bureau',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau', verbose_name='核查部门'),
        ),
        migrations.AddField(
            model_name='sitedraw',
            name='drawn_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='抽取人'),
        ),
        migrations.AddField(
            model_name='sitedraw',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='site_draws', to='policies.applicationround', verbose_name='申报批次'),
        ),
        migrations.AddConstraint(
            model_name='lookredraw',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='look_redraw_has_reason', violation_error_message='请写明不能复看的理由'),
        ),
        migrations.AddConstraint(
            model_name='lookwarning',
            constraint=models.UniqueConstraint(fields=('look', 'kind', 'due_on'), name='look_warned_once'),
        ),
        migrations.AddConstraint(
            model_name='sitedraw',
            constraint=models.CheckConstraint(condition=models.Q(('share_pct__gt', 0), ('share_pct__lte', 100)), name='site_draw_share', violation_error_message='抽查比例须在 1% 至 100% 之间'),
        ),
        migrations.AddConstraint(
            model_name='sitedraw',
            constraint=models.CheckConstraint(condition=models.Q(('seed', ''), _negated=True), name='site_draw_has_seed', violation_error_message='抽取须有种子'),
        ),
        migrations.AddConstraint(
            model_name='sitedraw',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), ('share_pct', 100), _connector='OR'), name='site_draw_directed_is_whole', violation_error_message='定向核查不按比例抽取'),
        ),
        migrations.AlterField(
            model_name='enterprisetrait',
            name='kind',
            field=models.CharField(choices=[('account', '同一银行账号'), ('address', '同一地址'), ('person', '法定代表人同名'), ('controller', '实际控制人相同')], max_length=10, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('accepted', '受理通知书'), ('tolerated', '容缺受理告知书'), ('not_accepted', '不予受理通知书'), ('correction', '补正告知书'), ('refused', '不予通过告知书'), ('approved', '审定结果告知书'), ('recognised', '认定通知书'), ('paid', '拨付告知书'), ('objection_refused', '异议不予受理告知书'), ('objection_answered', '异议答复书'), ('objection_reviewed', '异议复核答复书')], max_length=20, verbose_name='文书'),
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('agreementstep', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='8f1100f453288c111ea0f58e8f45efd54872db4c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_97d46', table='reviews_agreementstep', when='BEFORE'))), ('clockevent', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='110b211f1cf80cbdacb69be5693ecf23aee9f1fd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_1c31f', table='reviews_clockevent', when='BEFORE'))), ('deadlinechange', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='0b1455550322e21ecfef2b591d56183785a17814', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f64ce', table='reviews_deadlinechange', when='BEFORE'))), ('decisionrecord', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='4d62cd469b81d586450aa66bbfc110b6d9c147e5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c72c3', table='reviews_decisionrecord', when='BEFORE'))), ('determination', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='24fb9b99e72d413b22f8285ccc3d6d8266211ae8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0b705', table='reviews_determination', when='BEFORE'))), ('flagdecision', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='a72feaf4e061c9e8ef159a89382c0be437ef370b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_e8afb', table='reviews_flagdecision', when='BEFORE'))), ('handover', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='1622f322ff113cba2b82eef7d51d9a11457d8911', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5167f', table='reviews_handover', when='BEFORE'))), ('letter', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='ca1dc716357f482ae4f59eed89021703e6ad24cb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_58f0d', table='reviews_letter', when='BEFORE'))), ('rating', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='d1762665f905d9653e6b4c7387ed0e716ad32557', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_3f5c2', table='reviews_rating', when='BEFORE'))), ('recusal', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='bcd5a4032bf5866a458f0324e342a10cda1cca72', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_0d31d', table='reviews_recusal', when='BEFORE'))), ('scoresheet', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='f6de0e023a64c768a5709bd2b1bc93de093b26f2', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_758a0', table='reviews_scoresheet', when='BEFORE'))), ('secondlookdraw', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='cb33443dc20b9ccf38081f5adcec794909c16153', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_11e46', table='reviews_secondlookdraw', when='BEFORE'))), ('sitephoto', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='244274e19d2f3f329ca440e7252e67aaa8ba401e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c5e30', table='reviews_sitephoto', when='BEFORE'))), ('sitesignature', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='c36471715216ea553339011ddf3a9d35c0fbd8aa', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_88416', table='reviews_sitesignature', when='BEFORE'))), ('sitevisit', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='5114386c5fbcd9ae39aee2ce6e004758c8f515d2', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_cb3b4', table='reviews_sitevisit', when='BEFORE'))), ('supervisionstep', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='d08ff195a9ab37a0ccb87c706b26c9fb3753092a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_78ed7', table='reviews_supervisionstep', when='BEFORE'))), ('title', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='8fe12e03cd0afb1922e09c063c5c4314b0762f0c', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_56278', table='reviews_title', when='BEFORE'))), ('visitchange', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='fe1ef45016e82bd07cee7178b8d10f5aaef67faf', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c7a84', table='reviews_visitchange', when='BEFORE'))), ('lookredraw', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d6c2be09f35590565c8465b8c2134d6612cb7484', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c880f', table='reviews_lookredraw', when='BEFORE'))), ('lookredraw', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='866976982ebf4077b8991fad49cb044449e07d4e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7749f', table='reviews_lookredraw', when='BEFORE'))), ('lookwarning', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f8fa570b7548e3410d78e0a5c5bf9759b072e9ef', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04213', table='reviews_lookwarning', when='BEFORE'))), ('lookwarning', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='0e085bc4e1546b13c6265188f1430984439f9d22', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_95a21', table='reviews_lookwarning', when='BEFORE'))), ('sitedraw', pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7b16575f4821ca6fd64bbfde206d6a683468e13', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_08089', table='reviews_sitedraw', when='BEFORE'))), ('sitedraw', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='5a9b5335c86d66cf5338e88488abce7b0fd0f75e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_00c5c', table='reviews_sitedraw', when='BEFORE')))],
        ),
    ]
