"""A case's return visit points to its case: the number that it kept so far becomes the reference it always meant."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("repairs", "0014_caller_index")]

    operations = [
        migrations.RemoveConstraint("returnvisit", "return_visit_once_of_case"),
        migrations.RemoveConstraint("returnvisit", "return_visit_of_one"),
        migrations.RenameField("returnvisit", "case_id", "case"),
        migrations.AlterField(
            "returnvisit",
            "case",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="return_visits",
                to="repairs.case",
            ),
        ),
        migrations.AddConstraint(
            "returnvisit",
            models.UniqueConstraint(fields=("case", "round"), name="return_visit_once_of_case"),
        ),
        migrations.AddConstraint(
            "returnvisit",
            models.CheckConstraint(
                condition=models.Q(("case__isnull", True), ("order__isnull", False))
                | models.Q(("case__isnull", False), ("order__isnull", True)),
                name="return_visit_of_one",
            ),
        ),
    ]
