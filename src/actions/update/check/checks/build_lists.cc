// What the project's build files list is there: upstream renames and removes sources, and the build breaks far from
// here. Only paths that were there before count, so that a word in a build file that is no path says nothing.
#include <array>
#include <set>

#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 6> build_ends{".gyp", ".gypi", ".gn", ".gni", "CMakeLists.txt", "Makefile.am"};
constexpr size_t max_literal_bytes = 512;

bool is_build_file(std::string_view path) {
    for (const std::string_view end : build_ends)
        if (path.ends_with(end)) return true;
    return false;
}

// Texts between quotes of one kind, as gyp and gn write lists.
std::set<std::string_view> literals_of(std::string_view text) {
    std::set<std::string_view> out;
    for (const char quote : {'\'', '"'})
        for (const std::string_view line : split(text, '\n')) {
            const std::string_view code = line.substr(0, line.find('#'));
            for (size_t from = code.find(quote); from != std::string_view::npos;) {
                const size_t to = code.find(quote, from + 1);
                if (to == std::string_view::npos) break;
                if (const std::string_view word = code.substr(from + 1, to - from - 1);
                    !word.empty() && word.size() <= max_literal_bytes)
                    out.insert(word);
                from = code.find(quote, to + 1);
            }
        }
    return out;
}

CheckResult run_build_lists(const CheckInput& input) {
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        if (!is_build_file(path)) continue;
        const size_t slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
        for (const std::string_view word : literals_of(file.bytes())) {
            const std::string listed = folder + std::string(word);
            if (input.before->contains(listed) && !input.derived->files.contains(listed))
                found.push_back(fmt::format("{} lists {}, which is gone", display(path), display(word)));
        }
    }
    return fails_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(build_lists) = {
    .id = "build-lists", .summary = "sources that build files list are still there", .run = run_build_lists};

}  // namespace ward::update
