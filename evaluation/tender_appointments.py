"""Those who score an evaluation read the tenders of its procurement, and of no other."""

from procurements.models import Procurement
from tenders.appointments import register

register(lambda user: Procurement.objects.filter(evaluation__assignments__user=user))
