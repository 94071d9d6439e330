from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repairs', '0002_number_sequence'),
    ]

    operations = [
        migrations.AlterField(
            model_name='policy',
            name='business_type',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AlterField(
            model_name='servicerequest',
            name='business_type',
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name='workorder',
            name='business_type',
            field=models.CharField(max_length=30),
        ),
    ]
