#include "judges/vet/labels.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "formats/osv_package.h"
#include "formats/purl.h"
#include "formats/versions/versions.h"

namespace ward::vet {
namespace {

constexpr std::array<std::string_view, 8> keys{"package", "versions", "verdict", "signals",
                                               "reason",  "author",   "created", "expires"};
constexpr size_t day_length = 10;

std::unexpected<Error> wrong(std::string what, const std::string& where) {
    return fail(ErrorCode::usage, std::move(what), where);
}

// A date of TOML, or the same as a string.
std::string day_at(const Node& row, std::string_view key) {
    const Node* found = row.find(key);
    return found == nullptr ? "" : found->text;
}

bool is_day(std::string_view text) {
    return text.size() == day_length && parse_instant(text);
}

const versions::Ordering* ordering_of(const Purl& purl) {
    const auto package = osv_package(purl);
    return package ? versions::ordering_for(package->ecosystem) : nullptr;
}

bool in_range(const Purl& purl, std::string_view range) {
    if (range.empty()) return true;
    const versions::Ordering* ordering = ordering_of(purl);
    if (ordering == nullptr) return purl.version == range;
    const auto inside = versions::satisfies(*ordering, purl.version, range);
    return inside && *inside;
}

// A range that nothing can be in would be a label that never speaks.
Result<void> check_range(const Purl& purl, const Label& label) {
    const versions::Ordering* ordering = ordering_of(purl);
    if (label.versions.empty() || ordering == nullptr) return {};
    const auto inside = versions::satisfies(*ordering, "0.0.0", label.versions);
    if (!inside) return wrong(fmt::format("`versions`: {}", inside.error().what), label.origin);
    return {};
}

Result<void> check(const Label& label) {
    const auto purl = Purl::parse(label.package);
    if (!purl || !purl->version.empty())
        return wrong("`package` must be a package URL without a version: pkg:npm/name", label.origin);
    WARD_TRY_VOID(check_range(*purl, label));
    if (label.reason.empty()) return wrong("needs a reason", label.origin);
    if (!is_day(label.created)) return wrong("needs `created`, a day: 2026-11-27", label.origin);
    if (label.expires.empty() ? !label.is_malicious : !is_day(label.expires))
        return wrong("needs `expires`, a day: 2027-01-31", label.origin);
    for (const std::string& id : label.signals)
        if (signal_named(id) == nullptr) return wrong(fmt::format("no signal '{}'", display(id)), label.origin);
    if (label.is_malicious && !label.signals.empty())
        return wrong("`signals` are of benign packages: a malicious one is not judged by them", label.origin);
    return {};
}

Result<Label> read_label(const Node& row, std::string_view file) {
    const std::string origin = fmt::format("{}:{}", file, row.line);
    for (const auto& [key, value] : row.fields)
        if (std::ranges::find(keys, key) == keys.end())
            return wrong(fmt::format("unknown key '{}'", display(key)), fmt::format("{}:{}", file, value.line));
    Label label;
    label.origin = origin;
    label.package = text_at(row, "package");
    label.versions = text_at(row, "versions");
    label.reason = text_at(row, "reason");
    label.author = text_at(row, "author");
    label.created = day_at(row, "created");
    label.expires = day_at(row, "expires");
    const std::string verdict = text_at(row, "verdict");
    if (verdict != "benign" && verdict != "malicious") return wrong("`verdict` must be benign or malicious", origin);
    label.is_malicious = verdict == "malicious";
    for (const Node& id : items_at(row, "signals")) label.signals.push_back(id.text);
    WARD_TRY_VOID(check(label));
    return label;
}

}  // namespace

Result<std::vector<Label>> read_labels(std::string_view toml, std::string_view file) {
    WARD_TRY(const Node root, parse_toml(toml, file));
    for (const auto& [key, value] : root.fields)
        if (key != "schema" && key != "label")
            return wrong(fmt::format("unknown key '{}'", display(key)), fmt::format("{}:{}", file, value.line));
    const Node* schema = root.find("schema");
    if (schema == nullptr || schema->integer != 1) return wrong("needs schema = 1", std::string(file));
    std::vector<Label> labels;
    for (const Node& row : items_at(root, "label")) {
        WARD_TRY(Label label, read_label(row, file));
        labels.push_back(std::move(label));
    }
    return labels;
}

std::string label_entry(const Label& label, bool first) {
    // A string of JSON is one of TOML too.
    std::string out = first ? "schema = 1\n" : "";
    out += fmt::format("\n[[label]]\npackage = {}\n", json_quote(label.package));
    if (!label.versions.empty()) out += fmt::format("versions = {}\n", json_quote(label.versions));
    out += fmt::format("verdict = \"{}\"\n", label.is_malicious ? "malicious" : "benign");
    if (!label.signals.empty()) {
        std::vector<std::string> quoted;
        quoted.reserve(label.signals.size());
        for (const std::string& id : label.signals) quoted.push_back(json_quote(id));
        out += fmt::format("signals = [{}]\n", join(quoted, ", "));
    }
    out += fmt::format("reason = {}\n", json_quote(label.reason));
    if (!label.author.empty()) out += fmt::format("author = {}\n", json_quote(label.author));
    out += fmt::format("created = {}\n", label.created);
    if (!label.expires.empty()) out += fmt::format("expires = {}\n", label.expires);
    return out;
}

bool speaks_of(const Label& label, std::string_view purl, Instant today) {
    const auto wanted = Purl::parse(label.package);
    const auto given = Purl::parse(purl);
    if (!wanted || !given || wanted->package() != given->package()) return false;
    // A day is valid through its last second.
    if (!label.expires.empty() && label.expires < format_date(today)) return false;
    return in_range(*given, label.versions);
}

std::vector<Sighting> apply_labels(std::vector<Sighting> sightings, std::string_view purl,
                                   std::span<const Label> labels, Instant today, std::vector<const Label*>& used) {
    for (const Label& label : labels) {
        if (!speaks_of(label, purl, today)) continue;
        used.push_back(&label);
        if (label.is_malicious) {
            const std::string author = label.author.empty() ? "" : " by " + label.author;
            sightings.push_back({"M02", fmt::format("labelled malicious{}: {}", author, label.reason), {}, {}});
            continue;
        }
        std::erase_if(sightings, [&](const Sighting& one) {
            return one.signal != "M02" && std::ranges::find(label.signals, one.signal) != label.signals.end();
        });
    }
    return sightings;
}

}  // namespace ward::vet
