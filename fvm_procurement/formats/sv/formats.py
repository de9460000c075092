"""Swedish formats as the product writes them: 2026-11-22, kl. 14.30, 1 240 000,50."""

DATE_FORMAT = "Y-m-d"
SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = r"Y-m-d \k\l. H.i"
SHORT_DATETIME_FORMAT = r"Y-m-d H.i"
TIME_FORMAT = r"\k\l. H.i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
