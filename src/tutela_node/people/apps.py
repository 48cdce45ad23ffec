from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tutela_node.people"
    label = "people"
    verbose_name = "Officers, units, roles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tutela_node.people import authority, services  # noqa: F401  (registers kinds and acts)
