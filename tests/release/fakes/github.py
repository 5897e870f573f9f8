"""Repositories of GitHub on this machine: issues, comments, labels, contents and pull requests (tests/support/fake_service.py;
advisories.py serves them). `contents` are {"OWNER/NAME": {BRANCH: {PATH: TEXT}}}.
"""
import base64
import hashlib
import pathlib
import sys
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support"))
import fake_service  # noqa: E402
from fake_service import Answer, Refused  # noqa: E402

PEOPLE = {"steward": ("steward", "User", "MEMBER"), "stranger": ("stranger", "User", "NONE")}
REPO = "/repos/([^/]+/[^/]+)"


class Repositories(fake_service.Service):
    routes = (
        ("GET", "/user", "own_login"),
        ("GET", REPO, "one_repository"),
        ("GET", REPO + "/issues", "list_issues"),
        ("POST", REPO + "/issues", "open_issue"),
        ("GET", REPO + r"/issues/(\d+)", "one_issue"),
        ("PATCH", REPO + r"/issues/(\d+)", "change_issue"),
        ("GET", REPO + r"/issues/(\d+)/comments", "list_comments"),
        ("POST", REPO + r"/issues/(\d+)/comments", "comment"),
        ("POST", REPO + r"/issues/(\d+)/labels", "label"),
        ("GET", REPO + "/contents/(.+)", "content"),
        ("PUT", REPO + "/contents/(.+)", "put_content"),
        ("GET", REPO + "/pulls", "list_pulls"),
        ("POST", REPO + "/pulls", "open_pull"),
        ("GET", REPO + r"/pulls/(\d+)", "one_pull"),
        ("PATCH", REPO + r"/pulls/(\d+)", "change_pull"),
    )
    members = ("repositories", "closed", "issues", "contents", "page_size", "next_link")

    def __init__(self, folder=None, seed=None):
        self.repositories, self.closed = ["nodejs/node", "nodejs/build", "nodejs/docker-node", "nodejs/nodejs.org", "nodejs-private/node-private",
                                          "nodejs-private/security-release"], ["nodejs-private/node-private", "nodejs-private/security-release"]
        self.issues, self.contents, self.page_size, self.next_link = {}, {}, 100, ""
        super().__init__(folder, seed)

    # ---- who
    def who(self, request):
        scheme, _, token = (request.headers.get("Authorization") or "").partition(" ")
        return token if scheme in ("Bearer", "token") and token in PEOPLE else ""

    def authorize(self, request):
        if request.headers.get("Authorization") and not self.who(request):
            raise Refused(401, {"message": f"Bad credentials: {request.headers['Authorization']}"})
        if request.method != "GET" and not self.who(request):
            raise Refused(401, {"message": "Requires authentication"})

    def repository(self, request):
        name = request.match[1]
        if name not in self.repositories or (name in self.closed and self.who(request) != "steward"):
            raise Refused(404, {"message": "Not Found"})
        return name

    def need_steward(self, request):
        self.repository(request)
        if self.who(request) != "steward":
            raise Refused(403, {"message": f"Must have admin rights: {self.who(request)}"})

    def own_login(self, request):
        return Answer(200, {"login": self.who(request)})

    def one_repository(self, request):
        name = self.repository(request)
        return Answer(200, {"full_name": name, "default_branch": "main", "private": name in self.closed})

    # ---- issues
    def linked_page(self, request, found):
        size, number = min(int(request.one("per_page", 30)), self.page_size, 100), int(request.one("page", 1))
        items, more = fake_service.page_of(found, number, size)
        query = {key: values[0] for key, values in request.query.items()}
        again = urllib.parse.urlencode({**query, "page": number + 1})
        return Answer(200, items, [("Link", f'<{self.url}{request.path}?{again}>; rel="next"')] if more else [])

    def list_issues(self, request):
        found = self.issues.get(self.repository(request), [])
        if request.one("state", "open") != "all":
            found = [issue for issue in found if issue["state"] == request.one("state", "open")]
        for label in filter(None, (request.one("labels") or "").split(",")):
            found = [issue for issue in found if label in [item["name"] for item in issue["labels"]]]
        return self.linked_page(request, found[::-1] if request.one("direction", "desc") == "desc" else found)

    def issue(self, request, pull=None):
        for found in self.issues.get(self.repository(request), []):
            if found["number"] == int(request.match[2]) and (pull is None or "pull_request" in found):
                return found
        raise Refused(404, {"message": "Not Found"})

    def add_issue(self, name, title, body, who, labels=()):
        every = self.issues.setdefault(name, [])
        issue = {"number": len(every) + 1, "title": title, "body": body, "state": "open", "state_reason": None, "user": {"login": who[0], "type": who[1]},
                 "author_association": who[2], "labels": [{"name": label} for label in labels], "comments": [],
                 "html_url": f"https://github.com/{name}/issues/{len(every) + 1}"}
        every.append(issue)
        return issue

    def open_issue(self, request):
        name, body = self.repository(request), request.body or {}
        if not isinstance(body.get("title"), str) or not body["title"] or len(body.get("body") or "") > 65536:
            raise Refused(422, {"message": "Validation Failed"})
        return Answer(201, self.add_issue(name, body["title"], body.get("body"), PEOPLE[self.who(request)], body.get("labels", [])))

    def one_issue(self, request):
        return Answer(200, self.issue(request))

    def change_issue(self, request):
        self.need_steward(request)
        issue = self.issue(request)
        issue.update({field: request.body[field] for field in ("title", "body", "state", "state_reason") if field in request.body})
        if "labels" in request.body:
            issue["labels"] = [{"name": label} for label in request.body["labels"]]
        return Answer(200, issue)

    def list_comments(self, request):
        return self.linked_page(request, self.issue(request)["comments"])

    def comment(self, request):
        who = PEOPLE[self.who(request)]
        made = {"body": request.body["body"], "user": {"login": who[0], "type": who[1]}, "author_association": who[2]}
        self.issue(request)["comments"].append(made)
        return Answer(201, made)

    def label(self, request):
        self.need_steward(request)
        issue = self.issue(request)
        issue["labels"] += [{"name": name} for name in request.body["labels"] if name not in [label["name"] for label in issue["labels"]]]
        return Answer(200, issue["labels"])

    # ---- contents
    def content(self, request):
        files = self.contents.get(self.repository(request), {}).get(request.one("ref", "main"), {})
        path = urllib.parse.unquote(request.match[2]).strip("/")
        if path in files:
            return Answer(200, self.file(path, files[path]))
        below = [name for name in files if name.startswith(path + "/")]
        if not below:
            raise Refused(404, {"message": "Not Found"})
        entries = {name[len(path) + 1:].split("/")[0]: "/" in name[len(path) + 1:] for name in below}
        return Answer(200, [{"name": name, "path": f"{path}/{name}", "type": "dir" if folder else "file"} for name, folder in sorted(entries.items())])

    @staticmethod
    def file(path, text):
        blob = text.encode()
        return {"type": "file", "name": path.rsplit("/", 1)[-1], "path": path, "encoding": "base64", "content": base64.encodebytes(blob).decode(),
                "sha": hashlib.sha1(b"blob %d\0" % len(blob) + blob).hexdigest(), "size": len(blob)}

    def put_content(self, request):
        self.need_steward(request)
        files = self.contents.setdefault(request.match[1], {}).setdefault(request.body.get("branch", "main"), {})
        path = urllib.parse.unquote(request.match[2])
        if path in files and request.body.get("sha") != self.file(path, files[path])["sha"]:
            raise Refused(409, {"message": f"{path} does not match"})
        new = path not in files
        files[path] = base64.b64decode(request.body["content"]).decode()
        return Answer(201 if new else 200, {"content": self.file(path, files[path]), "commit": {"message": request.body["message"]}})

    # ---- pull requests
    def list_pulls(self, request):
        found = [issue for issue in self.issues.get(self.repository(request), []) if "pull_request" in issue]
        if request.one("state", "open") != "all":
            found = [pull for pull in found if pull["state"] == request.one("state", "open")]
        if request.one("head"):
            owner, _, branch = request.one("head").partition(":")
            found = [pull for pull in found if pull["head"]["ref"] == branch and pull["head"]["owner"] == owner]
        return self.linked_page(request, found[::-1])

    def open_pull(self, request):
        name, body = self.repository(request), request.body or {}
        if any(not body.get(field) for field in ("title", "head", "base")):
            raise Refused(422, {"message": "Validation Failed"})
        owner, _, branch = body["head"].rpartition(":")
        owner = owner or name.split("/")[0]
        if any("pull_request" in pull and pull["state"] == "open" and pull["head"]["ref"] == branch and pull["head"]["owner"] == owner
               for pull in self.issues.get(name, [])):
            raise Refused(422, {"message": f"A pull request already exists for {owner}:{branch}."})
        pull = self.add_issue(name, body["title"], body.get("body"), PEOPLE[self.who(request)])
        pull.update({"pull_request": {"url": "x"}, "head": {"ref": branch, "owner": owner, "sha": hashlib.sha1(branch.encode()).hexdigest(),
                                                            "repo": {"full_name": f"{owner}/{name.split('/')[1]}"}},
                     "base": {"ref": body["base"]}, "draft": bool(body.get("draft")), "html_url": f"https://github.com/{name}/pull/{pull['number']}"})
        return Answer(201, pull)

    def one_pull(self, request):
        return Answer(200, self.issue(request, pull=True))

    def change_pull(self, request):
        self.need_steward(request)
        pull = self.issue(request, pull=True)
        pull.update({field: request.body[field] for field in ("title", "body", "state") if field in request.body})
        return Answer(200, pull)

    def change(self, what):
        name, number = what.pop("repository"), what.pop("number")
        next(found for found in self.issues[name] if found["number"] == number).update(what)
        return {}
