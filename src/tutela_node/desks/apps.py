from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "tutela_node.desks"
    label = "desks"
    verbose_name = "Desks"
