"""The pages of managed policies. A policy is named by its ARN in `?arn=`, as every operation names it."""

from django.urls import path

from policies.documents import detail, lists, views

app_name = "policies"
urlpatterns = [
    path("", lists.PoliciesPage.as_view(), name="list"),
    path("create/", views.CreatePolicyPage.as_view(), name="create"),
    path("detail/", detail.PolicyPage.as_view(), name="detail"),
    path("edit/", views.NewVersionPage.as_view(), name="new-version"),
    path("set-default/", views.SetDefaultPage.as_view(), name="set-default"),
    path("delete-version/", views.DeleteVersionPage.as_view(), name="delete-version"),
    path("delete/", views.DeletePolicyPage.as_view(), name="delete"),
    path("attach/", views.AttachPage.as_view(), name="attach"),
    path("detach/", views.DetachPage.as_view(), name="detach"),
    path("tags/", views.PolicyTagsPage.as_view(), name="tags"),
]
