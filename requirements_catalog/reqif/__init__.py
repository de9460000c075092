"""A catalogue's rows as ReqIF's objects and back."""
