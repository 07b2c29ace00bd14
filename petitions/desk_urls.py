"""The petitions section of the desk, at /desk/petitions/: paper, stalls and the structure test."""

from django.urls import path

from petitions import desk_check_views, desk_keying_views, desk_stall_views, desk_structure_views, desk_views

app_name = "desk_petitions"
BATCH = "<slug:slug>/batches/<int:number>"
urlpatterns = [
    path("", desk_views.petitions, name="list"),
    path("<slug:slug>/", desk_views.petition, name="petition"),
    path("<slug:slug>/take-off/", desk_views.take_off, name="take_off"),
    path("<slug:slug>/sheets/", desk_views.sheets, name="sheets"),
    path(f"{BATCH}/", desk_views.batch, name="batch"),
    path(f"{BATCH}/sheets.pdf", desk_views.sheets_pdf, name="sheets_pdf"),
    path(f"{BATCH}/key/", desk_keying_views.key, name="key"),
    path(f"{BATCH}/rows/<int:pk>/", desk_keying_views.change, name="change_row"),
    path(f"{BATCH}/rows/<int:pk>/remove/", desk_keying_views.remove, name="remove_row"),
    path(f"{BATCH}/finish/", desk_keying_views.finish, name="finish"),
    path(f"{BATCH}/reopen/", desk_keying_views.open_again, name="reopen"),
    path(f"{BATCH}/scans/", desk_keying_views.scans, name="scans"),
    path(f"{BATCH}/scans/<int:pk>/", desk_keying_views.scan, name="scan"),
    path(f"{BATCH}/scans/<int:pk>/remove/", desk_keying_views.remove_scan, name="remove_scan"),
    path(f"{BATCH}/check/", desk_check_views.check, name="check"),
    path(f"{BATCH}/rows/<int:pk>/same/", desk_check_views.same, name="same"),
    path(f"{BATCH}/rows/<int:pk>/correct/", desk_check_views.correct, name="correct"),
    path(f"{BATCH}/rows/<int:pk>/two-people/", desk_check_views.two_people, name="two_people"),
    path(f"{BATCH}/count/", desk_check_views.count, name="count"),
    path(f"{BATCH}/take-out/", desk_check_views.take_out, name="take_out"),
    path("<slug:slug>/stalls/", desk_stall_views.start, name="start_stall"),
    path("<slug:slug>/stalls/<int:pk>/", desk_stall_views.stall, name="stall"),
    path("<slug:slug>/stalls/<int:pk>/end/", desk_stall_views.end, name="end_stall"),
    path("<slug:slug>/structure/", desk_structure_views.structure, name="structure"),
    path("<slug:slug>/structure.csv", desk_structure_views.structure_csv, name="structure_csv"),
]
