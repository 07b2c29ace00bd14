from django.db import models


class Consultation(models.Model):
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.title
