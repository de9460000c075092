"""Addresses of needs, below a programme."""

from django.urls import path

from ..views import need_capture, need_import, need_merge, needs

urlpatterns = [
    path("", needs.need_list, name="need-list"),
    path("new/", needs.need_create, name="need-create"),
    path("matrix/", needs.need_matrix_page, name="need-matrix"),
    path("matrix/xlsx/", needs.need_matrix_export, name="need-matrix-export"),
    path("export/<slug:fmt>/", needs.need_export, name="need-export"),
    path("options/", needs.need_options, name="need-options"),
    path("codes/", needs.need_codes, name="need-codes"),
    path("capture/", need_capture.need_capture, name="need-capture"),
    path("capture/paste/", need_capture.need_paste, name="need-paste"),
    path("merge/", need_merge.need_merge, name="need-merge"),
    path("withdraw/", needs.need_withdraw, name="need-withdraw"),
    path("undo/<uuid:uid>/", needs.need_undo, name="need-undo"),
    path("import/", need_import.need_import, name="need-import"),
    path("import/<uuid:uid>/columns/", need_import.need_import_columns, name="need-import-columns"),
    path("import/<uuid:uid>/", need_import.need_import_preview, name="need-import-preview"),
    path("import/<uuid:uid>/done/", need_import.need_import_done, name="need-import-done"),
    path("<int:pk>/", needs.need_detail, name="need-detail"),
    path("<int:pk>/edit/", needs.need_edit, name="need-edit"),
    path("<int:pk>/restore/", needs.need_restore, name="need-restore"),
]
