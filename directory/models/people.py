"""People who sign in. An account speaks for nobody until an organisation or a reviewer says so."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """An account for the address, which is kept in lower case. No password means that none will do."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    # BCP 47: in which mails to this person are written
    language = models.CharField(_("language of e-mails"), max_length=10, default="en")
    # The secretariat: sees the queue, after a second factor
    is_reviewer = models.BooleanField(_("reviewer"), default=False)
    # Django's own management of users sets it; this site has no admin that would ask for it
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    # Whether the session of this request did: set by `directory.middleware.SecondFactor`, never stored.
    gave_second_factor = False

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            # Two accounts must not differ in capitals alone: one mailbox would get the codes of both
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_official(self) -> bool:
        """Whether somebody's verification counts today, in a session that gave a second factor. One query."""
        return self.gave_second_factor and self.verifications.current().exists()
