// See github_advisories.h. Requests, and what a refusal says.
#include "io/net/github_advisories.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/confidential.h"
#include "io/net/github_advisories_parse.h"

namespace ward::net {
namespace {

constexpr std::array<std::string_view, 18> field_names{"summary",
                                                       "description",
                                                       "cve_id",
                                                       "vulnerabilities",
                                                       "package",
                                                       "ecosystem",
                                                       "name",
                                                       "vulnerable_version_range",
                                                       "patched_versions",
                                                       "vulnerable_functions",
                                                       "cwe_ids",
                                                       "credits",
                                                       "login",
                                                       "severity",
                                                       "cvss_vector_string",
                                                       "state",
                                                       "collaborating_users",
                                                       "collaborating_teams"};
constexpr std::array<std::string_view, 6> fault_codes{"missing", "missing_field",  "invalid",
                                                      "custom",  "already_exists", "unprocessable"};

// {"message", "errors": [{"resource", "field", "code"}]}
Refusal explain(const Node& body) {
    std::vector<std::string> faults;
    for (const Node& error : items_at(body, "errors")) {
        const auto field = error.string_at("field");
        const auto code = error.string_at("code");
        if (!field || std::ranges::find(field_names, *field) == field_names.end()) continue;
        const bool known = code && std::ranges::find(fault_codes, *code) != fault_codes.end();
        if (faults.size() < max_told_faults)
            faults.push_back(known ? fmt::format("'{}' is {}", *field, *code) : fmt::format("'{}'", *field));
    }
    return {faults.empty() ? "" : fmt::format("it takes exception to {}", join(faults, ", "))};
}

std::unexpected<Error> not_sendable(std::string_view what) {
    return fail(ErrorCode::usage, fmt::format("{} is not in its form; nothing was sent", what), "GitHub advisories");
}

void write_products(JsonWriter& json, const std::vector<AdvisoryProduct>& products) {
    json.key("vulnerabilities").begin_array();
    for (const AdvisoryProduct& product : products) {
        json.begin_object().key("package").begin_object().member("ecosystem", product.ecosystem);
        json.member("name", product.package).end_object();
        json.member("vulnerable_version_range", product.vulnerable).member_if("patched_versions", product.patched);
        json.member_values("vulnerable_functions", product.functions).end_object();
    }
    json.end_array();
}

void write_credits(JsonWriter& json, const std::vector<AdvisoryCredit>& credits) {
    json.key("credits").begin_array();
    for (const AdvisoryCredit& credit : credits)
        json.begin_object().member("login", credit.login).member("type", credit.type).end_object();
    json.end_array();
}

Result<void> check_content(const AdvisoryContent& content, bool is_new) {
    if (content.cve && !content.cve->empty() && !is_cve_id(*content.cve)) return not_sendable("a CVE id");
    if (content.summary.value_or("").size() > max_advisory_summary ||
        content.description.value_or("").size() > max_advisory_description)
        return not_sendable("a summary or a description");
    const bool whole = !content.summary.value_or("").empty() && !content.description.value_or("").empty();
    if (is_new && !whole) return not_sendable("an advisory without a summary or a description");
    if (is_new && (content.state || content.users || content.teams))
        return not_sendable("a new advisory with a state or collaborators");
    return {};
}

class GithubAdvisoriesClient : public GithubAdvisories {
  public:
    GithubAdvisoriesClient(Http& http, const GithubOptions& options)
        : api_(http,
               {.base_url = options.base_url,
                .token = options.token,
                .headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
                .courtesy = options.courtesy},
               explain),
          repository_(
              fmt::format("{}/repos/{}/{}/security-advisories", options.base_url, options.owner, options.repository)),
          organization_(fmt::format("{}/orgs/{}/security-advisories", options.base_url, options.owner)) {}

    Result<std::vector<RepositoryAdvisory>> advisories(const std::string& state) override {
        return all(repository_, state);
    }
    Result<std::vector<RepositoryAdvisory>> of_organization(const std::string& state) override {
        return all(organization_, state);
    }

