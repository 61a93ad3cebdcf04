"""The pages of reports: schedules, the reports they made, and what can be done about a finding."""

from django.urls import path

from accounts.schedules import views

app_name = "schedules"
urlpatterns = [
    path("", views.SchedulesPage.as_view(), name="list"),
    path("new/", views.CreateSchedulePage.as_view(), name="create"),
    path("preview/", views.PreviewPage.as_view(), name="preview"),
    path("next-runs/", views.NextRuns.as_view(), name="next-runs"),
    path("schedules/<int:schedule_id>/", views.SchedulePage.as_view(), name="detail"),
    path("schedules/<int:schedule_id>/edit/", views.EditSchedulePage.as_view(), name="edit"),
    path("schedules/<int:schedule_id>/send/", views.SendNowPage.as_view(), name="send"),
    path("schedules/<int:schedule_id>/delete/", views.DeleteSchedulePage.as_view(), name="delete"),
    path("runs/<uuid:run_id>/", views.RunPage.as_view(), name="run"),
    path("runs/<uuid:run_id>/progress/", views.RunProgress.as_view(), name="progress"),
    path("runs/<uuid:run_id>/file/<str:file_format>/", views.RunFile.as_view(), name="file"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/", views.RowPage.as_view(), name="row"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/archive/", views.ArchivePage.as_view(), name="archive"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/apply/", views.ApplyPage.as_view(), name="apply"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/deactivate/", views.DeactivatePage.as_view(), name="deactivate"),
]
