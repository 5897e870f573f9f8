// See hackerone.h. Requests, and what a refusal says.
#include "io/net/hackerone.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/cve_id.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "io/net/confidential.h"
#include "io/net/hackerone_parse.h"

namespace ward::net {
namespace {

// What requests of ours are made of: the names that a refusal may point to.
constexpr std::array<std::string_view, 26> request_names{
    "data",       "type",      "attributes",  "team_handle",  "versions",
    "vendor",     "product",   "version",     "lessThan",     "versionType",
    "affected",   "func",      "metrics",     "vectorString", "auto_submit_on_publicly_disclosing_report",
    "references", "report_id", "weakness_id", "description",  "vulnerability_discovered_at",
    "cve_ids",    "message",   "state",       "substate",     "filter",
    "page"};

// {"errors": [{"status", "title", "detail", "source": {"pointer" or "parameter"}}]}
Refusal explain(const Node& body) {
    std::vector<std::string> places;
    for (const Node& error : items_at(body, "errors")) {
        const Node* source = error.find("source");
        if (source == nullptr) continue;
        const auto pointer = source->string_at("pointer");
        const std::string path =
            known_path(pointer ? *pointer : source->string_at("parameter").value_or(""), request_names);
        if (!path.empty() && places.size() < max_told_faults) places.push_back(path);
    }
    return {places.empty() ? "" : fmt::format("it takes exception to {}", join(places, ", "))};
}

std::unexpected<Error> not_sendable(std::string_view what) {
    return fail(ErrorCode::usage, fmt::format("{} is not in its form; nothing was sent", what), "HackerOne");
}

std::string with_attributes(std::string_view type, const auto& write) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().key("data").begin_object().member("type", type).key("attributes").begin_object();
    write(json);
    return json.end_object().end_object().end_object().take();
}

class HackerOneClient : public HackerOne {
  public:
    HackerOneClient(Http& http, const HackerOneOptions& options)
        : api_(http,
               {.base_url = options.base_url,
                .headers = {{"Accept", "application/json"},
                            {"Authorization",
                             "Basic " + base64_encode(options.username + ":" + std::string(options.token.reveal()))}},
                .courtesy = options.courtesy},
               explain) {}

    Result<std::vector<HackerOneProgram>> programs() override {
        return all("/me/programs?page%5Bsize%5D=100", "programs", hackerone_programs);
    }

    Result<std::vector<HackerOneReport>> reports(const HackerOneFilter& filter) override {
        std::string path = "/reports?filter%5Bprogram%5D%5B%5D=" + escape_uri_part(filter.program);
        for (const std::string& state : filter.states) path += "&filter%5Bstate%5D%5B%5D=" + escape_uri_part(state);
        return all(path + "&page%5Bsize%5D=100", "reports", hackerone_reports);
    }

    Result<HackerOneReport> report(const std::string& id) override {
        if (!is_hackerone_id(id)) return not_sendable("the id of a report");
        WARD_TRY(const ConfidentialAnswer answer, api_.read(url("/reports/" + id), "a report"));
        WARD_TRY(HackerOneReport report, hackerone_report(answer.body, answer.place));
        if (report.id != id) return fail(ErrorCode::parse, "the answer is another report", answer.place);
        return report;
    }

    Result<std::vector<HackerOneCveRequest>> cve_requests(const std::string& program) override {
        if (!is_hackerone_id(program)) return not_sendable("the id of a program");
        return all(fmt::format("/programs/{}/cve_requests?page%5Bsize%5D=100", program), "CVE requests",
                   hackerone_cve_requests);
    }

    Result<HackerOneCveRequest> request_cve(const std::string& program, const NewCveRequest& request) override {
        if (!is_hackerone_id(program)) return not_sendable("the id of a program");
        if (!is_hackerone_id(request.report)) return not_sendable("the id of a report");
        if (!is_hackerone_id(request.weakness)) return not_sendable("the id of a weakness");
        if (request.ranges.empty()) return not_sendable("a CVE request without affected versions");
        WARD_TRY(const ConfidentialAnswer answer,
                 api_.write("POST", url(fmt::format("/programs/{}/cve_requests", program)), to_json(request),
                            "a CVE request"));
        return hackerone_cve_request(answer.body, answer.place);
    }

