// Any bytes as a published post, a CVE record, an entry and a list of known differences: a post differs from itself in
// nothing, and what is told of strangers' texts stands in the limits of their readers.
// LINK: ward_release ward_lifecycle ward_formats ward_base
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/replay/entry_differences.h"
#include "actions/release/replay/evidence.h"
#include "actions/release/replay/known_differences.h"
#include "actions/release/replay/post_differences.h"
#include "actions/release/replay/post_errors.h"
#include "actions/release/replay/record_differences.h"
#include "facts/lifecycle/node_releases.h"

namespace {

using namespace ward::release;

Release sample() {
    Release release{.id = "2026-06-16", .slug = "june-2026-security-releases"};
    release.lines = {{.name = "22", .fixed_version = "22.23.0"}, {.name = "24", .fixed_version = "24.17.0"}};
    release.eol_lines = {"20"};
    release.reports = {{.id = "1",
                        .source = "file",
                        .title = "A title",
                        .cves = {"CVE-2026-41414"},
                        .severity = ward::Severity::high,
                        .cvss = {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"},
                        .cwes = {"CWE-400"},
                        .ranges = {{.line = "22", .fixed = "22.23.0"}, {.line = "24", .fixed = "24.17.0"}}}};
    return release;
}

void read_as_post(std::string_view text, const ward::lifecycle::ReleaseIndex& released) {
    const auto post = read_post(text, "fuzz");
    if (!post) return;
    // A CVE id with two sections is compared with the first of them.
    std::set<std::string> ids;
    bool is_once = true;
    for (const PostReport& report : post->reports) is_once = ids.insert(report.cve).second && is_once;
    std::vector<Difference> differences = compare_posts("fuzz", *post, *post, "fuzz");
    if (is_once && !differences.empty()) std::abort();
    for (Difference& one : errors_of("fuzz", *post, "fuzz", released)) differences.push_back(std::move(one));
    put_in_order(differences);
    rule_by_evidence(differences, {{"CVE-2026-41414", {.post_rating = "high", .entry = "NSWG-COR-1"}}});
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static const auto released = ward::lifecycle::node_releases();
    if (!released) std::abort();
    read_as_post(text, *released);
    if (const auto known = known_differences(text, "fuzz"))
        for (const KnownDifference& one : *known)
            if (one.difference.reason.empty()) std::abort();

    static const Release release = sample();
    static const Project project;
    static const std::vector<std::string> versions{"20.0.0", "22.0.0", "22.22.2", "22.23.0", "24.0.0", "24.17.0"};
    static const std::string cve = "CVE-2026-41414";
    const RecordInput input{
        .release = release, .report = release.reports.front(), .cve = cve, .project = project, .versions = versions};
    if (const auto differences = record_differences(input, text, "fuzz"))
        for (const Difference& one : *differences)
            if (!one.of.starts_with(cve)) std::abort();
    constexpr ward::DocumentLimits limits{.bytes = vulndb::max_entry_bytes, .depth = 16, .nodes = 20'000, .aliases = 0};
    if (auto root = ward::parse_json(text, "fuzz", limits))
        (void)entry_differences(input, {.name = "1", .path = "fuzz", .root = *std::move(root)});
    return 0;
}