    Result<RepositoryAdvisory> advisory(const std::string& ghsa) override {
        if (!is_ghsa_id(ghsa)) return not_sendable("the id of an advisory");
        WARD_TRY(const ConfidentialAnswer answer, api_.read(repository_ + "/" + ghsa, "an advisory"));
        return the_one(answer, ghsa);
    }

    Result<RepositoryAdvisory> create_draft(const AdvisoryContent& content) override {
        return add(repository_, content, "a draft of an advisory");
    }
    Result<RepositoryAdvisory> report(const AdvisoryContent& content) override {
        return add(repository_ + "/reports", content, "a private report");
    }

    Result<RepositoryAdvisory> change(const std::string& ghsa, const AdvisoryContent& content) override {
        if (!is_ghsa_id(ghsa)) return not_sendable("the id of an advisory");
        WARD_TRY_VOID(check_content(content, false));
        WARD_TRY(const ConfidentialAnswer answer,
                 api_.write("PATCH", repository_ + "/" + ghsa, to_json(content), "an advisory"));
        return the_one(answer, ghsa);
    }

    Result<void> request_cve(const std::string& ghsa) override {
        if (!is_ghsa_id(ghsa)) return not_sendable("the id of an advisory");
        WARD_TRY([[maybe_unused]] const ConfidentialAnswer answer,
                 api_.write("POST", fmt::format("{}/{}/cve", repository_, ghsa), "", "a CVE request"));
        return {};
    }

  private:
    static Result<RepositoryAdvisory> the_one(const ConfidentialAnswer& answer, std::string_view ghsa) {
        WARD_TRY(RepositoryAdvisory advisory, repository_advisory(answer.body, answer.place));
        if (advisory.ghsa != ghsa) return fail(ErrorCode::parse, "the answer is another advisory", answer.place);
        return advisory;
    }

    Result<RepositoryAdvisory> add(const std::string& url, const AdvisoryContent& content, std::string_view what) {
        WARD_TRY_VOID(check_content(content, true));
        WARD_TRY(const ConfidentialAnswer answer, api_.write("POST", url, to_json(content), what));
        return repository_advisory(answer.body, answer.place);
    }

    Result<std::vector<RepositoryAdvisory>> all(const std::string& url, const std::string& state) {
        std::vector<RepositoryAdvisory> out;
        const auto take = [&](const ConfidentialAnswer& answer) -> Result<std::optional<std::string>> {
            WARD_TRY(auto page, repository_advisories(answer.body, answer.place));
            for (RepositoryAdvisory& advisory : page)
                if (std::ranges::find(out, advisory.ghsa, &RepositoryAdvisory::ghsa) == out.end())
                    out.push_back(std::move(advisory));
            return next_link(answer.link);
        };
        const std::string query = state.empty() ? "?per_page=100" : "?per_page=100&state=" + escape_uri_part(state);
        WARD_TRY_VOID(api_.read_pages(url + query, "advisories", max_advisory_pages, take));
        return out;
    }

    ConfidentialApi api_;
    std::string repository_;
    std::string organization_;
};

}  // namespace

std::string to_json(const AdvisoryContent& content) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    if (content.summary) json.member("summary", *content.summary);
    if (content.description) json.member("description", *content.description);
    if (content.cve) json.member_or_null("cve_id", content.cve->empty() ? std::nullopt : content.cve);
    // One of the two is taken, never both.
    if (content.cvss_vector) json.member("cvss_vector_string", *content.cvss_vector);
    else if (content.severity) json.member("severity", *content.severity);
    if (content.cwes) json.member_values("cwe_ids", *content.cwes);
    if (content.products) write_products(json, *content.products);
    if (content.credits) write_credits(json, *content.credits);
    if (content.state) json.member("state", *content.state);
    if (content.users) json.member_values("collaborating_users", *content.users);
    if (content.teams) json.member_values("collaborating_teams", *content.teams);
    return json.end_object().take();
}

Result<std::unique_ptr<GithubAdvisories>> github_advisories(Http& http, GithubOptions options) {
    WARD_TRY_VOID(check_options(options));
    if (options.token.empty()) return fail(ErrorCode::auth, "GITHUB_TOKEN is needed for advisories", options.base_url);
    return std::make_unique<GithubAdvisoriesClient>(http, options);
}

}  // namespace ward::net
