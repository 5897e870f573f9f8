#!/usr/bin/env python3
"""What a person does in the web form: forge_person.py FOLDER NUMBER FIELD=JSON...   (an issue of forge_server.py)"""
import json
import pathlib
import sys
import urllib.request

port = (pathlib.Path(sys.argv[1]) / "port").read_text()
change = {field: json.loads(value) for field, value in (word.split("=", 1) for word in sys.argv[3:])}
urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/repos/OWNER/REPO/issues/{sys.argv[2]}", json.dumps(change).encode(), {"Authorization": "Bearer person"}, method="PATCH"))
