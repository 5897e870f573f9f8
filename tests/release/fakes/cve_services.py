#!/usr/bin/env python3
"""CVE Services on this machine (tests/support/fake_service.py): quota, reservation, records, rejection, as the service's
published interface and its sources have them. https://cveawg.mitre.org/api-docs/

Credentials: organization "nodejs", user "steward", key "cve-key"; user "idle" is not active. Ids go RESERVED to PUBLISHED by a
record or REJECTED, PUBLISHED to REJECTED and back by an update, and never back to RESERVED. `ranges` says how many ids a year has
left: `batch_type=nonsequential` gives what is left with 206, `sequential` refuses. Fault "partial:N": the next reservation gives
N ids with 206. A refusal repeats what was sent, which no error of a client may show.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support"))
import fake_service  # noqa: E402
from fake_service import Answer, Refused  # noqa: E402

ORG_ID = "5d2a3b6e-0000-4000-8000-00000000c0de"
CVE = r"CVE-\d{4}-\d{4,19}"
CONTAINER = {"providerMetadata", "dateAssigned", "datePublic", "title", "descriptions", "affected", "cpeApplicability", "problemTypes",
             "references", "impacts", "metrics", "configurations", "workarounds", "solutions", "exploits", "timeline", "credits", "source",
             "tags", "taxonomyMappings"}


class CveServices(fake_service.Service):
    routes = (
        ("GET", r"/api/org/([^/]+)/id_quota", "quota"),
        ("GET", "/api/cve-id", "list_ids"),
        ("POST", "/api/cve-id", "reserve"),
        ("GET", rf"/api/cve-id/({CVE})", "one_id"),
        ("GET", rf"/api/cve/({CVE})", "one_record"),
        ("POST", rf"/api/cve/({CVE})/cna", "publish"),
        ("PUT", rf"/api/cve/({CVE})/cna", "update"),
        ("POST", rf"/api/cve/({CVE})/reject", "reject"),
        ("PUT", rf"/api/cve/({CVE})/reject", "reject_record"),
    )
    members = ("id_quota", "ids", "records", "ranges", "page_size", "partial_next")

    def __init__(self, folder=None, seed=None):
        self.id_quota, self.page_size, self.partial_next = 100, 1000, 0
        self.ids, self.records, self.ranges = {}, {}, {"2026": {"next": 20001, "end": 99999}, "2027": {"next": 10, "end": 9999}}
        super().__init__(folder, seed)

    @staticmethod
    def refused(status, error, message, details=None):
        return Refused(status, {"error": error, "message": message, **({"details": details} if details else {})})

    # A record can be read, and an id looked up, by everybody.
    def authorize(self, request):
        if request.method == "GET" and re.fullmatch(rf"/api/cve/{CVE}", request.path):
            return
        org, user, key = (request.headers.get("CVE-API-" + name) for name in ("ORG", "USER", "KEY"))
        for name, value in (("CVE-API-ORG", org), ("CVE-API-USER", user), ("CVE-API-KEY", key)):
            if not value:
                raise self.refused(400, "BAD_REQUEST", f"{name} header field required.")
        if org not in ("nodejs", "other") or user != "steward" or key != "cve-key":
            raise self.refused(401, "UNAUTHORIZED", f"Unauthorized: {user} {key}")

    def unknown(self, request):
        return Answer(404, {"error": "NOT_FOUND", "message": f"404: resource not found {request.path}"})

    def own_fault(self, word, argument, request):
        if word == "partial":
            self.partial_next = int(argument)
        return None

    # ---- ids
    def reserved(self, org):
        return sum(1 for found in self.ids.values() if found["owning_cna"] == org and found["state"] == "RESERVED")

    def quota_of(self, org):
        taken = self.reserved(org)
        return {"id_quota": self.id_quota, "total_reserved": taken, "available": self.id_quota - taken}

    def quota(self, request):
        org = request.headers["CVE-API-ORG"]
        if request.match[1] != org:
            raise self.refused(403, "NOT_SAME_ORG_OR_SECRETARIAT", f"not of {request.match[1]}")
        return Answer(200, self.quota_of(org))

    def list_ids(self, request):
        self.known(request, {"state", "cve_id_year", "time_reserved.gt", "time_reserved.lt", "time_modified.gt", "time_modified.lt", "page"})
        found = [value for value in self.ids.values() if value["owning_cna"] == request.headers["CVE-API-ORG"]]
        for name, good in (("state", lambda value, wanted: value["state"] == wanted), ("cve_id_year", lambda value, wanted: value["cve_year"] == wanted),
                           ("time_reserved.gt", lambda value, wanted: value["reserved"] > wanted.removesuffix("Z") + ".999Z"),
                           ("time_reserved.lt", lambda value, wanted: value["reserved"] < wanted)):
            if name in request.query:
                found = [value for value in found if good(value, request.one(name))]
        page = int(request.one("page", 1))
        items, more = fake_service.page_of(found, page, self.page_size)
        answer = {"cve_ids": items}
        if len(found) > self.page_size:
            answer.update(totalCount=len(found), itemsPerPage=self.page_size, pageCount=-(-len(found) // self.page_size), currentPage=page,
                          prevPage=page - 1 or None, nextPage=page + 1 if more else None)
        return Answer(200, answer)

    def known(self, request, names):
        strange = [name for name in request.query if name not in names]
        if strange:
            raise self.refused(400, "BAD_INPUT", "Parameters were invalid", [{"msg": "unknown", "param": name, "location": "query"} for name in strange])

    def reserve(self, request):
        self.known(request, {"amount", "cve_year", "short_name", "batch_type"})
        org, year, kind = request.headers["CVE-API-ORG"], request.one("cve_year"), request.one("batch_type")
        if not (request.one("amount") or "").isdigit() or int(request.one("amount")) < 1:
            raise self.refused(400, "NO_AMOUNT", "The amount query parameter is required and needs to be above 0.")
        amount = int(request.one("amount"))
        if request.one("short_name") != org:
            raise self.refused(403, "ORG_CANNOT_RESERVE_FOR_OTHER", f"not for {request.one('short_name')}")
        if amount > 1 and kind not in ("sequential", "nonsequential", "non-sequential"):
            raise self.refused(400, "INVALID_BATCH_TYPE" if kind else "NO_BATCH_TYPE", "The batch_type is needed.")
        if amount > self.quota_of(org)["available"]:
            raise self.refused(403, "EXCEEDED_ID_QUOTA", "The amount requested would exceed the organization's ID quota.", self.quota_of(org))
        if kind and kind.startswith("non") and amount > 10:
            raise self.refused(403, "OVER_NONSEQUENTIAL_MAX_AMOUNT", "too many")
        span = self.ranges.get(year)
        if not span:
            raise self.refused(403, "CANNOT_RESERVE_FOR_YEAR", f"not for year {year}")
        left = span["end"] - span["next"] + 1
        if left < amount and (left == 0 or not (kind or "").startswith("non")):
            raise self.refused(403, "YEAR_RANGE_FULL", f"full for {year}")
        given = min(amount, left, self.partial_next or amount)
        self.partial_next = 0
        made = [self.make(year, span, org, request.headers["CVE-API-USER"]) for _ in range(given)]
        quota = [("CVE-API-REMAINING-QUOTA", str(self.quota_of(org)["available"]))]
        if given < amount:
            return Answer(206, {"error": "RESERVED_PARTIAL_AMOUNT", "message": "Only a partial amount", "details": {"amount_reserved": given},
                                "cve_ids": made}, quota)
        return Answer(200, {"cve_ids": made, "meta": {"remaining_quota": self.quota_of(org)["available"]}}, quota)

    def make(self, year, span, org, user):
        number = span["next"]
        span["next"] += 1
        identifier, now = f"CVE-{year}-{number:04d}", self.instant()
        self.ids[identifier] = {"cve_id": identifier, "cve_year": year, "state": "RESERVED", "owning_cna": org, "reserved": now,
                                "requested_by": {"cna": org, "user": user}, "time": {"created": now, "modified": now}}
        return self.ids[identifier]

    def one_id(self, request):
        found = self.ids.get(request.match[1])
        if not found:
            raise self.refused(404, "CVE_ID_NOT_FOUND", f"{request.match[1]} not found")
        if found["owning_cna"] != request.headers["CVE-API-ORG"]:
            return Answer(200, {"cve_id": found["cve_id"], "cve_year": found["cve_year"], "state": found["state"],
                                "owning_cna": "[REDACTED]" if found["state"] == "RESERVED" else found["owning_cna"]})
        return Answer(200, found)

    # ---- records
    def one_record(self, request):
        found = self.records.get(request.match[1])
        if not found:
            raise self.refused(404, "CVE_RECORD_DNE", "The cve record for the cve id does not exist.")
        return Answer(200, found)

    def owned(self, request):
        found = self.ids.get(request.match[1])
        if not found:
            raise self.refused(400, "CVEID_DNE", "The cve id does not exist.")
        if found["owning_cna"] != request.headers["CVE-API-ORG"]:
            raise self.refused(403, "CVEID_ORG_DOES_NOT_MATCH", "The cve id owning org does not match user org.")
        return found

    def container(self, request, check):
        container = (request.body or {}).get("cnaContainer")
        faults = check(container) if isinstance(container, dict) and set(request.body) == {"cnaContainer"} else [("", "required", {"missingProperty": "cnaContainer"})]
        if faults:
            raise self.refused(400, "INVALID_JSON_SCHEMA", "CVE cnaContainer JSON schema validation FAILED.", {"errors": [
                {"instancePath": path, "keyword": keyword, "params": params, "message": f"must be good, unlike {container}"} for path, keyword, params in faults]})
        return container

    @staticmethod
    def published_faults(container):
        at = "/cnaContainer"
        faults = [(at, "required", {"missingProperty": name}) for name in ("descriptions", "affected", "references") if not container.get(name)]
        faults += [(at, "additionalProperties", {"additionalProperty": name}) for name in container if name not in CONTAINER and not name.startswith("x_")]
        for number, text in enumerate(container.get("descriptions") or []):
            if not isinstance(text.get("value"), str) or not text["value"] or not text.get("lang"):
                faults.append((f"{at}/descriptions/{number}", "required", {"missingProperty": "value"}))
        for number, product in enumerate(container.get("affected") or []):
            if not product.get("versions") and not product.get("defaultStatus"):
                faults.append((f"{at}/affected/{number}", "anyOf", {}))
            for place, version in enumerate(product.get("versions") or []):
                if not isinstance(version.get("version"), str) or version.get("status") not in ("affected", "unaffected", "unknown"):
                    faults.append((f"{at}/affected/{number}/versions/{place}", "required", {"missingProperty": "status"}))
                if ("lessThan" in version or "lessThanOrEqual" in version) and not version.get("versionType"):
                    faults.append((f"{at}/affected/{number}/versions/{place}", "required", {"missingProperty": "versionType"}))
        for number, reference in enumerate(container.get("references") or []):
            if not re.match(r"(https?|ftp)://", str(reference.get("url"))):
                faults.append((f"{at}/references/{number}/url", "pattern", {}))
        return faults

    @staticmethod
    def rejected_faults(container):
        reasons = container.get("rejectedReasons")
        if not reasons or any(not reason.get("value") or not reason.get("lang") for reason in reasons):
            return [("/cnaContainer", "required", {"missingProperty": "rejectedReasons"})]
        return [("/cnaContainer", "additionalProperties", {}) for name in container if name not in ("providerMetadata", "rejectedReasons", "replacedBy")]

    def store(self, found, container, state):
        now, identifier = self.instant(), found["cve_id"]
        before = self.records.get(identifier)
        metadata = {"cveId": identifier, "assignerOrgId": ORG_ID, "assignerShortName": found["owning_cna"], "state": state,
                    "dateReserved": found["reserved"], "dateUpdated": now}
        if state == "PUBLISHED":
            metadata["datePublished"] = (before or {}).get("cveMetadata", {}).get("datePublished", now)
        else:
            metadata["dateRejected"] = now
        provider = {"orgId": ORG_ID, "shortName": found["owning_cna"], "dateUpdated": now}
        record = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": metadata,
                  "containers": {"cna": {"providerMetadata": provider, **{key: value for key, value in container.items() if key != "providerMetadata"}}}}
        self.records[identifier] = record
        found["state"], found["time"]["modified"] = state, now
        return Answer(200, {"message": f"{identifier} record was successfully {'updated' if before else 'created'}.", "updated" if before else "created": record})

    def publish(self, request):
        found = self.owned(request)
        if request.match[1] in self.records:
            raise self.refused(403, "CVE_RECORD_EXISTS", "The cve record for the cve id already exists.")
        return self.store(found, self.container(request, self.published_faults), "PUBLISHED")

    def update(self, request):
        found = self.owned(request)
        if request.match[1] not in self.records:
            raise self.refused(403, "CVE_RECORD_DNE", "The cve record for the cve id does not exist.")
        return self.store(found, self.container(request, self.published_faults), "PUBLISHED")

    def reject(self, request):
        found = self.owned(request)
        if request.match[1] in self.records:
            raise self.refused(400, "CVE_RECORD_EXISTS", "The cve record for the cve id already exists.")
        return self.store(found, self.container(request, self.rejected_faults), "REJECTED")

    def reject_record(self, request):
        found = self.owned(request)
        if request.match[1] not in self.records:
            raise self.refused(400, "CVE_RECORD_DNE", "The cve record for the cve id does not exist.")
        return self.store(found, self.container(request, self.rejected_faults), "REJECTED")


if __name__ == "__main__":
    fake_service.main(CveServices)
