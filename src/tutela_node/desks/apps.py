from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "tutela_node.desks"
    label = "desks"
    verbose_name = "Desks"

    def ready(self) -> None:
        from tutela_node.desks.account import told

        told.connect()
