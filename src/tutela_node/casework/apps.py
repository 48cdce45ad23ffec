from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tutela_node.casework"
    label = "casework"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tutela_node.casework import authority, services  # noqa: F401  (registers kinds and acts)
