// A security advisory of the project's repository, published as the record has it.
//   target: OWNER/REPO GHSA · content: body (JSON, as the output `ghsa` makes it)
#include <optional>

#include "actions/release/run/effect_kind.h"
#include "formats/document.h"
#include "io/net/github_advisories.h"

namespace ward::release {
namespace {

struct Place {
    std::string repository;
    std::string ghsa;
};

Result<Place> place_of_ghsa_publish(const engine::Effect& effect) {
    const size_t blank = effect.target.find(' ');
    if (blank == std::string::npos) return fail(ErrorCode::damaged, "an advisory without its repository");
    return Place{effect.target.substr(0, blank), effect.target.substr(blank + 1)};
}

Result<net::GithubAdvisories*> service_of(Doors& doors, const Place& place) {
    if (!doors.advisories) return fail(ErrorCode::usage, "GitHub is not asked here");
    return doors.advisories(place.repository);
}

std::optional<std::string> text_in(const Node& node, std::string_view key) {
    const auto text = node.string_at(key);
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

net::AdvisoryProduct product_of(const Node& node) {
    net::AdvisoryProduct out;
    if (const Node* package = node.find("package"); package != nullptr) {
        out.ecosystem = text_at(*package, "ecosystem");
        out.package = text_at(*package, "name");
    }
    out.vulnerable = text_at(node, "vulnerable_version_range");
    out.patched = text_at(node, "patched_versions");
    return out;
}

Result<net::AdvisoryContent> wanted_of(const engine::Effect& effect) {
    WARD_TRY(const std::string body, content_of(effect, "body"));
    WARD_TRY(const Node root, parse_json(body, "the advisory"));
    net::AdvisoryContent out;
    out.summary = text_in(root, "summary");
    out.description = text_in(root, "description");
    out.cve = text_in(root, "cve_id");
    out.cvss_vector = text_in(root, "cvss_vector_string");
    out.severity = text_in(root, "severity");
    out.cwes.emplace();
    for (const Node& cwe : items_at(root, "cwe_ids")) out.cwes->push_back(cwe.text);
    out.products.emplace();
    for (const Node& product : items_at(root, "vulnerabilities")) out.products->push_back(product_of(product));
    out.credits.emplace();
    for (const Node& credit : items_at(root, "credits"))
        out.credits->push_back({.login = text_at(credit, "login"), .type = text_at(credit, "type")});
    out.state = "published";
    return out;
}

bool says_so(const net::RepositoryAdvisory& there, const net::AdvisoryContent& wanted) {
    return there.state == "published" && there.summary == wanted.summary && there.description == wanted.description &&
           there.products == *wanted.products && (!wanted.cve || there.cve == *wanted.cve);
}

Result<engine::Sight> look_ghsa_publish(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const Place place, place_of_ghsa_publish(effect));
    WARD_TRY(const net::AdvisoryContent wanted, wanted_of(effect));
    WARD_TRY(net::GithubAdvisories * service, service_of(doors, place));
    WARD_TRY(const net::RepositoryAdvisory there, service->advisory(place.ghsa));
    if (says_so(there, wanted)) return engine::Sight{engine::Standing::present, there.url};
    if (there.state == "closed" || there.state == "withdrawn")
        return engine::Sight{engine::Standing::changed, "the advisory was closed"};
    if (wanted.cve && !there.cve.empty() && there.cve != *wanted.cve)
        return engine::Sight{engine::Standing::changed, "the advisory has another CVE id by now"};
    return engine::Sight{engine::Standing::missing};
}

Result<std::string> perform_ghsa_publish(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const Place place, place_of_ghsa_publish(effect));
    WARD_TRY(const net::AdvisoryContent wanted, wanted_of(effect));
    WARD_TRY(net::GithubAdvisories * service, service_of(doors, place));
    WARD_TRY(const net::RepositoryAdvisory made, service->change(place.ghsa, wanted));
    // Read back: ranges of published records were wrong because nobody looked.
    if (!says_so(made, wanted)) return fail(ErrorCode::unsupported, "the advisory is not what was sent");
    return made.url;
}

}  // namespace

WARD_RELEASE_EFFECT(ghsa_publish) = {.name = "ghsa.publish",
                                     .summary = "publish a security advisory of the repository",
                                     .look = look_ghsa_publish,
                                     .perform = perform_ghsa_publish};

}  // namespace ward::release
