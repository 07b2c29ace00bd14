from django.urls import path

from union.publishing import views

urlpatterns = [
    path("embargo/<str:token>/", views.embargo, name="embargo"),
    path("embargo/<str:token>/pdf/", views.embargo_pdf, name="embargo_pdf"),
]
