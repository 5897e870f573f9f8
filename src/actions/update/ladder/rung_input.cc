#include "actions/update/ladder/rung_input.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/tree/unpack.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"

namespace ward::update {
namespace {

RungResult result_of(RungResult::Kind kind, const RungInput& input, std::string detail) {
    RungResult result;
    result.kind = kind;
    result.rung = input.demand->rung;
    result.detail = std::move(detail);
    return result;
}

bool is_excepted(const std::string& path, const std::vector<std::string>& except) {
    return std::ranges::any_of(except, [&](const std::string& glob) { return glob_match(glob, path); });
}

std::string where_of(const RungInput& input) {
    return fmt::format("{}:{}", input.recipe->id, input.demand->line);
}

}  // namespace

Result<std::string> word_of(const RungInput& input, const std::string& name) {
    const auto found = input.demand->words.find(name);
    if (found == input.demand->words.end()) return std::string();
    const Artefact none;
    return fill(found->second, words_of(*input.recipe, none, *input.candidate));
}

std::vector<std::string> globs_of(const RungInput& input, const std::string& name) {
    std::vector<std::string> globs;
    if (const auto found = input.demand->words.find(name); found != input.demand->words.end())
        for (const std::string_view glob : split(found->second, ' '))
            if (!glob.empty()) globs.emplace_back(glob);
    return globs;
}

Result<std::optional<Evidence>> evidence_of(const RungInput& input, const std::string& asset_word,
                                            const std::string& url_word, const std::vector<std::string>& usual) {
    WARD_TRY(std::string url, word_of(input, url_word));
    WARD_TRY(const std::string asset, word_of(input, asset_word));
    std::string name;
    const bool is_named_by_url = !url.empty();
    if (is_named_by_url) {
        WARD_TRY(url, url_of(url, {}));
        name = file_name_of(url);
    } else {
        for (const std::string& wanted : asset.empty() ? usual : std::vector<std::string>{asset})
            for (const auto& [candidate, address] : input.candidate->assets)
                if (candidate == wanted && url.empty()) std::tie(name, url) = std::pair(candidate, address);
        if (url.empty()) return std::nullopt;
    }
    Wanted asked{.url = url, .name = name, .most_bytes = max_evidence_bytes};
    if (const auto api = input.candidate->found.find("asset.api:" + name);
        !is_named_by_url && api != input.candidate->found.end()) {
        asked.api_url = api->second;
        asked.api_accept = asset_media_type;
    }
    auto fetched = download(*input.world, asked);
    if (!fetched && fetched.error().code == ErrorCode::not_found) return std::nullopt;
    if (!fetched) return std::unexpected(fetched.error());
    return Evidence{.name = name, .bytes = std::move(fetched->bytes)};
}

Result<std::string> project_file(const RungInput& input, const std::string& word, size_t most_bytes) {
    WARD_TRY(const std::string path, word_of(input, word));
    if (path.empty())
        return fail(ErrorCode::usage, fmt::format("{} needs `{}`", input.demand->rung, word), where_of(input));
    if (!input.project) return fail(ErrorCode::internal, "no project to read from", path);
    WARD_TRY(std::optional<std::string> text, input.project(path));
    if (!text) return fail(ErrorCode::not_found, "is not in the project", path);
    if (text->size() > most_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", most_bytes), path);
    return *std::move(text);
}

Result<std::vector<const Fetched*>> subjects_of(const RungInput& input) {
    WARD_TRY(const std::string file, word_of(input, "file"));
    std::vector<const Fetched*> all;
    for (const Fetched& fetched : input.fetched) {
        if (!file.empty() && fetched.name != file) continue;
        // What the forge itself packs, or has at the tag, is in nobody's list; a demand that means it names it.
        const std::string_view kind = fetched.artefact == nullptr ? "" : std::string_view(fetched.artefact->kind);
        if (file.empty() && (fetched.files || kind == "raw")) continue;
        all.push_back(&fetched);
    }
    if (all.empty())
        return fail(ErrorCode::usage,
                    file.empty() ? std::string("no artefact is a file that this could be about")
                                 : fmt::format("no artefact is called \"{}\"", display(file)),
                    where_of(input));
    return all;
}

Result<FileTree> files_of(const Fetched& fetched) {
    if (fetched.files) return *fetched.files;
    if (fetched.artefact == nullptr) return fail(ErrorCode::internal, "is no artefact", fetched.url);
    if (!fetched.artefact->unpack || fetched.artefact->kind == "raw") {
        FileTree tree;
        WARD_TRY_VOID(add_file(tree, fetched.name, TreeFile(fetched.bytes)));
        return tree;
    }
    WARD_TRY(UnpackedArchive unpacked, unpack(fetched.bytes, fetched.name, fetched.artefact->strip));
    return std::move(unpacked.files);
}

Result<std::string> commit_in_archive(const Fetched& fetched) {
    if (fetched.files || fetched.artefact == nullptr || !fetched.artefact->unpack || fetched.artefact->kind == "raw")
        return std::string();
    WARD_TRY(UnpackedArchive unpacked, unpack(fetched.bytes, fetched.name, fetched.artefact->strip));
    return std::move(unpacked.commit);
}

Differences differences_of(const FileTree& first, const FileTree& second, const std::vector<std::string>& except) {
    Differences all;
    for (const auto& [path, file] : first) {
        if (is_excepted(path, except)) continue;
        const auto other = second.find(path);
        if (other == second.end()) all.only_first.push_back(path);
        else if (!(other->second == file)) all.changed.push_back(path);
    }
    for (const auto& [path, file] : second)
        if (!first.contains(path) && !is_excepted(path, except)) all.only_second.push_back(path);
    return all;
}

std::string listed(const std::vector<std::string>& paths) {
    std::string text;
    for (size_t i = 0; i < std::min(paths.size(), max_listed_differences); ++i)
        text += (i == 0 ? "" : ", ") + display(paths[i]);
    if (paths.size() > max_listed_differences)
        text += fmt::format(" and {} more", paths.size() - max_listed_differences);
    return text;
}

RungResult holds(const RungInput& input, std::string detail) {
    return result_of(RungResult::Kind::holds, input, std::move(detail));
}
RungResult fails(const RungInput& input, std::string detail) {
    return result_of(RungResult::Kind::fails, input, std::move(detail));
}
RungResult absent(const RungInput& input, std::string detail) {
    return result_of(RungResult::Kind::absent, input, std::move(detail));
}

}  // namespace ward::update
