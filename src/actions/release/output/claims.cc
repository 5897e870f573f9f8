#include "actions/release/output/claims.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "actions/release/vulndb/versions.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/openvex.h"
#include "formats/versions/versions.h"

namespace ward::release {
namespace {

constexpr std::array<ClaimReader, 6> readers{{{"csaf", true, csaf_claims},
                                              {"cve5", false, cve5_claims},
                                              {"ghsa", true, ghsa_claims},
                                              {"openvex", true, openvex_claims},
                                              {"osv", false, osv_claims},
                                              {"vuln-core", true, vuln_core_claims}}};

std::unexpected<Error> bad(std::string_view format, std::string reason) {
    return fail(ErrorCode::parse, std::move(reason), std::string(format));
}

const versions::Ordering& semver() {
    static const versions::Ordering& ordering = *versions::ordering_named("semver");
    return ordering;
}

// Keys compare as versions do. "0" is before all of them.
Result<std::string> claim_key(std::string_view format, std::string_view version) {
    if (version == "0") return std::string();
    auto key = semver().key(version);
    if (!key) return bad(format, "has a version that is none");
    return *std::move(key);
}

struct Stretch {
    std::string from;   // key
    std::string below;  // key; empty: without an end
    bool is_affected = true;

    bool holds(const std::string& key) const { return key >= from && (below.empty() || key < below); }
};

Standing standing_of(bool is_affected) {
    return is_affected ? Standing::affected : Standing::unaffected;
}

Result<Standing> affected_in(const std::vector<Stretch>& stretches, const std::string& version) {
    WARD_TRY(const std::string key, claim_key("the released versions", version));
    return standing_of(std::ranges::any_of(stretches, [&](const Stretch& stretch) { return stretch.holds(key); }));
}

// ---- CVE ----

// The first row that has the version decides, then the default; without one it is unknown, which is not affected.
Result<Stretch> cve_row(const Node& row) {
    if (row.find("changes") != nullptr) return bad("cve5", "has a row with 'changes', which ward does not write");
    Stretch out;
    WARD_TRY(out.from, claim_key("cve5", text_at(row, "version")));
    out.is_affected = text_at(row, "status") == "affected";
    const std::string below = text_at(row, "lessThan");
    // Nor is this written; records that others published have it, and are compared with ours.
    if (const std::string last = text_at(row, "lessThanOrEqual"); !last.empty()) {
        if (last == "*") return out;
        WARD_TRY(out.below, claim_key("cve5", last));
        out.below += '\0';
        return out;
    }
    if (below.empty()) out.below = out.from + '\0';  // the version alone
    else if (below != "*") {
        WARD_TRY(out.below, claim_key("cve5", below));
    }
    return out;
}

}  // namespace

std::span<const ClaimReader> claim_readers() {
    return readers;
}

Result<std::vector<Claim>> cve5_claims(std::string_view text, const std::string&) {
    WARD_TRY(const Node root, parse_json(text, "cve5"));
    const Node* metadata = root.find("cveMetadata");
    const Node* containers = root.find("containers");
    const Node* container = containers == nullptr ? nullptr : containers->find("cna");
    if (metadata == nullptr || container == nullptr) return bad("cve5", "is no CVE record");
    std::vector<Stretch> rows;
    bool otherwise = false;
    const auto products = items_at(*container, "affected");
    if (products.size() != 1) return bad("cve5", "has not one product");
    for (const Node& row : items_at(products.front(), "versions")) {
        WARD_TRY(Stretch stretch, cve_row(row));
        rows.push_back(std::move(stretch));
    }
    otherwise = text_at(products.front(), "defaultStatus") == "affected";
    return std::vector<Claim>{{text_at(*metadata, "cveId"), [rows, otherwise](const std::string& version) {
                                   const auto key = claim_key("the released versions", version);
                                   if (!key) return Result<Standing>(std::unexpected(key.error()));
                                   for (const Stretch& row : rows)
                                       if (row.holds(*key)) return Result<Standing>(standing_of(row.is_affected));
                                   return Result<Standing>(standing_of(otherwise));
                               }}};
}

// ---- OSV ----

Result<std::vector<Claim>> osv_claims(std::string_view text, const std::string&) {
    WARD_TRY(const Node root, parse_json(text, "osv"));
    std::vector<Stretch> stretches;
    std::set<std::string> listed;
    for (const Node& affected : items_at(root, "affected")) {
        for (const Node& version : items_at(affected, "versions")) listed.insert(version.text);
        for (const Node& range : items_at(affected, "ranges")) {
            if (text_at(range, "type") != "SEMVER") continue;
            std::vector<std::pair<std::string, bool>> events;  // key, whether it begins there
            for (const Node& event : items_at(range, "events")) {
                const bool begins = event.find("introduced") != nullptr;
                if (!begins && event.find("fixed") == nullptr)
                    return bad("osv", "has an event that ward does not write");
                WARD_TRY(std::string key, claim_key("osv", text_at(event, begins ? "introduced" : "fixed")));
                events.emplace_back(std::move(key), begins);
            }
            std::ranges::stable_sort(events);
            for (const auto& [key, begins] : events) {
                const bool is_open = !stretches.empty() && stretches.back().below.empty();
                if (begins && !is_open) stretches.push_back({key, {}});
                else if (!begins && is_open) stretches.back().below = key;
            }
        }
    }
    return std::vector<Claim>{{text_at(root, "id"), [stretches, listed](const std::string& version) {
                                   if (listed.contains(version)) return Result<Standing>(Standing::affected);
                                   return affected_in(stretches, version);
                               }}};
}

// ---- OpenVEX ----

Result<std::vector<Claim>> openvex_claims(std::string_view text, const std::string& purl) {
    WARD_TRY(const openvex::Document document, openvex::parse(text, "openvex"));
    if (!document.problems.empty()) return bad("openvex", "has a statement that is none");
    std::map<std::string, std::map<std::string, Standing>> by_cve;
    for (const openvex::Statement& statement : document.statements) {
        auto& known = by_cve[statement.vulnerability];
        const Standing standing = statement.status == "affected" ? Standing::affected
                                  : statement.status == "fixed"  ? Standing::fixed
                                                                 : Standing::unaffected;
        for (const openvex::Product& product : statement.products) {
            const std::string_view id = product.item.purl();
            if (!id.starts_with(purl + "@")) continue;
            const auto [there, is_new] = known.emplace(id.substr(purl.size() + 1), standing);
            if (!is_new && there->second != standing) return bad("openvex", "has two statuses of one version");
        }
    }
    std::vector<Claim> out;
    out.reserve(by_cve.size());
    for (const auto& [cve, known] : by_cve)
        out.push_back({cve, [known](const std::string& version) -> Result<Standing> {
                           const auto found = known.find(version);
                           return found == known.end() ? Standing::unaffected : found->second;
                       }});
    return out;
}

// ---- vuln/core ----

Result<std::vector<Claim>> vuln_core_claims(std::string_view text, const std::string&) {
    WARD_TRY(const Node root, parse_json(text, "vuln-core"));
    WARD_TRY(const auto vulnerable, vulndb::VersionRange::parse(text_at(root, "vulnerable")));
    WARD_TRY(const auto patched, vulndb::VersionRange::parse(text_at(root, "patched")));
    std::vector<Claim> out;
    for (const Node& cve : items_at(root, "cve"))
        out.push_back({cve.text, [vulnerable, patched](const std::string& version) -> Result<Standing> {
                           if (vulnerable.takes(version)) return Standing::affected;
                           return patched.takes(version) ? Standing::fixed : Standing::unaffected;
                       }});
    return out;
}

// ---- GitHub ----

namespace {

// ">= 20.0.0, < 20.5.2", "< 20.5.2": read once, to be asked often.
Result<Stretch> github_range(std::string_view text) {
    Stretch out;
    for (const std::string_view part : split(text, ',')) {
        const std::string_view bound = trim(part);
        const bool is_lower = bound.starts_with(">= ");
        const bool is_included = bound.starts_with("<= ");
        if (!is_lower && !is_included && !bound.starts_with("< ")) return bad("ghsa", "has a range that is none");
        WARD_TRY(std::string key, claim_key("ghsa", bound.substr(bound.find(' ') + 1)));
        if (is_lower) out.from = std::move(key);
        else out.below = is_included ? key + '\0' : std::move(key);
    }
    return out;
}

}  // namespace

Result<std::vector<Claim>> ghsa_claims(std::string_view text, const std::string&) {
    WARD_TRY(const Node root, parse_json(text, "ghsa"));
    std::vector<Stretch> stretches;
    std::set<std::string> patched;
    for (const Node& product : items_at(root, "vulnerabilities")) {
        WARD_TRY(Stretch stretch, github_range(text_at(product, "vulnerable_version_range")));
        stretches.push_back(std::move(stretch));
        patched.insert(text_at(product, "patched_versions"));
    }
    return std::vector<Claim>{
        {text_at(root, "cve_id"), [stretches, patched](const std::string& version) -> Result<Standing> {
             WARD_TRY(const Standing standing, affected_in(stretches, version));
             return standing == Standing::unaffected && patched.contains(version) ? Standing::fixed : standing;
         }}};
}

}  // namespace ward::release
