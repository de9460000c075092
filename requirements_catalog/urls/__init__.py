"""Addresses of needs, the target architecture and catalogues, below a programme."""

from django.urls import include, path

from ..views import (
    approvals as views_approvals,
)
from ..views import (
    catalogues as views,
)
from ..views import (
    detail as views_detail,
)
from ..views import (
    grid as views_grid,
)
from ..views import (
    mine as views_mine,
)
from ..views import (
    modules as views_modules,
)
from ..views import (
    requirements as views_requirements,
)
from ..views import (
    standards as views_standards,
)
from ..views import (
    tree as views_tree,
)
from ..views import (
    tree_steps as views_tree_steps,
)
from ..views import (
    work as views_work,
)

app_name = "requirements_catalog"

modules = [
    path("architecture/", views_modules.module_list, name="module-list"),
    path("architecture/new/", views_modules.module_create, name="module-create"),
    path("architecture/standards/", views_standards.standard_list, name="standard-list"),
    path("architecture/standards/new/", views_standards.standard_create, name="standard-create"),
    path(
        "architecture/standards/<int:pk>/",
        views_standards.standard_detail,
        name="standard-detail",
    ),
    path(
        "architecture/standards/<int:pk>/edit/",
        views_standards.standard_edit,
        name="standard-edit",
    ),
    path("architecture/<int:pk>/", views_modules.module_detail, name="module-detail"),
    path("architecture/<int:pk>/edit/", views_modules.module_edit, name="module-edit"),
]
requirements = [
    path("", views_detail.requirement_detail, name="requirement-detail"),
    path("chain/", views_detail.requirement_chain, name="requirement-chain"),
    path("edit/", views_requirements.requirement_edit, name="requirement-edit"),
    path("move/", views_requirements.requirement_move, name="requirement-move"),
    path("withdraw/", views_requirements.requirement_withdraw, name="requirement-withdraw"),
    path("restore/", views_requirements.requirement_restore, name="requirement-restore"),
    path("revert/<int:record>/", views_work.requirement_revert, name="requirement-revert"),
    path("presence/", views_work.requirement_presence, name="requirement-presence"),
    path("relations/", views_work.relation_add, name="relation-add"),
    path("relations/candidates/", views_work.relation_candidates, name="relation-candidates"),
    path("relations/<int:relation_pk>/remove/", views_work.relation_remove, name="relation-remove"),
    path("comments/", views_work.comment_create, name="comment-create"),
    path("comments/<int:comment_pk>/resolve/", views_work.comment_resolve, name="comment-resolve"),
    path("comments/<int:comment_pk>/edit/", views_work.comment_edit, name="comment-edit"),
    path("comments/<int:comment_pk>/remove/", views_work.comment_remove, name="comment-remove"),
    path("files/", views_work.attachment_add, name="attachment-add"),
    path("files/<uuid:uid>/", views_work.attachment_download, name="attachment-download"),
    path("files/<uuid:uid>/remove/", views_work.attachment_remove, name="attachment-remove"),
    path("send/", views_approvals.requirement_send, name="requirement-send"),
    path("approve/", views_approvals.requirement_approve, name="requirement-approve"),
    path("send-back/", views_approvals.requirement_send_back, name="requirement-send-back"),
]
grid = [
    path("", views_grid.requirement_grid, name="requirement-grid"),
    path("rows/", views_grid.grid_block, name="requirement-grid-rows"),
    path("news/", views_grid.grid_news, name="requirement-grid-news"),
    path("save/", views_grid.grid_save, name="requirement-grid-save"),
    path("add/", views_grid.grid_add, name="requirement-grid-add"),
    path("undo/", views_grid.grid_undo, name="requirement-grid-undo"),
    path("redo/", views_grid.grid_redo, name="requirement-grid-redo"),
    path("layout/", views_grid.grid_layout, name="requirement-grid-layout"),
]
tree = [
    path("", views_tree.requirement_tree, name="requirement-tree"),
    path("do/", views_tree.tree_do, name="requirement-tree-do"),
    path("<slug:step>/", views_tree_steps.tree_step, name="requirement-tree-step"),
]
catalogues = [
    path("", views.catalogue_list, name="catalogue-list"),
    path("new/", views.catalogue_create, name="catalogue-create"),
    path("row/<int:pk>/", include(requirements)),
    path("<slug:slug>/", views.requirement_list, name="requirement-list"),
    path("<slug:slug>/grid/", include(grid)),
    path("<slug:slug>/tree/", include(tree)),
    path("<slug:slug>/edit/", views.catalogue_edit, name="catalogue-edit"),
    path("<slug:slug>/new/", views_requirements.requirement_create, name="requirement-create"),
    path(
        "<slug:slug>/new-heading/",
        views_requirements.requirement_create,
        {"is_heading": True},
        name="heading-create",
    ),
]
urlpatterns = [
    path("work/", views_mine.my_work, name="my-work"),
    path("needs/", include("requirements_catalog.urls.needs")),
    *modules,
    path("requirements/", include(catalogues)),
    path("requirements/", include("requirements_catalog.urls.looks")),
    path("requirements/", include("requirements_catalog.urls.transfers")),
    path("", include("requirements_catalog.urls.imports")),
    path("", include("requirements_catalog.urls.templates")),
    path("", include("requirements_catalog.urls.bulk")),
    path("", include("requirements_catalog.urls.fields")),
]
