"""Address of the component gallery (development only)."""

urlpatterns: list = []
