"""What a browser sends of a form."""


def sent_from(answer) -> dict:
    """The fields of the form that an answer shows, as they stand in it."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }
