// Line ends stay as they were: a file that flips shows every line as changed, and hides the one that was.
#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

enum class Ends : uint8_t { none, lf, crlf, mixed };

Ends ends_of(std::string_view bytes) {
    bool lf = false;
    bool crlf = false;
    for (size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
        (at > 0 && bytes[at - 1] == '\r' ? crlf : lf) = true;
    return lf && crlf ? Ends::mixed : lf ? Ends::lf : crlf ? Ends::crlf : Ends::none;
}

CheckResult run_line_ends(const CheckInput& input) {
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        const auto before = input.before->find(path);
        if (before == input.before->end() || before->second == file || file.bytes().contains('\0')) continue;
        const Ends was = ends_of(before->second.bytes());
        const Ends is = ends_of(file.bytes());
        const bool flips = (was == Ends::lf && is == Ends::crlf) || (was == Ends::crlf && is == Ends::lf);
        if (flips) found.push_back(fmt::format("{} has {} now", display(path), is == Ends::crlf ? "CRLF" : "LF"));
    }
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(line_ends) = {
    .id = "line-ends", .summary = "no file changes all of its line ends", .run = run_line_ends};

}  // namespace ward::update
