"""Forms of a person's own pages."""

from django import forms

from .models import User


class ProfileForm(forms.ModelForm):
    """What others see of a person."""

    class Meta:
        model = User
        fields = ["full_name"]
