from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "tutela_node.look"
    label = "look"
    verbose_name = "The look"
