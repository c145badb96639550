from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0002_round_review_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="conditional_material_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="按情形提交材料数"),
        ),
        migrations.AlterField(
            model_name="policy",
            name="material_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="必交材料数"),
        ),
    ]
