#!/usr/bin/env python3
"""What a real bash makes of a line and the completion key: complete.py LINE

An interactive bash on a terminal of its own reads `ward completion bash`, then LINE, then readline's
insert-completions. Printed is the line as it then stands: with every word that is offered.
"""
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import time

line = sys.argv[1]
with tempfile.TemporaryDirectory() as folder:
    setup, shown = pathlib.Path(folder) / "rc", pathlib.Path(folder) / "shown"
    setup.write_text(f"""
PS1= HISTFILE=
source <(ward completion bash)
bind 'set bell-style none'
bind '"\\C-t": insert-completions'
show() {{ printf '%s' "$READLINE_LINE" > {shown}.part; mv {shown}.part {shown}; }}
bind -x '"\\C-o": show'
""")
    terminal, side = pty.openpty()
    shell = subprocess.Popen(["bash", "--noprofile", "--rcfile", setup, "-i"], stdin=side, stdout=side, stderr=side, start_new_session=True)
    os.write(terminal, line.encode() + b"\x14\x0f")
    end = time.monotonic() + 60
    while not shown.exists() and time.monotonic() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            os.read(terminal, 4096)
    shell.kill()
    shell.wait()
    print(shown.read_text().rstrip())
