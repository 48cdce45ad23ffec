"""The child's page, its messages, and results."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_requests")]
    operations = []
