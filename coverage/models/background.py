"""What only paints the map."""

from django.db import models


class BackgroundOutline(models.Model):
    """An outline that only paints the map (a district); its origin and terms are shown with it."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    geometry = models.BinaryField()
    attribution = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.name
