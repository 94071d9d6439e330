from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_entry_sequence")]
    operations = [
        migrations.RemoveIndex("entry", "entry_tail"),
        migrations.RemoveField("entry", "tx"),
        migrations.RemoveField("cursor", "tx"),
        migrations.AlterField("entry", "seq", models.BigIntegerField(unique=True)),
    ]
