#!/usr/bin/env python3
"""dockerfiles.py DRIVER: src/lang/dockerfile beside buildkit 0.26.3's parser: the same files refused, and the same instructions with
the same lines for the rest. Over our seeds, real files below $WARD_TEST_DOCKERFILES, and mutations of both
($WARD_TEST_MUTATIONS)."""
import os
import pathlib
import sys

import go_peer

WORDS = [b"\\\n", b"`\n", b"\n", b"# x\n", b"# escape=`\n", b"#syntax=a\n", b"# check=skip=all\n", b"FROM a AS b\n", b"RUN <<EOF\n", b"EOF\n", b"<<-'E'",
         b"<<\"A\"B ", b"<<$x", b"<<${x:-y}", b"3<<EOF ", b"\tEOF\n", b"--mount=type=cache,target='/a b' ", b"-- ", b"--x ", b'["a", "b"]', b'["a", 1]',
         b'["\\ud800\\u0041", "\\n"]', b'[]', b'["a"]x', b"ENV a b c\n", b"ENV a=b c=\"d e\" f='g\\ h'\n", b"LABEL x\n", b"ONBUILD ", b"ARG a=b c\n",
         b"HEALTHCHECK --interval=5m CMD x\n", b"HEALTHCHECK NONE\n", b"\xc2\xa0", b"\xff", b"\xc3\xa4", b"\xe2\x84\xaa", b"\r\n", b"\xef\xbb\xbf", b"\0", b"\f",
         b"copy <<a <<b /x\n", b"a\n", b"b\n", b"'", b'"', b"\\", b" ", b"${a/b/c}", b"${", b"}", b"{\"a\": [1, 2.5e3, null]}", b"from a\n", b"1e999"]
peer = go_peer.build("dockerfiles")
files = go_peer.seeds("dockerfile", "WARD_TEST_DOCKERFILES", lambda path: "dockerfile" in path.name.lower())
count = int(os.environ.get("WARD_TEST_MUTATIONS", "2000"))
keep = pathlib.Path(os.environ["WARD_TEST_KEEP"]) if "WARD_TEST_KEEP" in os.environ else None
wrong = go_peer.compare("files", sys.argv[1], peer, files, keep)
wrong += go_peer.compare("mutations", sys.argv[1], peer, go_peer.mutations(files, count, WORDS), keep)
sys.exit(1 if wrong else 0)
