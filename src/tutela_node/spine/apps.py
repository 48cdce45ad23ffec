from django.apps import AppConfig


class SpineConfig(AppConfig):
    name = "tutela_node.spine"
    label = "spine"
    verbose_name = "Acts, authority, events, vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tutela_node.spine import exchange, services  # noqa: F401  (register the acts of the spine itself)
        from tutela_node.spine.acts import guard_connections

        guard_connections()
