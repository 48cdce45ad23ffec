import pkgutil
from importlib import import_module

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "tutela_node.casework"
    label = "casework"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every room registers its kinds and acts by being imported; a new one needs no line here."""
        package = import_module(self.name)
        import_module(f"{self.name}.authority")
        for room in pkgutil.iter_modules(package.__path__):
            if room.ispkg and room.name != "migrations":
                import_module(f"{self.name}.{room.name}")
