#!/usr/bin/env python3
"""NVD's CVE API 2.0 on this machine: nvd_server.py RECORDS PORT_FILE

Serves the list of records in the JSON file RECORDS, read for each request, two a page, to whoever sends the key
"very-secret". PORT_FILE then holds the port, and each request is a line in PORT_FILE.log. Ends by itself after a minute.
"""
import http.server
import json
import os
import pathlib
import signal
import sys
import urllib.parse

records, port_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
PAGE = 2


class Nvd(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        asked = dict(urllib.parse.parse_qsl(url.query))
        if self.headers.get("apiKey") != "very-secret":
            self.send_response(404)
            self.send_header("message", "Invalid apiKey.")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        found = json.loads(records.read_text())
        if "lastModStartDate" in asked:
            begin, end = (asked[key][:23] for key in ("lastModStartDate", "lastModEndDate"))
            found = [one for one in found if begin <= one["lastModified"] <= end]
        start = int(asked["startIndex"])
        page = found[start:start + PAGE]
        body = json.dumps({
            "resultsPerPage": len(page), "startIndex": start, "totalResults": len(found), "format": "NVD_CVE",
            "version": "2.0", "timestamp": "2026-01-01T00:00:00.000", "vulnerabilities": [{"cve": one} for one in page]
        }).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        with open(f"{port_file}.log", "a") as log:
            log.write(f"{self.path} {int(code)}\n")


server = http.server.HTTPServer(("127.0.0.1", 0), Nvd)
signal.alarm(60)
part = port_file.with_suffix(".part")
part.write_text(str(server.server_address[1]))
os.replace(part, port_file)
server.serve_forever()
