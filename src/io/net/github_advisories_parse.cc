// Advisories of a repository as values. What a step decides by (ids, states) has to be there in its form; what is only
// shown or compared may be missing.
#include "io/net/github_advisories_parse.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "io/net/confidential.h"

namespace ward::net {
namespace {

constexpr std::array<std::string_view, 5> states{"triage", "draft", "published", "closed", "withdrawn"};

class AdvisoryReader {
  public:
    AdvisoryReader(const Node& node, std::string_view place) : node_(node), place_(place) {}

    Result<RepositoryAdvisory> read() {
        if (!node_.is_table()) return confidential_fault(place_, node_, "advisory");
        RepositoryAdvisory out;
        out.ghsa = text(node_, "ghsa_id");
        if (!is_ghsa_id(out.ghsa)) return confidential_fault(place_, node_, "'ghsa_id'");
        out.state = text(node_, "state");
        if (std::ranges::find(states, out.state) == states.end()) return confidential_fault(place_, node_, "'state'");
        out.cve = text(node_, "cve_id");
        if (!out.cve.empty() && !is_cve_id(out.cve)) return confidential_fault(place_, node_, "'cve_id'");
        out.summary = text(node_, "summary");
        out.description = text(node_, "description");
        out.severity = text(node_, "severity");
        out.cvss_vector = text(table(node_, "cvss"), "vector_string");
        out.cwes = texts(node_, "cwe_ids");
        for (const Node& item : list(node_, "vulnerabilities")) out.products.push_back(product(item));
        for (const Node& item : list(node_, "credits"))
            out.credits.push_back({text(item, "login"), text(item, "type")});
        for (const Node& item : list(node_, "collaborating_users")) out.users.push_back(text(item, "login"));
        for (const Node& item : list(node_, "collaborating_teams")) out.teams.push_back(text(item, "slug"));
        out.author = text(table(node_, "author"), "login");
        out.url = text(node_, "html_url");
        out.repository = text(table(node_, "repository"), "full_name");
        out.created_at = text(node_, "created_at");
        out.updated_at = text(node_, "updated_at");
        out.published_at = text(node_, "published_at");
        if (fault_) return std::unexpected(*fault_);
        return out;
    }

  private:
    static const Node& table(const Node& node, std::string_view key) {
        static const Node nothing;
        const Node* found = node.find(key);
        return found == nullptr ? nothing : *found;
    }

    void over(std::string_view key, size_t most, std::string_view unit) {
        if (!fault_)
            fault_ =
                Error{ErrorCode::limit, fmt::format("'{}' has more than {} {}", key, most, unit), std::string(place_)};
    }

    std::string text(const Node& node, std::string_view key) {
        const auto found = node.string_at(key);
        if (!found) return {};
        if (found->size() <= max_advisory_text) return std::string(*found);
        over(key, max_advisory_text, "bytes");
        return {};
    }

    std::span<const Node> list(const Node& node, std::string_view key) {
        const auto items = items_at(node, key);
        if (items.size() <= max_advisory_list) return items;
        over(key, max_advisory_list, "items");
        return {};
    }

    std::vector<std::string> texts(const Node& node, std::string_view key) {
        std::vector<std::string> out;
        for (const Node& item : list(node, key))
            if (item.is_string()) out.push_back(item.text);
        return out;
    }

    AdvisoryProduct product(const Node& item) {
        const Node& package = table(item, "package");
        return {text(package, "ecosystem"), text(package, "name"), text(item, "vulnerable_version_range"),
                text(item, "patched_versions"), texts(item, "vulnerable_functions")};
    }

    const Node& node_;
    std::string_view place_;
    std::optional<Error> fault_ = {};
};

}  // namespace

bool is_ghsa_id(std::string_view text) {
    const auto parts = split(text, '-');
    return parts.size() == 4 && parts[0] == "GHSA" &&
           std::ranges::all_of(parts.begin() + 1, parts.end(), [](auto part) {
               return part.size() == 4 &&
                      std::ranges::all_of(part, [](char c) { return is_alnum(c) && to_lower(c) == c; });
           });
}

Result<RepositoryAdvisory> repository_advisory(const Node& document, std::string_view place) {
    return AdvisoryReader(document, place).read();
}

Result<std::vector<RepositoryAdvisory>> repository_advisories(const Node& document, std::string_view place) {
    if (!document.is_list()) return confidential_fault(place, document, "list of advisories");
    std::vector<RepositoryAdvisory> out;
    for (const Node& item : document.items) {
        WARD_TRY(RepositoryAdvisory advisory, repository_advisory(item, place));
        out.push_back(std::move(advisory));
    }
    return out;
}

Result<RepositoryAdvisory> repository_advisory_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return repository_advisory(document, place);
}

Result<std::vector<RepositoryAdvisory>> repository_advisories_from_json(std::string_view json, std::string_view place) {
    WARD_TRY(const Node document, confidential_json(json, place));
    return repository_advisories(document, place);
}

}  // namespace ward::net
