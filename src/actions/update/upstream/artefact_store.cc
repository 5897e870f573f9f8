// See artefact_store.h. A record is a small JSON file: what was chosen, and which digests its artefacts have.
#include "actions/update/upstream/artefact_store.h"

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

constexpr size_t max_record_bytes = 16u << 20;

// What an artefact is, as the recipe says it: a record of another recipe does not serve.
std::string words_of(const Artefact& artefact) {
    return fmt::format("{} {} {} {}", artefact.kind, artefact.name, artefact.url, artefact.pin_version);
}

std::string record_text(const Recipe& recipe, const Candidate& candidate, const std::vector<Fetched>& fetched) {
    JsonWriter json;
    json.begin_object().member("id", recipe.id).member("version", candidate.version).member("tag", candidate.tag);
    json.member("commit", candidate.commit).member("prerelease", candidate.prerelease);
    if (candidate.published) json.member("published", format_instant(*candidate.published));
    json.key("found").begin_object();
    for (const auto& [name, text] : candidate.found) json.member(name, text);
    json.end_object().key("assets").begin_array();
    for (const auto& [name, url] : candidate.assets)
        json.begin_object().member("name", name).member("url", url).end_object();
    json.end_array().key("artefacts").begin_array();
    for (const Fetched& one : fetched) {
        json.begin_object().member("artefact", one.artefact == nullptr ? "" : words_of(*one.artefact));
        json.member("url", one.url).member("name", one.name).member("commit", one.commit);
        json.member("integrity", one.integrity).member("sha256", one.sha256);
        json.end_object();
    }
    return json.end_array().end_object().take();
}

Candidate candidate_of(const Node& node) {
    Candidate out{.version = text_at(node, "version"), .tag = text_at(node, "tag"), .commit = text_at(node, "commit")};
    if (const Node* flag = node.find("prerelease")) out.prerelease = flag->truth;
    out.published = parse_instant(text_at(node, "published"));
    if (const Node* found = node.find("found"))
        for (const auto& [name, text] : found->fields) out.found[name] = text.text;
    for (const Node& asset : items_at(node, "assets"))
        out.assets.emplace_back(text_at(asset, "name"), text_at(asset, "url"));
    return out;
}

}  // namespace

std::string ArtefactStore::record_of(const Recipe& recipe, std::string_view version) const {
    return fmt::format("{}/known/{}/{}.json", folder_, recipe.id, version);
}

Result<std::optional<std::string>> ArtefactStore::bytes_of(std::string_view sha256) const {
    const std::string path = fmt::format("{}/blobs/{}", folder_, sha256);
    if (folder_.empty() || !is_regular_file(path)) return std::nullopt;
    WARD_TRY(std::string bytes, read_file(path, max_artefact_bytes));
    if (sha256_hex(bytes) != sha256) return fail(ErrorCode::damaged, "is not what its name says; remove it", path);
    return bytes;
}

Result<void> ArtefactStore::keep(const Recipe& recipe, const Candidate& candidate,
                                 const std::vector<Fetched>& fetched) const {
    if (folder_.empty() || !is_safe_version(candidate.version)) return {};
    WARD_TRY_VOID(make_folders(folder_ + "/blobs"));
    for (const Fetched& one : fetched) {
        if (one.files || one.sha256.empty()) continue;
        const std::string path = fmt::format("{}/blobs/{}", folder_, one.sha256);
        if (!path_exists(path)) WARD_TRY_VOID(replace_file(path, one.bytes));
    }
    const std::string record = record_of(recipe, candidate.version);
    WARD_TRY_VOID(make_folders(folder_of(record)));
    return replace_file(record, record_text(recipe, candidate, fetched));
}

Result<std::optional<Stored>> ArtefactStore::find(const Recipe& recipe, std::string_view version) const {
    const std::string path = record_of(recipe, version);
    if (folder_.empty() || !is_safe_version(version) || !is_regular_file(path)) return std::nullopt;
    WARD_TRY(const std::string text, read_file(path, max_record_bytes));
    WARD_TRY(const Node node, parse_json(text, path));
    Stored out{.candidate = candidate_of(node)};
    const auto rows = items_at(node, "artefacts");
    if (out.candidate.version != version || rows.size() != recipe.artefacts.size()) return std::nullopt;
    for (size_t i = 0; i < rows.size(); ++i) {
        const Artefact& artefact = recipe.artefacts[i];
        const std::string sha256 = text_at(rows[i], "sha256");
        // One without bytes has to be asked of its source again, by its commit.
        if (text_at(rows[i], "artefact") != words_of(artefact) || sha256.empty()) return std::nullopt;
        WARD_TRY(auto bytes, bytes_of(sha256));
        if (!bytes) return std::nullopt;
        out.fetched.push_back({.artefact = &artefact,
                               .url = text_at(rows[i], "url"),
                               .name = text_at(rows[i], "name"),
                               .bytes = std::move(*bytes),
                               .sha256 = sha256,
                               .files = std::nullopt,
                               .commit = text_at(rows[i], "commit"),
                               .integrity = text_at(rows[i], "integrity")});
    }
    return out;
}

}  // namespace ward::update
