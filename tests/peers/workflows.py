#!/usr/bin/env python3
"""workflows.py DRIVER: src/lang/workflow beside actionlint 1.7.9's Parse: the same files refused, and the same workflow with the
same places for the rest. Over our seeds, real files below $WARD_TEST_WORKFLOWS, and mutations of both ($WARD_TEST_MUTATIONS)."""
import os
import pathlib
import re
import sys

import go_peer

WORDS = [b"&a ", b"*a", b"${{ x }}", b"${{", b"}}", b"on:\n", b"jobs:\n", b"permissions: write-all\n", b"- ", b": ", b"{}", b"[]", b"|\n", b"~",
         b"null", b"true", b"1", b"1.5", b"!!str ", b"<<: *a\n", b"---\n", b"...\n", b"\xc3\xa4", b"\xff", b"\t", b"\r\n", b"'", b'"', b"# x\n",
         b"uses: docker://a\n", b"run: x\n", b"shell: bash\n", b"  steps:\n", b"runs-on: [a, b]\n", b"needs: [a]\n", b"matrix:\n", b"\xef\xbb\xbf", b"? ",
         b"2001-01-01", b"0x1F", b"\xc2\x85", b"\xe2\x80\xa8"]


def known(data):
    """Where libyaml 0.2.5 and go-yaml's scanner part (src/lang/workflow/yaml_tree.h)."""
    return data.find(b"\xef\xbb\xbf") > 0 or re.search(rb"[&*][\w-]+[^\w\s,\]}-]|[?\t]|:[,?\[\]{}]|![^\s]*[,\[\]{}]|[\]}][^\s,\]}]", data)


peer = go_peer.build("workflows")
files = go_peer.seeds("github_workflow", "WARD_TEST_WORKFLOWS", lambda path: path.suffix in (".yml", ".yaml"))
count = int(os.environ.get("WARD_TEST_MUTATIONS", "2000"))
keep = pathlib.Path(os.environ["WARD_TEST_KEEP"]) if "WARD_TEST_KEEP" in os.environ else None
wrong = go_peer.compare("files", sys.argv[1], peer, files, keep, known)
wrong += go_peer.compare("mutations", sys.argv[1], peer, go_peer.mutations(files, count, WORDS, most=2), keep, known)
sys.exit(1 if wrong else 0)
