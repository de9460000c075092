"""Standards and products by name: lists that a programme can change, and numbered standards."""

import re

from quality.linter.models import Context, Parameter, Wording
from quality.linter.words import listed

STANDARD_RULE, PRODUCT_RULE = "standard-without-equivalent", "product-without-equivalent"

_STANDARDS = listed(
    "HL7, FHIR, CDA, openEHR, SNOMED CT, Snomed CT, DICOM, IHE, LOINC, WCAG, SAML, OAuth, "
    "OpenID Connect, SCIM, PDF/A, OpenAPI, RIV-TA, RIV TA, TLS, CDISC, OMOP, IHE XDS, ITIL, "
    "X.509, OWASP ASVS, LDAP, GraphQL, CDS Hooks, FIDO2, CVSS"
)
# An institute before a number, which may be written with spaces: SS-EN ISO 13606, EN 301 549.
NUMBERED = re.compile(
    r"\b(?:SS|EN|ISO|IEC|IEEE|ETSI|NIST|CEN|prEN|ANSI|RFC|AAMI)"
    r"(?:[-/ ](?:EN|ISO|IEC|TS|TR|IEEE|SP))*[- ]?\d{2}[\d-]*(?: \d{3})?(?:[-:]\d+)*\b|"
    r"\bEN 301 ?549"
)
_PRODUCTS = listed(
    "Microsoft, Windows, Microsoft 365, Office 365, Outlook, Excel, PowerPoint, SharePoint, "
    "Power BI, SQL Server, Active Directory, Entra ID, Azure, AWS, Amazon Web Services, Google, "
    "Chrome, Edge, Firefox, Safari, Oracle, PostgreSQL, MySQL, MongoDB, Citrix, VMware, SAP, "
    "Cerner, Millennium, Cambio, Cosmic, COSMIC, TakeCare, Melior, Epic, Sectra, Qlik, Tableau, "
    "iPad, iPhone, iOS, Android, Apple, Samsung, Kubernetes, OpenShift, Docker, Red Hat, "
    "ServiceNow, Salesforce, Zebra, Ascom, Philips, Siemens, Dell, Lenovo, Cisco, Jira, Splunk, "
    "NVDA, JAWS, Intel, Linux, Java, .NET"
)

STANDARD_NAMES = Parameter("names", Wording("Standarder vid namn", "Standards by name"), _STANDARDS)
PRODUCT_NAMES = Parameter("names", Wording("Produkter vid namn", "Products by name"), _PRODUCTS)


def standard_names(context: Context) -> tuple[str, ...]:
    """Standards by name: the list as the programme has set it, and those of its architecture."""
    return _names(context, STANDARD_RULE, STANDARD_NAMES, context.standards)


def product_names(context: Context) -> tuple[str, ...]:
    """Products by name: the list as the programme has set it, and those it has added."""
    return _names(context, PRODUCT_RULE, PRODUCT_NAMES, context.products)


def _names(
    context: Context, rule: str, parameter: Parameter, own: tuple[str, ...]
) -> tuple[str, ...]:
    known = context.memory.get(rule)
    if not isinstance(known, tuple):
        listed = context.value(rule, parameter)
        known = (*(listed if isinstance(listed, tuple) else ()), *own)
        context.memory[rule] = known
    return known
