import accounts.migration_steps
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0002_calendar'),
    ]

    operations = [
        migrations.AddField(
            model_name='applicationround',
            name='second_look_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='抽取后多少个工作日内复看；留空表示不计时', null=True, verbose_name='复看期限（工作日）'),
        ),
        migrations.AddField(
            model_name='applicationround',
            name='site_check_pct',
            field=models.PositiveSmallIntegerField(blank=True, help_text='只用于文件规定抽查的现场核查；留空表示逐件核查', null=True, verbose_name='实地抽查比例（%）'),
        ),
        migrations.AddField(
            model_name='roundterms',
            name='second_look_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='复看期限（工作日）'),
        ),
        migrations.AddField(
            model_name='roundterms',
            name='site_check_pct',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='实地抽查比例（%）'),
        ),
        migrations.AddConstraint(
            model_name='applicationround',
            constraint=models.CheckConstraint(condition=models.Q(('site_check_pct__isnull', True), models.Q(('site_check_pct__gt', 0), ('site_check_pct__lte', 100)), _connector='OR'), name='round_site_check_share', violation_error_message='实地抽查比例须在 1% 至 100% 之间'),
        ),
        migrations.AddConstraint(
            model_name='applicationround',
            constraint=models.CheckConstraint(condition=models.Q(('second_look_days__isnull', True), ('second_look_days__gt', 0), _connector='OR'), name='round_second_look_days', violation_error_message='复看期限至少一个工作日'),
        ),
        migrations.AddField(
            model_name='applicationround',
            name='scarcity_rule',
            field=models.CharField(blank=True, choices=[('first_come', '先到先得（按核定先后）'), ('pro_rata', '按比例（同比例核减）'), ('ranking', '择优（按得分高低）')], max_length=12, verbose_name='资金不足时的分配规则'),
        ),
        migrations.AddField(
            model_name='roundterms',
            name='scarcity_rule',
            field=models.CharField(blank=True, choices=[('first_come', '先到先得（按核定先后）'), ('pro_rata', '按比例（同比例核减）'), ('ranking', '择优（按得分高低）')], max_length=12, verbose_name='资金不足时的分配规则'),
        ),
        accounts.migration_steps.AddTriggers(
            triggers=[('calendarchange', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='aa3f6a726d1f48a865c9c106233c546e93fb29cb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_7721e', table='policies_calendarchange', when='BEFORE'))), ('draftedit', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='d4c3c72424eb0842c5e9367193f394bdc53d2a7b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f4427', table='policies_draftedit', when='BEFORE'))), ('policyrelease', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='ce6289c42a9deee0464fd4d0cb067812dcfee780', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_47f36', table='policies_policyrelease', when='BEFORE'))), ('policyversion', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='16e70f9d92ad4df007a5d1497031ad09ea359026', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_5f238', table='policies_policyversion', when='BEFORE'))), ('roundmove', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='226c898c27806a17e78d7b1f745a556e1b5eaedd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2e732', table='policies_roundmove', when='BEFORE'))), ('roundterms', pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'no_truncate: the rows of % are kept', TG_TABLE_NAME;", hash='61b23209e49206f50626d63a793bb85ffefc443f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f0460', table='policies_roundterms', when='BEFORE')))],
        ),
    ]
