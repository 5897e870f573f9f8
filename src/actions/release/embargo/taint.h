// What must not become public before a release: the taint set, and the rules by which something of it is recognised.
// Whatever is told of a hit names the rule and the number of the item, never the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::release {

// All of it is embargoed itself: it goes into no log and no error.
struct TaintSet {
    std::vector<std::string> report_ids = {};    // "2871234", "GHSA-…"
    std::vector<std::string> cve_ids = {};       // those that are not published yet
    std::vector<std::string> private_urls = {};  // of pull requests and reports: "https://github.com/org/repo/pull/1"
    // Of reporters, without '@'. Whoever also commits publicly under it is the caller's to leave out.
    std::vector<std::string> handles = {};
    std::vector<std::string> titles = {};
    std::vector<std::string> summaries = {};
    std::vector<std::string> commit_ids = {};  // that only private refs reach
    // What private commits change, together and file by file, as LineSum::hex; from private_objects.h.
    std::vector<std::string> patch_ids = {};
    std::vector<std::string> blob_ids = {};  // contents that only private commits have
    // Texts that are public (earlier posts): sentences of titles and summaries that stand there too are none.
    std::vector<std::string> public_texts = {};

    bool operator==(const TaintSet&) const = default;
};

enum class TaintRule : uint8_t {
    report_id,
    cve_id,
    private_url,
    handle,
    title,
    summary,
    private_commit,
    same_patch,
    private_blob,
};
constexpr size_t taint_rule_count = 9;
std::string_view name_of(TaintRule rule);  // "report-id"
// "is a commit that only private refs reach": for a sentence that begins with the object.
std::string_view meaning_of(TaintRule rule);

struct Taint {
    TaintRule rule = TaintRule::report_id;
    size_t item = 0;   // in the set's list of that rule
    size_t begin = 0;  // where in the text; both 0 where it is not of a text
    size_t end = 0;

    bool operator==(const Taint&) const = default;
};

// SHA-256 over everything in the set and over the rules themselves: what was found clean under one digest says nothing
// under another.
std::string digest_of(const TaintSet& set);

}  // namespace ward::release
