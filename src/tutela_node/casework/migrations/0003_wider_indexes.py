from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_list_indexes")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="casework_case_recent"),
        migrations.RemoveIndex(model_name="task", name="casework_task_mine"),
        migrations.RemoveIndex(model_name="task", name="casework_task_open"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["state", "-changed_at", "-number", "lead", "unit", "sensitivity", "id"],
                name="casework_case_recent",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["officer", "done_at", "due", "case"], name="casework_task_mine"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["case", "due", "done_at"], name="casework_task_open"
            ),
        ),
    ]
