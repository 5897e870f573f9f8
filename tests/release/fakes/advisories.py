#!/usr/bin/env python3
"""GitHub on this machine, as far as a security release needs it (tests/support/fake_service.py): security advisories here, and
issues, comments, labels, contents and pull requests of several repositories (github.py). REST API, version 2022-11-28.

`repositories` are "OWNER/NAME"; of those in `closed` strangers see nothing. Tokens: "steward" may all, "stranger" reads what is
public and files private reports, others are refused. Advisories go triage to draft to published, or closed; a CVE id that was
asked for is assigned by POST change {"assign": GHSA}. A refusal repeats what was sent, which no error of a client may show.
"""
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import fake_service  # noqa: E402
from fake_service import Answer, Refused  # noqa: E402
from github import Repositories  # noqa: E402

GHSA = r"GHSA(?:-[a-z0-9]{4}){3}"
TEXTS = {"summary": 1024, "description": 65535}
NEXT = {"triage": ("triage", "draft", "closed"), "draft": ("draft", "published", "closed"), "published": ("published", "closed"), "closed": ("closed", "draft")}


class GitHub(Repositories):
    routes = (
        ("GET", "/repos/([^/]+/[^/]+)/security-advisories", "list_advisories"),
        ("GET", "/orgs/([^/]+)/security-advisories", "list_of_organization"),
        ("GET", rf"/repos/([^/]+/[^/]+)/security-advisories/({GHSA})", "one_advisory"),
        ("POST", "/repos/([^/]+/[^/]+)/security-advisories", "create_advisory"),
        ("POST", "/repos/([^/]+/[^/]+)/security-advisories/reports", "report_advisory"),
        ("PATCH", rf"/repos/([^/]+/[^/]+)/security-advisories/({GHSA})", "change_advisory"),
        ("POST", rf"/repos/([^/]+/[^/]+)/security-advisories/({GHSA})/cve", "ask_for_cve"),
        *Repositories.routes,
    )
    members = ("advisories", "next_cve", *Repositories.members)

    def __init__(self, folder=None, seed=None):
        self.advisories, self.next_cve = [], 30001
        super().__init__(folder, seed)

    def cursor_page(self, request, found):
        if request.one("state"):
            found = [advisory for advisory in found if advisory["state"] == request.one("state")]
        found = found[::-1] if request.one("direction", "desc") == "desc" else found
        size = min(int(request.one("per_page", 30)), self.page_size, 100)
        start = int((request.one("after") or "cursor0").removeprefix("cursor"))
        headers = []
        if start + size < len(found):
            query = {key: values[0] for key, values in request.query.items()}
            again = urllib.parse.urlencode({**query, "after": f"cursor{start + size}"})
            headers.append(("Link", f'<{self.next_link or self.url + request.path}?{again}>; rel="next"'))
        return Answer(200, found[start:start + size], headers)

    def list_advisories(self, request):
        name = self.repository(request)
        return self.cursor_page(request, [found for found in self.advisories if found["repository"]["full_name"] == name and self.may_see(request, found)])

    def list_of_organization(self, request):
        if self.who(request) != "steward":
            raise Refused(403, {"message": "You are not authorized to perform this operation."})
        return self.cursor_page(request, [found for found in self.advisories if found["repository"]["full_name"].split("/")[0] == request.match[1]])

    def may_see(self, request, advisory):
        return self.who(request) == "steward" or advisory["state"] == "published" or advisory["author"]["login"] == self.who(request)

    def advisory(self, request):
        name = self.repository(request)
        for found in self.advisories:
            if found["repository"]["full_name"] == name and found["ghsa_id"] == request.match[2] and self.may_see(request, found):
                return found
        raise Refused(404, {"message": f"Not Found {request.path}"})

    def one_advisory(self, request):
        return Answer(200, self.advisory(request))

    # ---- what is written
    @staticmethod
    def invalid(body, field, code="invalid"):
        return Refused(422, {"message": f"Validation Failed: {body.get(field)!r}", "errors": [
            {"resource": "RepositoryAdvisory", "field": field, "code": code, "value": body.get(field)}]})

    def check(self, body, new):
        for field, most in TEXTS.items():
            if new and not body.get(field):
                raise self.invalid(body, field, "missing_field")
            if body.get(field) is not None and (not isinstance(body[field], str) or len(body[field]) > most):
                raise self.invalid(body, field)
        if body.get("severity") and body.get("cvss_vector_string"):
            raise self.invalid(body, "severity")
        if body.get("severity") and body["severity"] not in ("critical", "high", "medium", "low"):
            raise self.invalid(body, "severity")
        if body.get("cvss_vector_string") and not re.match(r"CVSS:[34]\.\d/", body["cvss_vector_string"]):
            raise self.invalid(body, "cvss_vector_string")
        if body.get("cve_id") and not re.fullmatch(r"CVE-\d{4}-\d{4,}", body["cve_id"]):
            raise self.invalid(body, "cve_id")
        if any(not re.fullmatch(r"CWE-\d+", cwe) for cwe in body.get("cwe_ids") or []):
            raise self.invalid(body, "cwe_ids")
        for product in body.get("vulnerabilities") or []:
            if not (product.get("package") or {}).get("ecosystem"):
                raise self.invalid(body, "vulnerabilities", "missing_field")
        if any(not credit.get("login") or not credit.get("type") for credit in body.get("credits") or []):
            raise self.invalid(body, "credits")

    def put(self, advisory, body):
        for field in ("summary", "description", "cve_id", "cwe_ids", "credits"):
            if field in body:
                advisory[field] = body[field]
        if "vulnerabilities" in body:
            advisory["vulnerabilities"] = [{"vulnerable_functions": [], "patched_versions": None, "vulnerable_version_range": None, **product} for product in body["vulnerabilities"]]
        if body.get("cvss_vector_string"):
            advisory["cvss"], advisory["severity"] = {"vector_string": body["cvss_vector_string"], "score": 5.3}, "medium"
        if body.get("severity"):
            advisory["severity"] = body["severity"]
        if "collaborating_users" in body:
            advisory["collaborating_users"] = [{"login": login} for login in body["collaborating_users"] or []]
        if "collaborating_teams" in body:
            advisory["collaborating_teams"] = [{"slug": slug} for slug in body["collaborating_teams"] or []]
        advisory["updated_at"] = self.instant()
        return advisory

    def add(self, request, state):
        name, body = self.repository(request), request.body or {}
        self.check(body, True)
        number = len(self.advisories) + 1
        ghsa = f"GHSA-2222-3333-{number:04d}"
        advisory = {"ghsa_id": ghsa, "cve_id": None, "state": state, "severity": None, "cvss": {"vector_string": None, "score": None}, "cwe_ids": [],
                    "vulnerabilities": [], "credits": [], "collaborating_users": [], "collaborating_teams": [], "cve_requested": False,
                    "html_url": f"https://github.com/{name}/security/advisories/{ghsa}", "repository": {"full_name": name},
                    "author": {"login": self.who(request)}, "created_at": self.instant(), "published_at": None}
        self.advisories.append(self.put(advisory, body))
        return Answer(201, advisory)

    def create_advisory(self, request):
        self.need_steward(request)
        if not (request.body or {}).get("vulnerabilities"):
            raise self.invalid(request.body or {}, "vulnerabilities", "missing_field")
        return self.add(request, "draft")

    def report_advisory(self, request):
        return self.add(request, "triage")

    def change_advisory(self, request):
        self.need_steward(request)
        advisory, body = self.advisory(request), request.body or {}
        self.check(body, False)
        if "state" in body:
            if body["state"] not in NEXT[advisory["state"]]:
                raise self.invalid(body, "state")
            if body["state"] == "published" and advisory["state"] != "published":
                advisory["published_at"] = self.instant()
            advisory["state"] = body["state"]
        return Answer(200, self.put(advisory, body))

    def ask_for_cve(self, request):
        self.need_steward(request)
        advisory = self.advisory(request)
        if advisory["cve_id"] or advisory["cve_requested"]:
            raise self.invalid({"cve_id": advisory["cve_id"]}, "cve_id", "already_exists")
        advisory["cve_requested"] = True
        return Answer(202, {})

    def change(self, what):
        if "assign" not in what:
            return super().change(what)
        advisory = next(found for found in self.advisories if found["ghsa_id"] == what["assign"])
        advisory["cve_id"] = f"CVE-2026-{self.next_cve}"
        self.next_cve += 1
        return {}


if __name__ == "__main__":
    fake_service.main(GitHub)
