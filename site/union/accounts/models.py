"""Who signs in: one user per e-mail address, and the scoped roles that open `/desk/`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone

from union.members.models import Branch, Region


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a lower-case address; without a password only an e-mailed code lets them in."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has a password: an empty one would count as one, and be asked for before a second factor."""
        if not self.password:
            self.set_unusable_password()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def first_name(self) -> str:
        """What the menu of the CMS calls somebody; it takes the address where there is none."""
        return self.name


class Role(models.Model):
    """What somebody may do at the desk, and for which branch or region."""

    class Kind(models.TextChoices):
        BRANCH_OFFICER = "branch_officer", "Branch officer"
        REGIONAL_OFFICE = "regional_office", "Regional ballot office"
        NATIONAL_OFFICE = "national_office", "National ballot office"
        SCRUTINEER = "scrutineer", "Scrutineer"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "branch"],
                name="branch_role_once",
                condition=models.Q(branch__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "region"],
                name="region_role_once",
                condition=models.Q(region__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="national_role_once",
                condition=models.Q(branch__isnull=True, region__isnull=True),
            ),
            models.CheckConstraint(
                name="role_has_its_scope",
                condition=models.Q(kind="branch_officer", branch__isnull=False, region__isnull=True)
                | models.Q(kind="regional_office", branch__isnull=True, region__isnull=False)
                | models.Q(
                    kind__in=["national_office", "scrutineer"], branch__isnull=True, region__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        scope = self.branch or self.region
        return f"{self.get_kind_display()}, {scope}" if scope else self.get_kind_display()
