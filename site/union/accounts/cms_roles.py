"""Who works at the desk, and for whom: roles in the CMS, for administrators alone."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from union.accounts.appointing import appoint, dismiss
from union.accounts.models import Role, User
from union.members.models import Branch
from union.members.named import OneNamedField, too_many_to_tick

SCOPES = {Role.Kind.BRANCH_OFFICER: "branch", Role.Kind.REGIONAL_OFFICE: "region"}


class OnlyAdministrators(ModelPermissionPolicy):
    """Whatever a group may do. A role is given and taken, never changed, so that the log says it plainly."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return bool(action != "change" and user.is_active and user.is_superuser)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class RoleForm(forms.ModelForm):
    """Who, what, and for which branch or region: exactly the one that the role asks for."""

    class Meta:
        model = Role
        fields = ("user", "kind", "branch", "region")
        labels = {"user": "Who", "kind": "Role"}
        help_texts = {
            "user": "Somebody who is not in the list yet is added under Settings, Users.",
            "branch": "For a branch officer.",
            "region": "For a regional ballot office.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.for_user = kwargs.pop("for_user", None)  # what Wagtail's views say to each form
        super().__init__(*args, **kwargs)
        active = User.objects.filter(is_active=True).order_by("email")
        self.fields["user"] = forms.ModelChoiceField(
            active, label="Who", help_text=self.Meta.help_texts["user"]
        )
        self.fields["user"].label_from_instance = _name_and_address  # type: ignore[attr-defined]
        if too_many_to_tick(Branch.objects.all()):
            self.fields["branch"] = OneNamedField(Branch.objects.all(), label="Branch", required=False)
            self.fields[
                "branch"
            ].help_text = f"{self.Meta.help_texts['branch']} {self.fields['branch'].help_text}"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind"):
            self._check_scope(given)
        if not self.errors and Role.objects.filter(**given).exists():
            self.add_error("user", f"{given['user']} holds this role already.")
        return given

    def _check_scope(self, given: dict[str, Any]) -> None:
        kind = Role.Kind(given["kind"])
        wanted = SCOPES.get(kind)
        for scope in ("branch", "region"):
            if scope == wanted and given.get(scope) is None and scope not in self.errors:
                self.add_error(scope, f"Choose the {scope}: this role is for one {scope}.")
            elif scope != wanted and given.get(scope) is not None:
                self.add_error(scope, f"Leave this empty: {kind.label.lower()} is not for one {scope}.")

    def _get_validation_exclusions(self) -> set[str]:
        """What the constraints of the database would refuse is said above, in words."""
        hidden: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return {*hidden, "branch", "region"}


def _name_and_address(user: User) -> str:
    return f"{user.name}, {user.email}" if user.name else user.email


def _address(role: Role) -> SafeString:
    """With a place to break on a phone, before the @."""
    name, _, host = role.user.email.partition("@")
    return format_html("{}<wbr>@{}", name, host)


class RoleIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Role]:
        found: QuerySet[Role] = super().get_base_queryset()
        return found.select_related("user", "branch", "region")


class RoleCreateView(generic.CreateView):
    def get_success_buttons(self) -> list[object]:
        return []  # Wagtail would offer to edit it

    def save_instance(self) -> Role:
        given = self.form.cleaned_data
        return appoint(
            given["user"],
            Role.Kind(given["kind"]),
            branch=given["branch"],
            region=given["region"],
            by=self.request.user,
            at=timezone.now(),
        )


class RoleDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        dismiss(self.object, by=self.request.user, at=timezone.now())


class RoleViewSet(ModelViewSet):
    model = Role
    name = "desk_roles"
    url_prefix = "desk-roles"
    icon = "user"
    menu_label = "Roles at the desk"
    menu_order = 605  # after users and groups
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = OnlyAdministrators(Role)
    index_view_class = RoleIndexView
    add_view_class = RoleCreateView
    delete_view_class = RoleDeleteView
    list_display = [
        "user",
        Column("address", label="Address", accessor=_address, sort_key="user__email", classname="address"),
        Column("kind", label="Role", accessor="get_kind_display", sort_key="kind"),
        Column("scope", label="For", accessor=lambda role: role.branch or role.region or "the whole union"),
    ]
    list_filter = ["kind"]
    search_fields = ["user__email", "user__name", "branch__name", "region__name"]
    search_backend_name = None
    form_fields = RoleForm.Meta.fields

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: no group may do this, so none is offered it."""
        return Permission.objects.none()

    def get_form_class(self, for_update: bool = False) -> type[RoleForm]:
        return RoleForm


role_viewset = RoleViewSet()
