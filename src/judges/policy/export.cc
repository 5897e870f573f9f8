// See export.h.
#include "judges/policy/export.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "formats/sri.h"
#include "judges/policy/create.h"
#include "judges/policy/named_files.h"

namespace ward::policy {
namespace {

// The one digest by `algorithm` that an entry has; why not, where it has none or several.
std::expected<const SriHash*, std::string> one_digest(std::span<const SriHash> hashes, ShaAlgorithm algorithm) {
    const SriHash* chosen = nullptr;
    for (const SriHash& hash : hashes) {
        if (hash.algorithm != algorithm) continue;
        if (chosen != nullptr)
            return std::unexpected(
                fmt::format("has two {} digests, for both line endings, and a list can say one", name_of(algorithm)));
        chosen = &hash;
    }
    if (chosen == nullptr) return std::unexpected(fmt::format("has no {} digest", name_of(algorithm)));
    return chosen;
}

std::vector<SriHash> digests_of(const Entry& entry) {
    if (entry.integrity.kind != Integrity::Kind::hashes) return {};
    return parse_sri(entry.integrity.text, SriReading::strict).value_or(std::vector<SriHash>{});
}

// As getfattr writes a name and setfattr reads it: what is no plain text as three octal digits.
std::string attribute_name(std::string_view path) {
    const bool is_plain = is_one_line(path);
    std::string out;
    for (const char c : path) {
        const bool is_ascii = c >= ' ' && c < '\x7f';
        if (c == '\\' || (!is_ascii && !is_plain)) out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out;
}

// By which IMA knows an algorithm (enum hash_algo of linux/hash_info.h).
int ima_number(ShaAlgorithm algorithm) {
    switch (algorithm) {
        case ShaAlgorithm::sha256: return 4;
        case ShaAlgorithm::sha384: return 5;
        case ShaAlgorithm::sha512: return 6;
    }
    return 0;
}

}  // namespace

std::string node_manifest(const Manifest& manifest) {
    Manifest plain = manifest;
    plain.ward.reset();
    return manifest_text(plain);
}

std::string import_map(const Manifest& manifest) {
    Manifest sorted = manifest;
    sort_manifest(sorted);
    JsonWriter json;
    json.begin_object().key("integrity").begin_object();
    for (const Entry& entry : sorted.resources)
        if (entry.integrity.kind == Integrity::Kind::hashes && is_code(entry.key))
            json.member(entry.key, entry.integrity.text);
    json.end_object().end_object();
    return json.take();
}

bool is_one_line(std::string_view path) {
    return display(path) == path;
}

std::string checksum_list(const Manifest& manifest, ShaAlgorithm algorithm, std::vector<Problem>& left_out) {
    Manifest sorted = manifest;
    sort_manifest(sorted);
    std::string out;
    for (const Entry& entry : sorted.resources) {
        const std::vector<SriHash> hashes = digests_of(entry);
        const auto digest = one_digest(hashes, algorithm);
        const std::string path = path_of_key(entry.key, "/").value_or("");
        // There is an escape for them, which not every reader has.
        const bool plain = !path.contains('\\') && is_one_line(path);
        if (!digest) left_out.push_back({entry.key, digest.error()});
        else if (path.empty()) left_out.push_back({entry.key, "is no file of the folder"});
        else if (!plain) left_out.push_back({entry.key, "has a character in its name that such a list cannot have"});
        else out += hex((*digest)->digest) + "  " + path + '\n';
    }
    return out;
}

std::string ima_attributes(const Manifest& manifest, std::vector<Problem>& left_out) {
    constexpr std::array strongest_first{ShaAlgorithm::sha512, ShaAlgorithm::sha384, ShaAlgorithm::sha256};
    constexpr int digest_with_algorithm = 4;  // IMA_XATTR_DIGEST_NG
    Manifest sorted = manifest;
    sort_manifest(sorted);
    std::string out;
    for (const Entry& entry : sorted.resources) {
        const std::vector<SriHash> hashes = digests_of(entry);
        const std::string path = path_of_key(entry.key, "/").value_or("");
        const auto* strongest = std::ranges::find_if(strongest_first, [&](ShaAlgorithm algorithm) {
            return std::ranges::find(hashes, algorithm, &SriHash::algorithm) != hashes.end();
        });
        if (strongest == strongest_first.end() || path.empty()) {
            left_out.push_back({entry.key, path.empty() ? "is no file of the folder" : "has no digest"});
            continue;
        }
        const auto digest = one_digest(hashes, *strongest);
        if (!digest) {
            left_out.push_back({entry.key, digest.error()});
            continue;
        }
        out += fmt::format("# file: {}\nsecurity.ima=0x{:02x}{:02x}{}\n\n", attribute_name(path), digest_with_algorithm,
                           ima_number(*strongest), hex((*digest)->digest));
    }
    return out;
}

}  // namespace ward::policy
