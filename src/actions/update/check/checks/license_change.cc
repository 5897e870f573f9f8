// The licence file is a licence, and the one that was there: a server's error page is none, and new terms are for a
// person to read.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

// One of these is in every licence that a vendored dependency has.
constexpr std::array<std::string_view, 7> license_change_words{"license",  "licence",       "copyright", "permission",
                                                               "warranty", "public domain", "unlicense"};

CheckResult run_license_change(const CheckInput& input) {
    const std::string& path = input.recipe->license_file;
    if (path.empty()) return holds();
    const auto reader = reader_of_derived(input);
    const auto text = reader(path);
    if (!text) return fails_with({text.error().message()});
    if (!*text) return fails_with({fmt::format("{} is not there", display(path))});
    if (is_html(**text)) return fails_with({fmt::format("{} is a web page", display(path))});
    const std::string lower = to_lower(**text);
    if (std::ranges::none_of(license_change_words, [&](std::string_view word) { return lower.contains(word); }))
        return fails_with({fmt::format("{} does not read like a licence", display(path))});
    const bool is_outside = path.starts_with('/');
    const auto before = is_outside ? input.project(path.substr(1)) : reader_of(*input.before)(path);
    if (!before || !*before || **before == **text) return holds();
    return acknowledge_with({fmt::format("{} has changed", display(path))});
}

}  // namespace

WARD_UPDATE_CHECK(license_change) = {.id = "license-change",
                                     .summary = "the licence file is a licence, and the one that was there",
                                     .run = run_license_change};

}  // namespace ward::update
