// See card_url.h.
#include "faces/cli/scorecard/card_url.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scorecard/collect.h"
#include "facts/forge/packed_tree.h"

namespace ward::cli {
namespace {

using scorecard::monitor::Repository;

constexpr size_t max_told_patterns = 100;  // of one file

std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words(1);
    for (const char c : line) {
        if (!is_space(c)) words.back() += c;
        else if (!words.back().empty()) words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

// Lines of a .gitattributes that keep paths out of archives.
void say_kept_out(CardSubject& out, std::string_view file) {
    const auto text = out.tree->read(file);
    if (!text) return;  // said where the files are read
    size_t told = 0;
    size_t number = 0;
    for (const std::string_view line : split(*text, '\n')) {
        ++number;
        const std::vector<std::string> words = words_of(line);
        if (words.empty() || words[0].starts_with('#') ||
            std::ranges::none_of(words, [](std::string_view word) { return word == "export-ignore"; }))
            continue;
        if (told++ == max_told_patterns) break;
        out.skipped.push_back(
            {std::string(file), SkipKind::unexplained,
             fmt::format("line {}: {} is kept out of the forge's archive (export-ignore)", number, display(words[0])),
             true});
    }
}

// What git archive leaves out. None of it can be seen from here, and the peer does not see it either: expected, so that
// it is told and the card is not called incomplete for it.
void say_missing(CardSubject& out) {
    out.skipped.push_back({"", SkipKind::unexplained,
                           "read from the forge's archive of the commit: git's history, files of submodules, and what "
                           ".gitattributes keeps out (export-ignore) are not in it",
                           true});
    for (const inventory::Submodule& module : out.tree->submodules())
        out.skipped.push_back(
            {module.path, SkipKind::unexplained, "a submodule: the forge's archive has none of its files", true});
    for (const std::string_view file : out.tree->files_named(".gitattributes")) say_kept_out(out, file);
}

// The peer does not look at links and empty files of an archive.
void leave_out_as_peer(Listing& listing, const inventory::TarSource& files) {
    std::erase_if(listing.entries, [&](const Entry& entry) {
        if (entry.kind == EntryKind::symlink) return true;
        const auto start = entry.kind == EntryKind::file ? files.start(entry.path, 0)
                                                         : Result<inventory::FileStart>(inventory::FileStart{{}, 1});
        return start && start->size == 0;
    });
}

}  // namespace

Result<std::optional<Repository>> repository_meant(const std::string& argument) {
    const bool is_url = argument.contains("://");
    std::error_code ignored;
    const bool is_name = (argument.starts_with("github.com/") || argument.starts_with("gitlab.com/")) &&
                         !std::filesystem::exists(argument, ignored);
    if (!is_url && !is_name) return std::nullopt;
    if (is_url && !argument.starts_with("https://"))
        return fail(ErrorCode::usage, "only https is used", display(argument));
    auto repository = scorecard::monitor::parse_repository(argument);
    if (!repository) return fail(ErrorCode::usage, repository.error().what);
    return *std::move(repository);
}

Result<void> open_url(CardSubject& out, const Invocation& invocation, const Repository& repository) {
    if (invocation.has("repository")) return fail(ErrorCode::usage, "the URL tells it", "--repository");
    if (invocation.values("ref").size() > 1) return fail(ErrorCode::usage, "names one branch, tag or commit", "--ref");
    out.repository = text_of(repository);
    WARD_TRY(out.http, open_http(invocation, out.path));
    const ForgeAccess access = forge_access(invocation, repository.host);
    forge::TreeRequest request;
    request.kind = access.kind;
    request.base_url = access.api;
    request.name = repository.owner + '/' + repository.name;
    request.token = access.token;
    request.ref = invocation.value("ref");
    invocation.log.debug(fmt::format("{}: files", display(out.repository)));
    WARD_TRY(std::string tar, forge::fetch_packed_tree(*out.http, request));
    WARD_TRY(out.packed, inventory::TarSource::open(std::move(tar), "the archive of " + out.repository));
    out.commit = out.packed->commit().empty() ? "unknown" : out.packed->commit();
    Listing listing = out.packed->list({});
    if (invocation.has("compat")) leave_out_as_peer(listing, *out.packed);
    inventory::take_out_excluded(listing, invocation.values("exclude"), out.skipped);
    out.tree = std::make_unique<inventory::Tree>(*out.packed, std::move(listing));
    say_missing(out);
    if (out.commit == "unknown") invocation.log.warn("the forge's archive does not tell which commit it is of");
    return {};
}

}  // namespace ward::cli
