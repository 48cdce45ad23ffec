"""Requests to others and from others, their messages and clocks."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_exhibits")]
    operations = []
