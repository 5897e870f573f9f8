// A release that tests are about.
#pragma once

#include "actions/release/record/release.h"

namespace ward::release {

inline Release sample_release() {
    Release release{.id = "2026-06-16", .slug = "june-2026-security-releases"};
    release.lift_at = parse_instant("2026-06-16T12:00:00Z");
    release.lines = {{.name = "20", .base_version = "20.5.1", .fixed_version = "20.5.2"},
                     {.name = "22", .base_version = "22.1.0", .fixed_version = "22.1.1"}};
    release.eol_lines = {"18", "19"};
    Report buffer{.id = "1001", .source = "hackerone"};
    buffer.link = "https://hackerone.com/reports/1001";
    buffer.title = "Buffer of a request is read after it was freed";
    buffer.cves = {"CVE-2026-0001"};
    buffer.severity = Severity::high;
    buffer.cvss = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"};
    buffer.cwes = {"CWE-416"};
    buffer.summary = "A request that ends early leaves its buffer behind.\n\nIt is read once more.";
    buffer.credits = {{.name = "Alex Example", .handle = "alex"},
                      {.name = "Bo Builder", .handle = "bo", .kind = CreditKind::developer}};
    buffer.ranges = {{.line = "20", .fixed = "20.5.2"}, {.line = "22", .fixed = "22.1.1"}};
    buffer.subsystem = "http";
    Report path{.id = "1002", .source = "hackerone"};
    path.link = "https://hackerone.com/reports/1002";
    path.title = "A path with *stars* leaves its folder";
    path.cves = {"CVE-2026-0002"};
    path.severity = Severity::low;
    path.cvss = {"CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N"};
    path.cwes = {"CWE-22"};
    path.summary = "Costs $' and $& of somebody: %DOWNLOADS%.";
    path.credits = {{.name = {}, .handle = "cleo"}};
    path.ranges = {{.line = "22", .introduced = "22.1.0", .fixed = "22.1.1"}};
    path.subsystem = "path";
    release.reports = {path, buffer};
    release.dependencies = {{.name = "undici", .line = "22", .from = "6.1.0", .to = "6.1.1"}};
    return release;
}

}  // namespace ward::release
