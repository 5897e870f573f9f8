#include "actions/release/embargo/taint.h"

#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr std::string_view rules_version = "ward taint rules 1\n";

struct RuleWords {
    std::string_view name;
    std::string_view meaning;
};
constexpr std::array<RuleWords, taint_rule_count> taint_words{{
    {"report-id", "names a report"},
    {"cve-id", "names a CVE id that is not published"},
    {"private-url", "names a place in a private repository"},
    {"handle", "names a reporter"},
    {"title", "has words of a report's title"},
    {"summary", "has words of a report's summary"},
    {"private-commit", "is or names a commit that only private refs reach"},
    {"same-patch", "changes what a private commit changes"},
    {"private-blob", "is or names a content that only private commits have"},
}};

}  // namespace

std::string_view name_of(TaintRule rule) {
    return taint_words.at(static_cast<size_t>(rule)).name;
}

std::string_view meaning_of(TaintRule rule) {
    return taint_words.at(static_cast<size_t>(rule)).meaning;
}

std::string digest_of(const TaintSet& set) {
    Sha256 digest;
    digest.add(rules_version);
    for (const std::vector<std::string>* list :
         {&set.report_ids, &set.cve_ids, &set.private_urls, &set.handles, &set.titles, &set.summaries, &set.commit_ids,
          &set.patch_ids, &set.blob_ids, &set.public_texts}) {
        digest.add(fmt::format("{}\n", list->size()));
        for (const std::string& text : *list) {
            digest.add(fmt::format("{}:", text.size()));
            digest.add(text);
        }
    }
    const auto bytes = digest.finish();
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace ward::release
