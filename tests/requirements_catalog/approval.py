"""A preview is looked at and approved, as a person does it in one window."""


def approve(client, url, data=None, **more):
    """Post the form of the preview at the address, with the mark of what it shows."""
    shown = client.get(url).context
    seen = shown.get("seen", "") if shown else ""
    return client.post(url, {"seen": seen, **(data or {})}, **more)
