#!/usr/bin/env python3
"""HackerOne's API on this machine, as far as a security release needs it (tests/support/fake_service.py): reports, programs,
CVE requests, states, disclosure. https://api.hackerone.com/customer-resources/

Credentials: "steward:h1-token" may all, "reader:h1-token" may read. Every CVE request is given an id of its own, also a second
one for the same report, as the service does. A refusal repeats what was sent, which no error of a client may show.
Control: POST change {"report": ID, ...} is what a person does in the web form; POST change {"assign": ID of a CVE request}.
"""
import base64
import datetime
import pathlib
import re
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support"))
import fake_service  # noqa: E402
from fake_service import Answer, Refused  # noqa: E402

OPEN = ("new", "pending-program-review", "triaged", "needs-more-info")
CLOSED = ("resolved", "not-applicable", "informative", "duplicate", "spam")
CVE = re.compile(r"CVE-\d{4}-\d{4,}")


class HackerOne(fake_service.Service):
    routes = (
        ("GET", "/v1/me/programs", "list_programs"),
        ("GET", "/v1/reports", "list_reports"),
        ("GET", r"/v1/reports/(\d+)", "one_report"),
        ("GET", r"/v1/programs/(\d+)/cve_requests", "list_cve_requests"),
        ("POST", r"/v1/programs/(\d+)/cve_requests", "request_cve"),
        ("PUT", r"/v1/reports/(\d+)/cves", "set_cves"),
        ("POST", r"/v1/reports/(\d+)/state_changes", "change_state"),
        ("POST", r"/v1/reports/(\d+)/disclosure_requests", "request_disclosure"),
    )
    members = ("programs", "reports", "cve_requests", "next_cve", "page_size", "assign_later", "next_link")

    def __init__(self, folder=None, seed=None):
        self.programs = [{"id": "11", "handle": "nodejs", "teams": ["nodejs-team"]}]
        self.reports, self.cve_requests, self.next_cve, self.page_size, self.assign_later, self.next_link = {}, [], 10001, 100, False, ""
        super().__init__(folder, seed)

    # ---- who
    def authorize(self, request):
        scheme, _, word = (request.headers.get("Authorization") or "").partition(" ")
        try:
            user, _, token = base64.b64decode(word).decode().partition(":")
        except ValueError:
            user = token = ""
        if scheme != "Basic" or token != "h1-token" or user not in ("steward", "reader"):
            raise self.refused(401, "Unauthorized", word)
        if user == "reader" and request.method != "GET":
            raise self.refused(403, "Forbidden", user)

    @staticmethod
    def refused(status, title, detail, pointer=None, parameter=None):
        source = {"pointer": pointer} if pointer else {"parameter": parameter} if parameter else None
        return Refused(status, {"errors": [{"status": status, "title": title, "detail": detail, **({"source": source} if source else {})}]})

    def unknown(self, request):
        return Answer(404, {"errors": [{"status": 404, "title": "Not Found", "detail": request.path}]})

    # ---- what is there
    def report_document(self, report, alone):
        def data(kind, identifier, **attributes):
            return {"data": {"id": identifier, "type": kind, "attributes": attributes}}
        relations = {"reporter": data("user", "501", username=report.get("reporter", "alex"), name="A name"),
                     "program": data("program", report.get("program", "11"), handle=self.program_of(report)["handle"]),
                     "custom_field_values": {"data": [data("custom-field-value", "7", value=value)["data"] for value in report.get("fields", [])]},
                     "summaries": {"data": [data("report-summary", "8", category=category, content=content)["data"]
                                            for category, content in report.get("summaries", [])]}}
        if report.get("rating"):
            relations["severity"] = data("severity", "9", rating=report["rating"], cvss_vector_string=report.get("vector"), score=5.0)
        if report.get("weakness"):
            relations["weakness"] = data("weakness", report["weakness"], name="A weakness", external_id=report.get("cwe"))
        if alone:
            relations["activities"] = {"data": [
                {"type": kind, "id": str(900 + at), "attributes": {"created_at": self.instant(at)},
                 "relationships": {"actor": data("user", "502", username=actor)}} for at, (kind, actor) in enumerate(report.get("activities", []))]}
        return {"id": report["id"], "type": "report", "relationships": relations, "attributes": {
            "title": report.get("title", "A title"), "state": report["state"], "created_at": report.get("created_at", "2026-01-02T03:04:05.000Z"),
            "vulnerability_information": report.get("information", "text"), "disclosed_at": report.get("disclosed_at"),
            "cve_ids": report.get("cve_ids", []), "triaged_at": None, "closed_at": report.get("closed_at")}}

    def program_of(self, report):
        return next(program for program in self.programs if program["id"] == report.get("program", "11"))

    def paged(self, request, items):
        size = min(int(request.one("page[size]", 25)), self.page_size, 100)
        number = int(request.one("page[number]", 1))
        found, more = fake_service.page_of(items, number, size)
        query = {key: value for key, value in request.query.items() if key != "page[number]"}
        address = f"{self.url}{request.path}?" + urllib.parse.urlencode(query, doseq=True)
        links = {"self": f"{address}&page%5Bnumber%5D={number}"}
        if more:
            links["next"] = self.next_link or f"{address}&page%5Bnumber%5D={number + 1}"
        return Answer(200, {"data": found, "links": links})

    def list_programs(self, request):
        return self.paged(request, [{"id": program["id"], "type": "program", "attributes": {"handle": program["handle"], "policy": "text"}}
                                    for program in self.programs])

    def list_reports(self, request):
        handles = request.query.get("filter[program][]", [])
        if not handles:
            raise self.refused(400, "Invalid Parameter", "a program is needed", parameter="filter")
        states = request.query.get("filter[state][]", [])
        found = [report for report in self.reports.values()
                 if self.program_of(report)["handle"] in handles and (not states or report["state"] in states)]
        return self.paged(request, [self.report_document(report, False) for report in found])

    def report_at(self, request):
        report = self.reports.get(request.match[1])
        if not report:
            raise self.refused(404, "Not Found", request.path)
        return report

    def one_report(self, request):
        return Answer(200, {"data": self.report_document(self.report_at(request), True)})

    def program_at(self, request):
        for program in self.programs:
            if program["id"] == request.match[1]:
                return program
        raise self.refused(404, "Not Found", request.path)

    @staticmethod
    def cve_document(made):
        attributes = {key: value for key, value in made.items() if key not in ("id", "program")}
        return {"id": made["id"], "type": "cve-request", "attributes": attributes,
                "relationships": {"report": {"data": {"id": made["report_id"], "type": "report"}}}}

    def list_cve_requests(self, request):
        program = self.program_at(request)
        return self.paged(request, [self.cve_document(made) for made in self.cve_requests if made["program"] == program["id"]])

    # ---- what is written
    def attributes_of(self, request, kind):
        data = (request.body or {}).get("data") or {}
        if data.get("type") != kind:
            raise self.refused(400, "Invalid Parameter", f"the type {data.get('type')!r} is not {kind}", "/data/type")
        return data.get("attributes") or {}

    def need(self, good, attributes, name):
        if not good:
            raise self.refused(422, "Invalid Parameter", f"the value {attributes.get(name)!r} is invalid", "/data/attributes/" + name)

    def request_cve(self, request):
        program = self.program_at(request)
        given = self.attributes_of(request, "cve-request")
        self.need(given.get("team_handle") in program["teams"], given, "team_handle")
        versions = given.get("versions")
        self.need(isinstance(versions, list) and versions, given, "versions")
        for version in versions:
            good = all(isinstance(version.get(key), str) and version[key] for key in ("vendor", "product", "version", "versionType"))
            self.need(good and isinstance(version.get("affected"), bool), given, "versions")
        metrics = given.get("metrics")
        self.need(isinstance(metrics, list) and metrics and all(re.match(r"CVSS:[34]\.\d/", metric.get("vectorString") or "") for metric in metrics), given, "metrics")
        self.need(isinstance(given.get("weakness_id"), int) and given["weakness_id"] > 0, given, "weakness_id")
        self.need(isinstance(given.get("description"), str) and given["description"].strip(), given, "description")
        self.need(isinstance(given.get("references"), list) and all(str(link).startswith("https://") for link in given["references"]), given, "references")
        self.need(given.get("report_id") in self.reports, given, "report_id")
        try:
            discovered = datetime.datetime.fromisoformat(str(given.get("vulnerability_discovered_at")).replace("Z", "+00:00"))
            self.need(discovered.timestamp() <= self.now() + 60, given, "vulnerability_discovered_at")
        except (ValueError, TypeError):
            self.need(False, given, "vulnerability_discovered_at")
        made = {**given, "id": str(3000 + len(self.cve_requests)), "program": program["id"], "state": "pending_hackerone_approval",
                "cve_identifier": None}
        self.cve_requests.append(made)
        if not self.assign_later:
            self.assign(made)
        return Answer(201, {"data": self.cve_document(made)})

    def assign(self, made):
        made["cve_identifier"] = f"CVE-2026-{self.next_cve}"
        self.next_cve += 1

    def set_cves(self, request):
        report = self.report_at(request)
        given = self.attributes_of(request, "report-cves")
        cves = given.get("cve_ids")
        self.need(isinstance(cves, list) and all(isinstance(cve, str) and CVE.fullmatch(cve) for cve in cves), given, "cve_ids")
        report["cve_ids"] = cves
        return Answer(200, {"data": self.report_document(report, True)})

    def change_state(self, request):
        report = self.report_at(request)
        given = self.attributes_of(request, "state-change")
        self.need(isinstance(given.get("message"), str), given, "message")
        self.need(given.get("state") in OPEN + CLOSED and given["state"] != report["state"], given, "state")
        report["state"] = given["state"]
        report["closed_at"] = self.instant() if given["state"] in CLOSED else None
        report.setdefault("activities", []).append(["activity-bug-" + given["state"], "steward"])
        return Answer(201, {"data": self.report_document(report, True)})

    def request_disclosure(self, request):
        report = self.report_at(request)
        given = self.attributes_of(request, "disclosure-request")
        self.need(isinstance(given.get("message"), str), given, "message")
        self.need(given.get("substate") in ("full", "no-content"), given, "substate")
        self.need(report["state"] in CLOSED and not report.get("disclosed_at"), given, "state")
        report.setdefault("activities", []).append(["activity-agreed-on-going-public", "steward"])
        return Answer(201, {"data": self.report_document(report, True)})

    def change(self, what):
        if "assign" in what:
            self.assign(next(made for made in self.cve_requests if made["id"] == what["assign"]))
        else:
            self.reports[what.pop("report")].update(what)
        return {}


if __name__ == "__main__":
    fake_service.main(HackerOne)
