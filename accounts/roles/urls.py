"""The pages of roles. A name is one part of an address, so `new/role/` hides no role that is called `new`."""

from django.urls import path

from accounts.attachments import views as attachments
from accounts.attachments.holders import ROLE
from accounts.roles import lists, views
from accounts.roles.wizard import CreateRolePage

app_name = "roles"
urlpatterns = [
    path("", lists.RolesPage.as_view(), name="list"),
    path("new/role/", CreateRolePage.as_view(), name="create"),
    path("<str:name>/", views.RolePage.as_view(), name="detail"),
    path("<str:name>/edit/", views.EditRolePage.as_view(), name="edit"),
    path("<str:name>/edit-trust/", views.EditTrustPage.as_view(), name="edit-trust"),
    path("<str:name>/delete/", views.DeleteRolePage.as_view(), name="delete"),
    path("<str:name>/tags/", views.RoleTagsPage.as_view(), name="tags"),
    path("<str:name>/revoke-sessions/", views.RevokeSessionsPage.as_view(), name="revoke-sessions"),
    path("<str:name>/create-profile/", views.CreateProfilePage.as_view(), name="create-profile"),
    path("<str:name>/profile-tags/", views.ProfileTagsPage.as_view(), name="profile-tags"),
    path("<str:name>/delete-profile/", views.DeleteProfilePage.as_view(), name="delete-profile"),
    path("<str:name>/attach-policy/", attachments.AttachPolicyPage.as_view(holder=ROLE), name="attach-policy"),
    path("<str:name>/detach-policy/", attachments.DetachPolicyPage.as_view(holder=ROLE), name="detach-policy"),
    path("<str:name>/put-inline/", attachments.PutInlinePage.as_view(holder=ROLE), name="put-inline"),
    path("<str:name>/delete-inline/", attachments.DeleteInlinePage.as_view(holder=ROLE), name="delete-inline"),
    path("<str:name>/boundary/", attachments.BoundaryPage.as_view(holder=ROLE), name="boundary"),
    path("<str:name>/remove-boundary/", attachments.RemoveBoundaryPage.as_view(holder=ROLE), name="remove-boundary"),
]
