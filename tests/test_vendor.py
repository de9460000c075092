"""What the pages load is what the lock says: no network, no Node."""

import subprocess
import sys

from tests.tools import ROOT


def test_vendored_files_agree_with_their_lock():
    run = subprocess.run(
        [sys.executable, "scripts/vendor.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
