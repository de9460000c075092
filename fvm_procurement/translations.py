"""Compile the translations without the gettext programs.

The English catalogue is kept as text (locale/*/LC_MESSAGES/*.po); Django reads the compiled form
(.mo), which is not kept in version control. ``./fvm`` calls this before every command:
``python -m fvm_procurement.translations``.
"""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_catalogues(folder: Path = LOCALE) -> list[Path]:
    """Write a .mo beside every .po that is newer than its .mo; return those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Written beside and renamed: a site that is running never reads half a file.
        half = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(half))
        half.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues()
