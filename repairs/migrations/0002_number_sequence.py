from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("repairs", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE repairs_number MINVALUE 0 MAXVALUE 999999 CYCLE", "DROP SEQUENCE repairs_number")
    ]
