"""The pages of reports: schedules, the reports they made, and what can be done about a finding."""

from django.urls import path

from accounts.schedules.views import rows, runs, schedules

app_name = "schedules"
urlpatterns = [
    path("", schedules.SchedulesPage.as_view(), name="list"),
    path("new/", schedules.CreateSchedulePage.as_view(), name="create"),
    path("preview/", schedules.PreviewPage.as_view(), name="preview"),
    path("next-runs/", schedules.NextRuns.as_view(), name="next-runs"),
    path("schedules/<int:schedule_id>/", schedules.SchedulePage.as_view(), name="detail"),
    path("schedules/<int:schedule_id>/edit/", schedules.EditSchedulePage.as_view(), name="edit"),
    path("schedules/<int:schedule_id>/send/", schedules.SendNowPage.as_view(), name="send"),
    path("schedules/<int:schedule_id>/delete/", schedules.DeleteSchedulePage.as_view(), name="delete"),
    path("runs/<uuid:run_id>/", runs.RunPage.as_view(), name="run"),
    path("runs/<uuid:run_id>/progress/", runs.RunProgress.as_view(), name="progress"),
    path("runs/<uuid:run_id>/file/<str:file_format>/", runs.RunFile.as_view(), name="file"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/", rows.RowPage.as_view(), name="row"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/archive/", rows.ArchivePage.as_view(), name="archive"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/apply/", rows.ApplyPage.as_view(), name="apply"),
    path("runs/<uuid:run_id>/rows/<int:row_id>/deactivate/", rows.DeactivatePage.as_view(), name="deactivate"),
]
