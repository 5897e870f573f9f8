// LINK: ward_scorecard
// Patches of a stranger's workflow, action and Dockerfile: whoever applies them has what was there with its versions
// pinned, and nothing is left to pin for those who try again.
#include <algorithm>
#include <string>
#include <string_view>

#include "judges/scorecard/fix/fix.h"
#include "lang/dockerfile/dockerfile.h"

namespace {

using namespace ward;
using namespace ward::scorecard;

constexpr std::string_view workflow_path = ".github/workflows/a.yml";
constexpr std::string_view action_path = "action.yml";
constexpr std::string_view dockerfile_path = "Dockerfile";

// Each of the three files has the same bytes: most inputs make sense as one of them.
class Files final : public inventory::FileSource {
  public:
    std::string workflow, action, dockerfile;

    Result<std::string> read(std::string_view path, size_t /*max_bytes*/) const override {
        if (path == workflow_path) return workflow;
        if (path == action_path) return action;
        if (path == dockerfile_path) return dockerfile;
        return fail(ErrorCode::not_found, "no such file", std::string(path));
    }
    Result<std::string> link_target(std::string_view path) const override {
        return fail(ErrorCode::not_found, "no such link", std::string(path));
    }
    Result<std::optional<inventory::Gitlinks>> gitlinks() const override { return std::nullopt; }
};

FixSources sources(std::set<FixKind> kinds) {
    FixSources out{.kinds = std::move(kinds)};
    out.commit_of = [](std::string_view, std::string_view) -> Told { return std::string(40, 'a'); };
    out.digest_of = [](std::string_view) -> Told { return "sha256:" + std::string(64, 'b'); };
    return out;
}

template <typename Use>
void with_facts(const Files& files, Use use) {
    Listing listing;
    for (const auto& [path, kind] : {std::pair<std::string_view, EntryKind>(".github", EntryKind::folder),
                                     {".github/workflows", EntryKind::folder},
                                     {workflow_path, EntryKind::file},
                                     {dockerfile_path, EntryKind::file},
                                     {action_path, EntryKind::file}})
        listing.entries.push_back({.path = std::string(path), .kind = kind});
    const inventory::Tree tree(files, std::move(listing));
    use(Facts::read(tree));
}

void take_over(const Fixes& fixes, std::string_view path, std::string& text) {
    const auto found = fixes.changed.find(std::string(path));
    if (found == fixes.changed.end()) return;
    if (found->second.diff(path).empty() || found->second.text() == text) __builtin_trap();
    text = found->second.text();
}

void check_images(const std::string& before, const std::string& after) {
    const auto old = dockerfile::parse_dockerfile(before, "Dockerfile");
    const auto now = dockerfile::parse_dockerfile(after, "Dockerfile");
    if (!old || !now || old->instructions.size() != now->instructions.size()) __builtin_trap();
    for (size_t i = 0; i < old->instructions.size(); ++i) {
        const auto& was = old->instructions[i];
        const auto& is = now->instructions[i];
        if (!was.is("from") && !was.is("arg") && was.original != is.original) __builtin_trap();
        if (!was.is("from") || was.words.empty()) continue;
        if (was.flags != is.flags || was.words.size() != is.words.size()) __builtin_trap();
        if (!is.words[0].starts_with(was.words[0])) __builtin_trap();
        if (!std::equal(was.words.begin() + 1, was.words.end(), is.words.begin() + 1)) __builtin_trap();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    Files files;
    files.workflow = files.action = files.dockerfile = text;
    const FixSources pins = sources({FixKind::actions, FixKind::images});
    with_facts(files, [&](const Facts& facts) {
        const Fixes fixes = plan_fixes(facts, pins);
        take_over(fixes, workflow_path, files.workflow);
        take_over(fixes, action_path, files.action);
        take_over(fixes, dockerfile_path, files.dockerfile);
    });
    if (files.dockerfile != text) check_images(text, files.dockerfile);
    with_facts(files, [&](const Facts& facts) {
        if (!plan_fixes(facts, pins).changed.empty()) __builtin_trap();
        (void)diff_of(plan_fixes(facts, sources(all_fix_kinds())));
    });
    return 0;
}
