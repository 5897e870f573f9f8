// No text file became a web page: servers answer with pages where a file is missing, some with status 200.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

bool may_be_html(std::string_view path) {
    const std::string name = to_lower(path);
    return name.ends_with(".html") || name.ends_with(".htm") || name.ends_with(".xhtml") || name.ends_with(".md");
}

CheckResult run_error_page(const CheckInput& input) {
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        if (may_be_html(path) || file.kind() == FileKind::symlink || !is_html(file.bytes())) continue;
        const auto before = input.before->find(path);
        if (before == input.before->end() || !is_html(before->second.bytes()))
            found.push_back(fmt::format("{} is a web page", display(path)));
    }
    return fails_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(error_page) = {.id = "error-page", .summary = "no file became a web page", .run = run_error_page};

}  // namespace ward::update
