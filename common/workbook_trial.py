"""A trial reading of an old-style workbook (.xls), in a process that may die of it.

The reader makes a table as large as the farthest cell says, and a file of 5 kB can name a cell
that needs a hundred gigabytes: the reader then ends its process. Unlike the zipped formats, the
file cannot be looked into beforehand, so a process with little memory tries it first.
"""

import subprocess
import sys

MEMORY_BYTES = 800 * 1024 * 1024
SECONDS = 60

_READ = """
import io, sys
data = sys.stdin.buffer.read()
from python_calamine import CalamineWorkbook
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
except (ImportError, ValueError, OSError):
    pass
try:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for index in range(len(book.sheet_names)):
            book.get_sheet_by_index(index)
except MemoryError:
    sys.exit(1)
except BaseException:
    pass  # the real reading meets the same fault, and says so in words
"""


def survives_reading(data: bytes) -> bool:
    """Whether the reader gets through ``data`` with a bounded amount of memory and time."""
    try:
        trial = subprocess.run(
            [sys.executable, "-I", "-c", _READ, str(MEMORY_BYTES)],
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode == 0
