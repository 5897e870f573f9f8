#include "faces/report/sample_report_test.h"

#include <utility>

namespace ward::report {
namespace {

Component component(std::string path, std::string name, std::string version, std::string purl, Evidence evidence) {
    Component made;
    made.path = std::move(path);
    made.name = std::move(name);
    made.version = std::move(version);
    made.purl = std::move(purl);
    made.scope = Scope::runtime;
    made.evidence = {std::move(evidence)};
    return made;
}

Finding vulnerability(std::string id, Severity severity, std::optional<double> score, std::string title,
                      const Component& where) {
    Finding made;
    made.judge = "audit";
    made.rule = "vulnerability";
    made.id = std::move(id);
    made.severity = severity;
    made.score = score;
    made.title = std::move(title);
    made.component = where.id;
    made.purl = where.purl;
    made.evidence = where.evidence;
    made.paths = {{"aurora@4.2.0", label_of(where)}};
    return made;
}

std::string all_bytes() {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    return bytes;
}

}  // namespace

Report sample_report() {
    Report report;
    report.ward_version = "0.1.0";
    report.ward_commit = "abc1234";
    report.command = "review";
    report.started = "2026-11-22T12:00:00Z";
    report.subject = {"tree", ".", "aurora", "4.2.0", "main", "5d41402abc4b2a76b9719d911017c592ae3f1c02"};
    DependencyUpdate update;
    update.id = "acorn";
    update.path = "deps/acorn/acorn";
    update.purl = "pkg:npm/acorn";
    update.current = "8.18.0";
    update.chosen = update.newest = "8.19.0";
    update.state = "SWAPPED";
    update.closes = {"CVE-2026-0001"};
    update.evidence = {{"npm-integrity", "holds", "the tarball is what the registry names"}};
    update.checks = {{"version-equals", "holds", ""}};
    report.updates = {update};
    report.advisories = {"sha256:7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730",
                         "2026-11-22T00:00:00Z", 8889};

    Component subject = component("", "aurora", "4.2.0", "pkg:generic/aurora@4.2.0",
                                  {"src/version.h", 12, "#define AURORA_VERSION \"4.2.0\""});
    Component tls = component("deps/lumentls", "lumentls", "3.0.13", "pkg:generic/lumentls@3.0.13",
                              {"deps/lumentls/VERSION.dat", 2, "VERSION=3.0.13"});
    tls.cpe = {"cpe:2.3:a:lumen:lumentls:3.0.13:*:*:*:*:*:*:*"};
    tls.ecosystem = "OSS-Fuzz";
    Component squeeze = component("deps/squeeze", "squeeze", "1.3.0.1", "pkg:github/example/squeeze@v1.3.0.1",
                                  {"deps/squeeze/squeeze.h", 40, "#define SQUEEZE_VERSION \"1.3.0.1\""});
    squeeze.contradictions = {{"1.2.11", {"deps/squeeze/README", 1, "squeeze 1.2.11 is a compression library"}}};
    Component fetch = component("deps/fetcher", "@aurora/fetcher", "5.28.4", "pkg:npm/%40aurora/fetcher@5.28.4",
                                {"deps/fetcher/package.json", 3, "\"version\": \"5.28.4\","});
    fetch.ecosystem = "npm";
    Component parser =
        component("deps/fetcher/node_modules/wire-parser", "wire-parser", "2.0.1", "pkg:npm/wire-parser@2.0.1",
                  {"deps/fetcher/package-lock.json", 118, "\"version\": \"2.0.1\""});
    parser.ecosystem = "npm";
    parser.source = Source::lockfile;
    parser.parent = "deps/fetcher";
    Component copy = parser;
    copy.path = "tools/lint/node_modules/wire-parser";
    copy.scope = Scope::tooling;
    copy.parent = "";
    copy.evidence = {{"tools/lint/package-lock.json", 44, "\"version\": \"2.0.1\""}};
    Component action = component(".github/workflows", "actions/checkout", "v4", "pkg:githubactions/actions/checkout@v4",
                                 {".github/workflows/test.yml", 17, "uses: actions/checkout@v4"});
    action.source = Source::action;
    action.scope = Scope::tooling;
    Component prompt = component("tools/lint/node_modules/promptly", "promptly", "0.9.9", "pkg:npm/promptly@0.9.9",
                                 {"tools/lint/package-lock.json", 61, "\"version\": \"0.9.9\""});
    prompt.ecosystem = "npm";
    prompt.source = Source::lockfile;
    prompt.scope = Scope::tooling;
    report.components = {subject, tls, squeeze, fetch, parser, copy, action, prompt};
    number_components(report.components);
    const auto placed = [&report](std::string_view path) -> const Component& {
        for (const Component& candidate : report.components)
            if (candidate.path == path) return candidate;
        return report.components.front();
    };

    Finding critical =
        vulnerability("CVE-2026-90001", Severity::critical, 9.8,
                      "Use after free in session resumption lets a remote peer run code", placed("deps/lumentls"));
    critical.aliases = {"GHSA-aaaa-bbbb-cccc"};
    critical.records = {"OSV-2026-1"};
    critical.vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    critical.fixed = {"3.0.14", "3.1.6"};
    critical.references = {"https://www.cve.org/CVERecord?id=CVE-2026-90001", "https://lumentls.example/advisories/1"};
    critical.matches = {
        {"OSV-2026-1", "OSS-Fuzz", "lumentls", "3.0.13", ">= 3.0.0, < 3.0.14", "deps/lumentls/VERSION.dat", 2}};

    Finding high = vulnerability("CVE-2026-90002", Severity::high, 7.5, "Denial of service by a header that never ends",
                                 placed("deps/fetcher/node_modules/wire-parser"));
    high.records = {"GHSA-dddd-eeee-ffff"};
    high.vector = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N";
    high.fixed = {"2.0.2"};
    high.evidence.push_back(placed("tools/lint/node_modules/wire-parser").evidence[0]);
    high.paths = {{"aurora@4.2.0", "@aurora/fetcher@5.28.4", "wire-parser@2.0.1"},
                  {"aurora@4.2.0", "wire-parser@2.0.1"}};
    high.references = {"https://github.com/advisories/GHSA-dddd-eeee-ffff"};
    high.matches = {
        {"GHSA-dddd-eeee-ffff", "npm", "wire-parser", "2.0.1", "< 2.0.2", "deps/fetcher/package-lock.json", 118}};

    Finding medium = vulnerability("GHSA-gggg-hhhh-jjjj", Severity::medium, 5.3,
                                   "Redirects keep the authorization header", placed("deps/fetcher"));
    medium.records = {"GHSA-gggg-hhhh-jjjj"};
    medium.assessment = Verdict{VexStatus::affected, "",           "Update with the next minor release.",
                                "Kim Example",       "2027-01-31", {"assessments.toml", 20, ""}};

    Finding malicious =
        vulnerability("MAL-2026-77", Severity::critical, std::nullopt, "promptly 0.9.9 sends the environment away",
                      placed("tools/lint/node_modules/promptly"));
    malicious.rule = "malicious-package";
    malicious.records = {"MAL-2026-77"};
    malicious.matches = {
        {"MAL-2026-77", "npm", "promptly", "0.9.9", "listed: 0.9.9", "tools/lint/package-lock.json", 61}};

    Finding unknown = vulnerability("OSV-2026-4242", Severity::unknown, std::nullopt,
                                    "Heap-buffer-overflow in inflate_fast", placed("deps/squeeze"));
    unknown.records = {"OSV-2026-4242"};

    Finding assessed = vulnerability("CVE-2026-90003", Severity::high, 8.1,
                                     "Integer overflow in deflate with huge windows", placed("deps/squeeze"));
    assessed.records = {"OSV-2026-3"};
    assessed.status = Status::assessed;
    assessed.assessment = Verdict{VexStatus::not_affected,
                                  "vulnerable_code_not_in_execute_path",
                                  "aurora never compresses with windows above 32 kB",
                                  "Kim Example",
                                  "2027-05-01",
                                  {"assessments.toml", 4, ""}};

    Finding backported =
        vulnerability("CVE-2026-90004", Severity::low, 3.1, "Timing of a comparison", placed("deps/lumentls"));
    backported.records = {"OSV-2026-5"};
    backported.status = Status::fixed_by_backport;

    Finding contradiction;
    contradiction.judge = "inventory";
    contradiction.rule = "contradiction";
    contradiction.severity = Severity::none;
    contradiction.title = "squeeze claims the versions 1.3.0.1 and 1.2.11";
    contradiction.component = placed("deps/squeeze").id;
    contradiction.purl = placed("deps/squeeze").purl;
    contradiction.evidence = {placed("deps/squeeze").evidence[0], placed("deps/squeeze").contradictions[0].evidence};

    report.findings = {critical, high, medium, malicious, unknown, assessed, backported, contradiction};
    for (Finding& finding : report.findings) finding.key = key_of(finding);
    sort_findings(report.findings);

    report.skipped = {
        {"deps/blob/huge.json", SkipKind::unread, "is larger than 64 MiB", false},
        {"test/fixtures", SkipKind::unread, "excluded by ward.toml", true},
        {"deps/mystery", SkipKind::unexplained, "a vendored folder that no component accounts for", false},
        {"LICENSE:210", SkipKind::unexplained, "licence section \"colorly\" names no known component", true}};
    report.notes = {
        {"assessment-expired", "the assessment of CVE-2025-90009 expired on 2026-11-01", "assessments.toml:31"},
        {"assessment-unused", "the assessment of CVE-2025-90010 matches nothing any more", "assessments.toml:40"}};
    Finding gone = vulnerability("CVE-2026-89999", Severity::high, 7.1, "Out-of-bounds read in the name parser",
                                 placed("deps/fetcher"));
    gone.purl = "pkg:npm/%40aurora/fetcher@5.28.3";
    gone.key = key_of(gone);
    report.since = Since{"2026-11-15T12:00:00Z", {critical.key, key_of(critical)}, {gone}, 5, {"deps/mystery"}};
    report.since->new_keys = {key_of(critical), key_of(malicious)};
    report.summary = summarise(report);
    return report;
}

Report hostile_report() {
    const std::string attack =
        all_bytes() +
        "\n::error::owned ##[error]x \x1b]0;title\x07 </script><script>alert(1)</script> "
        "<img src=http://evil.example/x> ![beacon](http://evil.example/y) [link](javascript:alert(1)) "
        "@everyone | cell `code` \xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf\xe2\x81\xa6 \"' onload='x {{x}} {0}";
    Report report;
    report.ward_version = "0.1.0";
    report.command = "review";
    report.started = "2026-11-22T12:00:00Z";
    report.subject = {attack, attack, attack, attack, attack, attack};
    report.advisories = {attack, attack, -1};
    DependencyUpdate update;
    update.id = update.path = update.purl = update.current = update.chosen = update.reason = attack;
    update.state = "SWAPPED";
    update.closes = update.notes = update.commits = {attack};
    update.evidence = update.checks = update.patches = {{attack, attack, attack}};
    update.counts = {{attack, 1}};
    update.files = {{attack, attack, {attack}, attack, false}};
    report.updates = {update};
    for (int i = 0; i < 3; ++i) {
        Component made;
        made.purl = (i == 0 ? "" : "pkg:npm/x@") + attack;
        made.name = attack;
        made.version = attack;
        made.ecosystem = attack;
        made.path = i == 0 ? "" : "::error::" + attack + std::to_string(i);
        made.cpe = {attack, "cpe:2.3:a:x y"};
        made.commit = attack;
        made.evidence = {{attack, 1, attack}, {"::warning::" + attack, -5, "##[warning]" + attack}};
        if (i == 1) made.contradictions = {{attack, {attack, 7, attack}}};
        report.components.push_back(made);
    }
    number_components(report.components);
    // A report may come from a file: its tree need not be one.
    report.components[1].parent = "c3";
    report.components[2].parent = "c2";
    for (const Status status : {Status::open, Status::assessed, Status::fixed_by_backport})
        for (const std::string_view rule : {"vulnerability", "malicious-package", "contradiction", "\x1b[31m"}) {
            Finding made;
            made.judge = attack;
            made.rule = rule;
            made.id = "::error::" + attack + std::to_string(report.findings.size());
            made.aliases = {attack, "CVE-2026-1)<b>"};
            made.records = {attack};
            made.vector = attack;
            made.title = attack;
            made.component = status == Status::open ? "c2" : attack;
            made.purl = "pkg:npm/x@" + attack;
            made.paths = {{attack, attack}};
            made.fixed = {attack};
            made.status = status;
            made.assessment = Verdict{VexStatus::not_affected, attack, attack, attack, attack, {attack, 2, attack}};
            made.evidence = {{attack, 3, attack}, {attack, 0, attack}};
            made.references = {"javascript:alert(1)", "https://evil.example/\"><script>", attack,
                               "https://advisories.example/ok?a=1&b=2"};
            made.matches = {{attack, attack, attack, attack, attack, attack, 9}};
            made.key = std::string(name_of(status)) + std::string(rule) + attack;
            report.findings.push_back(made);
        }
    report.skipped = {{attack, SkipKind::unread, attack, false}, {attack, SkipKind::unexplained, attack, true}};
    report.notes = {{attack, attack, attack}};
    report.since = Since{attack, {report.findings[0].key}, {report.findings[1]}, -3, {attack}};
    report.summary = summarise(report);
    return report;
}

Report empty_report() {
    Report report;
    report.ward_version = "0.1.0";
    report.command = "audit";
    report.started = "2026-11-22T12:00:00Z";
    report.subject.path = ".";
    report.subject.name = "empty";
    report.summary = summarise(report);
    return report;
}

}  // namespace ward::report
