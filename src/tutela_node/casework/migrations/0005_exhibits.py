"""Exhibits, and the permit to hold material."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_reports")]
    operations = []
