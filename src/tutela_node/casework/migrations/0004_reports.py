"""Reports, and the clients that may post them."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_decisions")]
    operations = []
