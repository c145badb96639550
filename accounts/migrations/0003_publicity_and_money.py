import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_units'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='body',
            field=models.TextField(blank=True, verbose_name='正文'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='subject',
            field=models.CharField(blank=True, max_length=150, verbose_name='主题'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='notification',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='accounts.notification', verbose_name='消息'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('notification__isnull', False), ('subject', '')), models.Q(('notification__isnull', True), models.Q(('subject', ''), _negated=True)), _connector='OR'), name='delivery_of_message_or_own_words', violation_error_message='发送记录须对应一条消息，或者有自己的主题'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('body', ''), _connector='OR'), name='delivery_sent_keeps_no_body', violation_error_message='已发送的邮件不留存正文'),
        ),
    ]