    Result<void> set_cves(const std::string& report, const std::vector<std::string>& cves) override {
        if (!std::ranges::all_of(cves, is_cve_id)) return not_sendable("a CVE id");
        return change(report, "PUT", "cves", "the CVE ids of a report",
                      with_attributes("report-cves", [&](JsonWriter& json) { json.member_values("cve_ids", cves); }));
    }

    Result<void> resolve(const std::string& report, const std::string& message) override {
        return change(report, "POST", "state_changes", "the state of a report",
                      with_attributes("state-change", [&](JsonWriter& json) {
                          json.member("message", message).member("state", "resolved");
                      }));
    }

    Result<void> request_disclosure(const std::string& report, const std::string& message,
                                    Disclosure disclosure) override {
        const std::string_view substate = disclosure == Disclosure::full ? "full" : "no-content";
        return change(report, "POST", "disclosure_requests", "the disclosure of a report",
                      with_attributes("disclosure-request", [&](JsonWriter& json) {
                          json.member("message", message).member("substate", substate);
                      }));
    }

  private:
    std::string url(std::string_view path) const { return api_.base_url() + std::string(path); }

    template <typename Value>
    Result<std::vector<Value>> all(std::string_view path, std::string_view what,
                                   Result<std::vector<Value>> (*read)(const Node&, std::string_view)) {
        std::vector<Value> out;
        const auto take = [&](const ConfidentialAnswer& answer) -> Result<std::optional<std::string>> {
            WARD_TRY(auto page, read(answer.body, answer.place));
            // A report that comes in while we read moves another one to the next page.
            for (Value& value : page)
                if (std::ranges::find(out, value.id, &Value::id) == out.end()) out.push_back(std::move(value));
            const Node* links = answer.body.find("links");
            const auto next = links == nullptr ? std::nullopt : links->string_at("next");
            if (!next || next->empty()) return std::nullopt;
            return std::string(*next);
        };
        WARD_TRY_VOID(api_.read_pages(url(path), what, max_hackerone_pages, take));
        return out;
    }

    Result<void> change(const std::string& report, const std::string& method, std::string_view part,
                        std::string_view what, const std::string& body) {
        if (!is_hackerone_id(report)) return not_sendable("the id of a report");
        WARD_TRY([[maybe_unused]] const ConfidentialAnswer answer,
                 api_.write(method, url(fmt::format("/reports/{}/{}", report, part)), body, what));
        return {};
    }

    ConfidentialApi api_;
};

}  // namespace

std::string to_json(const NewCveRequest& request) {
    return with_attributes("cve-request", [&](JsonWriter& json) {
        json.member("team_handle", request.team).key("versions").begin_array();
        for (const AffectedRange& range : request.ranges)
            json.begin_object()
                .member("vendor", request.vendor)
                .member("product", request.product)
                .member("version", range.from)
                .member("lessThan", range.below)
                .member("versionType", "semver")
                .member("affected", true)
                .end_object();
        json.end_array().key("metrics").begin_array();
        json.begin_object().member("vectorString", request.cvss_vector).end_object().end_array();
        json.member("auto_submit_on_publicly_disclosing_report", request.submit_on_disclosure)
            .member_values("references", request.references)
            .member("report_id", request.report)
            .member("weakness_id", to_number<int64_t>(request.weakness).value_or(0))
            .member("description", request.description)
            .member("vulnerability_discovered_at", request.discovered_at);
    });
}

Result<std::unique_ptr<HackerOne>> hackerone(Http& http, HackerOneOptions options) {
    WARD_TRY_VOID(check_base_url(options.base_url));
    WARD_TRY_VOID(check_token(options.username, "the name of the HackerOne API token"));
    WARD_TRY_VOID(check_token(options.token.reveal(), "the HackerOne API token"));
    if (options.username.empty() || options.token.empty() || options.username.contains(':'))
        return fail(ErrorCode::usage, "HackerOne's API needs the name and the value of a token");
    return std::make_unique<HackerOneClient>(http, options);
}

}  // namespace ward::net
