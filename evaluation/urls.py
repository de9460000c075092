"""Addresses of the app, under a programme."""

from django.urls import path

from . import views, views_results, views_scoring

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", views.evaluation_list, name="evaluation-list"),
    path("evaluation/<slug:slug>/", views.evaluation_detail, name="evaluation-detail"),
    path("evaluation/<slug:slug>/start/", views.evaluation_start, name="evaluation-start"),
    path("evaluation/<slug:slug>/evaluators/", views.evaluator_assign, name="evaluator-assign"),
    path(
        "evaluation/<slug:slug>/evaluators/<int:pk>/remove/",
        views.evaluator_remove,
        name="evaluator-remove",
    ),
    path("evaluation/<slug:slug>/lock/", views.scores_lock, name="scores-lock"),
    path("evaluation/<slug:slug>/unlock/", views.scores_unlock, name="scores-unlock"),
    path("evaluation/<slug:slug>/score/", views_scoring.score_next, name="evaluation-score"),
    path(
        "evaluation/<slug:slug>/score/<int:item>/<int:tender>/",
        views_scoring.score_edit,
        name="score-edit",
    ),
    path("evaluation/<slug:slug>/submit/", views_scoring.scores_submit, name="scores-submit"),
    path("evaluation/<slug:slug>/reopen/", views_scoring.scores_reopen, name="scores-reopen"),
    path("evaluation/<slug:slug>/result/", views_results.result, name="evaluation-result"),
    path("evaluation/<slug:slug>/result/<int:number>/", views_results.result, name="lot-result"),
    path(
        "evaluation/<slug:slug>/result/workbook/",
        views_results.result_workbook,
        name="result-workbook",
    ),
]
