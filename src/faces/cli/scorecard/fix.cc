// See fix.h.
#include "faces/cli/scorecard/fix.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scorecard/card_subject.h"
#include "faces/cli/scorecard/collect.h"
#include "facts/forge/action_commits.h"
#include "facts/forge/image_digests.h"
#include "io/gitobjects/repository.h"
#include "judges/scorecard/fix/fix.h"

namespace ward::cli {
namespace {

using scorecard::FixKind;
using scorecard::Told;

constexpr size_t max_table_bytes = 16u << 20;

// "actions/checkout@v4<TAB>hash", a row a line; blank ones and comments (#) are passed over.
using Table = std::map<std::string, std::string, std::less<>>;
Result<Table> read_tables(const Invocation& invocation, std::string_view option) {
    Table out;
    for (const std::string& file : invocation.values(option)) {
        WARD_TRY(const std::string text, read_input(file, max_table_bytes));
        int number = 0;
        for (const std::string_view line : split(text, '\n')) {
            ++number;
            const std::string_view row = trim(line);
            if (row.empty() || row.starts_with('#')) continue;
            const size_t tab = row.find('\t');
            if (tab == std::string_view::npos)
                return fail(ErrorCode::usage, "needs a name, a tab and its value", fmt::format("{}:{}", file, number));
            out[std::string(trim(row.substr(0, tab)))] = trim(row.substr(tab + 1));
        }
    }
    return out;
}

std::optional<std::string> in_table(const Table& table, std::string_view name) {
    const auto found = table.find(name);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

// Names come out of a stranger's workflow: none of them may lead out of the folder.
bool is_plain_name(std::string_view name) {
    return !name.empty() && !name.starts_with('.') &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

// A tag before a branch: that is how a runner reads it.
std::optional<std::string> in_clones(const std::vector<std::string>& folders, std::string_view action,
                                     std::string_view ref) {
    const auto parts = split(action, '/');
    if (parts.size() != 2 || !std::ranges::all_of(parts, is_plain_name)) return std::nullopt;
    for (const std::string& folder : folders)
        for (const char* ending : {"", ".git"}) {
            const auto clone =
                gitobjects::Repository::open(fmt::format("{}/{}/{}{}", folder, parts[0], parts[1], ending));
            if (!clone) continue;
            auto revision = clone->resolve(fmt::format("refs/tags/{}", ref));
            if (!revision) revision = clone->resolve(ref);
            if (revision) return revision->commit.hex();
        }
    return std::nullopt;
}

// Of an answer, or of the reason why there is none.
Told told(Result<std::string> answer, std::string_view what) {
    if (answer) return *std::move(answer);
    return std::unexpected(fmt::format("{}: {}", what, answer.error().message()));
}

Result<std::set<FixKind>> chosen_kinds(const Invocation& invocation) {
    std::set<FixKind> out;
    for (const std::string& list : invocation.values("only"))
        for (const std::string_view word : split(list, ',')) {
            const auto kind = scorecard::fix_kind_named(trim(word));
            if (!kind) {
                std::vector<std::string_view> names;
                for (const FixKind each : scorecard::all_fix_kinds()) names.push_back(name_of(each));
                return fail(ErrorCode::usage, "no change '" + display(word) + "'" + suggestion(trim(word), names),
                            "--only");
            }
            out.insert(*kind);
        }
    return out.empty() ? scorecard::all_fix_kinds() : out;
}

// Whom --collect asks; nobody without it.
struct Asked {
    std::unique_ptr<net::Http> http;
    std::optional<forge::ActionCommits> commits;
    std::optional<forge::ImageDigests> digests;
};

Result<Asked> open_asked(const Invocation& invocation) {
    Asked out;
    if (!invocation.has("collect")) return out;
    WARD_TRY(out.http, open_http(invocation, "--collect"));
    // Actions are GitHub's, wherever the project itself is.
    const ForgeAccess access = forge_access(invocation, "github.com");
    say_without_token(invocation, access, "GitHub answers 60 questions an hour to those who do not say who they are");
    auto commits = forge::ActionCommits::open(
        *out.http, {.base_url = access.api, .token = access.token, .cache_folder = forge_cache()});
    if (!commits) return std::unexpected(commits.error());
    out.commits.emplace(*std::move(commits));
    std::vector<std::string> registries(forge::usual_registries().begin(), forge::usual_registries().end());
    std::ranges::move(invocation.values("image-registry"), std::back_inserter(registries));
    out.digests.emplace(*out.http, std::move(registries),
                        net::Courtesy{.attempts = 3, .patience = std::chrono::seconds(15)});
    return out;
}

// Files come first: what they tell is not asked for. `asked` must outlive what is returned.
Result<scorecard::FixSources> sources_of(const Invocation& invocation, Asked& asked) {
    scorecard::FixSources out;
    WARD_TRY(out.kinds, chosen_kinds(invocation));
    WARD_TRY(const Table hashes, read_tables(invocation, "hashes"));
    WARD_TRY(const Table digests, read_tables(invocation, "digests"));
    out.commit_of = [hashes, folders = invocation.values("git-clones"), &asked](std::string_view action,
                                                                                std::string_view ref) -> Told {
        if (auto known = in_table(hashes, fmt::format("{}@{}", action, ref))) return *std::move(known);
        if (auto known = in_clones(folders, action, ref)) return *std::move(known);
        if (!asked.commits) return std::unexpected("nobody told its commit (--hashes, --git-clones, --collect)");
        return told(asked.commits->commit_of(action, ref), "its commit");
    };
    out.digest_of = [digests, &asked](std::string_view image) -> Told {
        if (auto known = in_table(digests, image)) return *std::move(known);
        if (!image.contains(':'))
            if (auto known = in_table(digests, fmt::format("{}:latest", image))) return *std::move(known);
        if (!asked.digests) return std::unexpected("nobody told its digest (--digests, --collect)");
        Told digest = told(asked.digests->digest_of(image), "its digest");
        if (!digest && digest.error().ends_with(" is not asked")) digest.error() += " (--image-registry)";
        return digest;
    };
    return out;
}

}  // namespace

Result<int> run_fix(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "looks at one repository");
    const std::string path = invocation.arguments.empty() ? "." : invocation.arguments[0];
    if (invocation.has("image-registry") && !invocation.has("collect"))
        return fail(ErrorCode::usage, "belongs to --collect", "--image-registry");
    WARD_TRY(Asked asked, open_asked(invocation));
    WARD_TRY(const scorecard::FixSources sources, sources_of(invocation, asked));
    WARD_TRY(const CardSubject subject, card_subject(invocation, path, {.collects = false}));
    const scorecard::Fixes fixes = scorecard::plan_fixes(*subject.facts, sources);
    const std::string diff = scorecard::diff_of(fixes);
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), diff));
    if (diff.empty()) invocation.log.info("no change to propose");
    if (asked.http)
        invocation.log.info(
            fmt::format("{} requests to the forge, {} to registries", asked.commits->calls(), asked.digests->calls()));
    for (const scorecard::Unmended& part : fixes.unmended)
        invocation.log.warn(fmt::format("{}: {}{}: {}", name_of(part.kind), display(part.path),
                                        part.line == 0 ? "" : fmt::format(":{}", part.line), part.reason));
    bool is_whole = true;
    for (const Skipped& part : subject.skipped) {
        if (part.kind != SkipKind::unread) continue;
        is_whole = false;
        invocation.log.warn(fmt::format("not read: {}: {}", display(part.path), display(part.reason)));
    }
    constexpr int incomplete = 4;
    return is_whole ? 0 : incomplete;
}

}  // namespace ward::cli
