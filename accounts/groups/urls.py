"""The pages of groups. A name is one part of an address, so `new/group/` hides no group that is called `new`."""

from django.urls import path

from accounts.attachments import views as attachments
from accounts.attachments.holders import GROUP
from accounts.groups import lists, views

app_name = "groups"
urlpatterns = [
    path("", lists.GroupsPage.as_view(), name="list"),
    path("new/group/", views.CreateGroupPage.as_view(), name="create"),
    path("<str:name>/", views.GroupPage.as_view(), name="detail"),
    path("<str:name>/rename/", views.RenameGroupPage.as_view(), name="rename"),
    path("<str:name>/delete/", views.DeleteGroupPage.as_view(), name="delete"),
    path("<str:name>/add-user/", views.AddMembersPage.as_view(), name="add-user"),
    path("<str:name>/remove-user/", views.RemoveMemberPage.as_view(), name="remove-user"),
    path("<str:name>/attach-policy/", attachments.AttachPolicyPage.as_view(holder=GROUP), name="attach-policy"),
    path("<str:name>/detach-policy/", attachments.DetachPolicyPage.as_view(holder=GROUP), name="detach-policy"),
    path("<str:name>/put-inline/", attachments.PutInlinePage.as_view(holder=GROUP), name="put-inline"),
    path("<str:name>/delete-inline/", attachments.DeleteInlinePage.as_view(holder=GROUP), name="delete-inline"),
]
