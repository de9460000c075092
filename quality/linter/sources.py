"""The law and the guidance that rules rest on, as links (docs/quality.md)."""

from quality.linter.models import Source

_LOU = "https://lagen.nu/2016:1145"
LOU_4_1 = Source("LOU 4 kap. 1 §", f"{_LOU}#K4P1")
LOU_9_2 = Source("LOU 9 kap. 2 §", f"{_LOU}#K9P2")
LOU_9_3 = Source("LOU 9 kap. 3 §", f"{_LOU}#K9P3")
LOU_9_4 = Source("LOU 9 kap. 4 §", f"{_LOU}#K9P4")
LOU_9_6 = Source("LOU 9 kap. 6 §", f"{_LOU}#K9P6")
LOU_9_7 = Source("LOU 9 kap. 7 §", f"{_LOU}#K9P7")
LOU_14_1 = Source("LOU 14 kap. 1 §", f"{_LOU}#K14P1")
LOU_14_4 = Source("LOU 14 kap. 4 §", f"{_LOU}#K14P4")
LOU_16_2 = Source("LOU 16 kap. 2 §", f"{_LOU}#K16P2")
SKR = Source(
    "SKR: Upphandlingsdokument, krav",
    "https://skr.se/skr/demokratiledningstyrning/upphandlinginkop/"
    "upphandlingsprocessenupphandlingsdokument/upphandlingsdokumentkrav.10279.html",
)
UHM = Source(
    "Upphandlingsmyndigheten: Krav på föremålet för upphandlingen",
    "https://www.upphandlingsmyndigheten.se/inkopsprocessen/genomfor-upphandlingen/"
    "krav-pa-foremalet-for-upphandlingen",
)
